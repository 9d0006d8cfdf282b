/** A letter that was read again: what changed about it is drawn, and a long thread is not drawn for nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { alike } from "../../src/pages/alike.ts";
import { lettersOf } from "./fake_case.ts";

const [letter = assert.fail(), other = assert.fail()] = lettersOf("c1", 0);
const file = { envelope: "e", name: "proof.py", type: "text/plain", size: 1 };

test("a letter read again is the same, and another one is not", () => {
  assert.ok(alike(letter, structuredClone(letter)));
  assert.ok(alike(undefined, undefined));
  assert.ok(!alike(letter, other));
  assert.ok(!alike(letter, undefined));
});

test("new readers, another standing, a file, a fault: each is drawn", () => {
  const changes: readonly Partial<typeof letter>[] = [
    { readers: [...letter.readers, "pip Release Manager"] },
    { standing: "vouched for by pip" },
    { attachments: [file as (typeof letter.attachments)[number]] },
    { fault: { sentence: "It does not open." } as NonNullable<typeof letter.fault> },
    { gap: { sentence: "Something was withheld." } as NonNullable<typeof letter.gap> },
    { unread: !letter.unread },
    { body: "Other words." },
    { author: "somebody renamed" },
  ];
  for (const change of changes) {
    assert.ok(!alike(letter, { ...letter, ...change }), Object.keys(change).join());
  }
});
