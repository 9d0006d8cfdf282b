/** Bytes: hex, UTF-8, comparison, and SHA-256 that needs no promise. */

import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";

export type Bytes = Uint8Array<ArrayBuffer>;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of hex digits; an Error for anything else. */
export function bytesOf(text: string): Bytes {
  return hexToBytes(text) as Bytes;
}

/** Lower-case hex digits. */
export function hexOf(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** The UTF-8 bytes of a text without lone surrogates. */
export function utf8(text: string): Bytes {
  return ENCODER.encode(text) as Bytes;
}

/** The text of strict UTF-8, byte order mark and all; TypeError for other bytes. */
export function fromUtf8(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

/** All parts behind each other; texts stand for their UTF-8. */
export function concat(...parts: readonly (Uint8Array | string)[]): Bytes {
  return concatBytes(...parts.map((part) => (typeof part === "string" ? utf8(part) : part))) as Bytes;
}

/** Whether two public values are the same bytes. Not in constant time: never for secrets. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/** SHA-256 over all parts behind each other: 32 bytes. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Bytes {
  const hash = digest.create();
  for (const part of parts) {
    hash.update(typeof part === "string" ? utf8(part) : part);
  }
  return hash.digest() as Bytes;
}

/** SHA-256 in hex. */
export function sha256Hex(...parts: readonly (Uint8Array | string)[]): string {
  return hexOf(sha256(...parts));
}

/** Random bytes from the platform. */
export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}
