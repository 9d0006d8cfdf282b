/** What the browser keeps, and what is said when it does not. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { DeviceRecord } from "../src/client/home.ts";
import { askToPersist } from "../src/client/persistence.ts";
import { Store } from "../src/client/store.ts";
import type { Kept } from "../src/client/store.ts";
import { Failure } from "../src/client/views.ts";
import { utf8 } from "../src/crypto/bytes.ts";
import { DeviceSecret, newSeeds } from "../src/crypto/unseal/signing.ts";
import { ADA, RECORDED } from "./shown_hub.ts";

let store: Store;
let name: string;
let databases = 0;

beforeEach(async () => {
  name = `store ${(databases += 1)}`;
  store = await Store.open(name);
});

function entry(place: number, scope = "c", log = "cases"): Kept {
  return { log, place, scope, wire: utf8(`{"n":${place}}`), loggedAt: RECORDED.start };
}

function refuses(message: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.kind, "storage");
    assert.match(error.message, new RegExp(message));
    return true;
  };
}

/** Whatever the browser throws while `act` runs, at its first write or opening. */
async function whileThrowing(
  on: object,
  method: string,
  error: string,
  act: () => Promise<void>,
): Promise<void> {
  const holder = on as Record<string, unknown>;
  const before = holder[method];
  holder[method] = () => {
    throw new DOMException("the browser's own words", error);
  };
  try {
    await act();
  } finally {
    holder[method] = before;
  }
}

test("a full disk is a sentence that says what to do, and nothing of the batch is kept", async () => {
  const verified = { entries: [entry(0)], leaves: [{ place: 0, hash: utf8("h") }] };
  await whileThrowing(IDBObjectStore.prototype, "put", "QuotaExceededError", () =>
    assert.rejects(store.keep("cases", verified), refuses("free some disk space")),
  );
  assert.deepEqual(await store.entries("cases"), []);
  assert.deepEqual(await store.leaves(), []);
});

test("a private window without storage is a sentence that says what to do", async () => {
  for (const error of ["InvalidStateError", "SecurityError", "UnknownError"]) {
    await whileThrowing(IDBFactory.prototype, "open", error, () =>
      assert.rejects(Store.open("private"), refuses("open the vault in a normal window")),
    );
  }
});

test("a database that was closed under a tab is a failure and no crash", async () => {
  store.close();
  await assert.rejects(store.entries("cases"), refuses("try again"));
});

test("where the browser promises nothing, nothing is promised", async () => {
  assert.equal(await askToPersist(), false);
});

test("entries come in the order of their log, each scope with its own next place", async () => {
  await store.keep("cases", { entries: [entry(7), entry(300), entry(12, "d"), entry(2, "anchor")] });
  await store.keep("directory", { entries: [entry(0, "directory", "directory")] });
  assert.deepEqual((await store.entries("cases")).map((each) => each.place), [2, 7, 12, 300]);
  assert.equal(await store.nextPlace("cases", "c"), 301);
  assert.equal(await store.nextPlace("cases", "d"), 13);
  assert.equal(await store.nextPlace("cases", "nothing"), 0);
  assert.equal(await store.nextPlace("directory", "directory"), 1);
});

test("leaves and notes come smallest first, beyond nine as well", async () => {
  const places = [...Array(12).keys()];
  await store.keep("cases", {
    leaves: places.map((place) => ({ place, hash: Uint8Array.of(place) })),
    notes: [100, 9, 20].map((size) => ({ size, note: utf8(`note ${size} — ü`) })),
  });
  assert.deepEqual((await store.leaves()).map((each) => each[0]), places);
  assert.deepEqual((await store.notes("cases")).map((each) => new TextDecoder().decode(each)), [
    "note 9 — ü", "note 20 — ü", "note 100 — ü",
  ]);
  assert.deepEqual(await store.notes("directory"), []);
});

test("a device is kept with keys that sign and that nobody can read", async () => {
  const secret = await DeviceSecret.fromSeeds(newSeeds());
  const { keys, fingerprint, signKey, sealKey } = secret;
  const record: DeviceRecord = {
    ...{ member: ADA, keys, fingerprint, signKey, sealKey, file: utf8("age") },
    ...{ state: "active", name: "ada", slug: "pip" },
  };
  await store.keepDevice(record);
  const again = await (await Store.open(name)).device();
  assert.ok(again?.signKey);
  assert.equal(again.fingerprint, fingerprint);
  assert.equal((await crypto.subtle.sign("Ed25519", again.signKey, utf8("x"))).byteLength, 64);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", again.signKey));
  await store.dropDevice();
  assert.equal(await store.device(), undefined);
});

test("for want of room sealed files go first, and what is written is written after all", async () => {
  await store.keepFile("a".repeat(64), utf8("age"));
  const put = IDBObjectStore.prototype.put;
  let full = true;
  IDBObjectStore.prototype.put = function (...words: Parameters<typeof put>) {
    if (!full) return put.apply(this, words);
    full = false; // until the files have made room
    throw new DOMException("full", "QuotaExceededError");
  };
  await store.keepDraft("reply c", utf8("sealed"));
  IDBObjectStore.prototype.put = put;
  assert.ok(await store.draft("reply c"));
  assert.equal(await store.file("a".repeat(64)), undefined);
});

test("a sealed file that finds no room takes nothing away", async () => {
  await store.keepFile("a".repeat(64), utf8("age"));
  await whileThrowing(IDBObjectStore.prototype, "put", "QuotaExceededError", () =>
    assert.rejects(store.keepFile("b".repeat(64), utf8("age")), refuses("free some disk space")),
  );
  assert.ok(await store.file("a".repeat(64)));
});

test("drafts, held letters, files and read marks are each person's and go with everything", async () => {
  await store.keepFile("a".repeat(64), utf8("age"));
  await store.keepDraft("reply c", utf8("sealed"));
  await store.keepHeld({ id: "b", caseId: "c", leavesAt: 2, sealed: utf8("sealed") });
  await store.keepHeld({ id: "a", caseId: "c", leavesAt: 1, sealed: utf8("sealed") });
  await store.markRead("c", ["e1", "e2"]);
  await store.markRead("c", ["e1"]);
  await store.remember("evidence directory", "a note");
  assert.deepEqual((await store.held()).map((each) => each.id), ["a", "b"]);
  assert.deepEqual(await store.readMarks("c"), new Set(["e1", "e2"]));
  assert.deepEqual(await store.readMarks("d"), new Set());
  await store.clear("logs");
  assert.deepEqual(await store.evidence(), []);
  assert.ok(await store.draft("reply c"));
  await store.clear("everything");
  assert.equal(await store.draft("reply c"), undefined);
  assert.deepEqual(await store.held(), []);
  assert.equal(await store.file("a".repeat(64)), undefined);
});

test("a removed database is empty when it is opened again", async () => {
  await store.remember("fact", "value");
  store.close();
  await Store.remove(name);
  assert.equal(await (await Store.open(name)).fact("fact"), undefined);
});
