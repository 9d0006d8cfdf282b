/** The small steps that every verb of disclosure is made of; each returns a new state. */

import { moved } from "../cases/states.ts";
import type { Instant } from "../crypto/instant.ts";
import { CONSENT, NO_TERMS, type PECMove } from "./consent.ts";
import { beyondCap, EMBARGO, type Proposal, type Reason } from "./embargo.ts";
import { type DisclosureState, type Party, within } from "./state.ts";

/** Put one party in the place of its former self. */
export function withParty(state: DisclosureState, party: Party): DisclosureState {
  return each(state, [party]);
}

/** Move a party's consent. Throws MoveNotAllowedError (PEC-1). */
export function consentMoved(party: Party, ...moves: readonly PECMove[]): Party {
  const consent = moves.reduce((found, move) => moved(CONSENT, found, move), party.consent);
  return party.with({ consent });
}

/** The party as signatory; to be one already is no move. */
export function consenting(party: Party): Party {
  return party.consent === "signatory" ? party : consentMoved(party, "accept");
}

/** Let every signature lapse because the terms in force are being revised (CM-18-004). */
export function cascaded(state: DisclosureState): DisclosureState {
  const signatories = [...state.parties.values()].filter((party) => party.consent === "signatory");
  return each(state, signatories.map((party) => consentMoved(party, "revise")));
}

/** Put the earliest end first; of equal ends the one that was logged first. */
export function sortedEnds(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals.toSorted((a, b) => (a.t0 === b.t0 ? a.index - b.index : a.t0 < b.t0 ? -1 : 1));
}

/** Add the tenant's signature to a proposal that is in force or pending; `activating` by the owner's word. */
export function signed(
  state: DisclosureState,
  tenant: string,
  proposalId: string,
  activating = false,
): DisclosureState {
  const sign = (proposal: Proposal): Proposal =>
    proposal.id === proposalId
      ? {
          ...proposal,
          signedBy: new Set(proposal.signedBy).add(tenant),
          activated: proposal.activated || activating,
        }
      : proposal;
  const embargo = state.embargo && { ...state.embargo, proposal: sign(state.embargo.proposal) };
  return state.with({ embargo, pending: state.pending.map(sign) });
}

/** Make a proposal the terms in force; wishes to end the former terms are spent. */
export function putInForce(state: DisclosureState, proposal: Proposal, now: Instant): DisclosureState {
  const revision = (state.embargo?.revision ?? 0) + 1;
  return state.with({ embargo: { proposal, revision, since: now }, endWishes: new Set() });
}

/** Reject all that is pending: back to no embargo, or to the terms in force. */
export function pendingDropped(state: DisclosureState): DisclosureState {
  const em = moved(EMBARGO, state.em, "r");
  const dropped = state.with({ em, pending: [] });
  return em === "none" ? reset(dropped) : dropped;
}

/**
 * End the embargo for good (ET-8). Nothing is published by it.
 *
 * After an early end a "ready" or "go" that was said for T0 is void: whoever wants to publish says so anew.
 */
export function exited(state: DisclosureState, reason: Reason, at: Instant): DisclosureState {
  const em = moved(EMBARGO, state.em, "t");
  const over = reset(state.with({ em, pending: [], ending: { reason, at }, endWishes: new Set() }));
  if (reason === "expired") {
    return over;
  }
  const spoken = [...over.parties.values()].filter((party) => party.ready !== "hold");
  return each(over, spoken.map((party) => party.with({ ready: undefined })));
}

/** Bring a proposal into force when every signature that it needs stands (DP-5, DP-7). */
export function settled(state: DisclosureState, now: Instant): DisclosureState {
  let found = state;
  if (found.em === "proposed" && ownerAndAnotherSigned(found)) {
    found = accepted(found, now);
  }
  while (found.em === "revise" && found.current && within(found.counted, found.current.signedBy)) {
    found = accepted(found, now);
  }
  return found;
}

function ownerAndAnotherSigned(state: DisclosureState): boolean {
  const first = state.current;
  const signing = new Set(state.pending.flatMap((proposal) => [...proposal.signedBy]));
  const signers = [...state.counted].filter((tenant) => signing.has(tenant));
  if (first === undefined || !signers.includes(state.owner) || (signers.length === 1 && !first.activated)) {
    return false;
  }
  // Who signed a later end has consented to silence until the earlier one as well; beyond 90 days from
  // receipt that is not enough (VP-05-002).
  return within(state.counted, first.signedBy) || !beyondCap(first.t0, state.receivedAt);
}

// With other proposals left, accepting the earliest and proposing the rest again is one step (EP-04), so
// nobody sees Active in between and no signature lapses.
function accepted(state: DisclosureState, now: Instant): DisclosureState {
  const [first, ...pending] = state.pending;
  if (first === undefined) {
    return state;
  }
  const active = moved(EMBARGO, state.em, "a");
  const em = pending.length > 0 ? moved(EMBARGO, active, "p") : active;
  return putInForce(state, first, now).with({ em, pending });
}

// Without an embargo an invitation to one has no object: the owner invites anew or not at all.
function reset(state: DisclosureState): DisclosureState {
  const parties = [...state.parties.values()].map((party) => {
    const asked = party.openInvitation !== undefined && party.openInvitation.terms !== NO_TERMS;
    return consentMoved(party, "reset").with(asked ? { refusal: "stale" } : {});
  });
  return each(state, parties);
}

function each(state: DisclosureState, changed: readonly Party[]): DisclosureState {
  const parties = new Map(state.parties);
  for (const party of changed) {
    parties.set(party.tenant, party);
  }
  return state.with({ parties });
}
