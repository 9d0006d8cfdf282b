"""The logs, folded: every verdict of the hub comes from here, by the rules that readers use (P3).

The directory is folded once per thread and brought up to date before every use, by one statement when
nothing is new; a case is folded afresh for each request, as its entries show inside the case alone. A fold is
nobody's state: if a transaction is rolled back, or the rows say otherwise, it is made again.
"""

import threading
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crypto.circle import Circle
from crypto.directory import View
from crypto.errors import NotAllowedError
from crypto.kinds import Anchor, Body, Manifest
from crypto.kinds.body import LogPoint
from crypto.merkle import Frontier
from crypto.replay import Replay
from crypto.statement import NOBODY, Entry, Statement, check, encode, narrow, parse
from tenants.journal import ledger, stored
from tenants.journal.models import SignedCheckpoint, Tree
from tenants.kernel.ids import new_id


@dataclass(frozen=True)
class Receipt:
    """Where a statement came to stand."""

    index: int
    hash: str


class CorruptLogError(Exception):
    """The stored entries do not give the stored root: somebody changed rows by hand."""


@dataclass
class _Fold:
    """The directory log as one thread knows it; entries below `settled` have the time they will keep."""

    hub: str
    entries: list[Entry] = field(default_factory=list)
    settled: int = 0

    def __post_init__(self) -> None:
        self.replay = Replay(hub=self.hub, cna=None)
        for entry in self.entries:
            self.replay.add_directory(entry)

    def add(self, entry: Entry) -> None:
        self.replay.add_directory(entry)
        self.entries.append(entry)

    def matches(self, edge: Frontier) -> bool:
        return self.replay.directory.root() == edge.root().hex()

    def up_to_date(self, session: Session, *, size: int, covered: int) -> "_Fold":
        """Return a fold of all `size` entries, of which checkpoints cover `covered`."""
        rows = stored.open_entries(session, "directory", start=self.settled, stop=size, limit=None)
        entries = self.entries[: self.settled] + [self._entry(row) for row in rows]
        known = len(self.entries)
        same = all(entries[at].logged_at == self.entries[at].logged_at for at in range(self.settled, known))
        fold = self if same else _Fold(self.hub, entries[:known])
        for entry in entries[known:]:
            fold.add(entry)
        fold.settled = min(covered, size)
        return fold

    def _entry(self, row: stored.Stored) -> Entry:
        known = row.index < len(self.entries)
        statement = self.entries[row.index].statement if known else parse(row.wire, hub=self.hub)
        return Entry(row.index, statement, row.logged_at)


class _Folds(threading.local):
    """By engine; a fold grows while it is read, so no two threads share one."""

    def __init__(self) -> None:
        self.by_engine: MutableMapping[object, _Fold] = WeakKeyDictionary()


_FOLDS = _Folds()


def replay_now(session: Session, *, hub: str) -> Replay:
    """Return the directory log and the intake rings as committed, and as this transaction appended to them.

    The case log is not folded in it. The object is this thread's, and is good until its next call.
    """
    return _fold_now(session, hub).replay


def cna_of(view: View) -> str | None:
    """Return the genesis of the tenant that was admitted as the CNA, the first if there were several."""
    return next((each.genesis for each in view.tenants() if each.kind == "cna"), None)


def append_directory(
    session: Session, statements: Sequence[Statement[Body]], *, hub: str, now: datetime
) -> list[Receipt]:
    """Append to the directory log all statements, each judged as the next leaf, or none.

    What refuses one is raised: a CryptoError with its rule, or AlreadyLoggedError.
    """
    when = now.replace(microsecond=0)
    writer = ledger.lock(session, "directory", when)
    fold = _fold_now(session, hub)
    receipts = []
    for statement in statements:
        fold.replay.judge_directory(statement, when=when)
        receipts.append(Receipt(writer.size, statement.hash))
        fold.add(Entry(writer.size, statement, when))
        writer.publish(statement)
    writer.close()
    return receipts


