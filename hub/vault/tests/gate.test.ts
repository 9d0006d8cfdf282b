/**
 * The door: codes that somebody changed on their way, wrong passphrases, key files of elsewhere, cleared
 * storage.
 */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Carrier } from "../src/client/carrier.ts";
import { isVaultOf, openGate } from "../src/client/gate.ts";
import type { Setting } from "../src/client/gate.ts";
import { DESK } from "../src/client/loopback.ts";
import { Store } from "../src/client/store.ts";
import { Failure } from "../src/client/views.ts";
import type { Vault } from "../src/client/views.ts";
import { utf8 } from "../src/crypto/bytes.ts";
import { plusDays } from "../src/crypto/instant.ts";
import { openDevice } from "../src/crypto/unseal/device_file.ts";
import { ADA, NOON, RECORDED, ShownHub } from "./shown_hub.ts";
import type { KeyFile } from "./shown_hub.ts";

const { worlds, codes, files, passphrase } = RECORDED;
const LONG = "a passphrase that nobody guesses";
let hub: ShownHub;
let setting: Setting;
let databases = 0;

beforeEach(() => {
  hub = new ShownHub(worlds.invited);
  setting = {
    host: `vault.${RECORDED.hub}`,
    carry: hub.carry,
    clock: () => NOON,
    database: `gate ${(databases += 1)}`,
    workFactor: 10,
  };
});

function gate(changed: Partial<Setting> = {}): ReturnType<typeof openGate> {
  return openGate({ ...setting, ...changed });
}

function file(name: KeyFile): Uint8Array {
  return Uint8Array.from(Buffer.from(files[name], "base64"));
}

function refuses(act: Promise<unknown>, ...told: Parameters<typeof failure>): Promise<void> {
  return assert.rejects(act, failure(...told));
}

function code(name: string): string {
  return codes[name] ?? assert.fail(name);
}

function failure(kind: string, words: RegExp, rule?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Failure, String((error as Error).stack));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, words);
    if (rule !== undefined) assert.equal(error.rule, rule);
    return true;
  };
}

async function kept(): Promise<Store> {
  return Store.open(setting.database);
}

test("a code that was cut or mistyped is told so", async () => {
  const cut = code("right").slice(0, -3);
  await refuses(gate().examine(cut), "bad-input", /whole join code/i, "EN-1");
  const typed = code("right").replace(/\.(.)/, (_all, first: string) => `.${first === "e" ? "f" : "e"}`);
  await refuses(gate().examine(typed), "bad-input", /checksum/i, "EN-1");
});

test("a code with another log key is refused before anything is signed", async () => {
  await refuses(gate().examine(code("other log key")), "refused", /do not belong together/i, "EN-1");
  assert.equal(hub.posted.length, 0);
});

test("a code with another CNA, tenant or secret is refused before anything is signed", async () => {
  await refuses(gate().examine(code("other cna")), "refused", /the CNA of the join code/i, "EN-1");
  await refuses(gate().examine(code("other tenant")), "refused", /the tenant of the join code/i, "EN-1");
  await refuses(gate().examine(code("other secret")), "refused", /for another code/i, "EN-3");
  await refuses(gate().prepare(code("other secret"), LONG), "refused", /for another code/i, "EN-3");
  assert.equal(hub.posted.length, 0);
});

test("a code of another hub does not begin here", async () => {
  await refuses(gate().examine(code("other hub")), "refused", /not its vault/i, "EN-1");
  assert.equal(hub.posted.length, 0);
});

test("a hub that shows another directory to a newcomer is refused", async () => {
  hub.entries[0] = { index: 0, wire: worlds.forked[0] };
  await refuses(gate().examine(code("right")), "hub-lies", /contents of the log/i, "LO-3");
});

test("an invitation that has expired by log time is refused", async () => {
  hub.show(worlds.grown, plusDays(RECORDED.start, 8));
  await refuses(gate().examine(code("right")), "refused", /expired/i, "EN-3");
});

