/**
 * Text of strangers, as it is: characters that hide or reorder others are shown by their number (Trojan
 * Source).
 */

import { UNSEEN } from "../client/limits.ts";

/** `text` with every invisible control or bidi override written as `⟨U+202E⟩`; line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNSEEN, (character) => {
    const number = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    return `⟨U+${number}⟩`;
  });
}

/** An address in a text, without the full stop or bracket behind it. */
export const ADDRESS = /https:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g;

/**
 * The address in its canonical form (IDN as punycode), or nothing: other schemes and user names are not
 * followed.
 */
export function safeAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === "https:" && !parsed.username && !parsed.password ? parsed.href : undefined;
}
