/** Letters of which nobody knows whether they left: none is called taken back while it may still arrive. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { HELD_MS } from "../src/client/outbox.ts";
import type { Outbox, OutboxTools } from "../src/client/outbox.ts";
import { Failure } from "../src/client/views.ts";
import type { Held } from "../src/client/views.ts";
import { CASE, DRAFT, FORM, clock, draftUnder, hub, kept, offline, sent, tab } from "./outbox_tabs.ts";

test("a letter that the hub has, though its reply was lost, is not given back", async () => {
  const [outbox, { id }] = await lost();
  await assert.rejects(outbox.takeBack(id, FORM), { kind: "refused", message: /has left/ });
  assert.deepEqual([outbox.held(), kept.letters.size, kept.drafts.size], [[], 0, 0]);
});

test("the next tab knows of a letter whose reply was lost, too", async () => {
  const [first, { id }] = await lost();
  first.close();
  const next = tab();
  await next.load();
  await assert.rejects(next.takeBack(id, FORM), { kind: "refused", message: /has left/ });
  assert.equal(kept.drafts.size, 0);
});

test("without a network nobody says yes or no to a letter that may have left", async () => {
  const [outbox, { id }] = await lost();
  hub.asking = offline();
  await assert.rejects(outbox.takeBack(id, FORM), { kind: "offline", message: /may have left/ });
  assert.deepEqual([outbox.held().length, kept.letters.size, kept.drafts.size], [1, 1, 0]);
  Object.assign(hub, { asking: undefined, losesReply: false });
  await clock.turn(10_000);
  assert.deepEqual([sent.length, outbox.held()], [1, []]);
});

test("a letter that never reached the hub is given back after all", async () => {
  const outbox = tab();
  const { id } = await outbox.hold(CASE, DRAFT);
  hub.failing = offline();
  await clock.turn(HELD_MS);
  assert.deepEqual(await draftUnder(await outbox.takeBack(id, FORM)), DRAFT);
});

test("who takes a letter back that never began to leave need not ask the hub", async () => {
  const outbox = tab();
  const { id } = await outbox.hold(CASE, DRAFT);
  hub.asking = offline();
  assert.deepEqual(await draftUnder(await outbox.takeBack(id, FORM)), DRAFT);
});

/** A hub that has a letter in its hands: nothing of it is in the log, and no answer comes, until it lets go. */
function holding(): { readonly send: OutboxTools["send"]; readonly letGo: () => void } {
  const hands: Held[] = [];
  const send: OutboxTools["send"] = async (held, { begins }) => {
    await begins();
    hands.push(held);
    throw offline();
  };
  return { send, letGo: () => void sent.push(...hands) };
}

test("a letter that a hub still has in its hands is not taken back, though the log is silent", async () => {
  const { send, letGo } = holding();
  const outbox = tab({ send });
  const { id } = await outbox.hold(CASE, DRAFT);
  await clock.turn(HELD_MS);
  const [held] = outbox.held();
  assert.deepEqual([held?.unsure, /may have left/.test(held?.failed ?? "")], [true, true]);
  await assert.rejects(outbox.takeBack(id, FORM), { kind: "offline", message: /may have left/ });
  assert.deepEqual([sent.length, kept.drafts.size, outbox.held().length], [0, 0, 1]);
  letGo();
  await assert.rejects(outbox.takeBack(id, FORM), { kind: "refused", message: /has left/ });
  assert.deepEqual([kept.drafts.size, outbox.held()], [0, []]);
});

test("the next tab does not take it back either", async () => {
  const { send } = holding();
  const first = tab({ send });
  const { id } = await first.hold(CASE, DRAFT);
  await clock.turn(HELD_MS);
  first.close();
  const next = tab({ send });
  await next.load();
  assert.equal(next.held()[0]?.unsure, true);
  await assert.rejects(next.takeBack(id, FORM), { message: /may have left/ });
});

test("who wants the text of such a letter has it, knowing that the letter may arrive", async () => {
  const { send, letGo } = holding();
  const outbox = tab({ send });
  const { id } = await outbox.hold(CASE, DRAFT);
  await clock.turn(HELD_MS);
  assert.deepEqual(await draftUnder(await outbox.takeBack(id, FORM, "may arrive")), DRAFT);
  await clock.turn(2 * HELD_MS);
  letGo();
  assert.deepEqual([sent.length, outbox.held()], [1, []]);
});

test("a letter that the hub refused is taken back, and one of which an earlier try is unknown is not", async () => {
  const refusal = new Failure("refused", "you read this case no longer", "EV-3");
  let answers = true;
  const send: OutboxTools["send"] = async (_held, { begins, refused }) => {
    await begins();
    if (!answers) throw offline();
    await refused();
    throw refusal;
  };
  const outbox = tab({ send });
  const one = await outbox.hold(CASE, DRAFT);
  await assert.rejects(outbox.sendNow(one.id), { rule: "EV-3" });
  assert.deepEqual(await draftUnder(await outbox.takeBack(one.id, FORM)), DRAFT);
  const two = await outbox.hold(CASE, DRAFT);
  answers = false;
  await assert.rejects(outbox.sendNow(two.id), { kind: "offline" });
  answers = true;
  await assert.rejects(outbox.sendNow(two.id), { rule: "EV-3" });
  await assert.rejects(outbox.takeBack(two.id, FORM), { message: /may have left/ });
});

/** A tab with a letter that the hub took, and whose reply was lost. */
async function lost(): Promise<readonly [Outbox, Held]> {
  const outbox = tab();
  const held = await outbox.hold(CASE, DRAFT);
  hub.losesReply = true;
  await clock.turn(HELD_MS);
  assert.equal(sent.length, 1);
  return [outbox, held];
}
