/** The sentences about dates and duties, for states that the rules themselves came to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { effect, embargoView, stateSentence } from "../src/client/embargo.ts";
import { faultOf, gapOf } from "../src/client/faults.ts";
import { owedBy, refused, reportTask, sorted } from "../src/client/today.ts";
import { Failure } from "../src/client/views.ts";
import type { Task } from "../src/client/views.ts";
import { MalformedError, WrongKeyError } from "../src/crypto/errors.ts";
import { plusDays } from "../src/crypto/instant.ts";
import type { Event } from "../src/disclosure/events.ts";
import { replay } from "../src/disclosure/replay.ts";
import type { DisclosureState } from "../src/disclosure/state.ts";

const [PIP, UV] = ["a".repeat(64), "b".repeat(64)];
const NOW = "2026-11-02T12:00:00Z";
const [EARLY, LATE] = ["2026-11-12T15:00:00Z", "2026-11-24T15:00:00Z"];
const [FIRST, SECOND] = ["1".repeat(64), "2".repeat(64)];
const slug = (genesis: string): string => (genesis === PIP ? "pip" : "uv");
const pip = { tenant: PIP, now: NOW, slug };
const uv = { tenant: UV, now: NOW, slug };

type Told = Event extends infer E ? (E extends Event ? Omit<E, "index" | "at"> : never) : never;

/** The state after these events, one after the other, from a report of yesterday. */
function after(...told: readonly Told[]): DisclosureState {
  const opened = { kind: "case-opened", by: PIP, receivedAt: plusDays(NOW, -1) } as const;
  return replay([opened, ...told].map((each, index) => ({ ...each, index, at: NOW }) as Event)).state;
}

const DATE = { kind: "proposed", by: PIP, proposal: FIRST, t0: LATE, zone: "UTC" } as const;
const INVITED = { kind: "invited", by: PIP, tenant: UV, terms: FIRST, deadline: plusDays(NOW, 7) } as const;
const ACCEPTED = { kind: "accepted", by: UV, terms: FIRST } as const;
const EARLIER = { kind: "proposed", by: UV, proposal: SECOND, t0: EARLY, zone: "UTC" } as const;

test("without a date nobody is bound, and the owner is to propose one", () => {
  const state = after();
  assert.equal(
    stateSentence(state, pip),
    "No date is agreed or proposed, and nobody is bound to silence yet.",
  );
  const [owed] = owedBy(state, PIP, NOW);
  assert.equal(owed?.sentence, "This case has no date yet: propose one, by Sat 30 Jan, 12:00 UTC.");
  assert.deepEqual([owed?.act, owed?.page, owedBy(state, UV, NOW)], ["Propose a date", "/dates", []]);
});

test("a proposed date says what it still needs, and what an answer does", () => {
  const state = after(DATE);
  assert.equal(
    stateSentence(state, pip),
    "pip proposes Tue 24 Nov 2026, 15:00 UTC. It binds once another team has agreed as well.",
  );
  const [proposal] = embargoView(state, pip).proposals;
  assert.equal(proposal?.accepting, "Your team has signed Tue 24 Nov 2026, 15:00 UTC already.");
  assert.equal(
    proposal?.rejecting,
    "This proposal falls, and there is no embargo until somebody proposes a date again.",
  );
});

test("who takes no part is told so instead of what an answer would do", () => {
  const state = after(DATE, INVITED);
  const [proposal] = state.pending;
  assert.ok(proposal);
  assert.match(effect(state, uv, proposal, "accept"), /^Only who takes part in the case may do this/);
});

test("an acceptance begins the embargo, and everybody's signature is told", () => {
  const state = after(DATE, INVITED, ACCEPTED);
  const view = embargoView(state, uv);
  assert.equal(
    view.sentence,
    "Nobody says anything in public until Tue 24 Nov 2026, 15:00 UTC. All teams have signed this date.",
  );
  assert.deepEqual([view.state, view.agreed, view.revision, view.t0], ["active", true, 1, LATE]);
  assert.deepEqual(
    view.windows.map((each) => [each.slug, each.until]),
    [
      ["pip", LATE],
      ["uv", LATE],
    ],
  );
  assert.deepEqual(view.ready, [
    { slug: "pip", state: "silent" },
    { slug: "uv", state: "silent" },
  ]);
});

