import assert from "node:assert/strict";
import { test } from "node:test";

import { EVERY, HIDDEN_EVERY, inTurn, isDue } from "../../src/pages/pace.ts";

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

test("who asks in the middle of a round, however often, gets one more after it and never two at once", async () => {
  const ends: (() => void)[] = [];
  let [begun, atOnce] = [0, 0];
  const round = inTurn(async () => {
    begun += 1;
    atOnce += 1;
    assert.equal(atOnce, 1);
    await new Promise<void>((done) => ends.push(done));
    atOnce -= 1;
  });
  const whole = round();
  void round();
  void round();
  assert.equal(begun, 1);
  ends.pop()?.();
  await new Promise(setImmediate);
  assert.equal(begun, 2);
  ends.pop()?.();
  await whole;
  assert.equal(begun, 2);
});

test("a round that fails leaves the next one free to begin", async () => {
  let begun = 0;
  const round = inTurn(async () => {
    begun += 1;
    throw new Error("no network");
  });
  await assert.rejects(round());
  await assert.rejects(round());
  assert.equal(begun, 2);
});
