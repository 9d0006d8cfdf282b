/**
 * A reporter without account: twelve words are the whole identity (FORMATS.md 8).
 *
 * The words are BIP39 English with its checksum, but no BIP39 seed is derived: HKDF over the 128 bits gives
 * both seeds.
 */

import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";

import { hkdf } from "./age/primitives.ts";
import { type Bytes, randomBytes, utf8 } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

export const ENTROPY_SIZE = 16;
export const WORDS = 12;
const SALT = utf8("accord-reporter-v1");
const LISTED: ReadonlySet<string> = new Set(wordlist);

/** The two seeds of 32 bytes behind a device's or reporter's keys. */
export interface Seeds {
  readonly sign: Bytes;
  readonly seal: Bytes;
}

/** Twelve fresh words (RE-1). */
export function newWords(): string {
  return entropyToMnemonic(randomBytes(ENTROPY_SIZE), wordlist);
}

/** RE-2: the seeds behind twelve words, however spaced or capitalised. MalformedError (RE-1). */
export function seeds(words: string): Seeds {
  const listed = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const stranger = listed.findIndex((word) => !LISTED.has(word));
  if (stranger >= 0) {
    // Named by its place: a message may end in a log, and a misspelt word is nearly the word.
    throw new MalformedError("RE-1", `word ${stranger + 1} is not one of the list`);
  }
  const entropy = listed.length === WORDS ? entropyOf(listed.join(" ")) : undefined;
  if (entropy === undefined) {
    throw new MalformedError("RE-1", "not twelve words whose checksum is right: is one misspelt or missing?");
  }
  return { sign: hkdf(entropy, SALT, "sign"), seal: hkdf(entropy, SALT, "seal") };
}

function entropyOf(words: string): Uint8Array | undefined {
  try {
    return mnemonicToEntropy(words, wordlist);
  } catch {
    return undefined;
  }
}
