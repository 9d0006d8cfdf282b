"""The statements of rings and envelopes (FORMATS.md 1, 6, 7) and the one that signs in."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from crypto.errors import MalformedError
from crypto.kinds.body import CASE, EITHER, NEVER, Body
from crypto.schema import Count, Hash, Id, Key, Positive, Recipient, Size, Struct

RingKind = Literal["intake", "joint", "reporter", "tenant", "record", "thread"]
Purpose = Literal["report", "comment", "impact", "reason", "draft", "quote"]


RING_NAMES: dict[str, set[str]] = {
    "intake": {"tenant"},
    "joint": {"case"},
    "reporter": {"case"},
    "tenant": {"case", "tenant"},
    "record": {"case"},
    "thread": {"case", "parties"},
}


@dataclass(frozen=True, kw_only=True)
class RingRef(Struct):
    """Which ring: its id and what its holders are computed from (RI-1)."""

    id: Id
    kind: RingKind
    case: Id | None = None
    tenant: Hash | None = None
    parties: Annotated[tuple[Hash, ...], Size(1, 64)] | None = None

    def __post_init__(self) -> None:
        """A ring names what its holders are computed from, and nothing else."""
        named = {name for name in ("case", "tenant", "parties") if getattr(self, name) is not None}
        if named != RING_NAMES[self.kind]:
            raise MalformedError("RI-1", f"a ring of kind {self.kind} names {sorted(RING_NAMES[self.kind])}")


@dataclass(frozen=True, kw_only=True)
class At(Struct):
    """The sizes of both logs at which holders were computed (RI-2)."""

    directory: Count
    cases: Count


@dataclass(frozen=True, kw_only=True)
class Epoch(Body):
    """One key of a ring and the devices it is for (RI-2, RI-3)."""

    TYPE: ClassVar = "epoch"
    LOG: ClassVar = EITHER

    ring: RingRef
    epoch: Positive
    recipient: Recipient
    at: At
    holders: Annotated[tuple[Hash, ...], Size(1, 512)]
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Share(Body):
    """Which file carries a ring's identities to one holder (SH-1 to SH-3)."""

    TYPE: ClassVar = "share"
    LOG: ClassVar = EITHER

    ring: RingRef
    from_epoch: Positive
    epoch: Positive
    recipient: Recipient
    to: Hash
    sha256: Hash
    size: Positive


@dataclass(frozen=True, kw_only=True)
class RingPlace(Struct):
    """Where in a ring an envelope stands, as its author saw it (RI-8)."""

    id: Id
    epoch: Positive
    count: Count
    head: Hash


@dataclass(frozen=True, kw_only=True)
class Author(Struct):
    """A member (`tenant`, `person`) or a reporter (`reporter`, `sign`)."""

    tenant: Hash | None = None
    person: Id | None = None
    reporter: Hash | None = None
    sign: Key | None = None

    def __post_init__(self) -> None:
        """One of the two forms, whole."""
        given = tuple(getattr(self, name) is not None for name in ("tenant", "person", "reporter", "sign"))
        if given not in ((True, True, False, False), (False, False, True, True)):
            raise MalformedError("EV-1", "an author is tenant and person, or reporter and sign")


@dataclass(frozen=True, kw_only=True)
class Manifest(Body):
    """The outside of an envelope: everything the hub may know of it (FORMATS.md 7)."""

    TYPE: ClassVar = "manifest"
    LOG: ClassVar = CASE

    ring: RingPlace
    envelope: Id
    kind: Literal["letter", "attachment", "record"]
    purpose: Purpose
    author: Author
    suite: Literal["age-v1"]
    sha256: Hash
    size: Positive
    case: Id | None = None
    plain: Hash | None = None

    def __post_init__(self) -> None:
        """Letters and records commit to their plaintext; attachments, unsalted, never do, and are no act."""
        super().__post_init__()
        if (self.kind == "attachment") != (self.plain is None):
            raise MalformedError("EV-1", "letters and records have plain, attachments have not")
        if self.kind == "attachment" and self.purpose != "comment":
            raise MalformedError("EV-1", "what act it is, the letter says; an attachment is a comment")


@dataclass(frozen=True, kw_only=True)
class Login(Body):
    """An answer to the hub's challenge by a device or reporter (design 3.1)."""

    TYPE: ClassVar = "login"
    LOG: ClassVar = NEVER

    key: Key
    challenge: Hash
