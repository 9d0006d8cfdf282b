/**
 * What may guard a key: the rule for passphrases, and the form of a reporter's twelve words (RE-1).
 *
 * A passphrase is judged by its length alone, as NIST SP 800-63B advises: a rule about signs makes people
 * choose what they forget. The key file costs a guesser an scrypt of 2^18 a try (DV-4).
 */

export const SHORTEST = 12;
const GOOD = 16;
const STRONG = 24;

export interface Strength {
  readonly level: 0 | 1 | 2 | 3; // 0: refused
  readonly words: string;
}

/** How good a passphrase is, in words. */
export function strengthOf(passphrase: string): Strength {
  const signs = [...passphrase.trim()];
  const missing = SHORTEST - signs.length;
  if (missing > 0) {
    return { level: 0, words: missing === 1 ? "One more character." : `${missing} more characters.` };
  }
  if (new Set(signs).size < 5) {
    return { level: 0, words: "The same few characters over and over: choose other words." };
  }
  if (signs.length < GOOD) {
    return { level: 1, words: "Enough. One word more would make it good." };
  }
  return signs.length < STRONG ? { level: 2, words: "Good." } : { level: 3, words: "Strong." };
}

/** Why a passphrase and its repetition cannot be taken, or nothing. */
export function passphraseFault(passphrase: string, again: string): string | undefined {
  const strength = strengthOf(passphrase);
  if (strength.level === 0) {
    return `The passphrase is too weak. ${strength.words}`;
  }
  return passphrase === again ? undefined : "The two passphrases differ.";
}

/** Twelve words as they are compared: lower case, one space between. */
export function spoken(words: string): string {
  return words
    .normalize("NFKD")
    .toLowerCase()
    .split(/[\s,;.\d)]+/u)
    .filter(Boolean)
    .join(" ");
}

/** Why a text cannot be twelve words, or nothing; their checksum is the client's to judge. */
export function wordsFault(words: string): string | undefined {
  const count = spoken(words).split(" ").filter(Boolean).length;
  return count === 12 ? undefined : `These are ${count === 0 ? "no" : count} words; a receipt has twelve.`;
}

/** Two different places of twelve, from two random bytes; first the lower. */
export function twoPlaces(random: Uint8Array): readonly [number, number] {
  const one = (random[0] ?? 0) % 12;
  const other = (one + 1 + ((random[1] ?? 0) % 11)) % 12;
  return one < other ? [one, other] : [other, one];
}

/** Whether what was typed is the word at that place. */
export function isWordAt(words: string, place: number, typed: string): boolean {
  return spoken(typed) !== "" && spoken(words).split(" ")[place] === spoken(typed);
}

/** A fingerprint as people read it aloud: sixteen groups of four digits, none left out (DV-2). */
export function grouped(fingerprint: string): string {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(" ");
}

/** Whether a text is a whole join code, so that it can be examined without another press (EN-1). */
export function isJoinCode(text: string): boolean {
  return /^accord-join-1\.[A-Za-z0-9_-]+=*\.[0-9a-f]{8}$/.test(text.trim());
}

/** Whether a text is what a person's other device shows, whole (EN-11). */
export function isPairingText(text: string): boolean {
  return /^accord-pair-1\.[A-Za-z0-9_-]+\.[0-9a-f]{8}$/.test(text.replace(/\s+/g, ""));
}
