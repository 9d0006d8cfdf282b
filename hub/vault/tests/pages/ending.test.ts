import assert from "node:assert/strict";
import { test } from "node:test";

import { type About, BUTTONS, commandsOf, deed, oath, TITLES, wanting } from "../../src/pages/ending.ts";

const act = { act: "report", ends: false, final: false, effect: "" } as const;
const ending = { ...act, ends: true, final: true } as const;
const chosen = { about: "public", act: "report", words: "", sure: false } as const;

test("what ends the embargo or binds is sworn to first, and the rest is not", () => {
  assert.equal(oath(act), undefined);
  assert.equal(wanting(act, chosen), undefined);
  assert.match(oath(ending) ?? "", /for every team\. It cannot be undone\.$/);
  assert.match(oath({ ...act, final: true }) ?? "", /cannot be taken back/);
  assert.equal(wanting(ending, chosen), "Tick this first.");
  assert.equal(wanting(ending, { ...chosen, sure: true }), undefined);
});

test("the button says what happens", () => {
  assert.equal(deed(ending), "End the embargo now");
  assert.equal(deed(act), "Report and sign");
  assert.equal(deed({ ...act, act: "take-back" }), "Take back and sign");
});

test("each act is one command, after the letter with its reason if there is one", () => {
  const said = (about: About, name: keyof typeof BUTTONS, words = "") =>
    commandsOf({ about, act: name, words, sure: true }, "calm-otter-7k");
  assert.deepEqual(said("public", "report"), ["accord status calm-otter-7k pxa P"]);
  assert.deepEqual(said("exploit", "confirm"), ["accord status calm-otter-7k pxa X"]);
  assert.deepEqual(said("attacks", "deny"), ["accord status calm-otter-7k pxa a"]);
  assert.deepEqual(said("public", "take-back"), ["accord status calm-otter-7k pxa p"]);
  assert.deepEqual(said("end", "agree", " Our fix is out. "), [
    "accord reply calm-otter-7k why.md --purpose reason",
    "accord terminate calm-otter-7k agreed",
  ]);
});

test("no two things that may happen are called the same", () => {
  for (const names of [TITLES, BUTTONS]) {
    assert.equal(new Set(Object.values(names)).size, Object.keys(names).length);
  }
});
