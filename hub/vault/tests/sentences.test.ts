/** The sentences about dates and duties, for states that the rules themselves came to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { numbersOf } from "../src/client/casework.ts";
import { effect, embargoView, stateSentence } from "../src/client/embargo.ts";
import { faultOf, gapOf } from "../src/client/faults.ts";
import { byDay, owedBy, refused, reportTask } from "../src/client/today.ts";
import { Failure } from "../src/client/views.ts";
import type { Task } from "../src/client/views.ts";
import { MalformedError, WrongKeyError } from "../src/crypto/errors.ts";
import { plusDays } from "../src/crypto/instant.ts";
import type { Verdict } from "../src/crypto/verdict.ts";
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

const CLAIM = { kind: "status-reported", by: UV, machine: "pxa", move: "P" } as const;
const known = (state: DisclosureState, viewer: typeof pip, what = "public") =>
  embargoView(state, viewer).known.find((each) => each.what === what);
const acts = (state: DisclosureState, viewer: typeof pip, what?: string) =>
  known(state, viewer, what)?.acts.map(({ act, ends, final }) => [act, ends, final]);

test("what the owner reports ends the embargo at once, and is told so before", () => {
  const state = after(DATE, INVITED, ACCEPTED);
  for (const what of ["public", "exploit", "attacks"]) {
    assert.deepEqual(acts(state, pip, what), [["report", true, true]]);
  }
  assert.match(known(state, pip)?.acts[0]?.effect ?? "", /^The embargo ends at once, for every team/);
  const over = after(DATE, INVITED, ACCEPTED, { ...CLAIM, by: PIP, move: "X" });
  assert.deepEqual(
    embargoView(over, pip).known.map((each) => each.state),
    ["known", "known", "unknown"],
  );
  assert.deepEqual(acts(over, pip, "attacks"), [["report", false, true]]);
  assert.match(known(over, uv, "attacks")?.acts[0]?.effect ?? "", /^Every team in the case is told\. pip confirms/);
});

test("before an embargo a report lets what is proposed fall, and nothing begins any more", () => {
  assert.match(known(after(), pip)?.acts[0]?.effect ?? "", /no embargo can begin on this case/);
  assert.match(known(after(DATE), pip)?.acts[0]?.effect ?? "", /^Every proposed date falls/);
  assert.deepEqual(acts(after(DATE), pip), [["report", false, true]]);
});

test("another team's report is a claim: what silence does is told, and that it can be taken back", () => {
  const state = after(DATE, INVITED, ACCEPTED);
  assert.deepEqual(acts(state, uv), [["report", false, false]]);
  const [flaw, , attacks] = embargoView(state, uv).known.map((each) => each.acts[0]?.effect ?? "");
  assert.match(flaw ?? "", /If pip does neither within 4 hours, it counts as true and the embargo ends/);
  assert.match(attacks ?? "", /It has 24 hours for that; its silence ends nothing\..*take it back\.$/);
});

test("a claim is the owner's to confirm or deny, its author's to take back, and nobody else's", () => {
  const state = after(DATE, INVITED, ACCEPTED, CLAIM);
  assert.deepEqual(acts(state, pip), [
    ["confirm", true, true],
    ["deny", false, false],
  ]);
  assert.deepEqual(acts(state, uv), [["take-back", false, false]]);
  assert.deepEqual(acts(state, { ...uv, tenant: "c".repeat(64) }), []);
  assert.equal(
    known(state, pip)?.sentence,
    "uv reported it on Mon 2 Nov, 12:00 UTC. Your team confirms or denies it by Mon 2 Nov, 16:00 UTC; after that it counts as true and the embargo ends.",
  );
  assert.match(embargoView(state, uv).sentence, / Your team says that the flaw is public; pip confirms or denies it by /);
  const [owed] = owedBy(state, PIP, NOW);
  assert.deepEqual([owed?.what, owed?.page], ["confirm", "/dates"]);
  const denied = after(DATE, INVITED, ACCEPTED, CLAIM, { ...CLAIM, by: PIP, move: "p" });
  assert.deepEqual(acts(denied, uv), [["report", false, false]]);
  assert.equal(embargoView(denied, uv).state, "active");
});

test("an early end is asked for by one team, owed by the others, and made by the last signature", () => {
  const state = after(DATE, INVITED, ACCEPTED);
  const [first] = [embargoView(state, uv).agreedEnd];
  assert.equal(first?.sentence, "Nobody has asked for it.");
  assert.deepEqual([first?.act?.ends, first?.act?.final], [false, true]);
  assert.match(first?.act?.effect ?? "", /^It ends nothing yet: the embargo ends once pip signed it too/);
  const wish = { kind: "terminated", by: UV, proposal: FIRST, reason: "agreed" } as const;
  const asked = after(DATE, INVITED, ACCEPTED, wish);
  assert.equal(embargoView(asked, uv).agreedEnd?.act, undefined);
  assert.match(embargoView(asked, pip).sentence, /uv asks to end the embargo now; not signed by pip yet\.$/);
  assert.deepEqual([embargoView(asked, pip).agreedEnd?.act?.ends], [true]);
  assert.deepEqual(
    owedBy(asked, PIP, NOW).map((each) => each.what),
    ["ready", "end"],
  );
  const over = embargoView(after(DATE, INVITED, ACCEPTED, wish, { ...wish, by: PIP }), pip);
  assert.deepEqual([over.agreedEnd, over.ended?.early, over.ended?.reason], [
    undefined,
    true,
    "everybody agreed to end it",
  ]);
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
    byDay(tasks, ({ by }) => by).map((each) => each.act),
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

test("the numbers of a case are those that a counting statement gave or recorded, each once", () => {
  const said = (counts: boolean, body: object): Verdict =>
    ({ counts, entry: { statement: { body } } }) as unknown as Verdict;
  const given = { type: "id-decision", outcome: "assigned", cve: "CVE-2026-70001" };
  const recorded = { type: "third-party-id", cve: "CVE-2026-1111" };
  const others = [{ type: "id-decision", outcome: "referred", cna: "other" }, { type: "review", cve: "CVE-2026-2" }];
  const voided = said(false, { ...given, cve: "CVE-2026-3" });
  const all = [given, recorded, given, ...others].map((each) => said(true, each));
  assert.deepEqual(numbersOf([]), []);
  assert.deepEqual(numbersOf([voided, ...all]), ["CVE-2026-70001", "CVE-2026-1111"]);
});
