/** Parts that are fetched later: once, again after a failure, and quietly ahead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchParts, later } from "../src/client/parts.ts";
import { Failure } from "../src/client/views.ts";

/** A part that arrives from the `turn`-th time on, and how often it was asked for. */
function slow(turn: number): { readonly bring: () => Promise<string>; readonly asked: () => number } {
  let asked = 0;
  const fetch = async (): Promise<string> => {
    asked += 1;
    if (asked < turn) throw new TypeError("Failed to fetch dynamically imported module");
    return "here";
  };
  return { bring: later(fetch), asked: () => asked };
}

test("a part that does not arrive says what to do, and the next try asks again", async () => {
  const { bring, asked } = slow(2);
  await assert.rejects(bring(), (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.kind, "missing");
    assert.match(error.message, /Try again; if that does not help, load the page anew/);
    return true;
  });
  assert.equal(await bring(), "here");
  assert.equal(await bring(), "here");
  assert.equal(asked(), 2);
});

test("who asks twice at once fetches once", async () => {
  const { bring, asked } = slow(1);
  assert.deepEqual(await Promise.all([bring(), bring()]), ["here", "here"]);
  assert.equal(asked(), 1);
});

test("parts are fetched ahead, and one that does not arrive stops none", async () => {
  const [first, second] = [slow(3), slow(1)];
  await fetchParts();
  assert.deepEqual([first.asked(), second.asked()], [1, 1]);
  await fetchParts();
  await fetchParts();
  assert.deepEqual([first.asked(), second.asked()], [3, 1]);
});
