/** The scrypt identity: a passphrase that opens (age.md, The scrypt recipient type). */

import type { Stanza } from "../age/header.ts";
import { unwrapFileKey } from "../age/primitives.ts";
import { checkPassphrase, deriveWrapKey, KIND, readStanza } from "../age/scrypt.ts";
import type { Watch } from "../age/stream.ts";
import type { Bytes } from "../bytes.ts";

/** 1 GiB of memory: two steps above what age and Accord write by default. */
export const DEFAULT_MAX_LOG_N = 20;

/**
 * A passphrase, and the greatest work factor 2^`maxLogN` that its reader is willing to spend.
 *
 * Throws MalformedError (AGE-19) for an empty passphrase.
 */
export class ScryptIdentity {
  readonly #passphrase: string;
  readonly #maxLogN: number;
  readonly #watch: Watch;

  constructor(passphrase: string, maxLogN: number = DEFAULT_MAX_LOG_N, watch: Watch = {}) {
    checkPassphrase(passphrase);
    this.#passphrase = passphrase;
    this.#maxLogN = maxLogN;
    this.#watch = watch;
  }

  /**
   * The file key (16 bytes), or undefined if the stanza is not scrypt or the passphrase is wrong.
   *
   * Throws MalformedError (AGE-3, AGE-8), and LimitError (AGE-9) instead of computing beyond the limit:
   * whoever wrote the file chose the factor.
   */
  async unwrap(stanza: Stanza): Promise<Bytes | undefined> {
    if (stanza.kind !== KIND) {
      return undefined;
    }
    const { salt, logN, body } = readStanza(stanza, this.#maxLogN);
    return unwrapFileKey(await deriveWrapKey(this.#passphrase, salt, logN, this.#watch), body);
  }
}
