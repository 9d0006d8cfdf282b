"""What the directory log has established, each fact with the leaf that established it."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from crypto.kinds.directory import (
    Admission,
    Boundary,
    DeviceKeys,
    Duty,
    Group,
    GroupJoin,
    MemberInvitation,
    Rebase,
    Roster,
    Rule,
)
from crypto.statement import Statement

K = TypeVar("K")
V = TypeVar("V")


class Table(Generic[K, V]):
    """Values by key, each from the leaf that set it; nothing is overwritten, so every size can be asked."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rows: dict[K, tuple[list[int], list[V | None]]] = {}

    def put(self, key: K, index: int, value: V | None) -> None:
        """Set the value that holds after leaf `index`; None takes it away. Indexes never go back."""
        leaves, values = self._rows.setdefault(key, ([], []))
        leaves.append(index)
        values.append(value)

    def get(self, key: K, size: int) -> V | None:
        """Return the value after the first `size` leaves, None if there is none."""
        if key not in self._rows:
            return None
        leaves, values = self._rows[key]
        place = bisect_left(leaves, size)
        return values[place - 1] if place else None

    def items(self, size: int) -> Iterator[tuple[K, V]]:
        """All keys with a value after the first `size` leaves, in the order of their first leaf."""
        for key in self._rows:
            value = self.get(key, size)
            if value is not None:
                yield key, value


@dataclass(frozen=True)
class Person:
    """A member of a tenant: who, in which roles, and with which active devices, by fingerprint.

    `since` is the leaf that began this membership: who leaves and comes back begins another (CA-15).
    """

    person: str
    name: str
    roles: frozenset[str]
    devices: Mapping[str, DeviceKeys]
    since: int


@dataclass(frozen=True)
class Located:
    """Whose a device is (genesis and person), in which membership of theirs, and whether it is active."""

    tenant: str
    person: str
    keys: DeviceKeys
    since: int
    active: bool


@dataclass(frozen=True)
class Tenant:
    """A tenant by its genesis, the roster in force, and what the hub's last notice says of it, if any."""

    genesis: str
    roster: Roster
    roster_hash: str
    kind: str | None
    stage: str | None

    @property
    def slug(self) -> str:
        """The tenant's own short name, the same in all its rosters (RO-2)."""
        return self.roster.slug


@dataclass(frozen=True)
class Edge:
    """May cases go from one tenant to another (`rule`), and does the first take cases from it (BO-1)."""

    rule: Rule
    takes: bool


@dataclass(frozen=True)
class Invited:
    """The invitation in force for a person; `closed` once used (EN-4) or overtaken by a roster (EN-9)."""

    statement: Statement[MemberInvitation]
    closed: bool


@dataclass(frozen=True)
class OnDuty:
    """The duty statement in force and those of its people who never left the roster since (DU-1)."""

    statement: Statement[Duty]
    people: tuple[str, ...]


@dataclass
class Facts:
    """All tables. Keys are a genesis, a slug, a fingerprint, or pairs of a genesis and what the name says."""

    rosters: Table[str, Statement[Roster]] = field(default_factory=Table)
    people: dict[str, Table[str, Person]] = field(default_factory=dict)
    devices: Table[str, Located] = field(default_factory=Table)
    invitations: dict[str, Table[str, Invited]] = field(default_factory=dict)
    duties: Table[str, OnDuty] = field(default_factory=Table)
    boundaries: Table[tuple[str, str], Statement[Boundary]] = field(default_factory=Table)
    groups: Table[str, Statement[Group]] = field(default_factory=Table)
    joins: Table[tuple[str, str], Statement[GroupJoin]] = field(default_factory=Table)
    admissions: Table[str, Statement[Admission]] = field(default_factory=Table)
    slugs: Table[str, str] = field(default_factory=Table)
    rebases: Table[str, Statement[Rebase]] = field(default_factory=Table)
    terms: dict[str, Group] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)  # the fingerprint each public key stands in (RO-8)
    ids: dict[str, int] = field(default_factory=dict)  # the leaf that used each id (ST-9)
