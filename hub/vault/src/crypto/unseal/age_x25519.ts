/** The X25519 identity: the secret key behind an `age1…` recipient (age.md, The X25519 recipient type). */

import * as bech32 from "../age/bech32.ts";
import type { Stanza } from "../age/header.ts";
import { KEY_SIZE, unwrapFileKey, x25519Public } from "../age/primitives.ts";
import { checkOrder, deriveWrapKey, KIND, readStanza, X25519Recipient } from "../age/x25519.ts";
import { type Bytes, randomBytes } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { agree, holdX25519 } from "./held_keys.ts";

const PREFIX = "AGE-SECRET-KEY-";
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_SIZE - 1)); // RFC 7748, 4.1

/**
 * A secret key of 32 bytes, such as a ring's epoch, and its public half as text.
 *
 * Its `String` is the secret; what a console or JSON shows of it is the recipient. Throws MalformedError
 * (AGE-17).
 */
export class X25519Identity {
  readonly recipient: string;
  readonly #seed: Bytes;
  readonly #public: Bytes;
  #held: Promise<CryptoKey> | undefined;

  constructor(seed: Bytes) {
    if (seed.length !== KEY_SIZE) {
      throw new MalformedError("AGE-17", "a secret key is not 32 bytes long");
    }
    this.#seed = seed;
    this.#public = x25519Public(seed);
    this.recipient = String(new X25519Recipient(this.#public));
  }

  /** A new identity. */
  static generate(): X25519Identity {
    return new X25519Identity(randomBytes(KEY_SIZE));
  }

  /** The identity of an `AGE-SECRET-KEY-1…` string. Throws MalformedError (AGE-17). */
  static parse(text: string): X25519Identity {
    return new X25519Identity(bech32.decodeKey(text, PREFIX));
  }

  /** The `AGE-SECRET-KEY-1…` string: for what is sealed, never for a log. */
  toString(): string {
    return bech32.encode(PREFIX, this.#seed);
  }

  /** The file key (16 bytes), or undefined if the stanza is for another; MalformedError (AGE-3, 6, 7). */
  async unwrap(stanza: Stanza): Promise<Bytes | undefined> {
    this.#held ??= holdX25519(this.#seed);
    return unwrapWith(stanza, this.#public, await this.#held);
  }
}

/** The same behind a WebCrypto key (X25519, `deriveBits`): a device's or reporter's. */
export class HeldIdentity {
  readonly #held: CryptoKey;
  #public: Promise<Bytes> | undefined;

  constructor(held: CryptoKey) {
    this.#held = held;
  }

  /** As `X25519Identity.unwrap`. */
  async unwrap(stanza: Stanza): Promise<Bytes | undefined> {
    // WebCrypto gives no public half of a private key: it is what the base point comes to.
    this.#public ??= agree(this.#held, BASE_POINT);
    return unwrapWith(stanza, await this.#public, this.#held);
  }
}

async function unwrapWith(stanza: Stanza, publicKey: Bytes, held: CryptoKey): Promise<Bytes | undefined> {
  if (stanza.kind !== KIND) {
    return undefined;
  }
  const { share, body } = readStanza(stanza);
  checkOrder(share);
  return unwrapFileKey(deriveWrapKey(await agree(held, share), share, publicKey), body);
}