test("who types no passphrase gets no key file", async () => {
  await refuses(gate().prepare(code("right"), ""), "bad-input", /passphrase/i);
});

test("a newcomer examines, saves the key file, and only then signs and goes in", async () => {
  const newcomer = gate();
  assert.deepEqual(await newcomer.door(), { state: "empty" });
  assert.deepEqual(await newcomer.examine(code("right")), {
    ...{ slug: "pip", name: "cyd", role: "coordinator", hub: RECORDED.hub },
  });
  const prepared = await newcomer.prepare(code("right"), LONG);
  assert.deepEqual(await newcomer.door(), { state: "empty" });
  assert.equal(hub.posted.length, 0);
  assert.equal(prepared.fileName, "accord-pip-cyd.age");
  const opened = await openDevice(new Uint8Array(await prepared.file.arrayBuffer()), LONG);
  const { sign: _sign, seal: _seal, ...pinned } = opened;
  assert.deepEqual(pinned, { ...ADA, person: pinned.person });

  const vault = await newcomer.activate();

  assert.equal(vault.me.fingerprint, prepared.fingerprint);
  assert.deepEqual([vault.me.name, vault.me.slug, vault.me.hub], ["cyd", "pip", RECORDED.hub]);
  assert.deepEqual(hub.posted.map((each) => each.path), ["directory/statements", "challenges", "token"]);
  assert.deepEqual(await gate().door(), { state: "ready", name: "cyd", slug: "pip" });
  const again = await gate().open();
  assert.equal(again.me.person, vault.me.person);
});

test("a refusal of the device leaves the browser to the next one", async () => {
  const newcomer = gate();
  await newcomer.prepare(code("right"), LONG);
  const document = { title: "Not allowed", detail: "the invitation was withdrawn", rule: "EN-3" };
  hub.refused["POST directory/statements"] = { status: 403, document };
  await refuses(newcomer.activate(), "refused", /withdrawn/i, "EN-3");
  assert.deepEqual(await gate().door(), { state: "empty" });
});

test("a tab that dies while it joins goes on at the next opening", async () => {
  const newcomer = gate();
  const { fingerprint } = await newcomer.prepare(code("right"), LONG);
  const lost: Carrier = async (url, request) => {
    await hub.carry(url, request);
    throw new TypeError("the reply was lost");
  };
  const dying: Carrier = (url, request) => (request.method === "POST" ? lost : hub.carry)(url, request);
  const other = gate({ carry: dying });
  await other.prepare(code("right"), LONG);
  await refuses(other.activate(), "offline", /does not answer/i);

  assert.equal((await gate().door()).state, "ready");
  hub.refused["POST directory/statements"] = { status: 409, document: { rule: "EN-4" } };
  const vault = await gate().open();

  assert.equal(vault.me.name, "cyd");
  assert.notEqual(vault.me.fingerprint, fingerprint);
});

test("who locks is out, the keys are gone, and the passphrase brings them back", async () => {
  const newcomer = gate();
  await newcomer.prepare(code("right"), LONG);
  const vault = await newcomer.activate();
  await vault.lock();

  assert.deepEqual(await gate().door(), { state: "locked", name: "cyd", slug: "pip" });
  const record = await (await kept()).device();
  assert.deepEqual([record?.signKey, record?.sealKey], [undefined, undefined]);
  await refuses(vault.sync(), "expired", /locked/i);
  await refuses(gate().open(), "expired", /passphrase/i);
  await refuses(gate().unlock("wrong"), "wrong-passphrase", /does not open/i);
  assert.equal((await gate().unlock(LONG)).me.fingerprint, vault.me.fingerprint);
});

test("nobody is let in where nobody joined", async () => {
  await refuses(gate().open(), "not-found", /nobody has joined/i);
  await refuses(gate().unlock(LONG), "not-found", /nobody has joined/i);
  await refuses(gate().activate(), "bad-input", /join code again/i);
});

