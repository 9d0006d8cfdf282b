/** Words for a shell: what a page shows as its command line can be pasted as it stands. */

/** A word as POSIX shells take it: bare where that is safe, else in single quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** One command of these words. */
export function command(...words: readonly string[]): string {
  return words.map(quoted).join(" ");
}
