/** Suggestions: the case's words against what teams say of themselves, and nothing that they did not say. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { match, product, readProfile, stems } from "../src/client/matching.ts";
import { WORDS, newCodeName } from "../src/client/codenames.ts";

const INSTALLS = ["extracts wheels", "writes entry-point scripts", "resolves dependencies"];
const PIP = readProfile({ scope: [{ purl: "pkg:pypi/pip" }], capabilities: INSTALLS, relations: [] });
const UV = readProfile({ scope: [{ purl: "pkg:pypi/uv" }], capabilities: INSTALLS });
const CPYTHON = readProfile({
  scope: "pkg:generic/cpython",
  capabilities: "extracts archives",
  relations: [{ kind: "bundles", purl: "pkg:pypi/pip" }],
});
const LETTERS = stems("Entry-point names escape the scripts directory: a script is written outside.");

test("a profile that an operator wrote badly suggests nothing", () => {
  for (const wrong of [
    null,
    [],
    "x",
    { scope: [1, {}], capabilities: [{}], relations: [{ kind: 1 }, "x"] },
  ]) {
    assert.deepEqual(match(readProfile(wrong), LETTERS, [PIP]), { because: [], weight: 0 });
  }
});

test("a team that does something else is not suggested", () => {
  const psf = readProfile({ capabilities: ["numbers and publishes CVE records"] });
  assert.deepEqual(match(psf, LETTERS, [PIP]).because, []);
});

test("one word of two is a hint, one of three is none", () => {
  const words = stems("A wheel.");
  assert.deepEqual(match(readProfile({ capabilities: ["serves wheels"] }), words, []).weight, 2);
  assert.deepEqual(match(readProfile({ capabilities: ["serves old wheels"] }), words, []).weight, 0);
});

test("a team that does what the letters speak of is suggested, and why", () => {
  const { because } = match(UV, LETTERS, [PIP]);
  assert.deepEqual(because, ["says that it writes entry-point scripts, as a team in the case does"]);
});

test("a team that ships a product of the case is suggested", () => {
  assert.deepEqual(match(CPYTHON, LETTERS, [PIP]).because, ["bundles pip"]);
});

test("a team that the letters name comes first", () => {
  const named = stems("The same happens in uv.");
  assert.deepEqual(match(UV, named, [PIP]).because, ["the letters name uv"]);
  assert.ok(match(UV, named, [PIP]).weight > match(CPYTHON, named, [PIP]).weight);
});

test("a product is called by the last part of its address", () => {
  assert.deepEqual(["pkg:github/pypi/warehouse", "pkg:npm/%40a/b@1?x#y"].map(product), ["warehouse", "b"]);
});

test("code names have the form that statements ask for", () => {
  assert.deepEqual([new Set(WORDS.qualities).size, new Set(WORDS.things).size], [256, 256]);
  for (let count = 0; count < 50; count += 1)
    assert.match(newCodeName(), /^[a-z]+-[a-z]+-[2-9bcdfghjkmnpqrstvwxz]{4}$/);
});
