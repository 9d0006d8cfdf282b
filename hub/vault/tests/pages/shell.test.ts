import assert from "node:assert/strict";
import { test } from "node:test";

import { command, quoted } from "../../src/pages/shell.ts";

test("what a shell would run or split stays one word", () => {
  assert.equal(quoted("$(rm -rf ~)"), "'$(rm -rf ~)'");
  assert.equal(quoted("it's; ls"), `'it'\\''s; ls'`);
  assert.equal(quoted(""), "''");
});

test("plain words stay bare", () => {
  assert.equal(
    command("accord", "accept", "calm-otter-7k", "--people", "Ada L,Ben"),
    "accord accept calm-otter-7k --people 'Ada L,Ben'",
  );
});
