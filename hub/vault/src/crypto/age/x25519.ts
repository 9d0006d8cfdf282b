/** The X25519 recipient: a public key that a file key is wrapped for (age.md, The X25519 recipient type). */

import { type Bytes, concat } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import * as bech32 from "./bech32.ts";
import type { Stanza } from "./header.ts";
import { BODY_SIZE, decode64, hkdf, KEY_SIZE } from "./primitives.ts";

export const KIND = "X25519";
export const PREFIX = "age";
export const INFO = "age-encryption.org/v1/X25519";

const PRIME = 2n ** 255n - 19n;
const UNUSED_BIT = 2n ** 255n; // RFC 7748 5: the top bit of u is not looked at
const ORDER_8 = 325606250916557431795983626356110631294008115727848805560023387167927233504n;
const ALSO_ORDER_8 = 39382357235489614581723060781553021112529911719440698176882885853963445705823n;
// u of every point of small order, on the curve and on its twist: any secret key takes them to zero.
const SMALL: ReadonlySet<bigint> = new Set([0n, 1n, PRIME - 1n, ORDER_8, ALSO_ORDER_8]);

/** A public key of 32 bytes; its text is `age1…`. Throws MalformedError (AGE-7, AGE-17). */
export class X25519Recipient {
  readonly public: Bytes;

  constructor(publicKey: Uint8Array) {
    if (publicKey.length !== KEY_SIZE) {
      throw new MalformedError("AGE-17", "a public key is not 32 bytes long");
    }
    checkOrder(publicKey);
    this.public = Uint8Array.from(publicKey);
  }

  /** The recipient of an `age1…` string. Throws MalformedError (AGE-7, AGE-17). */
  static parse(text: string): X25519Recipient {
    return new X25519Recipient(bech32.decodeKey(text, PREFIX));
  }

  /** The `age1…` string. */
  toString(): string {
    return bech32.encode(PREFIX, this.public);
  }
}

/** Refuse a key that everybody could open files for: MalformedError (AGE-7). */
export function checkOrder(publicKey: Uint8Array): void {
  const u = publicKey.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) % UNUSED_BIT;
  if (SMALL.has(u % PRIME)) {
    throw new MalformedError("AGE-7", "a public key of small order, for which everybody has the secret");
  }
}

/**
 * Share and body (32 bytes each) of an X25519 stanza. Throws MalformedError (AGE-3, AGE-6).
 *
 * The length of the body is fixed before decryption against partitioning oracles.
 */
export function readStanza(stanza: Stanza): { readonly share: Bytes; readonly body: Bytes } {
  const [text] = stanza.args;
  if (text === undefined || stanza.args.length !== 1) {
    throw new MalformedError("AGE-6", "an X25519 stanza has one argument beside its kind");
  }
  const share = decode64(text);
  if (share.length !== KEY_SIZE) {
    throw new MalformedError("AGE-6", "the share of an X25519 stanza is not 32 bytes long");
  }
  if (stanza.body.length !== BODY_SIZE) {
    throw new MalformedError("AGE-6", "the body of an X25519 stanza is not 32 bytes long");
  }
  return { share, body: stanza.body };
}

/** The 32-byte key that wraps the file key, bound to both public halves. */
export function deriveWrapKey(shared: Uint8Array, share: Uint8Array, publicKey: Uint8Array): Bytes {
  return hkdf(shared, concat(share, publicKey), INFO);
}
