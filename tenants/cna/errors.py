"""The errors of the CNA desk: each names the rule it enforces, or what is known of a call's effect."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from tenants.kernel.errors import ConflictError, DomainError, ForbiddenError, InvalidError, UnavailableError


class MoveNotAllowedError(ConflictError):
    """A move that the table of states does not have (RES-1)."""

    slug = "cna-move-not-allowed"
    title = "The CVE ID cannot make this move"
    rule = "RES-1"


class ReservationInFlightError(ConflictError):
    """Another reservation has no known outcome yet (RES-2)."""

    slug = "reservation-in-flight"
    title = "Another reservation is not settled yet"
    rule = "RES-2"


class OutOfScopeError(ForbiddenError):
    """The product is not ours to number (CNA rule 4.2.16.1)."""

    slug = "out-of-cna-scope"
    title = "The product is outside this CNA's scope"
    rule = "4.2.16.1"


class ReviewError(ConflictError):
    """A review that does not cover these bytes, or is not by a second person (REV-1, REV-2)."""

    slug = "review-does-not-count"
    title = "The review does not count"


class PublishOrderError(ConflictError):
    """A record would be the first disclosure (CNA rule 5.3.1, PUB-1)."""

    slug = "publish-order"
    title = "Not before the advisory is public"
    rule = "PUB-1"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with an advisory: rule number, JSON path (``affected[0].ranges[1]``), sentence.

    `blocks` is false for what a CNA should do rather than must.
    """

    rule: str
    path: str
    message: str
    blocks: bool = True


class AdvisoryInvalidError(InvalidError):
    """An advisory that cannot be read or must not be published; `findings` lists everything at once."""

    slug = "advisory-invalid"
    title = "The advisory breaks rules"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """The first finding gives the rule and the sentence."""
        first = findings[0]
        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
        super().__init__(f"{first.path or 'the advisory'}: {first.message}{more}", rule=first.rule)
        self.findings = findings


class Effect(StrEnum):
    """What is known of a failed call's effect at the other side."""

    NONE = "none"  # nothing happened there; the same call may be made again
    UNKNOWN = "unknown"  # it may have happened: look before any further call
    REFUSED = "refused"  # nothing happened there, and the same call would be refused again


class RegistryError(DomainError):
    """A call to CVE Services failed.

    `effect` says what may have happened there; `code` is the `error` member of its answer (for example
    ``EXCEEDED_ID_QUOTA``) and empty when there was none.
    """

    effect: ClassVar[Effect] = Effect.REFUSED

    def __init__(self, detail: str, *, code: str = "") -> None:
        """Keep the server's own word beside our sentence."""
        super().__init__(detail)
        self.code = code


class RegistryBusyError(RegistryError, UnavailableError):
    """Nothing was done: not reached, rate limit, or another reservation holds the lock (RES-5)."""

    slug = "cve-services-busy"
    title = "CVE Services is not available now"
    rule = "RES-5"
    effect = Effect.NONE


class ReplyLostError(RegistryError, UnavailableError):
    """The call was sent and no usable answer came: the outcome is unknown (RES-3)."""

    slug = "cve-services-reply-lost"
    title = "The outcome at CVE Services is unknown"
    rule = "RES-3"
    effect = Effect.UNKNOWN


class RegistryRefusedError(RegistryError, ConflictError):
    """The server answered no (RES-6)."""

    slug = "cve-services-refused"
    title = "CVE Services refused the call"
    rule = "RES-6"


class RecordDiffersError(RegistryError, ConflictError):
    """The server holds another record under this ID than the one that is published here (PUB-2)."""

    slug = "cve-record-differs"
    title = "CVE Services holds a different record"
    rule = "PUB-2"


class RequestKnownError(ConflictError):
    """A request of this id waits already (CN-1; a hub may refuse more than one case shows)."""

    slug = "id-request-known"
    title = "The request's id was used before"
    rule = "CN-1"


class NotReservedError(ConflictError):
    """The ID is not the one that was reserved for this request (RES-4)."""

    slug = "cve-not-reserved"
    title = "The CVE ID was not reserved for this request"
    rule = "RES-4"


class DecidedError(ConflictError):
    """The request has an ID, which is published or rejected and never taken back (RES-4, CNA rule 4.2.5)."""

    slug = "id-assigned"
    title = "The request has its CVE ID"
    rule = "RES-4"


class NotAssignedError(ConflictError):
    """The CVE ID is not assigned on this case (CN-1)."""

    slug = "cve-not-assigned"
    title = "The CVE ID is not assigned here"
    rule = "CN-1"


class ArmingError(ConflictError):
    """Records cannot be armed, or not as they are (CN-2 to CN-4, PUB-1, PUB-3)."""

    slug = "arming"
    title = "The records cannot be armed so"
    rule = "CN-3"


class NotArmingError(ForbiddenError):
    """Records are armed by the owner of the case and by the CNA (CN-3)."""

    slug = "not-arming"
    title = "This is for the owner and the CNA"
    rule = "CN-3"


class RecordRefusedError(ConflictError):
    """What was armed is not what was signed: it is not published (CN-4)."""

    slug = "record-refused"
    title = "The armed record is not the signed one"
    rule = "CN-4"


class MailLaterError(UnavailableError):
    """The mail server did not take a mail; it is sent again under the same Message-ID."""

    slug = "mail-later"
    title = "Mail is not available now"


class MailRefusedError(ConflictError):
    """The mail server will never take this mail: nobody has the address, or it does not like the text."""

    slug = "mail-refused"
    title = "The mail server refuses the mail"
