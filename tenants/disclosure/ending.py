"""What becomes known, and the end of an embargo: first the case state, then the embargo (C-14)."""

from dataclasses import replace
from datetime import datetime, timedelta

from tenants.cases.rules import became_known, fix_moved, made_aware, report_moved
from tenants.cases.states import PXAMove, RMMove, VFDMove, moved
from tenants.disclosure.embargo import EM, EMBARGO, OVER, EMMove, Reason
from tenants.disclosure.errors import NotCurrentError, OwnerOnlyError, ReportNotOpenError, TerminationError
from tenants.disclosure.events import Doubt, StatusReported, Terminated
from tenants.disclosure.state import Claim, DisclosureState, Party
from tenants.disclosure.steps import exited, pending_dropped, settled, with_party

# DP-9: how long the owner has to look at a participant's report. What is public is public: silence adopts P
# and X. Attacks are never adopted by silence.
CLAIM_WINDOW = timedelta(hours=4)
ATTACK_WINDOW = timedelta(hours=24)
ADOPTED_BY_SILENCE = frozenset({PXAMove.PUBLIC, PXAMove.EXPLOIT})
REASON = {
    PXAMove.PUBLIC: Reason.PUBLIC,
    PXAMove.EXPLOIT: Reason.EXPLOIT_PUBLIC,
    PXAMove.ATTACKED: Reason.ATTACKED,
}
_MOVE = {reason: move for move, reason in REASON.items()}
_DOUBTED = {
    Doubt.PUBLIC: PXAMove.PUBLIC,
    Doubt.EXPLOIT: PXAMove.EXPLOIT,
    Doubt.ATTACKED: PXAMove.ATTACKED,
}


def report_status(state: DisclosureState, event: StatusReported, now: datetime) -> DisclosureState:
    """Count a move of the tenant's report or fix, or a report that something became known.

    What the owner reports is adopted at once; anybody else's report is a claim that the owner adopts by
    reporting the same, and that owner or claimant take back with a Doubt (ADR-0046, two gates).
    Raises NotTakingPartError, MoveNotAllowedError (RM-1, VFD-1), FixWithoutReportError (CS-4),
    ReportNotOpenError (VP-13-005), NotCurrentError (DP-9).
    """
    party = state.acting(event.by)
    match event.move:
        case RMMove():
            return settled(_report(state, party, event.move), now)
        case VFDMove():
            progress = fix_moved(party.progress, state.pxa, event.move)
            return with_party(state, replace(party, progress=progress))
        case PXAMove():
            return _known(state, event, event.move, now)
    return _doubted(state, event.by, _DOUBTED[event.move])


def terminate(state: DisclosureState, event: Terminated, now: datetime) -> DisclosureState:
    """End the terms in force before their time.

    For `agreed` every counted party signs, and the last signature ends it: an end by a signature, never by
    somebody's leaving or silence. The other reasons are the owner's:
    the case state changes first, then the embargo ends. Raises NotTakingPartError, MoveNotAllowedError
    (EM-1), NotCurrentError (EMB-14), TerminationError (DP-10), OwnerOnlyError.
    """
    party = state.acting(event.by)
    moved(EMBARGO, state.em, EMMove.TERMINATE)
    if state.in_force is None or event.proposal != state.in_force.proposal.id:
        raise NotCurrentError("other terms are in force than those to be ended", rule="EMB-14")
    if event.reason is Reason.AGREED:
        if party.tenant not in state.counted:
            raise TerminationError("only who is in the embargo agrees to end it", rule="DP-10")
        wishes = state.end_wishes | {event.by}
        if state.counted <= wishes:
            return exited(state, Reason.AGREED, now)
        return replace(state, end_wishes=wishes)
    if event.reason is Reason.EXPIRED:
        raise TerminationError("an embargo expires by itself and by nobody's signature", rule="DP-10")
    if event.by != state.owner:
        raise OwnerOnlyError("report what became known; the owner ends the embargo")
    return adopted(state, _MOVE[event.reason], now)


def adopted(state: DisclosureState, move: PXAMove, at: datetime) -> DisclosureState:
    """Make it true that something is known: first the case state, then the embargo (EMB-16, VP-09-001)."""
    pxa = became_known(state.pxa, move)
    state = replace(state, pxa=pxa, claims=tuple(claim for claim in state.claims if claim.move not in pxa))
    if PXAMove.PUBLIC in pxa:
        aware = {
            tenant: replace(party, progress=made_aware(party.progress))
            for tenant, party in state.parties.items()
        }
        state = replace(state, parties=aware)
    if state.em is EM.PROPOSED:
        return pending_dropped(state)
    return exited(state, REASON[move], at) if state.in_force else state


def _report(state: DisclosureState, party: Party, move: RMMove) -> DisclosureState:
    if move is RMMove.CLOSE and party.tenant == state.owner and state.em not in OVER:
        raise ReportNotOpenError("the owner ends the embargo before closing the report", rule="VP-13-005")
    return with_party(state, replace(party, progress=report_moved(party.progress, move)))


def _known(state: DisclosureState, event: StatusReported, move: PXAMove, now: datetime) -> DisclosureState:
    if move in state.pxa:
        return state  # said before: no move (CP, CX, CA duplicates)
    if event.by == state.owner:
        return adopted(state, move, now)
    if any(claim.move is move for claim in state.claims):
        return state
    claim = Claim(move=move, by=event.by, at=now, index=event.index)
    return replace(state, claims=(*state.claims, claim))


def _doubted(state: DisclosureState, tenant: str, move: PXAMove) -> DisclosureState:
    kept = tuple(
        claim for claim in state.claims if claim.move is not move or tenant not in {claim.by, state.owner}
    )
    if len(kept) == len(state.claims):
        raise NotCurrentError("there is no such report that this tenant can take back", rule="DP-9")
    return replace(state, claims=kept)