test("a key file of the command line is restored with what it pins, and the hub's own word is not asked", async () => {
  hub.changed["hub"] = { hub: "evil.test", log_key: null, cna: null };
  const vault = await gate().restore(file("ada"), passphrase);
  assert.equal(vault.me.fingerprint, RECORDED.fingerprint);
  assert.equal(vault.me.name, "ada");
  const { warnings } = await vault.today();
  assert.deepEqual(warnings.filter((each) => each.rule === "EN-1"), []);
  assert.equal((await gate().door()).state, "ready");
  assert.deepEqual((await (await kept()).device())?.member, ADA);
});

test("a hub that shows another log than the key file's is refused, and nobody signs in or stays", async () => {
  const other = new ShownHub(worlds.invited, RECORDED.other_seed);
  other.changed["hub"] = { hub: RECORDED.hub, log_key: "its own word", cna: RECORDED.tenant };
  const lying = gate({ carry: other.carry });
  await refuses(lying.restore(file("ada"), passphrase), "refused", /key file and this hub do not belong/i, "EN-1");
  await refuses(gate().restore(file("other log key"), passphrase), "refused", /do not belong/i, "EN-1");
  assert.deepEqual([...hub.posted, ...other.posted], []);
  assert.deepEqual(await gate().door(), { state: "empty" });
});

test("a hub without the key file's CNA or team is refused before anybody signs in", async () => {
  await refuses(gate().restore(file("other cna"), passphrase), "refused", /the CNA of the key file/i, "EN-1");
  await refuses(gate().restore(file("other tenant"), passphrase), "refused", /the team of the key file/i, "EN-1");
  assert.deepEqual(hub.posted, []);
});

test("a browser that was joined to one log takes no key file of another", async () => {
  await gate().restore(file("ada"), passphrase);
  await refuses(gate().restore(file("other log key"), passphrase), "refused", /joined to another log/i, "EN-1");
  await refuses(gate().restore(file("other cna"), passphrase), "refused", /joined to another log/i, "EN-1");
  assert.equal((await gate().open()).me.name, "ada");
});

test("a wrong passphrase, and what is no key file, restore nothing", async () => {
  await refuses(gate().restore(file("ada"), "wrong"), "wrong-passphrase", /does not open/i);
  await refuses(gate().restore(new Uint8Array(9), passphrase), "bad-input", /no key file/i);
  assert.deepEqual(await gate().door(), { state: "empty" });
});

test("a key file of another hub is refused, and nobody is asked anything", async () => {
  await refuses(gate().restore(file("elsewhere"), passphrase), "refused", /the hub hub\.test/i);
  const carry: Carrier = () => assert.fail("the hub was asked");
  await refuses(gate({ carry }).restore(file("elsewhere"), passphrase), "refused", /hub\.test/i);
});

test("a device that the team does not list is told so, and is not put in place", async () => {
  const told = /not, or no longer, in the team's list/i;
  await refuses(gate().restore(file("cyd"), passphrase), "refused", told, "ST-13");
  assert.deepEqual(await gate().door(), { state: "empty" });
});

test("a browser that belongs to somebody takes no second person", async () => {
  await gate().restore(file("ada"), passphrase);
  await refuses(gate().examine(code("right")), "refused", /belongs to ada \(pip\)/i);
});

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
  assert.deepEqual(await gate().door(), { state: "empty" });
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
  assert.deepEqual(await gate().door(), { state: "ready", name: "bob", slug: "pip" });
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

test("somebody who comes back finds their own copy, and a hub that rolled back is caught", async () => {
  hub = new ShownHub(worlds.grown);
  await gate({ carry: hub.carry }).restore(file("ada"), passphrase);
  const lying = new ShownHub(worlds.founded);
  await refuses(gate({ carry: lying.carry }).open(), "hub-lies", /older log/i, "LO-2");
});

