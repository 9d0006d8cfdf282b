/** What becomes known, and the end of an embargo: first the case state, then the embargo (C-14). */

import { becameKnown, fixMoved, madeAware, reportMoved } from "../cases/rules.ts";
import { moved, PXA_MOVES, type PXAMove, type RMMove } from "../cases/states.ts";
import type { Instant } from "../crypto/instant.ts";
import { EMBARGO, OVER, type Reason } from "./embargo.ts";
import { NotCurrentError, OwnerOnlyError, ReportNotOpenError, TerminationError } from "./errors.ts";
import type { Doubt, StatusReported, Terminated } from "./events.ts";
import { type DisclosureState, type Party, within } from "./state.ts";
import { exited, pendingDropped, settled, withParty } from "./steps.ts";

/** DP-9: how long the owner has to look at a participant's report that something is public. */
export const CLAIM_WINDOW_HOURS = 4;
/** DP-9: and at a report of attacks. */
export const ATTACK_WINDOW_HOURS = 24;
/** What is public is public: silence adopts P and X. Attacks are never adopted by silence. */
export const ADOPTED_BY_SILENCE: ReadonlySet<PXAMove> = new Set<PXAMove>(["P", "X"]);

const REASON: Readonly<Record<PXAMove, Reason>> = { P: "public", X: "exploit_public", A: "attacked" };
const MOVE = { public: "P", exploit_public: "X", attacked: "A" } as const;
const DOUBTED: Readonly<Record<Doubt, PXAMove>> = { p: "P", x: "X", a: "A" };

/**
 * Count a move of the tenant's report or fix, or a report that something became known.
 *
 * What the owner reports is adopted at once; anybody else's report is a claim that the owner adopts by
 * reporting the same, and that owner or claimant take back with a Doubt (ADR-0046, two gates). Throws
 * NotTakingPartError, MoveNotAllowedError (RM-1, VFD-1), FixWithoutReportError (CS-4), ReportNotOpenError
 * (VP-13-005), NotCurrentError (DP-9).
 */
export function reportStatus(state: DisclosureState, event: StatusReported, now: Instant): DisclosureState {
  const party = state.acting(event.by);
  switch (event.machine) {
    case "rm":
      return settled(report(state, party, event.move), now);
    case "vfd":
      return withParty(state, party.with({ progress: fixMoved(party.progress, state.pxa, event.move) }));
    case "pxa": {
      const { move } = event;
      return isKnowledge(move) ? known(state, event, move, now) : doubted(state, event.by, DOUBTED[move]);
    }
  }
}

/**
 * End the terms in force before their time.
 *
 * For `agreed` every counted party signs, and the last signature ends it: an end by a signature, never by
 * somebody's leaving or silence. The other reasons are the owner's: the case state changes first, then the
 * embargo ends. Throws NotTakingPartError, MoveNotAllowedError (EM-1), NotCurrentError (EMB-14),
 * TerminationError (DP-10), OwnerOnlyError.
 */
export function terminate(state: DisclosureState, event: Terminated, now: Instant): DisclosureState {
  const party = state.acting(event.by);
  moved(EMBARGO, state.em, "t");
  if (event.proposal !== state.inForce?.proposal.id) {
    throw new NotCurrentError("other terms are in force than those to be ended", "EMB-14");
  }
  if (event.reason === "agreed") {
    return wished(state, party, now);
  }
  if (event.reason === "expired") {
    throw new TerminationError("an embargo expires by itself and by nobody's signature", "DP-10");
  }
  if (event.by !== state.owner) {
    throw new OwnerOnlyError("report what became known; the owner ends the embargo");
  }
  return adopted(state, MOVE[event.reason], now);
}

/** Make it true that something is known: first the case state, then the embargo (EMB-16, VP-09-001). */
export function adopted(before: DisclosureState, move: PXAMove, at: Instant): DisclosureState {
  const pxa = becameKnown(before.pxa, move);
  let state = before.with({ pxa, claims: before.claims.filter((claim) => !pxa.includes(claim.move)) });
  if (pxa.includes("P")) {
    const parties = new Map(state.parties);
    parties.forEach((each, tenant) => parties.set(tenant, each.with({ progress: madeAware(each.progress) })));
    state = state.with({ parties });
  }
  if (state.em === "proposed") {
    return pendingDropped(state);
  }
  return state.inForce === undefined ? state : exited(state, REASON[move], at);
}

function wished(state: DisclosureState, party: Party, now: Instant): DisclosureState {
  if (!state.counted.has(party.tenant)) {
    throw new TerminationError("only who is in the embargo agrees to end it", "DP-10");
  }
  const endWishes = new Set(state.endWishes).add(party.tenant);
  return within(state.counted, endWishes) ? exited(state, "agreed", now) : state.with({ endWishes });
}

function report(state: DisclosureState, party: Party, move: RMMove): DisclosureState {
  if (move === "c" && party.tenant === state.owner && !OVER.has(state.em)) {
    throw new ReportNotOpenError("the owner ends the embargo before closing the report", "VP-13-005");
  }
  return withParty(state, party.with({ progress: reportMoved(party.progress, move) }));
}

function known(state: DisclosureState, event: StatusReported, move: PXAMove, now: Instant): DisclosureState {
  if (state.pxa.includes(move)) {
    return state; // said before: no move (CP, CX, CA duplicates)
  }
  if (event.by === state.owner) {
    return adopted(state, move, now);
  }
  if (state.claims.some((claim) => claim.move === move)) {
    return state;
  }
  return state.with({ claims: [...state.claims, { move, by: event.by, at: now, index: event.index }] });
}

function doubted(state: DisclosureState, tenant: string, move: PXAMove): DisclosureState {
  const claims = state.claims.filter(
    (claim) => claim.move !== move || (tenant !== claim.by && tenant !== state.owner),
  );
  if (claims.length === state.claims.length) {
    throw new NotCurrentError("there is no such report that this tenant can take back", "DP-9");
  }
  return state.with({ claims });
}

function isKnowledge(move: PXAMove | Doubt): move is PXAMove {
  return PXA_MOVES.some((each) => each === move);
}
