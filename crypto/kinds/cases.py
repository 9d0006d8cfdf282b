"""The statements of a case: who takes part, who reads, and from when (FORMATS.md 1, 5)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from crypto.errors import MalformedError
from crypto.kinds.body import CASE, Body
from crypto.kinds.directory import DeviceKeys
from crypto.schema import CodeName, Hash, Id, Instant, Positive, Size, Struct

RingName = Literal["joint", "record"]


@dataclass(frozen=True, kw_only=True)
class History(Struct):
    """From which epoch a newcomer may read (CA-8): exactly one of the two is given."""

    start: Literal["now", "epoch"]
    epoch: Positive | None = None

    def __post_init__(self) -> None:
        """An epoch is named exactly when the history starts at one."""
        if (self.start == "epoch") != (self.epoch is not None):
            raise MalformedError("CA-8", "history starts now, or at an epoch that is named")


@dataclass(frozen=True, kw_only=True)
class Seat(Struct):
    """A tenant in the roll, with the rings it belongs to (CA-2)."""

    tenant: Hash
    version: Positive
    rings: Annotated[tuple[RingName, ...], Size(0, 2)]


@dataclass(frozen=True, kw_only=True)
class Case(Body):
    """The opening of a case by its owner (CA-1)."""

    TYPE: ClassVar = "case"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    code_name: CodeName
    received: Instant
    report: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class CaseRoll(Body):
    """The owner's list of whose letters count (CA-2, CA-10)."""

    TYPE: ClassVar = "case-roll"
    LOG: ClassVar = CASE

    case: Id
    seq: Positive
    participants: Annotated[tuple[Seat, ...], Size(1, 64)]
    previous: Hash | None = None
    reporter: DeviceKeys | None = None


@dataclass(frozen=True, kw_only=True)
class Grant(Body):
    """A tenant's own decision that one of its people reads the case, or no longer does (CA-7)."""

    TYPE: ClassVar = "grant"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    person: Id
    seq: Positive
    state: Literal["reads", "ended"]
    history: History
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Recusal(Body):
    """A person takes no part in the case, finally (CA-9)."""

    TYPE: ClassVar = "recusal"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    person: Id


@dataclass(frozen=True, kw_only=True)
class Invitation(Body):
    """The owner asks a tenant to take part under the embargo in force (CA-3)."""

    TYPE: ClassVar = "invitation"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    seq: Positive
    code_name: CodeName
    terms: Hash
    rings: Annotated[tuple[RingName, ...], Size(0, 2)]
    history: History
    preseal: Annotated[tuple[Id, ...], Size(0, 8)]
    state: Literal["open", "withdrawn"]
    expires: Instant
    t0: Instant | None = None
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Accept(Body):
    """A lead's consent to the embargo, naming who of the tenant will read (CA-4, CA-6)."""

    TYPE: ClassVar = "accept"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    invitation: Hash
    terms: Hash
    people: Annotated[tuple[Id, ...], Size(1, 8)]


@dataclass(frozen=True, kw_only=True)
class Decline(Body):
    """A lead's refusal of an invitation (CA-4)."""

    TYPE: ClassVar = "decline"
    LOG: ClassVar = CASE

    case: Id
    tenant: Hash
    invitation: Hash
