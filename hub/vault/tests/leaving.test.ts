/** The way out: locked, removed or handed over, and what other tabs and work under way leave behind. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Carrier } from "../src/client/carrier.ts";
import type { Vault } from "../src/client/views.ts";
import { LONG, code, door, eachBefore, file, gate, hub, kept, refuses } from "./doors.ts";
import type { Tab } from "./doors.ts";
import { RECORDED } from "./shown_hub.ts";

const { worlds, passphrase } = RECORDED;

eachBefore(worlds.invited);

/** What is kept of a person, and of the hub through their eyes. */
async function traces(): Promise<readonly unknown[]> {
  const store = await kept();
  const drafts = await store.draft("reply");
  const read = await store.readMarks("1".repeat(32));
  const logs = [...(await store.entries("directory")), ...(await store.notes("directory"))];
  return [await store.device(), drafts, ...read, ...(await store.held()), ...logs].filter(Boolean);
}

async function adaLeavesTraces(): Promise<Vault> {
  const vault = await gate().restore(file("ada"), passphrase);
  const [store, caseId] = [await kept(), "1".repeat(32)];
  await store.keepDraft("reply", new Uint8Array(1));
  await store.markRead(caseId, ["2".repeat(32)]);
  await store.keepHeld({ id: "3".repeat(32), caseId, leavesAt: 0, sealed: new Uint8Array(1) });
  return vault;
}

test("nobody is removed where nobody joined", async () => {
  await refuses(gate().remove(), "not-found", /nobody has joined/i);
  await refuses(gate().keyFile(), "not-found", /nobody has joined/i);
});

test("a locked browser is handed over: the key file goes out once more, and nothing of its person stays", async () => {
  await (await adaLeavesTraces()).lock();
  const saved = await gate().keyFile();
  assert.deepEqual(new Uint8Array(await saved.file.arrayBuffer()), file("ada"));
  assert.match(saved.fileName, /^accord-pip-[0-9a-f]{8}\.age$/);

  await gate().remove();

  assert.deepEqual(await traces(), []);
  assert.deepEqual(await door(gate()), { state: "empty" });
  await refuses(gate().unlock(passphrase), "not-found", /nobody has joined/i);
  const newcomer = gate();
  await newcomer.prepare(code("right"), LONG);
  assert.equal((await newcomer.activate()).me.name, "cyd");
});

test("an open vault removes itself, and a key file of somebody else comes in", async () => {
  const vault = await adaLeavesTraces();
  await vault.remove();
  await refuses(vault.sync(), "expired", /locked/i);
  assert.deepEqual(await traces(), []);
  assert.equal((await gate().restore(file("bob"), passphrase)).me.name, "bob");
});

test("a tab that was forgotten locks and removes nobody who came since", async () => {
  const [first, second] = [gate(), gate()];
  const forgotten = await first.restore(file("ada"), passphrase);
  await second.remove();
  await second.restore(file("bob"), passphrase);
  await forgotten.lock();
  await forgotten.remove();
  assert.deepEqual(await door(gate()), { state: "ready", name: "bob", slug: "pip" });
});

test("a member with a lost passphrase removes the device and joins again in their own name", async () => {
  await (await gate().restore(file("bob"), passphrase)).lock();
  hub.show(worlds.again);
  await refuses(gate().examine(code("bob again")), "refused", /remove their device/i);
  await gate().remove();
  const member = gate();
  const { fingerprint } = await member.prepare(code("bob again"), LONG);
  const vault = await member.activate();
  assert.deepEqual([vault.me.name, vault.me.fingerprint], ["bob", fingerprint]);
  assert.equal((await vault.devices()).length, 2);
});

/** What a gate hears from another tab of its origin. */
function heard(tab: Tab): Promise<readonly Vault[]> {
  return new Promise((resolve) => tab.onLocked(resolve));
}

test("who locks one tab locks the others: the vault there has ended, and the passphrase is asked", async () => {
  const [first, second] = [gate(), gate()];
  const vault = await first.restore(file("ada"), passphrase);
  const other = await second.open();
  const told = heard(second);
  await vault.lock();
  await told;
  await refuses(other.sync(), "expired", /locked/i);
  await refuses(second.open(), "expired", /passphrase/i);
  assert.equal((await door(second)).state, "locked");
});

test("a tab that goes in while another one locks is not let in", async () => {
  const first = gate();
  const vault = await first.restore(file("ada"), passphrase);
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  const slow: Carrier = async (url, request) => held.then(() => hub.carry(url, request));
  const second = gate({ carry: slow });
  const told = heard(second);
  const entering = refuses(second.open(), "expired", /locked/i);
  await vault.lock();
  await told;
  go();
  await entering;
  assert.equal((await door(second)).state, "locked");
});

test("of somebody who was removed in another tab nothing is kept any more", async () => {
  const [first, second] = [gate(), gate()];
  const vault = await first.restore(file("ada"), passphrase);
  const sheet = (await second.open()).sheet("reply");
  const told = heard(second);
  await vault.remove();
  await told;
  await sheet.save({ body: "typed when it happened" });
  assert.deepEqual(await traces(), []);
  assert.deepEqual(await (await kept()).drafts("reply"), new Map());
});

/** All that a form may still be doing when its person goes, each begun and not yet written. */
function underWay(vault: Vault): Promise<unknown> {
  const letter = { place: "joint", purpose: "comment", body: "sealed when it happened" } as const;
  return Promise.allSettled([
    vault.sheet("reply").save({ body: "typed just before" }),
    vault.hold("1".repeat(32), letter),
    vault.markRead("1".repeat(32), ["2".repeat(32)]),
    vault.sync(),
  ]);
}

async function nothingIsLeft(): Promise<void> {
  assert.deepEqual(await traces(), []);
  assert.deepEqual(await (await kept()).drafts("reply"), new Map());
}

test("what was under way when somebody was removed is written nowhere afterwards", async () => {
  const vault = await gate().restore(file("ada"), passphrase);
  const writing = underWay(vault);
  await vault.remove();
  await writing;
  await Promise.allSettled([vault.sheet("reply").save({ body: "the form closed" }), vault.remove(), vault.lock()]);
  await nothingIsLeft();
});

test("what was under way in another tab is written nowhere either, and the next person is left alone", async () => {
  const [first, second] = [gate(), gate()];
  const vault = await first.restore(file("ada"), passphrase);
  const other = await second.open();
  const told = heard(second);
  const leaving = vault.remove();
  const writing = underWay(other);
  await Promise.all([leaving, told, writing]);
  await underWay(other);
  await nothingIsLeft();
  assert.equal((await second.restore(file("ada"), passphrase)).me.name, "ada");
  assert.equal((await door(first)).state, "ready");
});

test("a browser without room for anything more still locks: the keys go, and their other tabs with them", async () => {
  const [first, second] = [gate(), gate()];
  const vault = await first.restore(file("ada"), passphrase);
  await second.open();
  const told = heard(second);
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("no room", "QuotaExceededError");
  };
  try {
    await vault.lock();
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await told;
  assert.equal((await door(gate())).state, "locked");
  const record = await (await kept()).device();
  assert.deepEqual([record?.signKey, record?.sealKey], [undefined, undefined]);
});

test("a key file that is refused does not unlock whoever was locked here", async () => {
  await (await gate().restore(file("ada"), passphrase)).lock();
  hub.refused["POST token"] = { status: 403, document: { title: "Not now" } };
  await refuses(gate().restore(file("ada"), passphrase), "refused", /not now/i);
  assert.equal((await door(gate())).state, "locked");
});
