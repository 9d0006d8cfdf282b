/**
 * The one way an Ed25519 signature is judged; no other verify exists in the client.
 *
 *     ED-1  A public key has 32 bytes and a signature 64.
 *     ED-2  A signature (R, S) by A over a message M counts if, and only if,
 *             a. A and R are canonical encodings of points of the curve,
 *             b. S < L, the order of the prime subgroup,
 *             c. neither A nor R has small order, and
 *             d. R equals, byte for byte, the encoding of [S]B - [k]A with k = SHA-512(R, A, M) mod L.
 *
 * ED-2 is libsodium's verdict. WebCrypto, noble's own `verify` and libsodium answer differently on crafted
 * signatures, and two readers of one log must never differ: WebCrypto may sign here, but never verify.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { concat, equal, hexOf } from "./bytes.ts";
import { BadSignatureError } from "./errors.ts";

export const KEY_SIZE = 32;
export const SIGNATURE_SIZE = 64;

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const R_SIZE = 32;

// A few devices sign most of a log: from a key's second signature on, a table makes its multiples five times
// faster. What a table takes, some 150 KB, bounds how many are kept.
type Curve = InstanceType<typeof Point>;
const KNOWN = new Map<string, { readonly point: Curve; uses: number }>();
const MOST_KNOWN = 64;
const WINDOW = 4;

/** Return if `signature` by `key` over `message` counts (ED-1, ED-2), else throw BadSignatureError. */
export function verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
  if (key.length !== KEY_SIZE) {
    throw new BadSignatureError("ED-1", "an Ed25519 public key has 32 bytes");
  }
  if (signature.length !== SIGNATURE_SIZE) {
    throw new BadSignatureError("ED-1", "an Ed25519 signature has 64 bytes");
  }
  if (!counts(key, message, signature)) {
    throw new BadSignatureError("ED-2", "the signature does not verify");
  }
}

function counts(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const r = signature.subarray(0, R_SIZE);
  const s = integer(signature.subarray(R_SIZE));
  const a = decoded(key);
  if (s >= ORDER || a === undefined || a.isSmallOrder()) {
    return false;
  }
  const k = integer(sha512(concat(r, key, message))) % ORDER;
  const found = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
  // What is written here is canonical and on the curve; so is R, if it is the same bytes.
  return !found.isSmallOrder() && equal(found.toBytes(), r);
}

function decoded(key: Uint8Array): Curve | undefined {
  const name = hexOf(key);
  const known = KNOWN.get(name);
  if (known !== undefined) {
    known.uses += 1;
    return known.uses === 2 ? known.point.precompute(WINDOW) : known.point;
  }
  try {
    const point = Point.fromBytes(key, false); // not ZIP 215: only y below p, and no minus zero
    if (KNOWN.size >= MOST_KNOWN) {
      KNOWN.clear();
    }
    KNOWN.set(name, { point, uses: 1 });
    return point;
  } catch {
    return undefined;
  }
}

function integer(littleEndian: Uint8Array): bigint {
  let value = 0n;
  for (let place = littleEndian.length - 1; place >= 0; place -= 1) {
    value = (value << 8n) | BigInt(littleEndian[place] ?? 0);
  }
  return value;
}
