"""A case told in days: each verb appends one event to a log and decides it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tenants.disclosure.consent import NO_TERMS
from tenants.disclosure.decide import decide, opened
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.embargo import Reason
from tenants.disclosure.events import (
    Accepted,
    Answer,
    CaseOpened,
    Declined,
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
from tenants.disclosure.state import DisclosureState

START = datetime(2026, 5, 14, 9, tzinfo=UTC)


def on(day: float) -> datetime:
    """Return the instant so many days after the case was opened."""
    return START + timedelta(days=day)


@dataclass
class CaseLog:
    """pip's case. `day` is the log time of the next event; a refused event is not in the log."""

    owner: str = "pip"
    day: float = 0
    events: list[Event] = field(default_factory=list)
    state: DisclosureState = field(init=False)

    def __post_init__(self) -> None:
        """Open the case on the day the report came."""
        opening = CaseOpened(index=0, at=on(self.day), by=self.owner, received_at=on(self.day))
        self.events.append(opening)
        self.state = opened(opening, now=opening.at)

    def add(self, kind: type, by: str, **fields: object) -> DisclosureState:
        """Decide one event at `day`."""
        event = kind(index=len(self.events), at=on(self.day), by=by, **fields)
        self.state = decide(self.state, event, now=event.at)
        self.events.append(event)
        return self.state

    def at(self, day: float) -> DisclosureState:
        """Return what the log amounts to on a day, and go on from there."""
        self.day = day
        return elapsed(self.state, on(day))

    def invite(self, tenant: str, *, by: str = "pip", terms: str | None = None, **fields: object):
        """Invite under the terms that stand, or under the given ones."""
        stand = elapsed(self.state, on(self.day)).terms
        return self.add(Invited, by, tenant=tenant, terms=stand if terms is None else terms, **fields)

    def uninvite(self, tenant: str, *, by: str = "pip"):
        """Withdraw an invitation."""
        return self.add(InvitationWithdrawn, by, tenant=tenant)

    def accept(self, tenant: str, terms: str | None = None):
        """Accept the invitation's own terms, or others."""
        party = self.state.parties.get(tenant)
        own = party.invitation.terms if party and party.invitation else NO_TERMS
        return self.add(Accepted, tenant, terms=own if terms is None else terms)

    def decline(self, tenant: str):
        """Refuse."""
        return self.add(Declined, tenant)

    def reason(self, tenant: str):
        """Post a letter with a reason."""
        return self.add(ReasonGiven, tenant)

    def propose(self, tenant: str, proposal: str, day: float, *, zone: str = "UTC"):
        """Propose an end."""
        return self.add(Proposed, tenant, proposal=proposal, t0=on(day), zone=zone)

    def withdraw(self, tenant: str):
        """Withdraw one's pending proposal."""
        return self.add(Withdrawn, tenant)

    def sign(self, tenant: str, proposal: str):
        """Accept a proposal."""
        return self.add(Responded, tenant, proposal=proposal, answer=Answer.ACCEPT)

    def reject(self, tenant: str, proposal: str):
        """Reject a proposal."""
        return self.add(Responded, tenant, proposal=proposal, answer=Answer.REJECT)

    def report(self, tenant: str, *moves: object):
        """Report moves, one event each."""
        for move in moves:
            self.add(StatusReported, tenant, move=move)
        return self.state

    def terminate(self, tenant: str, reason: Reason, proposal: str):
        """Sign an early end."""
        return self.add(Terminated, tenant, proposal=proposal, reason=reason)

    def say(self, tenant: str, ready: Ready, proposal: str):
        """Say how one's advisory stands."""
        return self.add(ReadinessSaid, tenant, ready=ready, proposal=proposal)


def proposed() -> CaseLog:
    """Return pip's case with p1 (day 17) pending and nobody invited."""
    log = CaseLog()
    log.propose("pip", "p1", 17)
    return log


def invited() -> CaseLog:
    """Return the same with uv invited on day 1; the answer is awaited until day 8."""
    log = proposed()
    log.day = 1
    log.invite("uv")
    return log


def with_uv() -> CaseLog:
    """Return the replayed case on day 1: pip proposed day 17 (p1), uv was invited under it and accepted."""
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.day = 1
    log.invite("uv")
    log.accept("uv")
    return log


def with_three() -> CaseLog:
    """Return the same case with pypi as a third party."""
    log = with_uv()
    log.invite("pypi")
    log.accept("pypi")
    return log


def joined_before_any_embargo(*tenants: str) -> CaseLog:
    """Return a case that these tenants joined while there was nothing to consent to."""
    log = CaseLog()
    for tenant in tenants:
        log.invite(tenant)
        log.accept(tenant)
    return log


def consents(state: DisclosureState) -> dict[str, str]:
    """Return every party's consent."""
    return {tenant: party.consent.value for tenant, party in state.parties.items()}


def pending(state: DisclosureState) -> list[str]:
    """Return the names of the undecided proposals, earliest end first."""
    return [proposal.id for proposal in state.pending]
