/**
 * A further device of one person: texts that somebody changed on their way, a hub that shows other keys, and
 * the two browsers that need nobody else.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Setting } from "../src/client/homes.ts";
import { secretIn } from "../src/client/unlock.ts";
import { wire } from "../src/client/posting.ts";
import { Store } from "../src/client/store.ts";
import type { Vault } from "../src/client/views.ts";
import { fingerprint as fingerprintOf } from "../src/crypto/device.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { plusDays } from "../src/crypto/instant.ts";
import type { Device, Roster } from "../src/crypto/kinds/index.ts";
import { Pairing, readRequest, requestText } from "../src/crypto/pairing.ts";
import { encode, parse } from "../src/crypto/statement.ts";
import { openDevice, seedsIn } from "../src/crypto/unseal/device_file.ts";
import { DeviceSecret, newSeeds } from "../src/crypto/unseal/signing.ts";
import { LONG, eachBefore, file, gate, hub, refuses } from "./doors.ts";
import type { Tab } from "./doors.ts";
import { ADA, RECORDED, ShownHub } from "./shown_hub.ts";
import type { KeyFile } from "./shown_hub.ts";

const { worlds, codes, passphrase } = RECORDED;
const TEXT = Pairing.toText({ ...ADA, cna: RECORDED.tenant });
let databases = 0;

eachBefore(worlds.invited);

/** A browser; with a name it is one that was opened before. */
function browser(database = `pairing ${(databases += 1)}`, changed: Partial<Setting> = {}): Tab {
  return gate({ database, ...changed });
}

async function secretOf(name: KeyFile): Promise<DeviceSecret> {
  return secretIn(await openDevice(file(name), passphrase));
}

function text(changed: Partial<Pairing>): string {
  return Pairing.toText({ ...ADA, cna: RECORDED.tenant, ...changed });
}

/** A request as somebody on its way would like it, signed by `by` or by keys of its own. */
async function changed(
  request: string,
  fields: Partial<Device>,
  by?: DeviceSecret,
): Promise<string> {
  const { body } = readRequest(request, RECORDED.hub);
  const signer = by ?? (await DeviceSecret.fromSeeds(newSeeds()));
  const other = { ...body, ...fields };
  return requestText(await signer.addSignature(other, encode(other)));
}

/** The request of a new browser of Ada's, or of somebody else. */
async function requestOf(pairing = TEXT): Promise<string> {
  return (await browser().second.prepare(pairing, LONG)).request;
}

/** What the hub is handed once a device of `who` has signed beside. */
async function signedBy(who: KeyFile, request: string): Promise<dsse.SignedStatement> {
  const { body, signed } = readRequest(request, RECORDED.hub);
  return (await secretOf(who)).addSignature(body, signed);
}

/** Whose teams a browser has. */
async function teams(gate: ReturnType<typeof browser>): Promise<readonly (readonly string[])[]> {
  return (await gate.teams()).map(({ name, slug, state }) => [name, slug, state]);
}

function show(...statements: readonly dsse.SignedStatement[]): void {
  hub.show([...hub.entries.map((each) => each.wire), ...statements.map(wire)]);
}

// The new machine

test("a text that was cut, or is of another kind, is told so in one sentence", async () => {
  const { second, examine } = browser();
  await refuses(second.examine(TEXT.slice(0, -3)), "bad-input", /not the whole text/i, "EN-11");
  await refuses(second.examine(codes["right"] ?? ""), "bad-input", /this is a join code/i, "EN-11");
  await refuses(examine(TEXT), "bad-input", /another device of mine/i, "EN-1");
});

test("a hub with another log, CNA or team is refused before keys are made", async () => {
  const { second } = browser();
  const stranger = "7".repeat(64);
  const otherLog = new ShownHub(worlds.invited, RECORDED.other_seed);
  const lying = browser(undefined, { carry: otherLog.carry });
  await refuses(lying.second.prepare(TEXT, LONG), "refused", /do not belong together/i, "EN-1");
  await refuses(second.prepare(text({ cna: stranger }), LONG), "refused", /the CNA of/i, "EN-1");
  await refuses(second.prepare(text({ tenant: stranger }), LONG), "refused", /the tenant of/i, "EN-1");
  await refuses(second.prepare(text({ hub: "hub.test" }), LONG), "refused", /of the hub hub\.test/i, "EN-1");
  assert.equal(await second.waiting(), undefined);
  assert.deepEqual([...hub.posted, ...otherLog.posted], []);
});

test("nobody pairs with somebody who has no active device", async () => {
  await refuses(browser().second.examine(text({ person: "0".repeat(32) })), "refused", /takes a code/i, "EN-6");
});

test("a browser that belongs to somebody becomes no device of another", async () => {
  const taken = browser();
  await taken.restore(file("bob"), passphrase);
  await refuses(taken.second.examine(TEXT), "refused", /belongs to bob \(pip\)/i);
  assert.deepEqual(await teams(taken), [["bob", "pip", "ready"]]);
});

