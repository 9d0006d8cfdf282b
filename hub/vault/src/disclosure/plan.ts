/**
 * Around one T0: what each tenant does when, and whether it is ready. One tenant's hold delays only its own.
 *
 * Milestones are dates that tenants promise each other; readiness is each tenant's word about its own
 * advisory. Neither moves T0, and neither publishes: that is the act at T0, in the order advisory, CVE, OSV.
 */

import { type Instant, plusHours } from "../crypto/instant.ts";
import { NO_TERMS } from "./consent.ts";
import { elapsed } from "./elapse.ts";
import { OVER } from "./embargo.ts";
import { EmbargoStandsError, NotCurrentError, PlanError } from "./errors.ts";
import type { ReadinessSaid, Ready } from "./events.ts";
import { type DisclosureState, within } from "./state.ts";
import { withParty } from "./steps.ts";

/** From here to T0 the final texts no longer change. */
export const FREEZE_HOURS = 24;

/** What a milestone is about. */
export type Kind =
  | "early_mitigation"
  | "fix_ready"
  | "final_text"
  | "public_pr"
  | "release"
  | "advisory"
  | "record";

/** What the public can see; an early mitigation can be seen too, and needs everybody's signature instead. */
export const VISIBLE: ReadonlySet<Kind> = new Set<Kind>(["public_pr", "release", "advisory", "record"]);

const HOURS_FROM_T0: readonly (readonly [Kind, number])[] = [
  ["fix_ready", -FREEZE_HOURS],
  ["final_text", -FREEZE_HOURS],
  ["public_pr", 0],
  ["release", 0],
  ["advisory", 0],
  ["record", 0],
];

/** One promised instant. `agreedBy` are the tenants that signed an early mitigation. */
export interface Milestone {
  readonly tenant: string;
  readonly kind: Kind;
  readonly at: Instant;
  readonly agreedBy?: ReadonlySet<string>;
}

/** Whose advisories go out, whose are held, and who has said nothing; each sorted. */
export interface Release {
  readonly going: readonly string[];
  readonly held: readonly string[];
  readonly silent: readonly string[];
}

/** The plan that tenants start from: texts and fixes a day before T0, all that is visible at T0. */
export function planAround(t0: Instant, tenants: Iterable<string>): readonly Milestone[] {
  return [...tenants]
    .sort()
    .flatMap((tenant) => HOURS_FROM_T0.map(([kind, hours]) => ({ tenant, kind, at: plusHours(t0, hours) })));
}

/**
 * Refuse a plan that would break the embargo in force. Throws PlanError (DP-12, G12).
 *
 * Nothing visible before T0; an early mitigation only with the signature of every counted party; a fix and
 * the final text not after T0; no record before its tenant's advisory.
 */
export function checkPlan(state: DisclosureState, plan: readonly Milestone[]): void {
  plan.forEach((milestone) => checkMilestone(state, milestone));
  const advised = plan.filter((each) => each.kind === "advisory");
  const advisories = new Map(advised.map((each) => [each.tenant, each.at]));
  for (const { kind, tenant, at } of plan) {
    if (kind === "record" && at < (advisories.get(tenant) ?? at)) {
      throw new PlanError("a record is never published before its advisory");
    }
  }
}

/** Keep a party's latest word. Throws NotTakingPartError, and NotCurrentError (DP-11) for another date. */
export function sayReadiness(state: DisclosureState, event: ReadinessSaid): DisclosureState {
  const party = state.acting(event.by);
  if (event.proposal !== date(state)) {
    throw new NotCurrentError("readiness is said for the date in force", "DP-11");
  }
  return withParty(state, party.with({ ready: event.ready, readyFor: event.proposal }));
}

/** The word that counts: a hold until it is lifted, ready and go only for the date they named. */
export function readiness(state: DisclosureState, tenant: string): Ready | undefined {
  const party = state.parties.get(tenant);
  return party?.ready === "hold" || party?.readyFor === date(state) ? party.ready : undefined;
}

/**
 * Sort the parties into those whose advisories go out at `now`, those that hold, and the silent ones.
 *
 * `ready` and `go` both let it go out. Throws EmbargoStandsError (DP-11) before the embargo has ended.
 */
export function release(before: DisclosureState, now: Instant): Release {
  const state = elapsed(before, now);
  if (!OVER.has(state.em)) {
    throw new EmbargoStandsError("nothing is published while an embargo stands or is proposed");
  }
  const taking = [...state.parties.values()].filter((party) => party.takesPart);
  const tenants = taking.map((party) => party.tenant).sort();
  const saying = (...words: readonly (Ready | undefined)[]): readonly string[] =>
    tenants.filter((tenant) => words.includes(readiness(state, tenant)));
  return { going: saying("ready", "go"), held: saying("hold"), silent: saying(undefined) };
}

function date(state: DisclosureState): string {
  return state.embargo?.proposal.id ?? NO_TERMS;
}

function checkMilestone(state: DisclosureState, { tenant, kind, at, agreedBy = new Set() }: Milestone): void {
  state.acting(tenant);
  const { t0 } = state;
  if (t0 === undefined) {
    return;
  }
  if (VISIBLE.has(kind)) {
    if (at < t0) {
      throw new PlanError("nothing that the public can see comes before T0");
    }
  } else if (kind === "early_mitigation") {
    if (at < t0 && !within(state.counted, agreedBy)) {
      throw new PlanError("an early mitigation needs the signature of every party", "G12");
    }
  } else if (at > t0) {
    throw new PlanError("a fix and its text are ready by T0");
  }
}
