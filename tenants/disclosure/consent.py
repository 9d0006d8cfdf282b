"""The consent machine PEC (one per participant) and the invitations that ask for consent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tenants.cases.states import Machine

# The terms of an invitation while there is no embargo (FORMATS.md CA-3).
NO_TERMS = "0" * 64
# EP-07-001/CM-18-002: the window for an answer is a week; EP-07-002: at least three days, clamped up.
RSVP = timedelta(days=7)
RSVP_LEAST = timedelta(hours=72)


class PEC(StrEnum):
    """Where one participant stands to the embargo."""

    NO_EMBARGO = "no_embargo"
    INVITED = "invited"
    SIGNATORY = "signatory"
    LAPSED = "lapsed"
    DECLINED = "declined"


class PECMove(StrEnum):
    """A move of one participant's consent."""

    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    REVISE = "revise"
    RESET = "reset"


CONSENT = Machine(
    "PEC",
    "PEC-1",
    PEC.NO_EMBARGO,
    {
        (PEC.NO_EMBARGO, PECMove.INVITE): PEC.INVITED,
        (PEC.LAPSED, PECMove.INVITE): PEC.INVITED,
        (PEC.DECLINED, PECMove.INVITE): PEC.INVITED,
        (PEC.NO_EMBARGO, PECMove.ACCEPT): PEC.SIGNATORY,
        (PEC.INVITED, PECMove.ACCEPT): PEC.SIGNATORY,
        (PEC.LAPSED, PECMove.ACCEPT): PEC.SIGNATORY,
        (PEC.NO_EMBARGO, PECMove.DECLINE): PEC.DECLINED,
        (PEC.INVITED, PECMove.DECLINE): PEC.DECLINED,
        (PEC.LAPSED, PECMove.DECLINE): PEC.DECLINED,
        (PEC.SIGNATORY, PECMove.REVISE): PEC.LAPSED,
        (PEC.NO_EMBARGO, PECMove.RESET): PEC.NO_EMBARGO,
        (PEC.INVITED, PECMove.RESET): PEC.NO_EMBARGO,
        (PEC.SIGNATORY, PECMove.RESET): PEC.NO_EMBARGO,
        (PEC.LAPSED, PECMove.RESET): PEC.NO_EMBARGO,
        (PEC.DECLINED, PECMove.RESET): PEC.NO_EMBARGO,
    },
)


class Refusal(StrEnum):
    """Why an invitation came to nothing. Silence is told apart from a refusal (CM-28-005)."""

    REFUSED = "refused"
    SILENT = "silent"
    STALE = "stale"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The owner's offer to one tenant. `clamped` records that the owner had asked for a shorter window."""

    terms: str
    deadline: datetime
    clamped: bool
    index: int
    at: datetime


def rsvp(at: datetime, asked: datetime | None) -> tuple[datetime, bool]:
    """Return the deadline of an invitation logged at `at`, and whether it was moved to the least window.

    A window that is too short is lengthened, never refused (EP-07-003 to 005).
    """
    if asked is None:
        return at + RSVP, False
    least = at + RSVP_LEAST
    return max(asked, least), asked < least
