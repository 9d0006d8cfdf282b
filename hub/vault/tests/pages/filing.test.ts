import assert from "node:assert/strict";
import { test } from "node:test";

import { faultsOf, fileFault, filesFault, isText, LARGEST } from "../../src/pages/filing.ts";

const empty = { to: "", title: " ", product: "", versions: "", description: "", credit: "", files: [] };
const whole = {
  to: "pip",
  title: "Entry points escape the scripts directory",
  product: "pip",
  versions: "26.0",
  description: "A name with a slash is written outside.",
  credit: "",
  files: [],
};

test("an empty report is told every field that it lacks, and credit is none of them", () => {
  assert.deepEqual(Object.keys(faultsOf(empty)), ["to", "title", "product", "versions", "description"]);
});

test("a title is one line and a text fits a letter", () => {
  assert.match(faultsOf({ ...whole, title: "x".repeat(201) }).title ?? "", /200/);
  assert.match(faultsOf({ ...whole, description: "ü".repeat(210_000) }).description ?? "", /400 KiB/);
});

test("a whole report has no fault", () => {
  assert.deepEqual(faultsOf(whole), {});
});

test("a file that is no text, empty or too large stays behind, and says why", async () => {
  assert.match(
    (await fileFault(new File([Uint8Array.of(0x50, 0x4b, 3, 4, 0)], "poc.whl"))) ?? "",
    /not plain text/,
  );
  assert.match((await fileFault(new File([Uint8Array.of(0xff, 0xfe)], "poc.txt"))) ?? "", /not plain text/);
  assert.match((await fileFault(new File([], "poc.py"))) ?? "", /empty/);
  assert.match((await fileFault(new File([new Uint8Array(LARGEST + 1).fill(65)], "poc.log"))) ?? "", /5 MiB/);
});

test("a script goes with the report, whatever it is called", async () => {
  assert.equal(await fileFault(new File(["print('ä')\n"], "poc.unknown")), undefined);
});

test("files have a limit in number and together", () => {
  const file = new File([new Uint8Array(LARGEST)], "a.txt");
  assert.equal(filesFault([file]), undefined);
  assert.match(filesFault(Array.from({ length: 11 }, () => file)) ?? "", /together/);
  assert.match(filesFault(Array.from({ length: 33 }, () => new File(["a"], "a.txt"))) ?? "", /33 files/);
});

test("an empty text is a text, and a NUL is in none", () => {
  assert.equal(isText(new Uint8Array()), true);
  assert.equal(isText(Uint8Array.of(65, 0, 66)), false);
});
