"""The embargo machine EM (one per case), proposals, and the rules about an embargo's end."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tenants.cases.states import Machine
from tenants.disclosure.errors import EndNotAllowedError

# VP-05-002: longer than 90 days from receipt needs a written reason and everybody's agreement; more than a
# year nobody gets.
SOFT_CAP = timedelta(days=90)
HARD_CAP = timedelta(days=365)
# DP-6: an earlier end than the one in force leaves the others at least this long to sign a later one again.
NOTICE = timedelta(hours=48)
# The names of places, never "EST" or "local"; the form alone is judged, so that a replay years later does not
# depend on the time zone database of the day.
_ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}", re.ASCII)


class EM(StrEnum):
    """The state of a case's embargo."""

    NONE = "none"
    PROPOSED = "proposed"
    ACTIVE = "active"
    REVISE = "revise"
    EXITED = "exited"


class EMMove(StrEnum):
    """A move of the embargo."""

    PROPOSE = "p"
    REJECT = "r"
    ACCEPT = "a"
    TERMINATE = "t"


EMBARGO = Machine(
    "EM",
    "EM-1",
    EM.NONE,
    {
        (EM.NONE, EMMove.PROPOSE): EM.PROPOSED,
        (EM.PROPOSED, EMMove.PROPOSE): EM.PROPOSED,
        (EM.PROPOSED, EMMove.REJECT): EM.NONE,
        (EM.PROPOSED, EMMove.ACCEPT): EM.ACTIVE,
        (EM.ACTIVE, EMMove.PROPOSE): EM.REVISE,
        (EM.ACTIVE, EMMove.TERMINATE): EM.EXITED,
        (EM.REVISE, EMMove.PROPOSE): EM.REVISE,
        (EM.REVISE, EMMove.ACCEPT): EM.ACTIVE,
        (EM.REVISE, EMMove.REJECT): EM.ACTIVE,
        (EM.REVISE, EMMove.TERMINATE): EM.EXITED,
    },
)

IN_FORCE = frozenset({EM.ACTIVE, EM.REVISE})
OVER = frozenset({EM.NONE, EM.EXITED})


class Reason(StrEnum):
    """Why an embargo ended. `EXPIRED` is the course of time and is signed by nobody."""

    PUBLIC = "public"
    EXPLOIT_PUBLIC = "exploit_public"
    ATTACKED = "attacked"
    AGREED = "agreed"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A proposed end. `id` is the statement's hash and at once the hash of the terms (FORMATS.md CA-3).

    `t0` is an instant in UTC, `zone` the zone it was agreed in. `signed_by` holds the tenants that proposed
    or accepted exactly this; `activated` says that the owner accepted it in so many words.
    """

    id: str
    by: str
    t0: datetime
    zone: str
    index: int
    at: datetime
    signed_by: frozenset[str]
    activated: bool = False

    def signed(self, tenant: str) -> "Proposal":
        """Return the proposal with one more signature."""
        return replace(self, signed_by=self.signed_by | {tenant})


@dataclass(frozen=True, kw_only=True)
class Embargo:
    """The terms in force. `revision` counts the terms that were ever in force on the case, from 1."""

    proposal: Proposal
    revision: int
    since: datetime

    @property
    def t0(self) -> datetime:
        """The instant at which this embargo ends by itself."""
        return self.proposal.t0


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How and when the embargo ended; it says nothing about publication (VP-05-005)."""

    reason: Reason
    at: datetime


def check_end(t0: datetime, zone: str, *, now: datetime, received_at: datetime, reason_given: bool) -> None:
    """Refuse an end that no embargo may have. Raises EndNotAllowedError naming the rule.

    VP-04-001: one unambiguous instant, in UTC, with the zone it was agreed in. VP-05-001: in the future.
    VP-05-002: at most 90 days after receipt, or a year when the proposer has given a reason in writing.
    """
    if t0.utcoffset() != timedelta(0) or not _ZONE.fullmatch(zone):
        raise EndNotAllowedError(
            "an embargo ends at an instant in UTC, agreed in a zone named by place", rule="VP-04-001"
        )
    if t0 <= now:
        raise EndNotAllowedError("an embargo ends in the future", rule="VP-05-001")
    if t0 > received_at + HARD_CAP:
        raise EndNotAllowedError("an embargo lasts a year from receipt at most", rule="VP-05-002")
    if beyond_cap(t0, received_at) and not reason_given:
        raise EndNotAllowedError(
            "an end beyond 90 days from receipt needs a reason in writing first", rule="VP-05-002"
        )


def beyond_cap(t0: datetime, received_at: datetime) -> bool:
    """Say whether this end needs everybody's agreement (VP-05-002)."""
    return t0 > received_at + SOFT_CAP


def check_notice(t0: datetime, now: datetime) -> None:
    """Refuse an earlier end that comes too soon to be answered. Raises EndNotAllowedError (DP-6)."""
    if t0 < now + NOTICE:
        raise EndNotAllowedError("an earlier end leaves the others 48 hours to answer", rule="DP-6")


def instant(local: datetime, zone: str) -> datetime:
    """Return the UTC instant of a wall-clock time in a zone; for the side that composes a proposal.

    `local` is naive. Raises EndNotAllowedError (VP-04-001) for an unknown zone, and for a time that the
    clocks of the zone show twice or never on that day.
    """
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise EndNotAllowedError(f"there is no time zone {zone!r}", rule="VP-04-001") from None
    readings = {local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if len(readings) != 1:
        raise EndNotAllowedError(
            "the clocks of this zone show that time twice or never on that day", rule="VP-04-001"
        )
    return readings.pop()
