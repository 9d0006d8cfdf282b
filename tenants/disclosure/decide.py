"""One event applied to one state: the one place where disclosure is decided (ADR, DP-1 to DP-12)."""

from dataclasses import replace
from datetime import datetime

from tenants.cases.rules import Progress, received
from tenants.cases.states import PXA
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.ending import report_status, terminate
from tenants.disclosure.errors import OutOfOrderError
from tenants.disclosure.events import (
    Accepted,
    CaseOpened,
    Declined,
    Event,
    InvitationWithdrawn,
    Invited,
    Proposed,
    ReasonGiven,
    Responded,
    StatusReported,
    Terminated,
    Withdrawn,
)
from tenants.disclosure.joining import accept, decline, invite, withdraw_invitation
from tenants.disclosure.negotiation import propose, respond, withdraw
from tenants.disclosure.plan import say_readiness
from tenants.disclosure.state import DisclosureState, Party
from tenants.disclosure.steps import with_party


def opened(event: CaseOpened, *, now: datetime) -> DisclosureState:
    """Return the first state of a case: the owner has the report and there is no embargo (VP-07-001).

    Raises OutOfOrderError if the report is said to be received after its case was opened.
    """
    if event.received_at > now:
        raise OutOfOrderError("the report was received before its case was opened")
    owner = Party(tenant=event.by, admitted=True, progress=received(Progress(), PXA.NOTHING))
    return DisclosureState(
        owner=event.by,
        received_at=event.received_at,
        index=event.index,
        at=now,
        parties={event.by: owner},
    )


def decide(state: DisclosureState, event: Event, *, now: datetime) -> DisclosureState:
    """Return the state after the event, whose log time is `now`; first everything that fell due happens.

    A refused event raises a DomainError naming the rule and changes nothing. Raises OutOfOrderError (DP-1)
    for an index or a time before that of the last counted event, and for a second opening.
    """
    if event.index <= state.index or now < state.at:
        raise OutOfOrderError("the events of a case follow each other")
    after = _applied(elapsed(state, now), event, now)
    return replace(after, index=event.index, at=now)


# One arm per kind of event, readiness last: a new kind fails the type check, for it is no ReadinessSaid.
def _applied(  # noqa: C901, PLR0911 -- see above; a table of functions would lose the types
    state: DisclosureState, event: Event, now: datetime
) -> DisclosureState:
    match event:
        case CaseOpened():
            raise OutOfOrderError("a case is opened once")
        case Invited():
            return invite(state, event, now)
        case InvitationWithdrawn():
            return withdraw_invitation(state, event, now)
        case Accepted():
            return accept(state, event, now)
        case Declined():
            return decline(state, event, now)
        case ReasonGiven():
            return with_party(state, replace(state.acting(event.by), reason_given=True))
        case Proposed():
            return propose(state, event, now)
        case Withdrawn():
            return withdraw(state, event, now)
        case Responded():
            return respond(state, event, now)
        case StatusReported():
            return report_status(state, event, now)
        case Terminated():
            return terminate(state, event, now)
    return say_readiness(state, event)