def load_case(session: Session, case_id: str, *, hub: str) -> Circle:
    """Return the fold of the case that was entered; empty, with `facts` None, if it is not open yet."""
    directory = replay_now(session, hub=hub).directory
    circle = Circle(case_id, directory=directory, cna=cna_of(directory.now))
    for row in stored.case_entries(session, limit=None):
        circle.add(Entry(row.index, parse(row.wire, hub=hub), row.logged_at), size=row.directory_size)
    return circle


def append_case(
    session: Session, case_id: str, statements: Sequence[Statement[Body]], *, hub: str, now: datetime
) -> tuple[list[Receipt], Circle]:
    """Append to the case log all statements on the case that was entered, or none; also return its new fold.

    The directory they are judged with is anchored first, if it has grown (LO-5). Raises what refuses one, as
    `append_directory`; also a letter whose author was shown another chain (RI-9).
    """
    when = now.replace(microsecond=0)
    writer = ledger.lock(session, "cases", when)
    size = _anchored(session, writer, replay_now(session, hub=hub), hub=hub)
    circle = load_case(session, case_id, hub=hub)
    receipts = []
    for statement in statements:
        circle.judge(statement, size=size, index=writer.size, when=when)
        _refuse_gap(circle, statement)
        receipts.append(Receipt(writer.size, statement.hash))
        circle.add(Entry(writer.size, statement, when), size=size)
        writer.file(statement, case_id=case_id, directory_size=size)
    writer.close()
    return receipts, circle


def append_intake(session: Session, letter: Statement[Manifest], *, hub: str, now: datetime) -> Receipt:
    """Append the leaf of a letter to an intake ring; the caller keeps its wire, for the tenant alone."""
    when = now.replace(microsecond=0)
    writer = ledger.lock(session, "cases", when)
    replay = replay_now(session, hub=hub)
    replay.anchored = _anchored(session, writer, replay, hub=hub)
    replay.judge_case(letter, when=when, index=writer.size)
    receipt = Receipt(writer.size, letter.hash)
    writer.blind(letter)
    writer.close()
    return receipt


def _fold_now(session: Session, hub: str) -> _Fold:
    engine = session.get_bind()
    edge, covered = _edge(session)
    fold = _FOLDS.by_engine.pop(engine, None)
    if fold is None or fold.hub != hub:
        fold = _Fold(hub)
    if len(fold.entries) > edge.size:  # what this thread appended was rolled back
        fold = _Fold(hub, fold.entries[: edge.size])
    if len(fold.entries) < edge.size or fold.settled < min(covered, edge.size):
        fold = fold.up_to_date(session, size=edge.size, covered=covered)
    if not fold.matches(edge):  # rolled back, and others have appended since
        fold = _Fold(hub).up_to_date(session, size=edge.size, covered=covered)
    if not fold.matches(edge):
        raise CorruptLogError
    _FOLDS.by_engine[engine] = fold
    return fold


def _edge(session: Session) -> tuple[Frontier, int]:
    """Return the directory tree's right edge and how many of its leaves are signed off."""
    newest = select(func.max(SignedCheckpoint.size)).where(SignedCheckpoint.log == "directory")
    wanted = select(Tree.size, Tree.frontier, newest.scalar_subquery()).where(Tree.log == "directory")
    row = session.execute(wanted).one_or_none()
    return (Frontier(), 0) if row is None else (ledger.frontier_of(row[0], row[1]), row[2] or 0)


def _anchored(session: Session, writer: ledger.Writer, replay: Replay, *, hub: str) -> int:
    """LO-5: anchor the directory, if it has grown since the last anchor; return the size in force."""
    directory = replay.directory
    wire = stored.last_open_entry(session, "cases")
    if wire is not None:
        anchored = narrow(parse(wire, hub=hub), Anchor).body.directory.size
        if anchored == directory.size:
            return anchored
    point = LogPoint(size=directory.size, root=directory.root())
    body = Anchor(hub=hub, id=new_id(), created=writer.now, log=point, by=NOBODY, directory=point)
    writer.publish(check(encode(body), hub=hub))
    return directory.size


def _refuse_gap(circle: Circle, statement: Statement[Body]) -> None:
    if isinstance(statement.body, Manifest):
        ring = circle.rings.get(statement.body.ring.id)
        gap = ring.gap(statement.body.ring) if ring else None
        if gap is not None:
            raise NotAllowedError("RI-9", gap)
