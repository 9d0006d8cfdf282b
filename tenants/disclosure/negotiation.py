"""Agreeing the date: propose, answer, withdraw (ADR-embargo-traps.md, DP-3 to DP-8)."""

from dataclasses import replace
from datetime import datetime

from tenants.cases.rules import embargo_may_start, embargo_viable
from tenants.cases.states import RM, moved
from tenants.disclosure.consent import PEC
from tenants.disclosure.embargo import EM, EMBARGO, EMMove, Proposal, beyond_cap, check_end, check_notice
from tenants.disclosure.errors import (
    EmbargoNotViableError,
    NotCurrentError,
    OutOfOrderError,
    ReportNotOpenError,
    SameEndError,
)
from tenants.disclosure.events import Answer, Proposed, Responded, Withdrawn
from tenants.disclosure.state import DisclosureState, Party
from tenants.disclosure.steps import (
    cascaded,
    consenting,
    pending_dropped,
    put_in_force,
    settled,
    signed,
    sorted_ends,
    with_party,
)


def propose(state: DisclosureState, event: Proposed, now: datetime) -> DisclosureState:
    """Put an end forward: an earlier one than that in force stands at once, a later one waits for everybody.

    Raises NotTakingPartError, ReportNotOpenError (VP-13-002), MoveNotAllowedError (EM-1, after the exit),
    EmbargoNotViableError (VP-06-001, VP-06-002), EndNotAllowedError (VP-04-001, VP-05-001, VP-05-002, DP-6),
    SameEndError (DP-3), OutOfOrderError (DP-1).
    """
    proposer = state.acting(event.by)
    if proposer.progress.rm is RM.INVALID:
        raise ReportNotOpenError("who holds the report for invalid does not propose an embargo")
    em = moved(EMBARGO, state.em, EMMove.PROPOSE)
    _check_viable(state)
    _check_new(state, event)
    check_end(
        event.t0,
        event.zone,
        now=now,
        received_at=state.received_at,
        reason_given=proposer.reason_given,
    )
    before = state
    if state.em is EM.ACTIVE:
        state = cascaded(state)
    state = with_party(state, _spoken(state.parties[event.by], event, state))
    state = replace(state, em=em, known=state.known | {event.proposal})
    return settled(_placed(state, before, _proposal(event, now), now), now)


def respond(state: DisclosureState, event: Responded, now: datetime) -> DisclosureState:
    """Accept or reject the proposal that is current, or consent again to the terms in force.

    Raises NotTakingPartError, ReportNotOpenError (VP-13-004), NotCurrentError (VP-07-009, VP-11-008),
    EmbargoNotViableError (VP-06-002).
    """
    party = state.acting(event.by)
    in_force = state.in_force is not None and state.in_force.proposal.id == event.proposal
    if not in_force and (state.current is None or state.current.id != event.proposal):
        raise NotCurrentError("this proposal is not the one to be answered now")
    if event.answer is Answer.REJECT:
        return _reject(state, party, in_force=in_force)
    if party.progress.rm is RM.INVALID:
        raise ReportNotOpenError("who holds the report for invalid accepts no embargo", rule="VP-13-004")
    if state.em is EM.PROPOSED:
        _check_viable(state)
    state = with_party(state, consenting(party))
    return settled(signed(state, event.by, event.proposal, activating=event.by == state.owner), now)


def withdraw(state: DisclosureState, event: Withdrawn, now: datetime) -> DisclosureState:
    """Take one's own pending proposal back; terms in force are not withdrawn.

    Raises NotTakingPartError, NotCurrentError (DP-8).
    """
    state.acting(event.by)
    rest = tuple(proposal for proposal in state.pending if proposal.by != event.by)
    if len(rest) == len(state.pending):
        raise NotCurrentError("this tenant has no proposal pending", rule="DP-8")
    return outlived(state, rest, now)


def outlived(state: DisclosureState, rest: tuple[Proposal, ...], now: datetime) -> DisclosureState:
    """Go on with the proposals that are left, or without any."""
    if not rest:
        return pending_dropped(state)
    return settled(replace(state, pending=rest), now)


def _check_viable(state: DisclosureState) -> None:
    if not embargo_viable(state.pxa):
        raise EmbargoNotViableError("the flaw or an exploit is public, or attacks were seen")
    fixes = [party.progress.vfd for party in state.parties.values() if party.takes_part]
    if state.em in {EM.NONE, EM.PROPOSED} and not embargo_may_start(state.pxa, fixes):
        raise EmbargoNotViableError(
            "everybody's fix is deployed: there is nothing to wait for", rule="VP-06-002"
        )


def _check_new(state: DisclosureState, event: Proposed) -> None:
    if event.proposal in state.known:
        raise OutOfOrderError("this proposal was counted before")
    ends = {proposal.t0 for proposal in state.pending} | {state.t0}
    if event.t0 in ends:
        raise SameEndError("this end stands already: accept it instead")


def _proposal(event: Proposed, now: datetime) -> Proposal:
    return Proposal(
        id=event.proposal,
        by=event.by,
        t0=event.t0,
        zone=event.zone,
        index=event.index,
        at=now,
        signed_by=frozenset({event.by}),
    )


def _spoken(party: Party, event: Proposed, state: DisclosureState) -> Party:
    spent = beyond_cap(event.t0, state.received_at)
    return replace(consenting(party), reason_given=party.reason_given and not spent)


def _placed(
    state: DisclosureState, before: DisclosureState, proposal: Proposal, now: datetime
) -> DisclosureState:
    # A tenant has one proposal at a time, and whoever wants an earlier end stands by no later one.
    others = [
        replace(other, signed_by=other.signed_by - {proposal.by}) if other.t0 > proposal.t0 else other
        for other in state.pending
        if other.by != proposal.by
    ]
    standing = before.in_force
    if standing is None or proposal.t0 > standing.t0:
        return replace(state, pending=sorted_ends([*others, proposal]))
    check_notice(proposal.t0, now)
    if standing.proposal.by != proposal.by:
        others.append(replace(standing.proposal, signed_by=frozenset(), activated=False))
    # Nothing left to decide on: the tenant shortened its own date, and that is revised and accepted in one
    # step.
    em = state.em if others else moved(EMBARGO, state.em, EMMove.ACCEPT)
    return replace(put_in_force(state, proposal, now), em=em, pending=sorted_ends(others))


def _reject(state: DisclosureState, party: Party, *, in_force: bool) -> DisclosureState:
    if in_force:
        raise NotCurrentError("a date in force is not rejected: propose an earlier one", rule="VP-11-008")
    if state.em is EM.REVISE and party.tenant not in state.counted:
        raise NotCurrentError("only who is in the embargo rejects its revision", rule="DP-7")
    if state.em is EM.REVISE and party.consent is PEC.LAPSED:
        # Whoever wants no other date confirms the one in force.
        state = with_party(state, consenting(party))
    return pending_dropped(state)
