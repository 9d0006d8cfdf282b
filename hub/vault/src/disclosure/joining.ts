/** Who comes into a case and who goes: invitation, acceptance, refusal. */

import { received } from "../cases/rules.ts";
import type { Instant } from "../crypto/instant.ts";
import { NO_TERMS, rsvp } from "./consent.ts";
import { OVER } from "./embargo.ts";
import {
  AlreadyTakingPartError,
  NotCurrentError,
  NotInvitedError,
  OwnerOnlyError,
  ReportNotOpenError,
} from "./errors.ts";
import type { Accepted, Declined, InvitationWithdrawn, Invited } from "./events.ts";
import { type DisclosureState, Party } from "./state.ts";
import { consenting, consentMoved, settled, signed, withParty } from "./steps.ts";

/**
 * Whether terms that were offered once can still be accepted (EMB-17).
 *
 * They can while they are in force or pending: who consents to a later end consents to the earlier one too.
 */
export function honoured(state: DisclosureState, terms: string): boolean {
  if (OVER.has(state.em)) {
    return terms === NO_TERMS;
  }
  return state.inForce?.proposal.id === terms || state.pending.some((proposal) => proposal.id === terms);
}

/**
 * Offer a tenant the terms that stand. While EM is proposed it is also the owner's signature under them.
 *
 * Throws OwnerOnlyError, AlreadyTakingPartError (CM-18-004), ReportNotOpenError (RM-1), NotCurrentError
 * (CA-3).
 */
export function invite(state: DisclosureState, event: Invited, now: Instant): DisclosureState {
  const { terms, tenant, index } = event;
  ownerOnly(state, event.by);
  const party = state.parties.get(tenant) ?? new Party({ tenant });
  checkInvitable(state, party, terms);
  const invitation = { terms, ...rsvp(now, event.deadline), index, at: now };
  const offered = withParty(state, asked(party, terms).with({ invitation, refusal: undefined }));
  if (offered.em !== "proposed") {
    return offered;
  }
  const consented = withParty(offered, consenting(offered.acting(offered.owner)));
  return settled(signed(consented, consented.owner, terms), now);
}

/**
 * Let the invited tenant take part under the terms it was offered.
 *
 * Lateness is no ground to refuse (EMB-17). Terms that no longer stand admit nobody: the invitation is marked
 * stale and the owner's turn is to invite anew. Throws NotInvitedError, NotCurrentError (CA-4).
 */
export function accept(state: DisclosureState, event: Accepted, now: Instant): DisclosureState {
  let party = invited(state, event.by);
  if (party.refusal === "refused" || party.refusal === "withdrawn") {
    throw new NotInvitedError("the invitation was refused or withdrawn: the owner has to invite again");
  }
  if (event.terms !== party.invitation?.terms) {
    throw new NotCurrentError("the acceptance names other terms than the invitation", "CA-4");
  }
  if (!honoured(state, event.terms)) {
    return withParty(state, stale(party));
  }
  if (event.terms === NO_TERMS) {
    party = consentMoved(party, "reset");
  } else {
    party = consenting(party.consent === "declined" ? consentMoved(party, "invite") : party);
  }
  if (party.progress.rm === "start") {
    party = party.with({ progress: received(party.progress, state.pxa) });
  }
  const admitted = withParty(state, party.with({ admitted: true, refusal: undefined }));
  return settled(signed(admitted, event.by, event.terms), now);
}

/**
 * Let a tenant refuse its invitation, or leave because it does not go along with a revision.
 *
 * Throws NotInvitedError, and MoveNotAllowedError (PEC-1) for a signatory: a signature is not taken back by
 * declining; leaving is to close one's report, and that ends nobody else's embargo (VP-13-009).
 */
export function decline(state: DisclosureState, event: Declined, now: Instant): DisclosureState {
  let party = invited(state, event.by);
  if (party.refusal === undefined) {
    party = consentMoved(party, "decline");
  } else if (party.refusal !== "silent") {
    throw new NotInvitedError("the invitation stands no longer");
  }
  return settled(withParty(state, party.with({ admitted: false, refusal: "refused" })), now);
}

/**
 * Take an invitation back, also from a tenant that takes part: it is out from here (VP-08-021).
 *
 * Throws OwnerOnlyError, NotInvitedError.
 */
export function withdrawInvitation(
  state: DisclosureState,
  event: InvitationWithdrawn,
  now: Instant,
): DisclosureState {
  ownerOnly(state, event.by);
  const party = consentWithdrawn(invited(state, event.tenant));
  return settled(withParty(state, party.with({ admitted: false, refusal: "withdrawn" })), now);
}

/** Count a passed deadline as declined, by silence and not by refusal (CM-28-005). */
export function lapsed(state: DisclosureState, party: Party, at: Instant): DisclosureState {
  const silent = consentMoved(party, "decline").with({ admitted: false, refusal: "silent" });
  return settled(withParty(state, silent), at);
}

/** Move a consent to declined from wherever it is, by moves of the table. */
export function consentWithdrawn(party: Party): Party {
  if (party.consent === "declined") {
    return party;
  }
  return consentMoved(party.consent === "signatory" ? consentMoved(party, "revise") : party, "decline");
}

function ownerOnly(state: DisclosureState, tenant: string): void {
  if (tenant !== state.owner) {
    throw new OwnerOnlyError("only the owner of the case invites");
  }
}

function checkInvitable(state: DisclosureState, party: Party, terms: string): void {
  if (party.progress.rm === "closed") {
    throw new ReportNotOpenError("this tenant has closed its report for good", "RM-1");
  }
  const nothingToAsk = party.consent === "signatory" || terms === NO_TERMS;
  if (party.tenant === state.owner || (party.admitted && nothingToAsk)) {
    throw new AlreadyTakingPartError("this tenant takes part and has nothing to answer");
  }
  if (terms !== state.terms) {
    throw new NotCurrentError("an invitation names the terms in force", "CA-3");
  }
}

function asked(party: Party, terms: string): Party {
  if (terms === NO_TERMS) {
    return consentMoved(party, "reset");
  }
  // The table has no move from invited to invited: the former invitation falls first.
  return consentMoved(party.consent === "invited" ? consentMoved(party, "decline") : party, "invite");
}

function stale(party: Party): Party {
  if (party.admitted) {
    throw new NotCurrentError("these terms no longer stand: answer the proposal that does", "CA-4");
  }
  return consentWithdrawn(party).with({ refusal: "stale" });
}

function invited(state: DisclosureState, tenant: string): Party {
  const party = state.parties.get(tenant);
  if (party?.invitation === undefined) {
    throw new NotInvitedError("this tenant was never invited");
  }
  return party;
}
