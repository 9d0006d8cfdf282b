/** Held letters with a clock that the test turns: nothing leaves early, nothing is lost, nothing leaves twice. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { HELD_MS } from "../src/client/outbox.ts";
import type { OutboxTools, Tabs } from "../src/client/outbox.ts";
import { Failure } from "../src/client/views.ts";
import { CASE, DRAFT, FORM, clock, draftUnder, hub, kept, offline, sent, tab } from "./outbox_tabs.ts";

test("a letter that was taken back never leaves", async () => {
  const outbox = tab();
  const { id } = await outbox.hold(CASE, DRAFT);
  await clock.turn(HELD_MS - 1);
  assert.deepEqual(await draftUnder(await outbox.takeBack(id, FORM)), DRAFT);
  await clock.turn(HELD_MS);
  assert.deepEqual([sent, outbox.held(), kept.letters.size], [[], [], 0]);
});

test("a letter that was taken back stands beside the drafts of its form, files and all", async () => {
  const outbox = tab();
  kept.drafts.set(`${FORM} 1`, new Uint8Array());
  const { id } = await outbox.hold(CASE, { ...DRAFT, files: [new File(["diff"], "fix.patch")] });
  const key = await outbox.takeBack(id, FORM);
  const [file] = (await draftUnder(key)).files ?? [];
  assert.deepEqual([file?.name, await file?.text()], ["fix.patch", "diff"]);
  assert.deepEqual([...kept.drafts.keys()], [`${FORM} 1`, key]);
});

test("a letter that finds no room among the drafts is held still, and leaves in its time", async () => {
  const outbox = tab();
  const { id } = await outbox.hold(CASE, DRAFT);
  kept.giveBack = async () => {
    throw new Failure("storage", "this browser has no room left");
  };
  await assert.rejects(outbox.takeBack(id, FORM), { kind: "storage" });
  assert.deepEqual(outbox.held().length, 1);
  await clock.turn(HELD_MS);
  assert.equal(sent.length, 1);
});

test("what has left cannot be taken back", async () => {
  const outbox = tab();
  const { id } = await outbox.hold(CASE, DRAFT);
  await clock.turn(HELD_MS);
  await assert.rejects(outbox.takeBack(id, FORM), { kind: "refused", message: /has left/ });
});

test("a letter leaves after a minute and not before", async () => {
  const outbox = tab();
  const seen: number[] = [];
  outbox.onHeld(() => seen.push(outbox.held().length));
  await outbox.hold(CASE, DRAFT);
  await clock.turn(HELD_MS - 1);
  assert.deepEqual([sent.length, outbox.held().length], [0, 1]);
  await clock.turn(1);
  assert.deepEqual(
    sent.map((each) => [each.caseId, each.draft]),
    [[CASE, DRAFT]],
  );
  assert.deepEqual([seen, kept.letters.size], [[1, 0], 0]);
});

test("nothing of a held letter is kept in clear", async () => {
  await tab().hold(CASE, { ...DRAFT, body: "canary" });
  const [letter] = kept.letters.values();
  assert.ok(
    !JSON.stringify(letter).includes("canary") && !Buffer.from(letter?.sealed ?? []).includes("canary"),
  );
});

test("a letter of a closed tab leaves from the next one, with its files, under the same id", async () => {
  const first = tab();
  const { id } = await first.hold(CASE, { ...DRAFT, files: [new File(["diff"], "fix.patch")] });
  first.close();
  await clock.turn(2 * HELD_MS);
  assert.equal(sent.length, 0);
  await tab().load();
  await clock.turn(0);
  assert.deepEqual(
    sent.map((each) => each.id),
    [id],
  );
  const [file] = sent[0]?.draft.files ?? [];
  assert.deepEqual([file?.name, await file?.text()], ["fix.patch", "diff"]);
});

test("what was held a moment ago still waits its minute in the next tab", async () => {
  const first = tab();
  await first.hold(CASE, DRAFT);
  first.close();
  const next = tab();
  await next.load();
  await clock.turn(HELD_MS - 1);
  assert.deepEqual([sent.length, next.held().length], [0, 1]);
});

test("of two tabs one sends, and neither takes back what the other sent", async () => {
  const [one, two] = [tab(), tab()];
  const { id } = await one.hold(CASE, DRAFT);
  await two.load();
  await one.sendNow(id);
  assert.deepEqual(two.held(), []);
  await assert.rejects(two.takeBack(id, FORM), { message: /has left/ });
  await clock.turn(HELD_MS);
  assert.equal(sent.length, 1);
});

test("a letter of one tab is shown in the others, and what became of it", async () => {
  const [one, two] = [tab(), tab()];
  const { id } = await one.hold(CASE, DRAFT);
  await clock.turn(0);
  assert.deepEqual(two.held(), one.held());
  await one.takeBack(id, FORM);
  assert.match(two.held()[0]?.gone ?? "", /^was taken back in another tab/);
  await assert.rejects(two.sendNow(id), { kind: "moved", message: /taken back in another tab/ });
  two.putAway(id);
  await clock.turn(2 * HELD_MS);
  assert.deepEqual([sent, two.held()], [[], []]);
});

test("a tab that heard nothing asks the hub before it says that a letter has left", async () => {
  const deaf: Tabs = { tell: () => undefined, hear: () => () => undefined };
  for (const [act, ends] of [
    ["sendNow", "resolved"],
    ["takeBack", "was taken back in another tab"],
  ] as const) {
    const [one, two] = [tab(), tab({ tabs: deaf })];
    const { id } = await one.hold(CASE, DRAFT);
    await two.load();
    await one[act](id, FORM);
    const ended = await two.sendNow(id).then(() => "resolved", (error: Failure) => error.message);
    assert.match(ended, new RegExp(ends));
    assert.deepEqual(two.held().length, act === "sendNow" ? 0 : 1);
  }
});

test("where nobody can say what another tab did, that is said", async () => {
  const deaf: Tabs = { tell: () => undefined, hear: () => () => undefined };
  const [one, two] = [tab(), tab({ tabs: deaf })];
  const { id } = await one.hold(CASE, DRAFT);
  await two.load();
  await one.sendNow(id);
  hub.asking = offline();
  await assert.rejects(two.takeBack(id, FORM), { kind: "moved", message: /sent it or took it back/ });
  assert.match(two.held()[0]?.gone ?? "", /^is no longer here/);
});

test("without a network it waits, says so, and leaves when the hub answers", async () => {
  const outbox = tab();
  await outbox.hold(CASE, DRAFT);
  hub.failing = offline();
  await clock.turn(HELD_MS);
  assert.match(outbox.held()[0]?.failed ?? "", /^You are offline\. The letter waits here/);
  hub.failing = undefined;
  await clock.turn(5_000);
  assert.deepEqual([sent.length, outbox.held()], [1, []]);
});

test("the browser's word that it is online is tried at once", async () => {
  const outbox = tab();
  await outbox.hold(CASE, DRAFT);
  hub.failing = offline();
  await clock.turn(HELD_MS);
  hub.failing = undefined;
  await outbox.retry();
  assert.equal(sent.length, 1);
});

test("what the hub refuses stays with its sentence, and is not tried again unasked", async () => {
  const outbox = tab();
  const { id } = await outbox.hold(CASE, DRAFT);
  hub.failing = new Failure("refused", "you read this case no longer", "EV-3");
  await assert.rejects(outbox.sendNow(id), { rule: "EV-3" });
  assert.equal(outbox.held()[0]?.failed, "You read this case no longer.");
  hub.failing = undefined;
  await clock.turn(10 * HELD_MS);
  assert.equal(sent.length, 0);
  assert.deepEqual(await draftUnder(await outbox.takeBack(id, FORM)), DRAFT);
});

test("a letter that is on its way is not taken back meanwhile", async () => {
  let finish = (): void => undefined;
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const outbox = tab({ send: () => slow });
  const { id } = await outbox.hold(CASE, DRAFT);
  const leaving = outbox.sendNow(id);
  await assert.rejects(outbox.takeBack(id, FORM), { message: /is leaving just now/ });
  finish();
  await leaving;
  assert.deepEqual(outbox.held(), []);
});

test("a letter that failed is taken back though it is just tried again by itself, and did not leave", async () => {
  let goOn = (): void => undefined;
  const looked = new Promise<void>((resolve) => (goOn = resolve));
  const send: OutboxTools["send"] = async (held, { stop }) => {
    if (hub.failing) throw hub.failing;
    await looked; // at the hub's news, before anything is sealed: nobody sees that it is tried
    stop.throwIfAborted();
    sent.push(held);
  };
  const outbox = tab({ send });
  const { id } = await outbox.hold(CASE, DRAFT);
  hub.failing = offline();
  await clock.turn(HELD_MS);
  hub.failing = undefined;
  await clock.turn(5_000);
  assert.match(outbox.held()[0]?.failed ?? "", /^You are offline/);
  const back = outbox.takeBack(id, FORM);
  goOn();
  assert.deepEqual(await draftUnder(await back), DRAFT);
  await clock.turn(HELD_MS);
  assert.deepEqual([sent, outbox.held(), kept.letters.size], [[], [], 0]);
});

test("what another device sealed stays where it is", async () => {
  await kept.keepHeld({ id: "a".repeat(32), caseId: CASE, leavesAt: 0, sealed: new Uint8Array([1]) });
  const outbox = tab();
  await outbox.load();
  assert.deepEqual([outbox.held(), kept.letters.size], [[], 1]);
});

test("a letter that is stopped on its way says so, stays, and leaves at the next try", async () => {
  let stopped = true;
  const seen: unknown[] = [];
  const send: OutboxTools["send"] = async (held, { step, stop }) => {
    step("Sending big.bin", 0.5, 2);
    if (stopped) outbox.stop(held.id);
    stop.throwIfAborted();
    sent.push(held);
  };
  const outbox = tab({ send });
  const { id } = await outbox.hold(CASE, DRAFT);
  outbox.onHeld(() => seen.push(outbox.held()[0]?.leaving?.done));
  await assert.rejects(outbox.sendNow(id), { kind: "cancelled" });
  const [held] = outbox.held();
  assert.deepEqual([held?.leaving, /stopped/i.test(held?.failed ?? ""), sent.length], [undefined, true, 0]);
  stopped = false;
  await outbox.sendNow(id);
  assert.deepEqual([seen, sent.length, kept.letters.size], [[0.5, undefined, 0.5, undefined], 1, 0]);
});
