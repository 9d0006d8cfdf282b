/** Agreeing the date: propose, answer, withdraw (DP-3 to DP-8). */

import { embargoMayStart, embargoViable } from "../cases/rules.ts";
import { moved } from "../cases/states.ts";
import type { Instant } from "../crypto/instant.ts";
import { beyondCap, checkEnd, checkNotice, EMBARGO, type Proposal } from "./embargo.ts";
import {
  EmbargoNotViableError,
  NotCurrentError,
  OutOfOrderError,
  ReportNotOpenError,
  SameEndError,
} from "./errors.ts";
import type { Proposed, Responded, Withdrawn } from "./events.ts";
import type { DisclosureState, Party } from "./state.ts";
import {
  cascaded,
  consenting,
  pendingDropped,
  putInForce,
  settled,
  signed,
  sortedEnds,
  withParty,
} from "./steps.ts";

/**
 * Put an end forward: an earlier one than that in force stands at once, a later one waits for everybody.
 *
 * Throws NotTakingPartError, ReportNotOpenError (VP-13-002), MoveNotAllowedError (EM-1, after the exit),
 * EmbargoNotViableError (VP-06-001, VP-06-002), EndNotAllowedError (VP-04-001, VP-05-001, VP-05-002, DP-6),
 * SameEndError (DP-3), OutOfOrderError (DP-1).
 */
export function propose(before: DisclosureState, event: Proposed, now: Instant): DisclosureState {
  const proposer = before.acting(event.by);
  if (proposer.progress.rm === "invalid") {
    throw new ReportNotOpenError("who holds the report for invalid does not propose an embargo");
  }
  const em = moved(EMBARGO, before.em, "p");
  checkViable(before);
  checkNew(before, event);
  const { receivedAt } = before;
  checkEnd(event.t0, event.zone, { now, receivedAt, reasonGiven: proposer.reasonGiven });
  const revised = before.em === "active" ? cascaded(before) : before;
  const state = withParty(revised, spoken(revised.acting(event.by), event, revised)).with({
    em,
    known: new Set(before.known).add(event.proposal),
  });
  return settled(placed(state, before, proposalOf(event, now), now), now);
}

/**
 * Accept or reject the proposal that is current, or consent again to the terms in force.
 *
 * Throws NotTakingPartError, ReportNotOpenError (VP-13-004), NotCurrentError (VP-07-009, VP-11-008),
 * EmbargoNotViableError (VP-06-002).
 */
export function respond(state: DisclosureState, event: Responded, now: Instant): DisclosureState {
  const party = state.acting(event.by);
  const inForce = state.inForce?.proposal.id === event.proposal;
  if (!inForce && state.current?.id !== event.proposal) {
    throw new NotCurrentError("this proposal is not the one to be answered now");
  }
  if (event.answer === "reject") {
    return reject(state, party, inForce);
  }
  if (party.progress.rm === "invalid") {
    throw new ReportNotOpenError("who holds the report for invalid accepts no embargo", "VP-13-004");
  }
  if (state.em === "proposed") {
    checkViable(state);
  }
  const consented = withParty(state, consenting(party));
  return settled(signed(consented, event.by, event.proposal, event.by === state.owner), now);
}

/**
 * Take one's own pending proposal back; terms in force are not withdrawn.
 *
 * Throws NotTakingPartError, NotCurrentError (DP-8).
 */
export function withdraw(state: DisclosureState, event: Withdrawn, now: Instant): DisclosureState {
  state.acting(event.by);
  const rest = state.pending.filter((proposal) => proposal.by !== event.by);
  if (rest.length === state.pending.length) {
    throw new NotCurrentError("this tenant has no proposal pending", "DP-8");
  }
  return outlived(state, rest, now);
}

/** Go on with the proposals that are left, or without any. */
export function outlived(state: DisclosureState, rest: readonly Proposal[], now: Instant): DisclosureState {
  return rest.length === 0 ? pendingDropped(state) : settled(state.with({ pending: rest }), now);
}

function checkViable(state: DisclosureState): void {
  if (!embargoViable(state.pxa)) {
    throw new EmbargoNotViableError("the flaw or an exploit is public, or attacks were seen");
  }
  const taking = [...state.parties.values()].filter((party) => party.takesPart);
  const fixes = taking.map((party) => party.progress.vfd);
  if (["none", "proposed"].includes(state.em) && !embargoMayStart(state.pxa, fixes)) {
    throw new EmbargoNotViableError("everybody's fix is deployed: there is nothing to wait for", "VP-06-002");
  }
}

function checkNew(state: DisclosureState, event: Proposed): void {
  if (state.known.has(event.proposal)) {
    throw new OutOfOrderError("this proposal was counted before");
  }
  if (event.t0 === state.t0 || state.pending.some((proposal) => proposal.t0 === event.t0)) {
    throw new SameEndError("this end stands already: accept it instead");
  }
}

function proposalOf(event: Proposed, now: Instant): Proposal {
  const { proposal: id, by, t0, zone, index } = event;
  return { id, by, t0, zone, index, at: now, signedBy: new Set([by]), activated: false };
}

function spoken(party: Party, event: Proposed, state: DisclosureState): Party {
  const spent = beyondCap(event.t0, state.receivedAt);
  return consenting(party).with({ reasonGiven: party.reasonGiven && !spent });
}

function placed(
  state: DisclosureState,
  before: DisclosureState,
  proposal: Proposal,
  now: Instant,
): DisclosureState {
  // A tenant has one proposal at a time, and whoever wants an earlier end stands by no later one.
  const others = state.pending
    .filter((other) => other.by !== proposal.by)
    .map((other) => (other.t0 > proposal.t0 ? unsigned(other, proposal.by) : other));
  const standing = before.inForce;
  if (standing === undefined || proposal.t0 > standing.proposal.t0) {
    return state.with({ pending: sortedEnds([...others, proposal]) });
  }
  checkNotice(proposal.t0, now);
  if (standing.proposal.by !== proposal.by) {
    others.push({ ...standing.proposal, signedBy: new Set(), activated: false });
  }
  // Nothing left to decide on: the tenant shortened its own date; that is revised and accepted in one step.
  const em = others.length > 0 ? state.em : moved(EMBARGO, state.em, "a");
  return putInForce(state, proposal, now).with({ em, pending: sortedEnds(others) });
}

function unsigned(proposal: Proposal, tenant: string): Proposal {
  return { ...proposal, signedBy: new Set([...proposal.signedBy].filter((each) => each !== tenant)) };
}

function reject(state: DisclosureState, party: Party, inForce: boolean): DisclosureState {
  if (inForce) {
    throw new NotCurrentError("a date in force is not rejected: propose an earlier one", "VP-11-008");
  }
  if (state.em === "revise" && !state.counted.has(party.tenant)) {
    throw new NotCurrentError("only who is in the embargo rejects its revision", "DP-7");
  }
  // Whoever wants no other date confirms the one in force.
  const confirms = state.em === "revise" && party.consent === "lapsed";
  return pendingDropped(confirms ? withParty(state, consenting(party)) : state);
}
