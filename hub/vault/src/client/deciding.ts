/**
 * The decisions of a case: inviting, consenting, dates, readiness, who reads (FORMATS.md 5, 9).
 *
 * What an act amounts to is computed here by the rules the hub decides with (`disclosure`), from this
 * member's own copy of the logs; what is answered is named by the hash of a statement that was verified here.
 */

import type { Circle } from "../crypto/circle/index.ts";
import { plusDays } from "../crypto/instant.ts";
import type { Proposal } from "../crypto/kinds/index.ts";
import { is } from "../crypto/statement.ts";
import { elapsed } from "../disclosure/elapse.ts";
import { replay } from "../disclosure/replay.ts";
import type { DisclosureState } from "../disclosure/state.ts";
import { eventsOf } from "../disclosure/statements.ts";
import type { BodyType, Desk, Given } from "./desk.ts";
import { newId } from "./desk.ts";
import { KNOWLEDGE } from "./early.ts";
import { chained, latest } from "./lookup.ts";
import { Failure } from "./views.ts";
import type { Instant, Knowledge, Place } from "./views.ts";
import { send } from "./writing.ts";

export const FROM_THE_START = { start: "epoch", epoch: 1 } as const;
const FROM_NOW = { start: "now" } as const;
const MOVED = "The dates of this case changed while you decided. Look at what is new, then decide again.";

/** Embargo, consents and T0 of a case, from what counts in its log. */
export function stateOf(circle: Circle, now: Instant): DisclosureState {
  const counted = circle.verdicts.filter((each) => each.counts).map((each) => each.entry);
  return elapsed(replay(eventsOf(counted)).state, now);
}

/** Invite a tenant under the terms in force. No key exists for it yet (P4). */
export async function invite(
  desk: Desk,
  caseId: string,
  tenant: string,
  {
    rings,
    days,
    fromNow,
  }: { readonly rings: readonly Place[]; readonly days: number; readonly fromNow: boolean },
): Promise<void> {
  await decide(desk, caseId, "invitation", (circle) => {
    const { terms } = stateOf(circle, desk.now);
    const t0 = latestTerms(circle, terms)?.t0;
    return {
      case: caseId,
      tenant,
      ...chained(latest(circle, "invitation", { tenant })),
      code_name: circle.opened.opening.code_name,
      terms,
      rings: rings.filter((each) => each === "joint" || each === "record").sort(),
      history: fromNow ? FROM_NOW : FROM_THE_START,
      preseal: [],
      state: "open" as const,
      expires: plusDays(desk.now, days),
      ...(t0 !== undefined && { t0 }),
    };
  });
}

function latestTerms(circle: Circle, hash: string): Proposal | undefined {
  const found = circle.verdicts.find((each) => each.counts && each.entry.statement.hash === hash)?.entry
    .statement;
  return found !== undefined && is(found, "proposal") ? found.body : undefined;
}

/** Propose an instant of disclosure. */
export async function propose(desk: Desk, caseId: string, t0: Instant, zone: string): Promise<void> {
  await decide(desk, caseId, "proposal", (circle) => {
    const before = latest(circle, "proposal", { tenant: desk.tenant });
    return { case: caseId, tenant: desk.tenant, ...chained(before), t0, zone, state: "open" as const };
  });
}

/** Answer a proposal that stands in this member's own log. */
export async function respond(
  desk: Desk,
  caseId: string,
  proposal: string,
  answer: "accept" | "reject",
): Promise<void> {
  await decide(desk, caseId, "response", (circle) => {
    if (latestTerms(circle, proposal) === undefined) {
      throw new Failure(
        "not-found",
        "Your copy of the log has no such proposal: nothing was signed.",
        "DI-3",
      );
    }
    return { case: caseId, tenant: desk.tenant, proposal, answer };
  });
}

/** Say whether this tenant is ready for the date in force. */
export async function sayReady(desk: Desk, caseId: string, state: "ready" | "hold" | "go"): Promise<void> {
  await decide(desk, caseId, "readiness", (circle) => {
    const { embargo } = stateOf(circle, desk.now);
    if (embargo === undefined) {
      throw new Failure("moved", "No date is in force: there is nothing to be ready for yet.", "DP-11");
    }
    return { case: caseId, tenant: desk.tenant, proposal: embargo.proposal.id, state };
  });
}

/** Words that go with an act: a letter to everybody in the case, and the id that it leaves under. */
export interface Reason {
  readonly words: string;
  readonly envelope: string;
}

/** The reasons given in this tab, by what they are for: a repeated act sends no second letter. */
export class Reasons {
  readonly #envelopes = new Map<string, string>();

