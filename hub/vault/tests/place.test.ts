/** Putting a role of the demo in place: its own key file or nobody's. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openGate } from "../src/client/gate.ts";
import { place } from "../src/client/place.ts";
import { Store } from "../src/client/store.ts";
import { Failure } from "../src/client/views.ts";
import { missing } from "../src/client/witness.ts";
import { Desk } from "../src/client/desk.ts";
import { Transport } from "../src/client/transport.ts";
import { secretOf } from "../src/client/unlock.ts";
import { plusSeconds } from "../src/crypto/instant.ts";
import { ADA, NOON, RECORDED, ShownHub } from "./shown_hub.ts";

const PLACED = { file: RECORDED.files.ada, passphrase: RECORDED.passphrase };
const { hub: host } = RECORDED;

test("what is no key file, or a wrong passphrase, puts nobody in place", async () => {
  await assert.rejects(place({ ...PLACED, file: "YWdl" }), (error) => {
    return (error as Failure).kind === "bad-input";
  });
  await assert.rejects(place({ ...PLACED, passphrase: "wrong" }), (error) => {
    return (error as Failure).kind === "wrong-passphrase";
  });
  assert.equal(await (await Store.open()).device(), undefined);
});

test("a role that is in place goes in, pinned and without a warning of it", async () => {
  await place(PLACED);
  const hub = new ShownHub(RECORDED.worlds.founded);
  const gate = openGate({ host: `vault.ada.${host}`, carry: hub.carry, clock: () => NOON });
  assert.deepEqual((await gate.teams()).map(({ state }) => state), ["ready"]);
  assert.deepEqual((await (await Store.open()).device())?.member, ADA);
  const vault = await gate.open();
  assert.equal(vault.me.fingerprint, RECORDED.fingerprint);
  const { warnings } = await vault.today();
  assert.ok(warnings.every((each) => each.rule !== "EN-1"));
});

test("a demo that went on takes the vault's clock with it, and no other way moves it", async () => {
  await assert.rejects(place({ ...PLACED, ahead: 0.5 }), (error) => (error as Failure).kind === "bad-input");
  const days = 20 * 86_400;
  await place({ ...PLACED, ahead: days });
  const hub = new ShownHub(RECORDED.worlds.founded);
  hub.show(RECORDED.worlds.invited, plusSeconds(RECORDED.start, days));
  const machine = { host: `vault.ada.${host}`, carry: hub.carry, clock: () => NOON };

  const vault = await openGate(machine).open();
  assert.equal(vault.now(), NOON + days * 1000);
  assert.deepEqual((await vault.today()).warnings, []);
  await vault.lock();
  const file = Uint8Array.from(Buffer.from(PLACED.file, "base64"));
  assert.equal((await openGate(machine).restore(file, PLACED.passphrase)).now(), NOON + days * 1000);

  await openGate(machine).remove();
  const restored = await openGate(machine).restore(file, PLACED.passphrase);
  assert.equal(restored.now(), NOON);
  assert.match((await restored.today()).warnings[0]?.sentence ?? "", /clock of this machine is off/i);
  await restored.remove();
  await place(PLACED);
});

test("a role put in place again keeps what it has, another clears it", async () => {
  const store = await Store.open();
  await store.keepDraft("reply", new Uint8Array(1));
  await place(PLACED);
  assert.ok(await store.draft("reply"));
  const record = await store.device();
  assert.ok(record);
  await store.keepDevice({ ...record, fingerprint: "0".repeat(64) });
  await place(PLACED);
  assert.equal(await store.draft("reply"), undefined);
});

test("a log that too few other teams witness is said so, and with one team alone nothing is wanted", async () => {
  const record = await (await Store.open()).device();
  const secret = record && secretOf(record);
  assert.ok(secret);
  const hub = new ShownHub(RECORDED.worlds.founded);
  const transport = new Transport("/api/v1", hub.carry);
  const store = await Store.open("witnessed");
  const desk = await Desk.open({ store, transport, key: { member: ADA, secret }, clock: () => NOON });
  assert.deepEqual(await missing(desk), []);
  hub.show(RECORDED.worlds.grown);
  await desk.sync();
  const [warning] = await missing(desk);
  assert.equal(warning?.rule, "LO-7");
  assert.match(warning?.sentence ?? "", /directory log is witnessed by 0 of 1 other teams/i);
});
