/** Bech32 (BIP 173) without its length limit, as age writes keys (age.md, Conventions). */

import type { Bytes } from "../bytes.ts";
import { MalformedError } from "../errors.ts";

export const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
export const KEY_SIZE = 32;
const GENERATOR: readonly number[] = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_SIZE = 6;
const VISIBLE = /^[!-~]*$/;
const PARTS = new RegExp(`^(.+)1([${ALPHABET}]{${CHECKSUM_SIZE},})$`);

/** The Bech32 string of `data`, in capitals if `prefix` is in capitals. */
export function encode(prefix: string, data: Uint8Array): string {
  const lower = prefix.toLowerCase();
  const words = regroup(data, 8, 5);
  const check = polymod([...expand(lower), ...words, ...new Array<number>(CHECKSUM_SIZE).fill(0)]) ^ 1;
  for (let place = CHECKSUM_SIZE - 1; place >= 0; place -= 1) {
    words.push((check >> (5 * place)) & 31);
  }
  const text = `${lower}1${words.map((word) => ALPHABET[word]).join("")}`;
  return prefix === lower ? text : text.toUpperCase();
}

/** The prefix as it was written, and the bytes. Throws MalformedError (AGE-17). */
export function decode(text: string): { readonly prefix: string; readonly data: Bytes } {
  const lower = text.toLowerCase();
  if (!VISIBLE.test(text) || (text !== lower && text !== text.toUpperCase())) {
    throw new MalformedError("AGE-17", "a key has characters of mixed case or beyond ASCII");
  }
  const [, prefix, tail] = PARTS.exec(lower) ?? [];
  if (prefix === undefined || tail === undefined) {
    throw new MalformedError("AGE-17", "a key is not a prefix, a 1 and Bech32 characters");
  }
  const words = Array.from(tail, (character) => ALPHABET.indexOf(character));
  if (polymod([...expand(prefix), ...words]) !== 1) {
    throw new MalformedError("AGE-17", "the checksum of a key is wrong");
  }
  const row = words.slice(0, -CHECKSUM_SIZE);
  const data = Uint8Array.from(regroup(row, 5, 8));
  // BIP 173: what is left over is less than a word and zero, so that a key has one spelling.
  if (regroup(data, 8, 5).join() !== row.join()) {
    throw new MalformedError("AGE-17", "the last character of a key carries stray bits");
  }
  return { prefix: text.slice(0, prefix.length), data };
}

/** The 32 bytes of a key that must have this very prefix. Throws MalformedError (AGE-17). */
export function decodeKey(text: string, prefix: string): Bytes {
  const found = decode(text);
  if (found.prefix !== prefix) {
    throw new MalformedError("AGE-17", `a key of this kind begins with ${prefix}1`);
  }
  if (found.data.length !== KEY_SIZE) {
    throw new MalformedError("AGE-17", "a key is not 32 bytes long");
  }
  return found.data;
}

/** Cut a row of `size`-bit values into `wanted`-bit values; only 8 to 5 fills up the last one. */
function regroup(values: Iterable<number>, size: number, wanted: number): number[] {
  const found: number[] = [];
  let [held, bits] = [0, 0];
  for (const value of values) {
    held = ((held << size) | value) & 0xfff;
    bits += size;
    while (bits >= wanted) {
      bits -= wanted;
      found.push((held >> bits) & ((1 << wanted) - 1));
    }
  }
  if (bits > 0 && wanted < size) {
    found.push((held << (wanted - bits)) & ((1 << wanted) - 1));
  }
  return found;
}

function expand(prefix: string): number[] {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(words: readonly number[]): number {
  let check = 1;
  for (const word of words) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ word;
    GENERATOR.forEach((generator, place) => {
      check ^= (top >> place) & 1 ? generator : 0;
    });
  }
  return check;
}
