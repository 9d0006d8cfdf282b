/** The primitives of age for reading: HKDF, ChaCha20-Poly1305, X25519 and raw base64. */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 as curve } from "@noble/curves/ed25519.js";
import { hkdf as derive } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { type Bytes, utf8 } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import * as strictBase64 from "../strict_base64.ts";

export const KEY_SIZE = 32;
export const TAG_SIZE = 16;
/** Length of a wrapped file key, the same for X25519 and scrypt (age.md, Recipient stanzas). */
export const BODY_SIZE = 32;

const RAW_BASE64 = /^[A-Za-z0-9+/]*$/;

/** 32 bytes of HKDF-SHA-256 (RFC 5869, 2.2 and 2.3). */
export function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array | string): Bytes {
  return derive(sha256, ikm, salt, typeof info === "string" ? utf8(info) : info, KEY_SIZE) as Bytes;
}

/** Ciphertext and tag of ChaCha20-Poly1305 without associated data (RFC 8439, 2.8). */
export function aeadSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Bytes {
  return chacha20poly1305(key, nonce).encrypt(plaintext) as Bytes;
}

/** The plaintext, or undefined if the tag is not right: what that means is the caller's to say. */
export function aeadOpen(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): Bytes | undefined {
  if (ciphertext.length < TAG_SIZE) {
    return undefined;
  }
  try {
    return chacha20poly1305(key, nonce).decrypt(ciphertext) as Bytes;
  } catch {
    return undefined;
  }
}

/** The 32-byte body of a stanza. The zero nonce is right: a wrap key is used once. */
export function wrapFileKey(wrapKey: Uint8Array, fileKey: Uint8Array): Bytes {
  return aeadSeal(wrapKey, new Uint8Array(12), fileKey);
}

/** The 16-byte file key in a 32-byte body, or undefined if this wrap key is not the one. */
export function unwrapFileKey(wrapKey: Uint8Array, body: Uint8Array): Bytes | undefined {
  return aeadOpen(wrapKey, new Uint8Array(12), body);
}

/** The public key (32 bytes) of a secret of 32 bytes (RFC 7748, 6.1). */
export function x25519Public(secret: Uint8Array): Bytes {
  return curve.getPublicKey(secret) as Bytes;
}

/** Canonical base64 without padding (RFC 4648, 3.5 and 4; age.md, Conventions). */
export function encode64(data: Uint8Array): string {
  return strictBase64.encode(data).replaceAll("=", "");
}

/** The bytes of canonical base64 without padding; throws MalformedError (AGE-3). */
export function decode64(text: string): Bytes {
  if (!RAW_BASE64.test(text)) {
    throw new MalformedError("AGE-3", "base64 in the header is malformed");
  }
  return strictBase64.decode(text.padEnd(Math.ceil(text.length / 4) * 4, "="), "AGE-3");
}
