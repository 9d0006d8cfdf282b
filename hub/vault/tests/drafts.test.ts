/** Drafts in a real database, as two tabs of one browser write them: whatever was typed is there again. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Drafts } from "../src/client/drafts.ts";
import type { OwnSeal } from "../src/client/own.ts";
import { Store } from "../src/client/store.ts";
import type { Sheet } from "../src/client/views.ts";

const FORM = "#/case/c/write/joint";
const OWN: OwnSeal = {
  seal: async (plaintext) => plaintext.map((byte) => byte ^ 0xff),
  open: async (sealed) => sealed.map((byte) => byte ^ 0xff),
};

let store: Store;
let minute: number;
let databases = 0;

beforeEach(async () => {
  store = await Store.open(`drafts ${(databases += 1)}`);
  minute = 1_700_000_000_000;
});

function tab(own = OWN): Drafts {
  return new Drafts(store, own, () => (minute += 60_000));
}

async function bodies(sheet: Sheet): Promise<readonly unknown[]> {
  return (await sheet.kept()).map(({ draft }) => (draft as { body?: unknown }).body);
}

/** A tab that has opened the form and shows the newest draft of it. */
async function opened(): Promise<Sheet> {
  const sheet = tab().sheet(FORM);
  const [newest] = await sheet.kept();
  if (newest) await sheet.takeUp(newest.key);
  return sheet;
}

test("what is typed on takes the place of what stood before", async () => {
  const sheet = await opened();
  await sheet.save({ body: "Half" });
  await sheet.save({ body: "Half a thought" });
  assert.deepEqual(await bodies(await opened()), ["Half a thought"]);
  await (await opened()).save({ body: "Half a thought, and more" });
  assert.deepEqual(await bodies(await opened()), ["Half a thought, and more"]);
});

test("of two tabs on one place neither overwrites what the other typed", async () => {
  const [one, two] = [await opened(), await opened()];
  await one.save({ body: "A long text" });
  await two.save({ body: "b" });
  await one.save({ body: "A long text, and more" });
  assert.deepEqual(await bodies(await opened()), ["A long text, and more", "b"]);
});

test("a tab that shows an older state of a draft does not overwrite the newer one", async () => {
  await (await opened()).save({ body: "Begun" });
  const [one, two] = [await opened(), await opened()];
  await one.save({ body: "Begun, and a page more" });
  await two.save({ body: "Begun, or not" });
  await two.save({ body: "Begun, or not at all" });
  assert.deepEqual(await bodies(await opened()), ["Begun, or not at all", "Begun, and a page more"]);
});

test("who sends their draft forgets nobody else's", async () => {
  const [one, two] = [await opened(), await opened()];
  await one.save({ body: "one" });
  await two.save({ body: "two" });
  await one.drop();
  assert.deepEqual(await bodies(await opened()), ["two"]);
  await one.save({ body: "the next one" });
  assert.deepEqual(await bodies(await opened()), ["the next one", "two"]);
});

test("one of several drafts is taken up, and one is thrown away", async () => {
  for (const body of ["first", "second", "third"]) await tab().sheet(FORM).save({ body });
  const sheet = tab().sheet(FORM);
  const [third, second] = await sheet.kept();
  assert.ok(second && third);
  await sheet.drop(third.key);
  await sheet.takeUp(second.key);
  await sheet.save({ body: "second, and more" });
  assert.deepEqual(
    (await sheet.kept()).map(({ mine, draft }) => [mine, draft]),
    [
      [true, { body: "second, and more" }],
      [false, { body: "first" }],
    ],
  );
});

test("the drafts of a letter are not those of an answer to it, nor of a longer place", async () => {
  await tab().sheet(FORM).save({ body: "a letter" });
  await tab().sheet(`${FORM}/${"a".repeat(64)}`).save({ body: "an answer" });
  assert.deepEqual(await bodies(tab().sheet(FORM)), ["a letter"]);
});

test("a draft keeps its files, if it is given them", async () => {
  await tab().sheet(FORM).save({ body: "See", files: [new File(["diff"], "fix.patch")] });
  const [found] = await tab().sheet(FORM).kept();
  const [file] = (found?.draft as { files: File[] }).files;
  assert.deepEqual([file?.name, await file?.text()], ["fix.patch", "diff"]);
});

test("the last draft that was typed is the one that is kept", async () => {
  const slowFirst: OwnSeal = {
    ...OWN,
    seal: async (plaintext) => {
      await new Promise((resolve) => setTimeout(resolve, plaintext.length > 30 ? 20 : 0));
      return OWN.seal(plaintext);
    },
  };
  const sheet = tab(slowFirst).sheet(FORM);
  void sheet.save({ body: "the first, which takes longer to seal" });
  await sheet.save({ body: "last" });
  assert.deepEqual(await bodies(sheet), ["last"]);
  await sheet.drop();
  assert.deepEqual(await bodies(sheet), []);
});

test("a page that opens while the one before still keeps its text waits for it", async () => {
  const drafts = tab();
  void drafts.sheet(FORM).save({ body: "typed a moment ago" });
  assert.deepEqual(await bodies(drafts.sheet(FORM)), ["typed a moment ago"]);
});

test("a vault that is unlocked waits for what was typed up to the lock", async () => {
  const slow: OwnSeal = {
    ...OWN,
    seal: async (plaintext) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return OWN.seal(plaintext);
    },
  };
  void tab(slow).sheet(FORM).save({ body: "typed, and locked at once" });
  assert.deepEqual(await bodies(tab().sheet(FORM)), ["typed, and locked at once"]);
});

test("a draft that cannot be kept leaves the one before in its place", async () => {
  const sheet = await opened();
  await sheet.save({ body: "kept" });
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  await assert.rejects(sheet.save({ body: "kept, and more" }), { kind: "storage" });
  IDBObjectStore.prototype.put = put;
  assert.deepEqual(await bodies(await opened()), ["kept"]);
  await sheet.save({ body: "kept, and more" });
  assert.deepEqual(await bodies(await opened()), ["kept, and more"]);
});

test("a draft of another device is none", async () => {
  await store.keepDraft(`${FORM} 1`, new Uint8Array([1, 2]));
  assert.deepEqual(await bodies(tab().sheet(FORM)), []);
});

test("nothing of a draft is kept in clear", async () => {
  await tab().sheet(FORM).save({ body: "canary" });
  const [sealed] = (await store.drafts(FORM)).values();
  assert.ok(sealed && !Buffer.from(sealed).includes("canary"));
});
