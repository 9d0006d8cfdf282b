import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERY, HIDDEN_EVERY, isDue } from "../../src/pages/pace.ts";

test("a tab that somebody looks at goes round whenever it is woken", () => {
  assert.ok(isDue("visible", 0));
  assert.ok(isDue("visible", EVERY));
});

test("a hidden tab goes round too, every two minutes and no more often", () => {
  assert.equal(HIDDEN_EVERY, 120_000);
  assert.ok(!isDue("hidden", 0));
  assert.ok(!isDue("hidden", EVERY));
  assert.ok(!isDue("hidden", 3 * EVERY));
  assert.ok(isDue("hidden", HIDDEN_EVERY));
  assert.ok(isDue("hidden", Infinity), "the first round is due at once");
});
