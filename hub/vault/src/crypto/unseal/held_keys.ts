/** Secret keys in the hands of WebCrypto: made from seeds, used by it, and given to nobody. */

import { type Bytes, concat } from "../bytes.ts";

// RFC 8410, 7: what stands before a seed in PKCS #8, but for the last byte of the algorithm's name.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65);
const SEED_FOLLOWS = Uint8Array.of(4, 0x22, 4, 0x20);
const BITS = 256;

interface Algorithm {
  readonly name: string;
  readonly oid: number;
  readonly usage: KeyUsage;
}

const ED25519: Algorithm = { name: "Ed25519", oid: 0x70, usage: "sign" };
const X25519: Algorithm = { name: "X25519", oid: 0x6e, usage: "deriveBits" };

/** The Ed25519 key of a seed of 32 bytes, non-extractable. */
export async function holdEd25519(seed: Bytes): Promise<CryptoKey> {
  return hold(ED25519, seed);
}

/** The X25519 key of a seed of 32 bytes, non-extractable. */
export async function holdX25519(seed: Bytes): Promise<CryptoKey> {
  return hold(X25519, seed);
}

/** The signature (64 bytes) by an Ed25519 key (RFC 8032, 5.1.6). */
export async function sign(held: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(ED25519.name, held, message));
}

/** The secret that an X25519 key shares with `theirs` (32 bytes; RFC 7748, 6.1), whose order was checked. */
export async function agree(held: CryptoKey, theirs: Bytes): Promise<Bytes> {
  const point = await crypto.subtle.importKey("raw", theirs, { name: X25519.name }, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: X25519.name, public: point }, held, BITS));
}

async function hold({ name, oid, usage }: Algorithm, seed: Bytes): Promise<CryptoKey> {
  const pkcs8 = concat(PKCS8, Uint8Array.of(oid), SEED_FOLLOWS, seed);
  return crypto.subtle.importKey("pkcs8", pkcs8, { name }, false, [usage]);
}
