"""From the log's statements to events: which kinds say something about disclosure (FORMATS.md 5, 9)."""

from collections.abc import Iterable, Iterator

from crypto.kinds import (
    Accept,
    Case,
    Decline,
    Invitation,
    Manifest,
    Proposal,
    Readiness,
    Response,
    Status,
    Termination,
)
from crypto.statement import Entry
from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.embargo import Reason
from tenants.disclosure.errors import UnknownMoveError
from tenants.disclosure.events import (
    Accepted,
    Answer,
    CaseOpened,
    Declined,
    Doubt,
    Event,
    InvitationWithdrawn,
    Invited,
    Proposed,
    ReadinessSaid,
    Ready,
    ReasonGiven,
    Responded,
    StatusReported,
    Terminated,
    Withdrawn,
)

_MOVES: dict[tuple[str, str], RMMove | VFDMove | PXAMove | Doubt] = {
    **{("rm", str(move)): move for move in RMMove},
    **{("vfd", str(move)): move for move in VFDMove},
    **{("pxa", str(move)): move for move in PXAMove},
    **{("pxa", str(doubt)): doubt for doubt in Doubt},
}


def events_of(entries: Iterable[Entry]) -> Iterator[Event]:
    """Yield the events of one case's log; other kinds, and whatever precedes the opening, say nothing.

    Raises UnknownMoveError (CA-12).
    """
    owner = None
    for entry in entries:
        if isinstance(entry.statement.body, Case):
            owner = entry.statement.body.tenant
        if owner is not None:
            event = event_of(entry, owner=owner)
            if event is not None:
                yield event


def event_of(entry: Entry, *, owner: str) -> Event | None:
    """Return what one logged statement says about disclosure in the case of `owner`, or None.

    That its signer may speak for the tenant has been judged. Raises UnknownMoveError (CA-12).
    """
    return _joined(entry, owner) or _negotiated(entry) or _reported(entry)


def _joined(entry: Entry, owner: str) -> Event | None:
    body, index, at = entry.statement.body, entry.index, entry.logged_at
    match body:
        case Case():
            return CaseOpened(index=index, at=at, by=body.tenant, received_at=body.received)
        case Invitation() if body.state == "withdrawn":
            return InvitationWithdrawn(index=index, at=at, by=owner, tenant=body.tenant)
        case Invitation():
            return Invited(
                index=index, at=at, by=owner, tenant=body.tenant, terms=body.terms, deadline=body.expires
            )
        case Accept():
            return Accepted(index=index, at=at, by=body.tenant, terms=body.terms)
        case Decline():
            return Declined(index=index, at=at, by=body.tenant)
    return None


def _negotiated(entry: Entry) -> Event | None:
    body, index, at = entry.statement.body, entry.index, entry.logged_at
    match body:
        case Proposal() if body.state == "withdrawn":
            return Withdrawn(index=index, at=at, by=body.tenant)
        case Proposal():
            leaf = entry.statement.hash
            return Proposed(index=index, at=at, by=body.tenant, proposal=leaf, t0=body.t0, zone=body.zone)
        case Response():
            answer = Answer(body.answer)
            return Responded(index=index, at=at, by=body.tenant, proposal=body.proposal, answer=answer)
        case Termination():
            reason = Reason(body.reason)
            return Terminated(index=index, at=at, by=body.tenant, proposal=body.proposal, reason=reason)
    return None


def _reported(entry: Entry) -> Event | None:
    body, index, at = entry.statement.body, entry.index, entry.logged_at
    match body:
        case Status():
            return StatusReported(index=index, at=at, by=body.tenant, move=_move(body))
        case Readiness():
            ready = Ready(body.state)
            return ReadinessSaid(index=index, at=at, by=body.tenant, proposal=body.proposal, ready=ready)
        case Manifest(purpose="reason") if body.author.tenant is not None:
            return ReasonGiven(index=index, at=at, by=body.author.tenant)
    return None


def _move(body: Status) -> RMMove | VFDMove | PXAMove | Doubt:
    try:
        return _MOVES[body.machine, body.move]
    except KeyError:
        raise UnknownMoveError(f"the {body.machine} machine knows no letter {body.move}") from None
