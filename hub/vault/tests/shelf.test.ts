import assert from "node:assert/strict";
import { test } from "node:test";
import { Shelf } from "../src/client/shelf.ts";

function shelf(...given: readonly string[]): Shelf<string> {
  const found = new Shelf<string>(10, (value) => value.length);
  for (const each of given) found.set(each, each);
  return found;
}

function held(found: Shelf<string>, ...keys: readonly string[]): readonly string[] {
  return keys.filter((each) => found.has(each));
}

test("what fits is all held", () => {
  assert.deepEqual(held(shelf("12345", "6789", "0"), "12345", "6789", "0"), ["12345", "6789", "0"]);
});

test("what nobody asked for longest goes first, as much as makes room", () => {
  const found = shelf("aaaa", "bbbb");
  assert.equal(found.get("aaaa"), "aaaa");
  found.set("cccc", "cccc");
  assert.deepEqual(held(found, "aaaa", "bbbb", "cccc"), ["aaaa", "cccc"]);
});

test("what is larger than the shelf is held alone, until the next", () => {
  const found = shelf("aaaa", "longer than all");
  assert.deepEqual(held(found, "aaaa", "longer than all"), ["longer than all"]);
  found.set("b", "b");
  assert.deepEqual(held(found, "longer than all", "b"), ["b"]);
});

test("what is put there twice counts once, and a cleared shelf is empty", () => {
  const found = shelf("aaaaa", "aaaaa", "bbbbb");
  assert.deepEqual(held(found, "aaaaa", "bbbbb"), ["aaaaa", "bbbbb"]);
  found.clear();
  found.set("c", "cccccccccc");
  assert.deepEqual(held(found, "aaaaa", "c"), ["c"]);
});
