/** Words, limits and packing: the small pure parts that every sentence and every letter goes through. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLetter, fileName, mediaType, oneLine, plainLines } from "../src/client/limits.ts";
import { pack, unpack } from "../src/client/packed.ts";
import { Failure } from "../src/client/views.ts";
import { bytes, counted, day, hour, listed, moment, sentence } from "../src/client/words.ts";

const MIB = 1024 * 1024;

/** A file that says its size without having it: the limits are checked before anything is read. */
function sized(name: string, size: number): File {
  return Object.defineProperty(new File([], name), "size", { value: size });
}

function tooBig(files: readonly File[], writer: "member" | "reporter", words: RegExp): void {
  assert.throws(
    () => checkLetter({ body: "", files }, writer),
    (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, "too-big");
      assert.match(error.message, words);
      return true;
    },
  );
}

test("a file over the limit is named with its size and the limit", () => {
  tooBig(
    [sized("trace.log", 25 * MIB + 1)],
    "member",
    /^trace\.log has 25\.1 MiB; a file may have at most 25 MiB\.$/,
  );
  tooBig([sized("poc.py", 6 * MIB)], "reporter", /^poc\.py has 6 MiB; a file may have at most 5 MiB\.$/);
});

test("too many files, or too much together, asks for a second letter", () => {
  tooBig(
    Array.from({ length: 33 }, () => sized("a", 1)),
    "member",
    /at most 32 files/,
  );
  tooBig(
    Array.from({ length: 21 }, () => sized("a", 1)),
    "reporter",
    /at most 20 files/,
  );
  tooBig(
    Array.from({ length: 3 }, () => sized("a", 20 * MIB)),
    "member",
    /more than 50 MiB together/,
  );
});

test("what is within the limits is a letter", () => {
  const files = [sized("a", 25 * MIB), sized("b", 25 * MIB)];
  assert.doesNotThrow(() =>
    checkLetter({ subject: "🐍".repeat(200), body: "x".repeat(512 * 1024), files }, "member"),
  );
});

test("a long subject or text says which, and what to do", () => {
  assert.throws(
    () => checkLetter({ subject: "x".repeat(201), body: "" }, "member"),
    /subject is longer than 200/,
  );
  assert.throws(
    () => checkLetter({ body: "ü".repeat(512 * 1024) }, "member"),
    /attach the long part as a file/,
  );
});

test("a file's name loses what separates, hides or turns text around", () => {
  assert.equal(fileName("C:\\temp\\..\\e\u202egnp.exe"), "egnp.exe");
  assert.equal(fileName("../../.profile"), "profile");
  assert.equal(fileName(" . "), "attachment");
  assert.equal(fileName("ü".repeat(300) + ".patch"), "ü".repeat(114) + ".patch");
});

test("a type that no letter may have is plain bytes", () => {
  assert.equal(mediaType("Text/Plain; charset=utf-8"), "text/plain");
  assert.equal(mediaType(""), "application/octet-stream");
});

test("pasted text becomes lines, and a subject one line", () => {
  assert.equal(plainLines("a\r\nb\rc\u0007\ud800"), "a\nb\nc\ufffd");
  assert.equal(oneLine(" a\r\n\u2028b "), "a b");
});

test("instants are said in UTC, lists and counts as people say them", () => {
  assert.equal(day("2026-11-03T23:59:59Z"), "Tue 3 Nov");
  assert.equal(hour("2026-11-03T15:04:05Z"), "Tue 3 Nov, 15:04 UTC");
  assert.equal(moment("2027-01-01T00:00:00Z"), "Fri 1 Jan 2027, 00:00 UTC");
  assert.deepEqual([listed([]), listed(["a"]), listed(["a", "b", "c"])], ["nobody", "a", "a, b and c"]);
  assert.deepEqual([counted(1, "letter"), counted(0, "letter")], ["1 letter", "0 letters"]);
  assert.deepEqual([bytes(1), bytes(2048), bytes(1.5 * MIB)], ["1 byte", "2 KiB", "1.5 MiB"]);
  assert.deepEqual([sentence("the end"), sentence("Really?")], ["The end.", "Really?"]);
});

test("files stand where they stood after packing, with their names and bytes", async () => {
  const [one, two] = [new File(["one"], "1.txt", { type: "text/plain" }), new File([], "empty")];
  const value = unpack(await pack({ body: "x", deep: [{ file: one }, two], none: undefined })) as {
    body: string;
    deep: [{ file: File }, File];
  };
  assert.deepEqual(Object.keys(value), ["body", "deep"]);
  assert.deepEqual([value.deep[0].file.name, value.deep[0].file.type], ["1.txt", "text/plain"]);
  assert.deepEqual([await value.deep[0].file.text(), value.deep[1].size], ["one", 0]);
});