  /** The letter of these words. */
  of(...act: readonly string[]): Reason {
    const key = JSON.stringify(act);
    const envelope = this.#envelopes.get(key) ?? newId();
    this.#envelopes.set(key, envelope);
    return { words: (act.at(-1) ?? "").trim(), envelope };
  }
}

/** Report that something became known, or that it did not: the same letter confirms and denies (DP-9). */
export async function reportKnown(
  desk: Desk,
  caseId: string,
  { what, known, reason }: { readonly what: Knowledge; readonly known: boolean; readonly reason: Reason },
): Promise<void> {
  const letters = KNOWLEDGE.find((each) => each.what === what) as (typeof KNOWLEDGE)[number];
  const subject = `${known ? "" : "Not so: "}${letters.words}`;
  await explained(desk, caseId, { ...reason, subject, basis: whatIsKnown }, "status", () => ({
    case: caseId,
    tenant: desk.tenant,
    machine: "pxa" as const,
    move: known ? letters.move : letters.doubt,
  }));
}

/** Sign the early end of the terms in force; the last signature ends the embargo (DP-10). */
export async function agreeToEnd(desk: Desk, caseId: string, reason: Reason): Promise<void> {
  const subject = "End the embargo now";
  await explained(desk, caseId, { ...reason, subject, basis: standing }, "termination", (circle) => {
    const { inForce } = stateOf(circle, desk.now);
    if (inForce === undefined) {
      throw new Failure("moved", "No embargo is in force: there is nothing to end.", "EM-1");
    }
    return { case: caseId, tenant: desk.tenant, proposal: inForce.proposal.id, reason: "agreed" as const };
  });
}

/** Let a colleague read the case, or no longer. */
export async function grant(desk: Desk, caseId: string, person: string, reads: boolean): Promise<void> {
  await decide(desk, caseId, "grant", (circle) => ({
    case: caseId,
    tenant: desk.tenant,
    person,
    ...chained(latest(circle, "grant", { tenant: desk.tenant, person })),
    state: reads ? ("reads" as const) : ("ended" as const),
    history: historyOf(circle, desk.tenant),
  }));
}

/** A grant from further back than the tenant's own invitation would be void (CA-8). */
function historyOf(circle: Circle, tenant: string) {
  const invited = circle.opened.invited.get(tenant)?.body.history;
  return invited?.start === "epoch" ? invited : FROM_THE_START;
}

/**
 * Sign a decision and have it logged. If only something else happened on the case meanwhile, it is sent
 * again; if what it was decided on has changed, Failure "moved": a person has to look again.
 */
async function decide<T extends BodyType>(
  desk: Desk,
  caseId: string,
  type: T,
  given: (circle: Circle) => Given<T>,
  { basis, before }: { readonly basis: Basis; readonly before: string } = {
    basis: standing,
    before: standing(desk, caseId),
  },
): Promise<void> {
  await desk.sync(); // what was decided on is what was shown, and nothing is signed for a hub that lies
  await desk.retried(async () => {
    if (type !== "grant" && basis(desk, caseId) !== before) throw new Failure("moved", MOVED);
    await desk.postCase(caseId, [await desk.sign(desk.body(type, given(desk.known.circle(caseId))))]);
  });
}

/** The words go first, so that whoever is asked to confirm can read them; then the decision. */
async function explained<T extends BodyType>(
  desk: Desk,
  caseId: string,
  reason: Reason & { readonly subject: string; readonly basis: Basis },
  type: T,
  given: (circle: Circle) => Given<T>,
): Promise<void> {
  const { words: body, envelope, subject, basis } = reason;
  const before = basis(desk, caseId);
  await desk.sync();
  if (basis(desk, caseId) !== before) throw new Failure("moved", MOVED);
  if (body !== "") await send(desk, caseId, { place: "joint", purpose: "reason", subject, body, envelope });
  await decide(desk, caseId, type, given, { basis, before });
}

/** What a decision rests on: if it is another one when the decision arrives, a person looks again. */
type Basis = (desk: Desk, caseId: string) => string;

/** A report that something became known waits for no date: it rests on what is known and said already. */
function whatIsKnown(desk: Desk, caseId: string): string {
  const { em, pxa, claims, inForce } = stateOf(desk.known.circle(caseId), desk.now);
  const bound = inForce === undefined ? em : "bound";
  return [bound, pxa, ...claims.map((each) => `${each.move}${each.index}`)].join(" ");
}

/** What a decision on dates rests on. */
function standing(desk: Desk, caseId: string): string {
  const { em, terms, pxa, pending, claims, counted, endWishes } = stateOf(
    desk.known.circle(caseId),
    desk.now,
  );
  const said = [...pending.map((each) => each.id), ...claims.map((each) => `${each.move}${each.index}`)];
  return [em, terms, pxa, ...said, "counted", ...counted, "end", ...endWishes].join(" ");
}
