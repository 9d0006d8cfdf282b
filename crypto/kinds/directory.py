"""The statements of the directory log: people, teams and the edges between them (FORMATS.md 1, 4)."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from crypto.errors import MalformedError
from crypto.kinds.body import DIRECTORY, Body, LogPoint, Signed
from crypto.schema import (
    Count,
    Hash,
    HubName,
    Id,
    Instant,
    Key,
    Name,
    Positive,
    Recipient,
    Size,
    Slug,
    Struct,
)

Role = Literal["admin", "cna", "coordinator", "member"]
Rule = Literal["allow", "ask", "deny"]
MAX_DEVICES = 16
MAX_MEMBERS = 500


@dataclass(frozen=True, kw_only=True)
class DeviceKeys(Struct):
    """The two public keys of a device or reporter (DV-1)."""

    sign: Key
    seal: Recipient


@dataclass(frozen=True, kw_only=True)
class Member(Struct):
    """One person of a roster with everything they may act with."""

    person: Id
    name: Name
    roles: Annotated[tuple[Role, ...], Size(1, 4)]
    devices: Annotated[tuple[DeviceKeys, ...], Size(0, MAX_DEVICES)]


@dataclass(frozen=True, kw_only=True)
class Roster(Body):
    """One version of a tenant's membership; the hash of version 1 is the tenant (RO-1)."""

    TYPE: ClassVar = "roster"
    LOG: ClassVar = DIRECTORY
    SIGNED: ClassVar = Signed.MANY

    slug: Slug
    version: Positive
    threshold: Positive
    members: Annotated[tuple[Member, ...], Size(1, MAX_MEMBERS)]
    expires: Instant
    tenant: Hash | None = None
    previous: Hash | None = None
    witness: Key | None = None
    recovery: Recipient | None = None

    def __post_init__(self) -> None:
        """Version 1 names no tenant: its own hash will be the name (RO-1)."""
        super().__post_init__()
        if (self.version == 1) != (self.tenant is None):
            raise MalformedError("RO-1", "exactly version 1 names no tenant")


@dataclass(frozen=True, kw_only=True)
class MemberInvitation(Body):
    """The team's consent to exactly one new member, or to a new code for one it has (EN-3, EN-8)."""

    TYPE: ClassVar = "member-invitation"
    LOG: ClassVar = DIRECTORY

    tenant: Hash
    seq: Positive
    person: Id
    name: Name
    role: Role
    code: Key
    state: Literal["open", "withdrawn"]
    expires: Instant
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Device(Body):
    """A device's proof of possession, with a code or an older device of the same person (EN-3, EN-6)."""

    TYPE: ClassVar = "device"
    LOG: ClassVar = DIRECTORY
    SIGNED: ClassVar = Signed.TWO

    tenant: Hash
    person: Id
    sign: Key
    seal: Recipient
    invitation: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Duty(Body):
    """Who holds the tenant's intake ring (DU-1)."""

    TYPE: ClassVar = "duty"
    LOG: ClassVar = DIRECTORY

    tenant: Hash
    seq: Positive
    people: Annotated[tuple[Id, ...], Size(1, 5)]
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Boundary(Body):
    """A directed trust edge from `tenant` to `to` (BO-1)."""

    TYPE: ClassVar = "boundary"
    LOG: ClassVar = DIRECTORY

    tenant: Hash
    to: Hash
    to_version: Positive
    seq: Positive
    rule: Rule
    takes: bool
    verified: Literal["in-person", "call", "published", "group", "vouched"]
    until: Instant
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Group(Body):
    """A boundary template that tenants accept as a whole (GR-1)."""

    TYPE: ClassVar = "group"
    LOG: ClassVar = DIRECTORY

    tenant: Hash
    group: Slug
    seq: Positive
    name: Name
    rule: Rule
    takes: bool
    until: Instant
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class GroupJoin(Body):
    """A tenant's acceptance of a group's terms, or its leaving (GR-1)."""

    TYPE: ClassVar = "group-join"
    LOG: ClassVar = DIRECTORY

    tenant: Hash
    group: Slug
    terms: Hash
    seq: Positive
    state: Literal["joined", "left"]
    previous: Hash | None = None


@dataclass(frozen=True, kw_only=True)
class Rebase(Body):
    """A tenant's consent to go on with a new log after the old one was lost (design 3.7)."""

    TYPE: ClassVar = "rebase"
    LOG: ClassVar = DIRECTORY

    tenant: Hash
    origin: HubName
    size: Count
    root: Hash


@dataclass(frozen=True, kw_only=True)
class Admission(Body):
    """The hub's notice that it serves a tenant, and under which slug (LO-6)."""

    TYPE: ClassVar = "admission"
    LOG: ClassVar = DIRECTORY
    SIGNED: ClassVar = Signed.NOTICE

    tenant: Hash
    slug: Slug
    kind: Literal["interpreter", "installer", "index", "backend", "adjacent", "cna", "oversight"]
    stage: Literal["applicant", "informal", "chartered", "suspended", "left"]


@dataclass(frozen=True, kw_only=True)
class Anchor(Body):
    """The hub's notice of the directory that the case leaves after it are judged with (LO-5)."""

    TYPE: ClassVar = "anchor"
    LOG: ClassVar = "case"
    SIGNED: ClassVar = Signed.NOTICE

    directory: LogPoint
