"""Rules of the desk outside the ledger: gate before a reservation, second person, order and clocks at T0."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tenants.cna.errors import OutOfScopeError, PublishOrderError, ReviewError
from tenants.cna.scope import Decision, InScope, ScopePending, decide


def gate(product: str, at: date, *, decision: Decision | None = None) -> InScope:
    """Return the scope under which `product` may get an ID on `at`; the hard gate before any reservation.

    Nothing but the product is looked at: a request needs no details of the flaw. Raises OutOfScopeError that
    names the rule, the CNA to ask and its contact (CNA rules 4.2.16.1, 4.3.1 and 3.1.2).
    """
    found = decide(product, at) if decision is None else decision
    if isinstance(found, InScope):
        return found
    why = "is not in our scope yet" if isinstance(found, ScopePending) else "is outside our scope"
    raise OutOfScopeError(f"{found.product} {why}; ask {found.cna} at {found.contact}", rule=found.rule)


@dataclass(frozen=True, slots=True)
class Review:
    """A second operator's signed word: `digest` is the SHA-256 (hex) of the exact bytes that were read."""

    reviewer: str
    digest: str


def counted(review: Review, *, author: str, digest: str) -> Review:
    """Return the review when it counts for bytes of `digest` that `author` drafted.

    Raises ReviewError: REV-1 for other bytes, REV-2 when author and reviewer are the same person.
    """
    if review.reviewer == author:
        raise ReviewError("the author cannot review their own draft", rule="REV-2")
    if not hmac.compare_digest(review.digest, digest):
        raise ReviewError("the review was made for other bytes than the record holds now", rule="REV-1")
    return review


class Step(StrEnum):
    """The three publications at T0, in the only order there is (CNA rule 5.3.1)."""

    ADVISORY = "advisory"
    CVE = "cve"
    OSV = "osv"


ORDER = (Step.ADVISORY, Step.CVE, Step.OSV)


def next_step(done: frozenset[Step], *, wanted: tuple[Step, ...] = ORDER) -> Step | None:
    """Return what is published next, or None when all of `wanted` is out.

    `wanted` leaves out what an advisory does not have (an advisory numbered by another CNA has no CVE step of
    ours). Raises PublishOrderError when `done` holds a step before its turn.
    """
    steps = [step for step in ORDER if step in wanted]
    count = len(done)
    if set(steps[:count]) != done:
        raise PublishOrderError("something was published before its turn")
    return steps[count] if count < len(steps) else None


@dataclass(frozen=True, slots=True)
class RecordClock:
    """When the record should and must follow after the ID became public, by us or by anybody else."""

    should: datetime
    must: datetime


def record_clock(disclosed_at: datetime) -> RecordClock:
    """24 and 72 hours after the first public mention (CNA rules 4.5.1.3, 4.5.1.4 and 4.5.1.6)."""
    return RecordClock(disclosed_at + timedelta(hours=24), disclosed_at + timedelta(hours=72))
