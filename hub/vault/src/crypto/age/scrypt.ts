/** The scrypt recipient: a passphrase that a file key is wrapped for (age.md, The scrypt recipient type). */

import { scryptAsync } from "@noble/hashes/scrypt.js";

import { type Bytes, concat, randomBytes, utf8 } from "../bytes.ts";
import { LimitError, MalformedError } from "../errors.ts";
import { SCRYPT, type Stanza } from "./header.ts";
import { BODY_SIZE, decode64, encode64, KEY_SIZE, wrapFileKey } from "./primitives.ts";
import type { Watch } from "./stream.ts";

export const KIND = SCRYPT;
export const SALT_SIZE = 16;
export const DEFAULT_LOG_N = 18;
/** One TiB of memory: beyond this a work factor is a mistake of the writer. */
export const HIGHEST_LOG_N = 30;

const LABEL = "age-encryption.org/v1/scrypt";
const WORK_FACTOR = /^[1-9][0-9]*$/;
const BLOCK = 1024; // 128 times r: the memory that one step of N takes
const TICK = 20; // milliseconds of work before the page may live
const PARTS = 100;

/** What an scrypt stanza says. */
export interface Wrapped {
  readonly salt: Bytes;
  readonly logN: number;
  readonly body: Bytes;
}

/**
 * A passphrase and the work factor 2^`logN` to spend on it (2^18 takes 256 MiB and about a second).
 *
 * Throws MalformedError (AGE-19) for an empty passphrase, LimitError (AGE-9) unless 1 <= `logN` <= 30.
 */
export class ScryptRecipient {
  readonly #passphrase: string;
  readonly #logN: number;
  readonly #watch: Watch;

  constructor(passphrase: string, logN: number = DEFAULT_LOG_N, watch: Watch = {}) {
    checkPassphrase(passphrase);
    if (!(Number.isInteger(logN) && logN >= 1 && logN <= HIGHEST_LOG_N)) {
      throw new LimitError("AGE-9", `a work factor is between 1 and ${HIGHEST_LOG_N}`);
    }
    this.#passphrase = passphrase;
    this.#logN = logN;
    this.#watch = watch;
  }

  /** A stanza that the passphrase opens; it must stand alone. */
  async wrap(fileKey: Uint8Array): Promise<Stanza> {
    const salt = randomBytes(SALT_SIZE);
    const key = await deriveWrapKey(this.#passphrase, salt, this.#logN, this.#watch);
    return { kind: KIND, args: [encode64(salt), String(this.#logN)], body: wrapFileKey(key, fileKey) };
  }
}

/** Read an scrypt stanza. MalformedError (AGE-3, AGE-8); LimitError (AGE-9) for a factor above `maxLogN`. */
export function readStanza(stanza: Stanza, maxLogN: number): Wrapped {
  const [text, factor] = stanza.args;
  if (text === undefined || factor === undefined || stanza.args.length !== 2) {
    throw new MalformedError("AGE-8", "an scrypt stanza has two arguments beside its kind");
  }
  const salt = decode64(text);
  if (salt.length !== SALT_SIZE) {
    throw new MalformedError("AGE-8", "the salt of an scrypt stanza is not 16 bytes long");
  }
  if (!WORK_FACTOR.test(factor)) {
    throw new MalformedError("AGE-8", "the work factor of an scrypt stanza is not a plain decimal number");
  }
  if (stanza.body.length !== BODY_SIZE) {
    throw new MalformedError("AGE-8", "the body of an scrypt stanza is not 32 bytes long");
  }
  if (Number(factor) > maxLogN) {
    throw new LimitError("AGE-9", `the work factor of this file is above the limit of ${maxLogN}`);
  }
  return { salt, logN: Number(factor), body: stanza.body };
}

/** Throw MalformedError (AGE-19) for an empty passphrase, or one that has no UTF-8. */
export function checkPassphrase(passphrase: string): void {
  if (passphrase === "" || !passphrase.isWellFormed()) {
    throw new MalformedError("AGE-19", "a passphrase is empty or not Unicode text");
  }
}

/** The 32-byte key that wraps the file key; the passphrase counts as its UTF-8 bytes. */
export async function deriveWrapKey(
  passphrase: string,
  salt: Uint8Array,
  logN: number,
  watch: Watch,
): Promise<Bytes> {
  const found = await scryptAsync(utf8(passphrase), concat(LABEL, salt), {
    N: 2 ** logN,
    r: 8,
    p: 1,
    dkLen: KEY_SIZE,
    maxmem: BLOCK * (2 ** logN + 2),
    asyncTick: TICK,
    onProgress: (part) => {
      watch.stop?.throwIfAborted();
      watch.step?.(Math.round(part * PARTS), PARTS);
    },
  });
  return found as Bytes;
}