test("a copy that contradicts itself is told at the first round, and nothing is done on it", async () => {
  const vault = await gate().restore(file("ada"), passphrase);
  const store = await kept();
  const [first] = await store.entries("directory");
  const other = utf8(JSON.stringify(worlds.forked[0]));
  await store.keep("directory", { entries: [{ ...(first ?? assert.fail()), wire: other }] });
  const before = hub.posted.length;
  await refuses(vault.work(), "hub-lies", /contents of the log/i, "LO-3");
  await refuses(vault.work(), "hub-lies", /contents of the log/i, "LO-3");
  assert.equal(hub.posted.length, before);
});

test("a vault is served on its own host and its roles' hosts alone", () => {
  const hubName = "localhost:8080";
  const similar = [`evilvault.${hubName}`, `vault.x${hubName}`];
  const strangers = [hubName, "vault.localhost", "vault.evil.test", ...similar];
  assert.ok(isVaultOf(`vault.${hubName}`, hubName));
  assert.ok(isVaultOf(`vault.pip-lead.${hubName}`, hubName));
  for (const host of strangers) assert.ok(!isVaultOf(host, hubName), host);
});

/** A page that `host` served, which names a hub in the desk's header. */
function served(host: string, named: string | null): ReturnType<typeof openGate> {
  const page = { status: 200, header: (name: string) => (name === DESK ? named : null), body: new Uint8Array() };
  const carry: Carrier = async (url, request) => (url === "/" ? page : hub.carry(url, request));
  return gate({ host, carry });
}

test("a host that is not this machine gains nothing by naming a hub as the desk does", async () => {
  const strangers = ["vault.evil.test", "localhost.evil.test", "xlocalhost:8421", "vault.localhost:8421"];
  for (const host of [...strangers, "127.0.0.1.evil.test:8421", "127.0.0.2:8421", "localhost:8421@evil.test"]) {
    const page = served(host, RECORDED.hub);
    await refuses(page.examine(code("right")), "refused", /not its vault/i, "EN-1");
    await refuses(page.restore(file("ada"), passphrase), "refused", /not its vault/i, "EN-1");
  }
  assert.deepEqual(hub.posted, []);
});

test("a desk of another hub says which it speaks to; a page of this machine that names none is no desk", async () => {
  const told = /speaks to hub\.test.*accord desk --url/i;
  await refuses(served("localhost:8421", "hub.test").examine(code("right")), "refused", told, "EN-1");
  await refuses(served("localhost:8421", null).examine(code("right")), "refused", /not its vault/i, "EN-1");
  await refuses(served("localhost:8421", "").examine(code("right")), "refused", /not its vault/i, "EN-1");
  assert.deepEqual(hub.posted, []);
});

test("a desk that was stopped is said, and loses nothing", async () => {
  const carry: Carrier = () => Promise.reject(new TypeError("nobody listens"));
  const stopped = gate({ host: "localhost:8421", carry });
  await refuses(stopped.restore(file("ada"), passphrase), "offline", /accord desk/i);
});

test("a member goes in at the desk of their hub, by code or by key file", async () => {
  for (const host of ["localhost:8421", "127.0.0.1:8421", "localhost"]) {
    assert.equal((await served(host, RECORDED.hub).examine(code("right"))).name, "cyd");
  }
  const vault = await served("localhost:8421", RECORDED.hub).restore(file("ada"), passphrase);
  assert.equal(vault.me.name, "ada");
});

/** What a gate hears from another tab of its origin. */
function heard(tab: ReturnType<typeof gate>): Promise<void> {
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
  assert.equal((await second.door()).state, "locked");
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
  assert.equal((await second.door()).state, "locked");
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
  assert.equal((await gate().door()).state, "locked");
  const record = await (await kept()).device();
  assert.deepEqual([record?.signKey, record?.sealKey], [undefined, undefined]);
});

test("a key file that is refused does not unlock whoever was locked here", async () => {
  await (await gate().restore(file("ada"), passphrase)).lock();
  hub.refused["POST token"] = { status: 403, document: { title: "Not now" } };
  await refuses(gate().restore(file("ada"), passphrase), "refused", /not now/i);
  assert.equal((await gate().door()).state, "locked");
});
