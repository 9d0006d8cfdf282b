"""What the log of a case says about disclosure: one type per kind of statement.

`index` is the leaf's place in the case log, `at` its log time, `by` the tenant it was signed for. That the
signer was allowed to speak for the tenant has been judged before, at the leaf (crypto/FORMATS.md).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.consent import NO_TERMS
from tenants.disclosure.embargo import Reason


class Answer(StrEnum):
    """A party's answer to a proposal."""

    ACCEPT = "accept"
    REJECT = "reject"


class Ready(StrEnum):
    """A party's word about its own advisory at T0."""

    READY = "ready"
    HOLD = "hold"
    GO = "go"


class Doubt(StrEnum):
    """Takes back a report that something became known, in the notation's small letters: not yet."""

    PUBLIC = "p"
    EXPLOIT = "x"
    ATTACKED = "a"


@dataclass(frozen=True, kw_only=True)
class Happened:
    """Base of all events."""

    index: int
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Happened):
    """The owner opened the case; `received_at` starts the 90 days."""

    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Invited(Happened):
    """The owner invites `tenant` under `terms`; without a deadline it has a week."""

    tenant: str
    terms: str = NO_TERMS
    deadline: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Happened):
    """The owner takes an invitation back; a tenant that had accepted takes part no longer."""

    tenant: str


@dataclass(frozen=True, kw_only=True)
class Accepted(Happened):
    """The invited tenant accepts the terms of its invitation."""

    terms: str = NO_TERMS


@dataclass(frozen=True, kw_only=True)
class Declined(Happened):
    """The tenant refuses its invitation, or does not go along with a revision."""


@dataclass(frozen=True, kw_only=True)
class ReasonGiven(Happened):
    """A sealed letter with a reason was posted; its words are nobody's business here."""


@dataclass(frozen=True, kw_only=True)
class Proposed(Happened):
    """A participant proposes an end, in place of its pending one. `proposal` is the statement's hash."""

    proposal: str
    t0: datetime
    zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Happened):
    """A participant takes its own pending proposal back."""


@dataclass(frozen=True, kw_only=True)
class Responded(Happened):
    """A participant answers a proposal."""

    proposal: str
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class StatusReported(Happened):
    """A participant reports a move of its report or fix, or what became known; a Doubt takes that back."""

    move: RMMove | VFDMove | PXAMove | Doubt


@dataclass(frozen=True, kw_only=True)
class Terminated(Happened):
    """A participant signs the early end of the terms in force."""

    proposal: str
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class ReadinessSaid(Happened):
    """A participant says how its own advisory stands for the date of `proposal`."""

    proposal: str
    ready: Ready


Event = (
    CaseOpened
    | Invited
    | InvitationWithdrawn
    | Accepted
    | Declined
    | ReasonGiven
    | Proposed
    | Withdrawn
    | Responded
    | StatusReported
    | Terminated
    | ReadinessSaid
)
