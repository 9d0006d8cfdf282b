/**
 * A member at work on old news, with a wrong clock, beside themselves in another tab, and as it should be.
 */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Desk } from "../src/client/desk.ts";
import { Store } from "../src/client/store.ts";
import { ProblemError, Transport } from "../src/client/transport.ts";
import { openKeyFile, secretIn } from "../src/client/unlock.ts";
import { Failure } from "../src/client/views.ts";
import { instantOf, millisOf, plusDays, plusSeconds } from "../src/crypto/instant.ts";
import type { DeviceSecret } from "../src/crypto/unseal/signing.ts";
import { check } from "../src/crypto/statement.ts";
import { ADA, NOON, RECORDED, ShownHub } from "./shown_hub.ts";

const file = Uint8Array.from(Buffer.from(RECORDED.files.ada, "base64"));
const secret: DeviceSecret = await secretIn(await openKeyFile(file, RECORDED.passphrase));
let hub: ShownHub;
let store: Store;
let databases = 0;

beforeEach(async () => {
  hub = new ShownHub(RECORDED.worlds.founded);
  store = await Store.open(`desk ${(databases += 1)}`);
});

async function desk(now = NOON, patience = 500, carry = hub.carry): Promise<Desk> {
  const transport = new Transport("/api/v1", carry);
  return Desk.open({ store, transport, key: { member: ADA, secret }, clock: () => now, patience });
}

test("what a sync asks for is asked at once where it can be: on a phone each wait is what it costs", { timeout: 20_000 }, async () => {
  const trips: string[][] = [];
  let expected: number[] = [];
  let under: { readonly path: string; readonly answer: () => void }[] = [];
  const slow: typeof hub.carry = async (url, request) => {
    const path = url.replace("/api/v1/", "");
    if (expected.length === 0) return hub.carry(url, request);
    await new Promise<void>((answer) => {
      under.push({ path, answer });
      if (under.length < (expected[0] ?? 0)) return; // nobody answers before all of them were asked
      expected.shift();
      trips.push(under.map((each) => each.path).sort());
      const [whole, none] = [under, []];
      under = none;
      whole.forEach((each) => each.answer());
    });
    return hub.carry(url, request);
  };
  const here = await desk(NOON, 500, slow);
  const first = ["cases", "invitations", "logs/cases/checkpoint", "logs/directory/checkpoint"];

  expected = [4, 1];
  await here.sync();
  assert.deepEqual(trips.splice(0), [first, ["logs/cases/anchors?from=0"]]);

  hub.show(RECORDED.worlds.grown.slice(0, RECORDED.worlds.founded.length + 1));
  expected = [4, 2, 1, 1];
  await here.sync();
  assert.deepEqual(trips, [
    first,
    ["logs/directory/checkpoints?after=2", "logs/directory/consistency?old=2&new=3"],
    ["directory/entries?from=2"],
    ["logs/cases/anchors?from=0"],
  ]);
});

const DUTY = { tenant: ADA.tenant, seq: 1, people: [ADA.person] };

test("nothing is signed on a directory older than seven days, and reading goes on", async () => {
  const late = await desk(millisOf(plusDays(RECORDED.start, 7)) + 1000);
  await assert.rejects(late.sign(late.body("duty", DUTY)), (error) => {
    assert.ok(error instanceof Failure);
    assert.deepEqual([error.kind, error.rule], ["refused", "LO-4"]);
    return true;
  });
  assert.equal(late.warnings[0]?.rule, "LO-4");
  assert.equal(late.known.view.bySlug("pip")?.slug, "pip");
});

test("a hub that says another time makes no old directory young", async () => {
  const late = await desk(millisOf(plusDays(RECORDED.start, 30)));
  late.transport.ahead = millisOf(RECORDED.start) - millisOf(plusDays(RECORDED.start, 30));
  assert.ok(late.stale);
  await assert.rejects(late.sign(late.body("duty", DUTY)), (error) => (error as Failure).kind === "clock");
});

test("where this machine's clock is behind, the log's time is used and the person is told", async () => {
  const early = await desk(millisOf(RECORDED.start) - 7_200_000);
  assert.equal(early.now, RECORDED.start);
  assert.match(early.warnings[0]?.sentence ?? "", /clock of this machine is off/);
  const nearly = await desk(millisOf(RECORDED.start) - 60_000);
  assert.equal(nearly.now, RECORDED.start);
  assert.deepEqual(nearly.warnings, []);
});

test("a clock that is right is used", async () => {
  const right = await desk();
  assert.equal(right.now, instantOf(NOON));
  assert.deepEqual(right.warnings, []);
});

test("what the hub has not signed off in time is said so, and is not lost", async () => {
  const here = await desk(NOON, 200);
  const receipts = [{ hash: "0".repeat(64), index: 99 }];
  await assert.rejects(here.awaitCheckpoint("directory", receipts), /accepted, but the hub's worker has not/);
});

test("an act that came too late is decided anew on what is known then; a used id is not", async () => {
  const here = await desk();
  let tries = 0;
  const moved = (status: number, rule?: string) => async (): Promise<number> => {
    tries += 1;
    if (tries < 3) throw new ProblemError(status, rule === undefined ? {} : { rule });
    return tries;
  };
  assert.equal(await here.retried(moved(412)), 3);
  for (const rule of ["RI-2", "RI-3", "RI-6", "ST-12"]) {
    tries = 0;
    assert.equal(await here.retried(moved(403, rule)), 3, rule);
  }
  tries = 0;
  await assert.rejects(here.retried(moved(409, "ST-9")), (error) => (error as Failure).kind === "moved");
  assert.equal(tries, 1);
  tries = -9;
  await assert.rejects(here.retried(moved(409)));
  assert.equal(tries, -4, "five tries and no more");
});

test("syncs wait for each other, and who asks meanwhile gets one that began later", async () => {
  const here = await desk();
  const first = here.sync();
  hub.show(RECORDED.worlds.grown);
  const [, second, third] = await Promise.all([first, here.sync(), here.sync()]);
  assert.equal(second, third);
  assert.equal(here.known.view.bySlug("uv")?.slug, "uv");
});

test("a sync that failed keeps what was known, and the next one goes on", async () => {
  const here = await desk();
  hub.refused["GET cases"] = { status: 500, document: { title: "Broken" } };
  await assert.rejects(here.sync(), /Broken/);
  assert.equal(here.known.view.bySlug("pip")?.slug, "pip");
  delete hub.refused["GET cases"];
  await here.sync();
});

test("what is signed here is what everybody checks, and counts when it is logged", async () => {
  const here = await desk();
  const body = here.body("duty", DUTY);
  const signed = await here.sign(body);
  assert.deepEqual(check(signed, ADA.hub).body, body);
  const root = here.known.replay.directory.root();
  assert.deepEqual(body.log, { size: RECORDED.worlds.founded.length, root });
  const [hash] = await here.postDirectory([signed]);
  assert.equal(hash, check(signed, ADA.hub).hash);
  assert.deepEqual(here.known.view.duty(ADA.tenant), [ADA.person]);
});

test("a body that no reader would take is not signed", async () => {
  const here = await desk();
  await assert.rejects(here.sign(here.body("duty", { ...DUTY, people: [] })), /people/);
});

test("instants of a desk have no parts of a second", async () => {
  const here = await desk(NOON + 999);
  assert.equal(here.body("duty", DUTY).created, plusSeconds(instantOf(NOON), 0));
});
