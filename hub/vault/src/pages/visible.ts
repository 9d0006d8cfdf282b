/**
 * Text of strangers, as it is: characters that hide or reorder others are shown by their number (Trojan
 * Source).
 */

const HIDING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** `text` with every invisible control or bidi override written as `⟨U+202E⟩`; line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(HIDING, (character) => {
    const number = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `⟨U+${number}⟩`;
  });
}

/**
 * The address in its canonical form (IDN as punycode), or nothing: other schemes and user names are not
 * followed.
 */
export function safeAddress(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === "https:" && !parsed.username && !parsed.password ? parsed.href : undefined;
}
