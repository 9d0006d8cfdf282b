/**
 * The textual header of an age file: stanzas that wrap the file key, and a MAC (age.md, Header).
 *
 * Parsing accepts one spelling only, so the MAC is computed over what was read.
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { type Bytes, equal, utf8 } from "../bytes.ts";
import { LimitError, MalformedError } from "../errors.ts";
import { decode64, hkdf } from "./primitives.ts";

export const VERSION_LINE = "age-encryption.org/v1\n";
/** Bytes of header that a hub reads at most: room for one X25519 stanza and a large grease stanza. */
export const INSPECTION_LIMIT = 2048;
export const SCRYPT = "scrypt";
export const GREASE = "-grease";

// The ABNF of a stanza. Every newline is spelled out: a parser that skips or trims makes a file malleable.
const STANZA = /-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)/y;
const END = /^--- ([A-Za-z0-9+/]{43})\n$/;
const END_ANYWHERE = /\n---[^\n]*\n/;
const MARK = "---";

// One character a byte. Latin-1 is windows-1252 here, but no pattern above knows a character beyond ASCII.
const DECODER = new TextDecoder("latin1");

/** One wrapping of the file key: its kind, its other arguments and its body. */
export interface Stanza {
  readonly kind: string;
  readonly args: readonly string[];
  readonly body: Bytes;
}

/** The stanzas and the MAC (32 bytes); `size` is where the payload begins. */
export class Header {
  readonly stanzas: readonly Stanza[];
  readonly mac: Bytes;
  readonly size: number;
  readonly #marked: Bytes;

  private constructor(stanzas: readonly Stanza[], mac: Bytes, text: string) {
    if (stanzas.length === 0) {
      throw new MalformedError("AGE-2", "the header has no stanza");
    }
    if (stanzas.length > 1 && stanzas.some((stanza) => stanza.kind === SCRYPT)) {
      throw new MalformedError("AGE-10", "an scrypt stanza is not the only stanza");
    }
    this.stanzas = stanzas;
    this.mac = mac;
    this.size = text.length;
    this.#marked = utf8(text.slice(0, text.lastIndexOf(MARK) + MARK.length));
  }

  /**
   * The stanzas that may be for somebody: all but those of a kind that ends in `-grease`.
   *
   * Writers add such stanzas of random content so that readers learn to skip unknown kinds.
   */
  get addressed(): readonly Stanza[] {
    return this.stanzas.filter((stanza) => !stanza.kind.endsWith(GREASE));
  }

  /** The header that `data` is, end to end. Throws MalformedError (AGE-1 to 4, AGE-10). */
  static parse(data: Uint8Array): Header {
    const text = DECODER.decode(data);
    if (!text.startsWith(VERSION_LINE)) {
      throw new MalformedError("AGE-1", "this is not an age v1 file");
    }
    const stanzas: Stanza[] = [];
    STANZA.lastIndex = VERSION_LINE.length;
    let at = STANZA.lastIndex;
    for (let found = STANZA.exec(text); found !== null; found = STANZA.exec(text)) {
      const [, line = "", body = ""] = found;
      const [kind = "", ...args] = line.split(" ");
      stanzas.push({ kind, args, body: decode64(body.replaceAll("\n", "")) });
      at = STANZA.lastIndex;
    }
    if (!text.startsWith(MARK, at)) {
      throw new MalformedError("AGE-2", `stanza ${stanzas.length + 1} is malformed or the header is cut off`);
    }
    const mac = END.exec(text.slice(at))?.[1];
    if (mac === undefined) {
      throw new MalformedError("AGE-4", "the last line of the header is not --- and a MAC of 32 bytes");
    }
    return new Header(stanzas, decode64(mac), text);
  }

  /** Throw MalformedError (AGE-5) unless the MAC is that of this file key (age.md, Header MAC). */
  checkMac(fileKey: Uint8Array): void {
    const key = hkdf(fileKey, new Uint8Array(0), "header");
    if (!equal(this.mac, hmac(sha256, key, this.#marked))) {
      throw new MalformedError("AGE-5", "the header was altered: its MAC is not that of the file key");
    }
  }
}

/**
 * The header of an age file, of which `data` is the whole or a beginning, without any key.
 *
 * That the MAC and the payload are right is known to holders of a key only. Throws LimitError (AGE-18) beyond
 * `limit` bytes of header, MalformedError (AGE-1 to 4, AGE-10).
 */
export function inspect(data: Uint8Array, limit: number = INSPECTION_LIMIT): Header {
  const text = DECODER.decode(data.subarray(0, limit));
  if (!VERSION_LINE.startsWith(text.slice(0, VERSION_LINE.length))) {
    throw new MalformedError("AGE-1", "this is not an age v1 file");
  }
  // No other line of a header can begin with `---`: the end is found before anything is parsed.
  const found = END_ANYWHERE.exec(text);
  if (found === null && data.length > limit) {
    throw new LimitError("AGE-18", `the header is longer than ${limit} bytes`);
  }
  return Header.parse(data.subarray(0, found === null ? data.length : found.index + found[0].length));
}
