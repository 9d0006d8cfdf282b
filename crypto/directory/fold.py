"""The directory log, folded leaf by leaf: judge, then apply (FORMATS.md 3 and 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from crypto import merkle
from crypto.directory import boundaries, joining, notices, rosters
from crypto.directory.facts import Facts
from crypto.directory.rosters import Quorum
from crypto.directory.view import View
from crypto.errors import BadSignatureError, CryptoError, MalformedError, NotAllowedError
from crypto.kinds.body import Body, LogPoint
from crypto.kinds.directory import (
    Admission,
    Boundary,
    Device,
    Duty,
    Group,
    GroupJoin,
    MemberInvitation,
    Rebase,
    Roster,
)
from crypto.kinds.sharing import Epoch, Share
from crypto.statement import Entry, Statement, narrow
from crypto.verdict import Verdict

B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class _Rule(Generic[B]):
    """When a statement of `kind` counts, and what it then changes."""

    kind: type[B]
    allows: Callable[[View, Statement[B], datetime], None]
    changes: Callable[[Facts, int, Statement[B]], None]

    def judge(self, view: View, statement: Statement[Body], when: datetime) -> None:
        self.allows(view, narrow(statement, self.kind), when)

    def apply(self, facts: Facts, index: int, statement: Statement[Body]) -> None:
        self.changes(facts, index, narrow(statement, self.kind))


class _AnyRule(Protocol):
    """A rule whose kind is looked up at run time."""

    def judge(self, view: View, statement: Statement[Body], when: datetime) -> None: ...
    def apply(self, facts: Facts, index: int, statement: Statement[Body]) -> None: ...


_RULES: dict[type[Body], _AnyRule] = {
    Roster: _Rule(Roster, rosters.judge, rosters.apply),
    MemberInvitation: _Rule(MemberInvitation, joining.judge_invitation, joining.apply_invitation),
    Device: _Rule(Device, joining.judge_device, joining.apply_device),
    Duty: _Rule(Duty, boundaries.judge_duty, boundaries.apply_duty),
    Boundary: _Rule(Boundary, boundaries.judge_boundary, boundaries.apply_boundary),
    Group: _Rule(Group, boundaries.judge_group, boundaries.apply_group),
    GroupJoin: _Rule(GroupJoin, boundaries.judge_join, boundaries.apply_join),
    Admission: _Rule(Admission, notices.judge_admission, notices.apply_admission),
    Rebase: _Rule(Rebase, notices.judge_rebase, notices.apply_rebase),
}


class Directory:
    """The people, teams and edges of one directory log, at every size it ever had.

    The statements of intake rings (`epoch`, `share`) have their leaf here and are counted; what they say is
    judged by `crypto.ring`.
    """

    def __init__(self, *, hub: str) -> None:
        """Begin with an empty log of the hub of that name (ST-7)."""
        self._hub = hub
        self._facts = Facts()
        self._tree = merkle.Tree(merkle.MemoryStorage())

    @property
    def size(self) -> int:
        """How many leaves were folded, void ones and those of rings included."""
        return self._tree.size

    @property
    def now(self) -> View:
        """The directory after all leaves folded so far."""
        return View(self._facts, self.size)

    def at(self, size: int) -> View:
        """Return the directory just before leaf `size`; ValueError if the log is shorter."""
        if not 0 <= size <= self.size:
            message = f"the directory has {self.size} leaves, not {size}"
            raise ValueError(message)
        return View(self._facts, size)

    def root(self, size: int | None = None) -> str:
        """Return the tree's root (hex) over the first `size` leaves, or all; MalformedError (LG-2)."""
        return self._tree.root(size).hex()

    def check_point(self, point: LogPoint, *, limit: int) -> None:
        """Return if `point` is this directory at a size of at most `limit`; else NotAllowedError (ST-10)."""
        if point.size > min(limit, self.size):
            raise NotAllowedError("ST-10", f"made with {point.size} leaves of the directory, before its time")
        if point.root != self.root(point.size):
            raise NotAllowedError("ST-10", "made with another directory than this one: the trace of a fork")

    def judge(self, statement: Statement[Body], *, when: datetime) -> None:
        """Return if `statement` would count as the next leaf, logged at `when`.

        Raises MalformedError or NotAllowedError where it would be void for ever, and BadSignatureError where
        this copy of it lacks, or has too many, signatures (ST-15). For a ring's statement only what holds for
        all statements is checked.
        """
        body = statement.body
        if body.hub != self._hub:
            raise MalformedError("ST-7", f"meant for the hub {body.hub}")
        rule = _RULES.get(type(body))
        if rule is None and not (isinstance(body, Epoch | Share) and body.ring.kind == "intake"):
            raise MalformedError("ST-1", f"a {body.TYPE} has no place in the directory log")
        self._check_fresh(body)
        if rule is not None:
            rule.judge(self.now, statement, when)

    def quorum(self, statement: Statement[Roster], *, when: datetime) -> Quorum:
        """Judge a next roster that is still being signed: all but how many have signed it (RO-4).

        Raises as `judge`, and BadSignatureError for a signature by nobody who may.
        """
        self._check_fresh(statement.body)
        return rosters.quorum(self.now, statement, when)

    def _check_fresh(self, body: Body) -> None:
        if body.id in self._facts.ids:
            raise NotAllowedError("ST-9", "another statement of the log has this id")
        self.check_point(body.log, limit=self.size)

    def add(self, entry: Entry) -> Verdict:
        """Fold the next entry: judge it at its own leaf, and keep what it says if it counts.

        Raises ValueError unless `entry.index` is `size`, and BadSignatureError for a bad copy (ST-15):
        nothing is folded then, and the log is not read on until a whole copy is found.
        """
        statement = entry.statement
        if entry.index != self.size:
            message = f"leaf {entry.index} where leaf {self.size} belongs"
            raise ValueError(message)
        fault = self._fault(entry)
        if fault is None and type(statement.body) in _RULES:
            _RULES[type(statement.body)].apply(self._facts, entry.index, statement)
        self._facts.ids.setdefault(statement.body.id, entry.index)
        self._tree.append(bytes.fromhex(statement.hash))
        return Verdict(entry, fault)

    def _fault(self, entry: Entry) -> CryptoError | None:
        try:
            self.judge(entry.statement, when=entry.logged_at)
        except BadSignatureError:
            raise
        except CryptoError as fault:
            return fault
        return None
