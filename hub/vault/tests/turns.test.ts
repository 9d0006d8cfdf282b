/** Work of which one runs at a time: rounds of a tab, syncs of a desk. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn } from "../src/client/turns.ts";

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
