/** One verdict on every signature (ED-1, ED-2): examples of RFC 8032 and 914 edge cases. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { bytesOf, concat, utf8 } from "../src/crypto/bytes.ts";
import { verify } from "../src/crypto/ed25519.ts";
import { BadSignatureError } from "../src/crypto/errors.ts";

const VECTORS = new URL("../../../../shared/vectors/ed25519/ed25519vectors.json", import.meta.url);

interface EdgeCase {
  readonly number: number;
  readonly key: string;
  readonly msg: string;
  readonly sig: string;
}

// The numbers of the cases that libsodium accepts, as crypto/ed25519.py does.
const ACCEPTED: readonly number[] = [
  7, 29, 50, 117, 139, 161, 182, 249, 305, 411, 425, 438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573,
  581, 589, 597, 611, 625, 638, 665, 673, 681, 689, 697, 711, 725, 738, 765, 773, 781, 789, 797, 832, 899,
];

// RFC 8032 7.1, TEST 1 to 3: public key, message and signature.
const RFC_8032 = [
  [
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;
const [KEY, MESSAGE, SIGNATURE] = RFC_8032[2].map(bytesOf) as [Uint8Array, Uint8Array, Uint8Array];
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Our verdict; a refusal by any other rule than ED-2 would be wrong and is thrown on. */
function accepted(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    verify(key, message, signature);
    return true;
  } catch (error) {
    if (error instanceof BadSignatureError && error.rule === "ED-2") {
      return false;
    }
    throw error;
  }
}

function turned(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, place) => (place === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

test("keys and signatures of another length are refused", () => {
  for (const size of [0, 31, 33, 64]) {
    const key = concat(KEY, KEY).subarray(0, size);
    assert.throws(() => verify(key, MESSAGE, SIGNATURE), { rule: "ED-1" });
  }
  for (const size of [0, 63, 65]) {
    const signature = concat(SIGNATURE, KEY).subarray(0, size);
    assert.throws(() => verify(KEY, MESSAGE, signature), { rule: "ED-1" });
  }
});

test("a signature or a key with one bit turned, and another message, are refused", () => {
  for (let bit = 0; bit < 8 * 64; bit += 7) {
    assert.equal(accepted(KEY, MESSAGE, turned(SIGNATURE, bit)), false);
  }
  for (let bit = 0; bit < 8 * 32; bit += 7) {
    assert.equal(accepted(turned(KEY, bit), MESSAGE, SIGNATURE), false);
  }
  assert.equal(accepted(KEY, utf8("another"), SIGNATURE), false);
});

test("a signature with the order added to S is refused, for it would be a second spelling", () => {
  const half = SIGNATURE.subarray(32);
  let s = half.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) + L;
  const other = half.map(() => {
    const byte = Number(s & 255n);
    s >>= 8n;
    return byte;
  });

  assert.equal(accepted(KEY, MESSAGE, concat(SIGNATURE.subarray(0, 32), other)), false);
});

test("the examples of RFC 8032 verify", () => {
  for (const [key, message, signature] of RFC_8032) {
    assert.equal(accepted(bytesOf(key), bytesOf(message), bytesOf(signature)), true);
  }
});

const skip = existsSync(VECTORS) ? false : "the shared Ed25519 vectors are not here";

test("the 914 edge cases get libsodium's verdict", { skip }, () => {
  const cases = JSON.parse(readFileSync(VECTORS, "utf8")) as readonly EdgeCase[];

  const judged = cases.map(({ number, key, msg, sig }) => {
    // Three times, for a key that comes again is multiplied by another way.
    const verdicts = [1, 2, 3].map(() => accepted(bytesOf(key), utf8(msg), bytesOf(sig)));
    assert.equal(new Set(verdicts).size, 1);
    return verdicts[0] === true ? [number] : [];
  });

  assert.equal(cases.length, 914);
  assert.deepEqual(judged.flat(), ACCEPTED);
});
