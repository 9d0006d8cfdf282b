"""The small steps that every verb of disclosure is made of; each returns a new state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tenants.cases.states import moved
from tenants.disclosure.consent import CONSENT, NO_TERMS, PEC, PECMove, Refusal
from tenants.disclosure.embargo import EM, EMBARGO, Embargo, EMMove, Ending, Proposal, Reason, beyond_cap
from tenants.disclosure.events import Ready
from tenants.disclosure.state import DisclosureState, Party


def with_party(state: DisclosureState, party: Party) -> DisclosureState:
    """Put one party in the place of its former self."""
    return replace(state, parties={**state.parties, party.tenant: party})


def consent_moved(party: Party, *moves: PECMove) -> Party:
    """Move a party's consent. Raises MoveNotAllowedError (PEC-1)."""
    consent = party.consent
    for move in moves:
        consent = moved(CONSENT, consent, move)
    return replace(party, consent=consent)


def consenting(party: Party) -> Party:
    """Return the party as signatory; to be one already is no move."""
    return party if party.consent is PEC.SIGNATORY else consent_moved(party, PECMove.ACCEPT)


def cascaded(state: DisclosureState) -> DisclosureState:
    """Let every signature lapse because the terms in force are being revised (CM-18-004)."""
    return _each(
        state,
        (
            consent_moved(party, PECMove.REVISE)
            for party in state.parties.values()
            if party.consent is PEC.SIGNATORY
        ),
    )


def sorted_ends(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Put the earliest end first; of equal ends the one that was logged first."""
    return tuple(sorted(proposals, key=lambda proposal: (proposal.t0, proposal.index)))


def signed(
    state: DisclosureState, tenant: str, proposal_id: str, *, activating: bool = False
) -> DisclosureState:
    """Add the tenant's signature to a proposal that is in force or pending."""

    def sign(proposal: Proposal) -> Proposal:
        if proposal.id != proposal_id:
            return proposal
        return replace(proposal.signed(tenant), activated=proposal.activated or activating)

    embargo = state.embargo and replace(state.embargo, proposal=sign(state.embargo.proposal))
    return replace(state, embargo=embargo, pending=tuple(sign(proposal) for proposal in state.pending))


def put_in_force(state: DisclosureState, proposal: Proposal, now: datetime) -> DisclosureState:
    """Make a proposal the terms in force; wishes to end the former terms are spent."""
    revision = state.embargo.revision + 1 if state.embargo else 1
    embargo = Embargo(proposal=proposal, revision=revision, since=now)
    return replace(state, embargo=embargo, end_wishes=frozenset())


def pending_dropped(state: DisclosureState) -> DisclosureState:
    """Reject all that is pending: back to no embargo, or to the terms in force."""
    em = moved(EMBARGO, state.em, EMMove.REJECT)
    state = replace(state, em=em, pending=())
    return _reset(state) if em is EM.NONE else state


def exited(state: DisclosureState, reason: Reason, at: datetime) -> DisclosureState:
    """End the embargo for good (ET-8). Nothing is published by it.

    After an early end a "ready" or "go" that was said for T0 is void: whoever wants to publish says so anew.
    """
    em = moved(EMBARGO, state.em, EMMove.TERMINATE)
    ending = Ending(reason=reason, at=at)
    state = _reset(replace(state, em=em, pending=(), ending=ending, end_wishes=frozenset()))
    if reason is Reason.EXPIRED:
        return state
    spoken = (party for party in state.parties.values() if party.ready is not Ready.HOLD)
    return _each(state, (replace(party, ready=None) for party in spoken))


def settled(state: DisclosureState, now: datetime) -> DisclosureState:
    """Bring a proposal into force when every signature that it needs stands (DP-5, DP-7)."""
    if state.em is EM.PROPOSED and _owner_and_another_signed(state):
        state = _accepted(state, now)
    while state.em is EM.REVISE and state.counted <= state.pending[0].signed_by:
        state = _accepted(state, now)
    return state


def _owner_and_another_signed(state: DisclosureState) -> bool:
    first = state.pending[0]
    signers = frozenset[str]().union(*(proposal.signed_by for proposal in state.pending)) & state.counted
    if state.owner not in signers or (len(signers) == 1 and not first.activated):
        return False
    # Who signed a later end has consented to silence until the earlier one as well; beyond 90 days from
    # receipt that is not enough (VP-05-002).
    return state.counted <= first.signed_by or not beyond_cap(first.t0, state.received_at)


def _accepted(state: DisclosureState, now: datetime) -> DisclosureState:
    # With other proposals left, accepting the earliest and proposing the rest again is one step (EP-04), so
    # nobody sees Active in between and no signature lapses.
    first, *rest = state.pending
    em = moved(EMBARGO, state.em, EMMove.ACCEPT)
    if rest:
        em = moved(EMBARGO, em, EMMove.PROPOSE)
    return replace(put_in_force(state, first, now), em=em, pending=tuple(rest))


def _reset(state: DisclosureState) -> DisclosureState:
    # Without an embargo an invitation to one has no object: the owner invites anew or not at all.
    return _each(
        state,
        (
            replace(
                consent_moved(party, PECMove.RESET),
                refusal=Refusal.STALE if _asks_for_terms(party) else party.refusal,
            )
            for party in state.parties.values()
        ),
    )


def _asks_for_terms(party: Party) -> bool:
    return party.invitation is not None and party.invitation_open and party.invitation.terms != NO_TERMS


def _each(state: DisclosureState, changed: Iterable[Party]) -> DisclosureState:
    return replace(state, parties={**state.parties, **{party.tenant: party for party in changed}})
