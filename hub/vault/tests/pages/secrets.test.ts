import assert from "node:assert/strict";
import { test } from "node:test";

import {
  grouped,
  isJoinCode,
  isWordAt,
  passphraseFault,
  spoken,
  strengthOf,
  twoPlaces,
  wordsFault,
} from "../../src/pages/secrets.ts";

const WORDS = "abandon ability able about above absent absorb abstract absurd abuse access accident";

test("a passphrase of spaces is none", () => {
  assert.equal(strengthOf(" ".repeat(40)).level, 0);
});

test("a short passphrase is told how much is missing", () => {
  assert.equal(strengthOf("short").words, "7 more characters.");
  assert.equal(strengthOf("elevenchars").words, "One more character.");
});

test("a long passphrase of one character is refused", () => {
  assert.equal(strengthOf("a".repeat(40)).level, 0);
});

test("a passphrase grows stronger with its length", () => {
  const levels = ["twelve chars", "sixteen letters.", "four words that nobody has"].map(
    (each) => strengthOf(each).level,
  );
  assert.deepEqual(levels, [1, 2, 3]);
});

test("a character beyond the basic plane counts once", () => {
  assert.equal(strengthOf("🦉🐢🦊🐝🦋🐌").level, 0);
});

test("the repetition must be equal", () => {
  assert.match(passphraseFault("short", "short") ?? "", /too weak/);
  assert.equal(passphraseFault("a long passphrase", "another passphrase"), "The two passphrases differ.");
  assert.equal(passphraseFault("a long passphrase", "a long passphrase"), undefined);
});

test("words are read as people write them down", () => {
  const written = WORDS.split(" ")
    .map((word, at) => `${at + 1}. ${word.toUpperCase()}`)
    .join("\n");
  assert.equal(spoken(written), WORDS);
  assert.equal(wordsFault(written), undefined);
});

test("too few words are counted", () => {
  assert.equal(wordsFault(""), "These are no words; a receipt has twelve.");
  assert.equal(wordsFault("abandon ability"), "These are 2 words; a receipt has twelve.");
});

test("the two places asked for are always two, in order, within the twelve", () => {
  for (let one = 0; one < 256; one += 1) {
    for (const other of [0, 1, 10, 11, 255]) {
      const [low, high] = twoPlaces(Uint8Array.of(one, other));
      assert.ok(low >= 0 && low < high && high < 12);
    }
  }
});

test("only the word at its place is right", () => {
  assert.equal(isWordAt(WORDS, 2, " Able "), true);
  assert.equal(isWordAt(WORDS, 2, "ability"), false);
  assert.equal(isWordAt(WORDS, 2, ""), false);
});

test("half a join code is none", () => {
  assert.equal(isJoinCode("accord-join-1.eyJodWIiOiJ4In0"), false);
  assert.equal(isJoinCode(" accord-join-1.eyJodWIiOiJ4In0.0123abcd\n"), true);
});

test("a fingerprint is read in groups of four, whole", () => {
  const whole = "0123456789abcdef".repeat(4);
  assert.equal(grouped(whole).replaceAll(" ", ""), whole);
  assert.equal(grouped(whole).split(" ").length, 16);
});
