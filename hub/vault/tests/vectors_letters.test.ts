/** letters.json: the plaintext of a letter and its padding. */

import assert from "node:assert/strict";

import { utf8 } from "../src/crypto/bytes.ts";
import { fromPlaintext, toPlaintext } from "../src/crypto/letter.ts";
import { type Case, run, vectors } from "./vectors.ts";

interface LetterCase extends Case {
  readonly text: string;
  readonly length: number;
  readonly fill: number;
}

run(vectors<{ readonly cases: readonly LetterCase[] }>("letters").cases, ({ text, length, fill }) => {
  const written = utf8(text);
  const plaintext = new Uint8Array(Math.max(length, written.length)).fill(fill);
  plaintext.set(written);

  assert.deepEqual(toPlaintext(fromPlaintext(plaintext)), plaintext);
  return {};
});
