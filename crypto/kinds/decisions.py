"""The statements of disclosure and numbering: dates, readiness, CVE IDs and arming (FORMATS.md 1, 9)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from crypto.errors import MalformedError
from crypto.kinds.body import CASE, Body
from crypto.schema import Cve, Hash, Id, Instant, Name, Pattern, Positive, Purl, Recipient, Size, Struct, Zone

CnaRule = Annotated[str, Pattern(r"[0-9]{1,2}(\.[0-9]{1,2}){1,4}", "not the number of a CNA rule")]
FileName = Annotated[
    str, Pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", "a record's name has no separator and no space")
]


@dataclass(frozen=True, kw_only=True)
class Proposal(Body):
    """A tenant's proposed instant of disclosure (DI-1)."""

    TYPE: ClassVar = "proposal"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    seq: Positive
    t0: Instant
    zone: Zone
    state: Literal["open", "withdrawn"]
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Response(Body):
    """A tenant's answer to a proposal, named by hash (DI-2)."""

    TYPE: ClassVar = "response"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    proposal: Hash
    answer: Literal["accept", "reject"]


@dataclass(frozen=True, kw_only=True)
class Termination(Body):
    """The end of the embargo before its time; it publishes nothing (DI-2, P5)."""

    TYPE: ClassVar = "termination"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    proposal: Hash
    reason: Literal["public", "exploit_public", "attacked", "agreed"]


@dataclass(frozen=True, kw_only=True)
class Status(Body):
    """A move of one of Vultron's machines (CA-12)."""

    TYPE: ClassVar = "status"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    machine: Literal["rm", "vfd", "pxa"]
    move: Annotated[str, Pattern(r"[A-Za-z]", "a move is one letter of its machine")]


@dataclass(frozen=True, kw_only=True)
class Readiness(Body):
    """Whether a tenant is ready for the agreed instant; a hold delays only its own advisory (P5)."""

    TYPE: ClassVar = "readiness"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    proposal: Hash
    state: Literal["ready", "hold", "go"]


@dataclass(frozen=True, kw_only=True)
class IdRequest(Body):
    """A wish for a CVE ID that says nothing but the product (CN-1)."""

    TYPE: ClassVar = "id-request"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    request: Id
    product: Purl


@dataclass(frozen=True, kw_only=True)
class IdDecision(Body):
    """The CNA's answer to a request, with the rule it rests on (CN-1)."""

    TYPE: ClassVar = "id-decision"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    request: Id
    outcome: Literal["assigned", "referred", "pending", "refused"]
    rule: CnaRule
    cve: Cve | None = None
    cna: Name | None = None

    def __post_init__(self) -> None:
        """An assignment names the ID, a referral the other CNA, and nothing else does."""
        super().__post_init__()
        if (self.outcome == "assigned") != (self.cve is not None):
            raise MalformedError("CN-1", "cve stands exactly in an assignment")
        if (self.outcome == "referred") != (self.cna is not None):
            raise MalformedError("CN-1", "cna stands exactly in a referral")


@dataclass(frozen=True, kw_only=True)
class ThirdPartyId(Body):
    """An ID that another CNA gave to this tenant's flaw."""

    TYPE: ClassVar = "third-party-id"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    request: Id
    cve: Cve
    cna: Name


@dataclass(frozen=True, kw_only=True)
class Review(Body):
    """A second operator's signature over the exact bytes of a record (CN-2)."""

    TYPE: ClassVar = "review"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    cve: Cve
    draft: Hash
    sha256: Hash


@dataclass(frozen=True, kw_only=True)
class ArmedRecord(Struct):
    """One public record, sealed to the publisher's fresh recipient (CN-4)."""

    name: FileName
    kind: Literal["advisory", "cve", "osv"]
    tenant: Hash
    sha256: Hash
    envelope: Id


@dataclass(frozen=True, kw_only=True)
class Arming(Body):
    """Consent that the hub publishes exactly these bytes at T0 without a person awake (CN-3)."""

    TYPE: ClassVar = "arming"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    seq: Positive
    proposal: Hash
    t0: Instant
    recipient: Recipient
    records: Annotated[tuple[ArmedRecord, ...], Size(1, 64)]
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Disarming(Body):
    """Withdrawal of an arming (CN-3)."""

    TYPE: ClassVar = "disarming"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    arming: Hash
