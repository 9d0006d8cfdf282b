"""Who comes into a case and who goes: invitation, acceptance, refusal."""

from dataclasses import replace
from datetime import datetime

from tenants.cases.rules import received
from tenants.cases.states import RM
from tenants.disclosure.consent import NO_TERMS, PEC, Invitation, PECMove, Refusal, rsvp
from tenants.disclosure.embargo import EM, OVER
from tenants.disclosure.errors import (
    AlreadyTakingPartError,
    NotCurrentError,
    NotInvitedError,
    OwnerOnlyError,
    ReportNotOpenError,
)
from tenants.disclosure.events import Accepted, Declined, InvitationWithdrawn, Invited
from tenants.disclosure.state import DisclosureState, Party
from tenants.disclosure.steps import consent_moved, consenting, settled, signed, with_party


def honoured(state: DisclosureState, terms: str) -> bool:
    """Say whether terms that were offered once can still be accepted (EMB-17).

    They can while they are in force or pending: who consents to a later end consents to the earlier one too.
    """
    if state.em in OVER:
        return terms == NO_TERMS
    ids = {proposal.id for proposal in state.pending}
    if state.in_force:
        ids.add(state.in_force.proposal.id)
    return terms in ids


def invite(state: DisclosureState, event: Invited, now: datetime) -> DisclosureState:
    """Offer a tenant the terms that stand. While EM is Proposed it is also the owner's signature under them.

    Raises OwnerOnlyError, AlreadyTakingPartError (CM-18-004), ReportNotOpenError (RM-1), NotCurrentError
    (CA-3).
    """
    _owner_only(state, event.by)
    party = state.parties.get(event.tenant) or Party(tenant=event.tenant)
    _check_invitable(state, party, event.terms)
    deadline, clamped = rsvp(now, event.deadline)
    invitation = Invitation(terms=event.terms, deadline=deadline, clamped=clamped, index=event.index, at=now)
    state = with_party(state, replace(_asked(party, event.terms), invitation=invitation, refusal=None))
    if state.em is not EM.PROPOSED:
        return state
    state = with_party(state, consenting(state.acting(state.owner)))
    return settled(signed(state, state.owner, event.terms), now)


def accept(state: DisclosureState, event: Accepted, now: datetime) -> DisclosureState:
    """Let the invited tenant take part under the terms it was offered.

    Lateness is no ground to refuse (EMB-17). Terms that no longer stand admit nobody: the invitation is
    marked stale and the owner's turn is to invite anew. Raises NotInvitedError, NotCurrentError (CA-4).
    """
    party = _invited(state, event.by)
    if party.refusal in {Refusal.REFUSED, Refusal.WITHDRAWN}:
        raise NotInvitedError("the invitation was refused or withdrawn: the owner has to invite again")
    if party.invitation is None or event.terms != party.invitation.terms:
        raise NotCurrentError("the acceptance names other terms than the invitation", rule="CA-4")
    if not honoured(state, event.terms):
        return with_party(state, _stale(party))
    if event.terms == NO_TERMS:
        party = consent_moved(party, PECMove.RESET)
    else:
        late = (PECMove.INVITE,) if party.consent is PEC.DECLINED else ()
        party = consenting(consent_moved(party, *late))
    if party.progress.rm is RM.START:
        party = replace(party, progress=received(party.progress, state.pxa))
    state = with_party(state, replace(party, admitted=True, refusal=None))
    return settled(signed(state, event.by, event.terms), now)


def decline(state: DisclosureState, event: Declined, now: datetime) -> DisclosureState:
    """Let a tenant refuse its invitation, or leave because it does not go along with a revision.

    Raises NotInvitedError, and MoveNotAllowedError (PEC-1) for a signatory: a signature is not taken back by
    declining; leaving is to close one's report, and that ends nobody else's embargo (VP-13-009).
    """
    party = _invited(state, event.by)
    if party.refusal is None:
        party = consent_moved(party, PECMove.DECLINE)
    elif party.refusal is not Refusal.SILENT:
        raise NotInvitedError("the invitation stands no longer")
    return settled(with_party(state, replace(party, admitted=False, refusal=Refusal.REFUSED)), now)


def withdraw_invitation(state: DisclosureState, event: InvitationWithdrawn, now: datetime) -> DisclosureState:
    """Take an invitation back, also from a tenant that takes part: it is out from here (VP-08-021).

    Raises OwnerOnlyError, NotInvitedError.
    """
    _owner_only(state, event.by)
    party = consent_withdrawn(_invited(state, event.tenant))
    return settled(with_party(state, replace(party, admitted=False, refusal=Refusal.WITHDRAWN)), now)


def lapsed(state: DisclosureState, tenant: str, at: datetime) -> DisclosureState:
    """Count a passed deadline as declined, by silence and not by refusal (CM-28-005)."""
    party = consent_moved(state.parties[tenant], PECMove.DECLINE)
    return settled(with_party(state, replace(party, admitted=False, refusal=Refusal.SILENT)), at)


def consent_withdrawn(party: Party) -> Party:
    """Move a consent to declined from wherever it is, by moves of the table."""
    if party.consent is PEC.DECLINED:
        return party
    first = (PECMove.REVISE,) if party.consent is PEC.SIGNATORY else ()
    return consent_moved(party, *first, PECMove.DECLINE)


def _owner_only(state: DisclosureState, tenant: str) -> None:
    if tenant != state.owner:
        raise OwnerOnlyError("only the owner of the case invites")


def _check_invitable(state: DisclosureState, party: Party, terms: str) -> None:
    if party.progress.rm is RM.CLOSED:
        raise ReportNotOpenError("this tenant has closed its report for good", rule="RM-1")
    nothing_to_ask = party.consent is PEC.SIGNATORY or terms == NO_TERMS
    if party.tenant == state.owner or (party.admitted and nothing_to_ask):
        raise AlreadyTakingPartError("this tenant takes part and has nothing to answer")
    if terms != state.terms:
        raise NotCurrentError("an invitation names the terms in force", rule="CA-3")


def _asked(party: Party, terms: str) -> Party:
    if terms == NO_TERMS:
        return consent_moved(party, PECMove.RESET)
    if party.consent is PEC.INVITED:
        # The table has no move from invited to invited: the former invitation falls first.
        party = consent_moved(party, PECMove.DECLINE)
    return consent_moved(party, PECMove.INVITE)


def _stale(party: Party) -> Party:
    if party.admitted:
        raise NotCurrentError("these terms no longer stand: answer the proposal that does", rule="CA-4")
    return replace(consent_withdrawn(party), refusal=Refusal.STALE)


def _invited(state: DisclosureState, tenant: str) -> Party:
    party = state.parties.get(tenant)
    if party is None or party.invitation is None:
        raise NotInvitedError("this tenant was never invited")
    return party
