"""Whose turn it is: what each party of a case still owes, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tenants.cases.rules import CLOCK, embargo_viable
from tenants.cases.states import PXAMove
from tenants.disclosure.consent import PEC, Refusal
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.embargo import EM
from tenants.disclosure.ending import ATTACK_WINDOW, CLAIM_WINDOW
from tenants.disclosure.events import Ready
from tenants.disclosure.joining import honoured
from tenants.disclosure.plan import FREEZE, readiness
from tenants.disclosure.state import DisclosureState, Party

# VP-06-004: a proposal is answered within a fortnight.
ANSWER_WITHIN = timedelta(days=14)


class What(StrEnum):
    """An act that is awaited."""

    PROPOSE = "propose"
    ANSWER_INVITATION = "answer_invitation"
    INVITE_AGAIN = "invite_again"
    ANSWER_PROPOSAL = "answer_proposal"
    ACTIVATE = "activate"
    CONSENT = "consent"
    CONFIRM_REPORT = "confirm_report"
    ANSWER_END = "answer_end"
    SAY_READY = "say_ready"
    SAY_GO = "say_go"
    PUBLISH_BY_HAND = "publish_by_hand"  # told by the hub: no log says what it could not publish


@dataclass(frozen=True, kw_only=True)
class Due:
    """One act that `tenant` owes by the instant `by`."""

    tenant: str
    what: What
    by: datetime


def whose_turn(state: DisclosureState, now: datetime) -> list[Due]:
    """Return what is awaited at `now`, the most urgent first. Past instants are overdue, not void."""
    state = elapsed(state, now)
    answers = {*_invitation_dues(state), *_answer_dues(state), *_end_dues(state)}
    dues = {*_owner_dues(state), *answers, *_readiness_dues(state, now)}
    return sorted(dues, key=lambda due: (due.by, due.tenant, due.what))


def _owner_dues(state: DisclosureState) -> Iterator[Due]:
    line = state.received_at + CLOCK
    if state.em is EM.NONE and embargo_viable(state.pxa):
        yield Due(tenant=state.owner, what=What.PROPOSE, by=line)
    for claim in state.claims:
        window = ATTACK_WINDOW if claim.move is PXAMove.ATTACKED else CLAIM_WINDOW
        yield Due(tenant=state.owner, what=What.CONFIRM_REPORT, by=claim.at + window)
    for party in state.parties.values():
        if state.em is not EM.EXITED and _offer_failed(state, party):
            yield Due(tenant=state.owner, what=What.INVITE_AGAIN, by=state.t0 or line)


def _offer_failed(state: DisclosureState, party: Party) -> bool:
    if party.refusal in {Refusal.SILENT, Refusal.STALE}:
        return True
    return (
        party.invitation is not None and party.invitation_open and not honoured(state, party.invitation.terms)
    )


def _invitation_dues(state: DisclosureState) -> Iterator[Due]:
    for party in state.parties.values():
        if party.invitation and party.invitation_open and honoured(state, party.invitation.terms):
            yield Due(tenant=party.tenant, what=What.ANSWER_INVITATION, by=party.invitation.deadline)


def _answer_dues(state: DisclosureState) -> Iterator[Due]:
    proposal = state.current
    asked = frozenset[str]()
    if proposal is not None:
        by = min(proposal.at + ANSWER_WITHIN, state.t0 or proposal.t0)
        asked = _asked(state) - proposal.signed_by
        yield from (Due(tenant=tenant, what=What.ANSWER_PROPOSAL, by=by) for tenant in asked)
        if state.em is EM.PROPOSED and _only_the_owner(state):
            yield Due(tenant=state.owner, what=What.ACTIVATE, by=by)
    for party in state.parties.values():
        consents = party.consent is PEC.SIGNATORY or party.tenant in asked
        if state.t0 and party.takes_part and not consents:
            yield Due(tenant=party.tenant, what=What.CONSENT, by=state.t0)


def _end_dues(state: DisclosureState) -> Iterator[Due]:
    """Whoever has not signed the early end that another team asks for; until T0 it is a question."""
    if state.t0 is None or not state.end_wishes:
        return
    for tenant in state.counted - state.end_wishes:
        yield Due(tenant=tenant, what=What.ANSWER_END, by=state.t0)


def _asked(state: DisclosureState) -> frozenset[str]:
    if state.em is EM.REVISE:
        return state.counted
    return frozenset(party.tenant for party in state.parties.values() if party.takes_part)


def _only_the_owner(state: DisclosureState) -> bool:
    others = (party for party in state.parties.values() if party.tenant != state.owner)
    return not any(party.takes_part or party.invitation_open for party in others)


def _readiness_dues(state: DisclosureState, now: datetime) -> Iterator[Due]:
    if state.t0 is None:
        return
    for tenant in state.counted:
        word = readiness(state, tenant)
        if word is None:
            yield Due(tenant=tenant, what=What.SAY_READY, by=state.t0 - FREEZE)
        elif word is Ready.READY and now >= state.t0 - FREEZE:
            yield Due(tenant=tenant, what=What.SAY_GO, by=state.t0)
