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
import { chained, latest } from "./lookup.ts";
import { Failure } from "./views.ts";
import type { Instant, Place } from "./views.ts";

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
): Promise<void> {
  const before = standing(desk, caseId);
  await desk.sync(); // what was decided on is what was shown, and nothing is signed for a hub that lies
  await desk.retried(async () => {
    if (type !== "grant" && standing(desk, caseId) !== before) throw new Failure("moved", MOVED);
    await desk.postCase(caseId, [await desk.sign(desk.body(type, given(desk.known.circle(caseId))))]);
  });
}

/** What a decision on dates rests on. */
function standing(desk: Desk, caseId: string): string {
  const { em, terms, pending } = stateOf(desk.known.circle(caseId), desk.now);
  return [em, terms, ...pending.map((each) => each.id)].join(" ");
}