test("an earlier date stands at once, and signing the later one again is told before it is done", () => {
  const state = after(DATE, INVITED, ACCEPTED, EARLIER);
  const view = embargoView(state, pip);
  assert.equal(
    view.sentence,
    "Nobody says anything in public until Thu 12 Nov 2026, 15:00 UTC. pip proposes Tue 24 Nov 2026, 15:00 UTC.",
  );
  const [inForce, later] = view.proposals;
  assert.equal(inForce?.accepting, "Your team signs Thu 12 Nov 2026, 15:00 UTC, which is in force.");
  assert.equal(inForce?.rejecting, "A date in force is not rejected: propose an earlier one.");
  assert.equal(
    later?.accepting,
    "Your team agrees to Tue 24 Nov 2026, 15:00 UTC; it holds once uv agreed too. " +
      "Until then Thu 12 Nov 2026, 15:00 UTC stands.",
  );
  assert.equal(later?.rejecting, "This proposal falls; Thu 12 Nov 2026, 15:00 UTC stands.");
  assert.deepEqual(later?.answers, [
    { slug: "pip", answer: "none" },
    { slug: "uv", answer: "none" },
  ]);
});

test("the last signature makes the date, for everybody", () => {
  const state = after(DATE, INVITED, ACCEPTED, EARLIER, {
    kind: "responded",
    by: UV,
    proposal: FIRST,
    answer: "accept",
  });
  const later = embargoView(state, pip).proposals.find((each) => !each.inForce);
  assert.equal(later?.accepting, "The date becomes Tue 24 Nov 2026, 15:00 UTC for everybody.");
});

test("after its end the embargo says when and why", () => {
  const state = after(DATE, INVITED, ACCEPTED, {
    kind: "terminated",
    by: PIP,
    proposal: FIRST,
    reason: "public",
  });
  const view = embargoView(state, pip);
  assert.equal(view.sentence, "The embargo ended on Mon 2 Nov 2026, 12:00 UTC: the flaw is public.");
  assert.deepEqual([view.t0, view.ended?.reason], [undefined, "the flaw is public"]);
});

test("what is overdue says so", () => {
  const state = after(DATE, INVITED, ACCEPTED);
  const [owed] = owedBy(state, UV, "2026-11-24T00:00:00Z");
  assert.match(owed?.sentence ?? "", /; this was due Mon 23 Nov, 15:00 UTC\.$/);
});

test("a report says who waits since when, and an unsigned one that nobody is known", () => {
  const task = reportTask({ intakeId: "f".repeat(32), received: NOW, signed: true });
  assert.equal(
    task.sentence,
    "Somebody who found a flaw wrote to your team on Mon 2 Nov and waits for an answer by Mon 9 Nov.",
  );
  assert.match(
    reportTask({ intakeId: "f".repeat(32), received: NOW, signed: false }).sentence,
    /^Somebody unknown/,
  );
  assert.equal(task.to, `#/intake/${"f".repeat(32)}`);
});

test("today begins with what is due first and ends with what has no day", () => {
  const task = (act: string, by?: string): Task => ({
    what: "read",
    title: "",
    sentence: "",
    act,
    to: "",
    ...(by && { by }),
  });
  const tasks = [task("never"), task("late", LATE), task("soon", EARLY), task("neither")];
  assert.deepEqual(
    sorted(tasks).map((each) => each.act),
    ["soon", "late", "never", "neither"],
  );
});

test("what keeps a letter shut is said in words, with the rule", () => {
  assert.deepEqual(faultOf(new MalformedError("EV-8", "the file's hash is not the manifest's")), {
    sentence: "The hub gave out another file than the one that was signed. Nothing of it is shown.",
    rule: "EV-8",
  });
  assert.match(
    faultOf(new MalformedError("AGE-13", "chunk 0 does not open")).sentence,
    /damaged or was changed/,
  );
  assert.match(
    faultOf(new WrongKeyError("AGE-11", "for none of these identities")).sentence,
    /your device does not have/,
  );
  assert.match(faultOf(new MalformedError("LE-1", "v is not 1")).sentence, /no letter of this format/);
  assert.deepEqual(faultOf(new Failure("refused", "waiting for a colleague")), {
    sentence: "Waiting for a colleague.",
  });
  assert.throws(() => faultOf(new TypeError("a mistake of ours")), TypeError);
});

test("a gap names what its author saw", () => {
  assert.equal(gapOf(undefined), undefined);
  assert.equal(
    gapOf("its author saw 3 letters in the ring, here are 2")?.sentence,
    "Something before this letter is kept from you: its author saw 3 letters in the ring, here are 2.",
  );
});

test("what the hub could not publish is a task for whom it says owes it, and nothing else is", () => {
  const [task] = refused({ what: "publish_by_hand", by: "2026-11-24T15:00:00Z" });

  assert.match(task?.sentence ?? "", /could not publish a record/);
  assert.equal(task?.by, "2026-11-24T15:00:00Z");
  assert.deepEqual([refused(null), refused({ what: "say_go", by: null })], [[], []]);
});