test("the request waits over a reload, and the hub hears nothing of it", async () => {
  const before = browser("reloaded");
  const broken = TEXT.replace(/(.{40})/g, "$1\n"); // as a chat may break it
  assert.deepEqual(await before.second.examine(broken), { name: "ada", slug: "pip", hub: RECORDED.hub });
  const made = await before.second.prepare(broken, LONG);
  const opened = await openDevice(new Uint8Array(await made.file.arrayBuffer()), LONG);
  const { sign: _sign, seal: _seal, ...pinned } = opened;
  assert.deepEqual(pinned, ADA);

  const after = browser("reloaded");
  assert.deepEqual(await teams(after), []);
  const { request, fingerprint, name, slug } = (await after.second.waiting()) ?? assert.fail();
  assert.deepEqual([request, fingerprint, name, slug], [made.request, made.fingerprint, "ada", "pip"]);
  assert.equal(await after.second.look(), undefined);
  assert.deepEqual(hub.posted, []);
});

test("a cancelled request leaves nothing", async () => {
  const gate = browser("cancelled");
  await gate.second.prepare(TEXT, LONG);
  await gate.second.cancel();

  assert.deepEqual([await teams(gate), await gate.second.waiting()], [[], undefined]);
  assert.equal(await (await Store.open("cancelled")).device(), undefined);
  await refuses(gate.second.look(), "not-found", /begin anew/i);
  await refuses(gate.second.cancel(), "not-found", /begin anew/i);
  assert.deepEqual(hub.posted, []);
});

test("a hub that swaps the key of what was signed is caught, and nobody goes in", async () => {
  const gate = browser();
  const { request } = await gate.second.prepare(TEXT, LONG);
  const both = await signedBy("ada", request);
  const { body } = readRequest(request, RECORDED.hub);
  const mallory = await DeviceSecret.fromSeeds(newSeeds());
  const { payload } = encode({ ...body, seal: mallory.keys.seal });
  show(new dsse.SignedStatement(both.payloadType, payload, both.signatures));

  await refuses(gate.second.look(), "hub-lies", /another signature/i, "DS-7");
  assert.deepEqual(hub.posted, []);
});

test("another device of the same person opens nothing here", async () => {
  const gate = browser();
  await gate.second.prepare(TEXT, LONG);
  show(await signedBy("ada", await requestOf()));
  assert.equal(await gate.second.look(), undefined);
});

/** The next roster, by one admin of two without the other. */
async function without(other: string, by: KeyFile): Promise<dsse.SignedStatement> {
  const admin = await secretOf(by);
  const first = parse(Buffer.from(JSON.stringify(worlds.founded[0])), RECORDED.hub);
  const { body, hash } = first as { body: Roster; hash: string };
  const members = body.members.filter((each) => each.name !== other);
  const log = { size: hub.entries.length, root: hub.root() };
  return admin.sign({
    ...body,
    ...{ id: "6".repeat(32), by: admin.fingerprint, log, members, tenant: hash, version: 2, previous: hash },
    expires: plusDays(RECORDED.start, 300),
  });
}

test("once its person was put out it waits for nothing, and can be cancelled", async () => {
  const { person } = await openDevice(file("bob"), passphrase);
  const gate = browser();
  await gate.second.prepare(text({ person }), LONG);
  show(await without("bob", "ada"));

  await refuses(gate.second.look(), "refused", /nobody can sign this device/i, "EN-6");
  await gate.second.cancel();
  assert.deepEqual([await teams(gate), await gate.second.waiting()], [[], undefined]);
});

test("a browser of one team waits for a device of another, and takes nothing from the first", async () => {
  hub.show(worlds.teams);
  const gate = browser("both");
  await gate.restore(file("uma"), passphrase);
  const { request } = await gate.second.prepare(TEXT, LONG);
  assert.deepEqual(await teams(gate), [["uma", "uv", "ready"]]);
  await refuses(gate.examine(codes["right"] ?? "").then(() => gate.activate()), "bad-input", /type the join code/i);
  show(await signedBy("ada", request));

  const vault = (await gate.second.look()) ?? assert.fail();

  assert.equal(vault.me.slug, "pip");
  assert.deepEqual(await teams(gate), [["ada", "pip", "ready"], ["uma", "uv", "ready"]]);
  await vault.remove();
  assert.deepEqual(await teams(gate), [["uma", "uv", "ready"]]);
});

test("once it is signed it goes in, and is a device like any other", async () => {
  const gate = browser("signed");
  const { request, fingerprint } = await gate.second.prepare(TEXT, LONG);
  show(await signedBy("ada", request));

  await refuses(gate.second.cancel(), "moved", /has signed this one/i, "EN-6");
  const vault = (await gate.second.look()) ?? assert.fail();

  assert.deepEqual([vault.me.name, vault.me.fingerprint], ["ada", fingerprint]);
  assert.deepEqual(await teams(browser("signed")), [["ada", "pip", "ready"]]);
  assert.equal(await browser("signed").second.waiting(), undefined);
  assert.deepEqual(hub.posted.map((each) => each.path), ["challenges", "token"]);
  await vault.lock();
  assert.equal((await browser("signed").unlock(LONG)).me.fingerprint, fingerprint);
});

// The device that is open

function adas(): Promise<Vault> {
  return browser().restore(file("ada"), passphrase);
}

test("a request for somebody else, or for another team, is refused", async () => {
  const vault = await adas();
  const bobs = await openDevice(file("bob"), passphrase);
  const bob = await requestOf(text({ person: bobs.person }));
  await refuses(vault.readRequest(bob), "refused", /for somebody else/i, "EN-12");
  await refuses(vault.signRequest(bob), "refused", /for somebody else/i, "EN-12");
  const spare = await DeviceSecret.fromSeeds(newSeeds());
  const keys = { by: spare.fingerprint, sign: spare.keys.sign, seal: spare.keys.seal };
  const elsewhere = await changed(bob, { ...keys, tenant: "7".repeat(64) }, spare);
  await refuses(vault.readRequest(elsewhere), "refused", /for somebody else/i, "EN-12");
});

test("a request that was cut, is of another kind or for another hub is refused", async () => {
  const [vault, request] = [await adas(), await requestOf()];
  await refuses(vault.readRequest(request.slice(0, -9)), "bad-input", /no whole request/i, "EN-12");
  await refuses(vault.readRequest(await vault.pairing()), "bad-input", /accord-device-1/i, "EN-12");
  const spare = await DeviceSecret.fromSeeds(newSeeds());
  const keys = { by: spare.fingerprint, sign: spare.keys.sign, seal: spare.keys.seal };
  const elsewhere = await changed(request, { ...keys, hub: "hub.test" }, spare);
  await refuses(vault.readRequest(elsewhere), "refused", /hub\.test/i, "ST-7");
});

test("a request with a key put in, or signed by another, is refused", async () => {
  const [vault, request] = [await adas(), await requestOf()];
  const mallory = await DeviceSecret.fromSeeds(newSeeds());
  const { seal } = mallory.keys;
  const torn = readRequest(request, RECORDED.hub);
  const { payload } = encode({ ...torn.body, seal });
  const changedOnItsWay = new dsse.SignedStatement(torn.signed.payloadType, payload, torn.signed.signatures);
  await refuses(vault.readRequest(requestText(changedOnItsWay)), "refused", /./, "DS-7");
  await refuses(vault.readRequest(await changed(request, { seal })), "refused", /./, "ST-8");
  const renamed = { seal, by: fingerprintOf({ sign: torn.body.sign, seal }) };
  await refuses(vault.readRequest(await changed(request, renamed)), "refused", /./, "ST-8");
  await refuses(vault.readRequest(requestText(await signedBy("bob", request))), "refused", /./, "ST-8");
  assert.deepEqual(hub.posted.filter((each) => each.path === "directory/statements"), []);
});

test("two browsers of one person need nobody else: one asks, the other signs", async () => {
  const vault = await adas();
  assert.equal(await vault.pairing(), TEXT);
  const second = browser();
  const { request, fingerprint } = await second.second.prepare(await vault.pairing(), LONG);

  assert.deepEqual(await vault.readRequest(`\n ${request}\n`), { fingerprint });
  await vault.signRequest(request);

  const listed = (await vault.devices()).map((each) => each.fingerprint);
  assert.deepEqual(listed.sort(), [fingerprint, RECORDED.fingerprint].sort());
  assert.equal((await second.second.look())?.me.fingerprint, fingerprint);
  await refuses(vault.readRequest(request), "refused", /in the list already/i, "EN-12");
  await refuses(vault.signRequest(request), "refused", /in the list already/i, "EN-12");
});

test("a device that was put out meanwhile signs nothing", async () => {
  const [vault, request] = [await adas(), await requestOf()];
  await vault.readRequest(request);
  show(await without("ada", "bob"));

  await refuses(vault.signRequest(request), "refused", /no active device/i, "EN-6");
  assert.deepEqual(hub.posted.filter((each) => each.path === "directory/statements"), []);
});

test("a tab that finds another one in goes in, too", async () => {
  const [one, other] = [browser("two tabs"), browser("two tabs")];
  const { request, fingerprint } = await one.second.prepare(TEXT, LONG);
  assert.equal(await other.second.look(), undefined);
  show(await signedBy("ada", request));
  await one.second.look();

  assert.equal((await other.second.look())?.me.fingerprint, fingerprint);
});

test("a device with a key of another one is refused", async () => {
  const [vault, seeds] = [await adas(), newSeeds()];
  const bob = seedsIn(await openDevice(file("bob"), passphrase));
  const mixed = await DeviceSecret.fromSeeds({ sign: seeds.sign, seal: bob.seal });
  const keys = { by: mixed.fingerprint, sign: mixed.keys.sign, seal: mixed.keys.seal };
  const request = await changed(await requestOf(), keys, mixed);
  await refuses(vault.readRequest(request), "refused", /make new ones/i, "RO-8");
});
