"""Appending to the logs, one writer at a time (P3, P7).

To append: (1) lock the log's row, (2) in the case log, anchor the directory if it has grown (LO-5), (3) have
every statement judged as the next leaf, in order, (4) store leaves and contents, (5) order a checkpoint.
All of it happens in the caller's transaction, or none. A statement that does not count is never appended:
the first refusal is the caller's answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from crypto import dsse
from crypto.kinds import Anchor, Body
from crypto.kinds.body import LogPoint
from crypto.merkle import EMPTY_ROOT, Frontier, Node
from crypto.statement import NOBODY, Statement, check, encode
from tenants.journal.models import CaseEntry, Leaf, LogName, OpenEntry, Tree
from tenants.journal.nodes import StoredNodes
from tenants.kernel.errors import ConflictError
from tenants.kernel.ids import new_id
from tenants.kernel.outbox import enqueue

HASH_SIZE = 32
CHECKPOINT = "checkpoint"
"""The kind of order that signs a log off; its argument is the log's name."""


class AlreadyLoggedError(ConflictError):
    """The statement, or another with its id, is in the log already (ST-9): a replay changes nothing."""

    slug = "already-logged"
    title = "Already in the log"
    rule = "ST-9"


@dataclass(frozen=True)
class Receipt:
    """Where a statement came to stand."""

    index: int
    hash: str


@dataclass
class Writer:
    """A log whose row is locked until the transaction ends; appends in memory, and stores in `close`."""

    session: Session
    log: LogName
    frontier: Frontier
    now: datetime

    def __post_init__(self) -> None:
        """Begin with nothing to store."""
        self._nodes: dict[Node, bytes] = {}
        self._leaves: list[dict[str, object]] = []
        self._open: list[dict[str, object]] = []
        self._case: list[dict[str, object]] = []

    def append(self, statement: Statement[Body], *, case_id: str | None, directory_size: int) -> Receipt:
        """Take the next leaf; contents are public unless `case_id` says whose they are."""
        place = self.frontier.size
        self._nodes.update(self.frontier.append(bytes.fromhex(statement.hash)))
        self._leaves.append(
            {"log": self.log, "place": place, "hash": statement.hash, "statement_id": statement.body.id}
        )
        row = {
            "place": place,
            "type": statement.body.TYPE,
            "wire": dsse.write(statement.signed),
            "appended_at": self.now,
        }
        if case_id is None:
            self._open.append(row | {"log": self.log})
        else:
            self._case.append(row | {"case_id": case_id, "directory_size": directory_size})
        return Receipt(place, statement.hash)

    def close(self) -> None:
        """Store what was appended and order a checkpoint; AlreadyLoggedError for a replayed statement."""
        if not self._leaves:
            return
        self._refuse_replays()
        self.session.execute(insert(Leaf), self._leaves)
        StoredNodes(self.session, self.log).write(self._nodes)
        if self._open:
            self.session.execute(insert(OpenEntry), self._open)
        if self._case:
            self.session.execute(insert(CaseEntry), self._case)
        tree = self.session.get_one(Tree, self.log)
        tree.size, tree.frontier = self.frontier.size, b"".join(self.frontier.hashes)
        enqueue(self.session, CHECKPOINT, {"log": self.log}, self.now)

    def _refuse_replays(self) -> None:
        ids = [str(leaf["statement_id"]) for leaf in self._leaves]
        known = select(Leaf.place).where(Leaf.log == self.log, Leaf.statement_id.in_(ids)).limit(1)
        if len(set(ids)) != len(ids) or self.session.scalar(known) is not None:
            raise AlreadyLoggedError("a statement with this id was logged before")


def lock(session: Session, log: LogName, now: datetime) -> Writer:
    """Take the log for writing until the transaction ends; the next writer waits."""
    session.execute(upsert(Tree).values(log=log, size=0, frontier=b"").on_conflict_do_nothing())
    tree = session.scalars(
        select(Tree).where(Tree.log == log).with_for_update().execution_options(populate_existing=True)
    ).one()
    return Writer(session, log, _frontier(tree), now)


def frontier(session: Session, log: LogName) -> Frontier:
    """The log's right edge as it stands, without taking it."""
    tree = session.get(Tree, log, populate_existing=True)
    return Frontier() if tree is None else _frontier(tree)


def log_point(edge: Frontier) -> LogPoint:
    """Size and root of a tree, as statements carry them."""
    root = edge.root() if edge.size else EMPTY_ROOT
    return LogPoint(size=edge.size, root=root.hex())


def anchor_if_grown(
    writer: Writer, *, hub: str, anchored: int, directory: Frontier
) -> Statement[Body] | None:
    """LO-5: append the notice that the directory has `directory.size` leaves, if it had fewer before."""
    if directory.size == anchored:
        return None
    point = log_point(directory)
    body = Anchor(hub=hub, id=new_id(), created=writer.now, log=point, by=NOBODY, directory=point)
    notice = check(encode(body), hub=hub)
    writer.append(notice, case_id=None, directory_size=directory.size)
    return notice


Judge = Callable[[int, Statement[Body]], None]


def append_all(
    writer: Writer,
    statements: Sequence[Statement[Body]],
    judge: Judge,
    *,
    case_id: str | None,
    directory_size: int,
) -> list[Receipt]:
    """Judge each statement as the next leaf, append it, and store all; `judge` raises what refuses it."""
    receipts = []
    for statement in statements:
        judge(writer.frontier.size, statement)
        receipts.append(writer.append(statement, case_id=case_id, directory_size=directory_size))
    writer.close()
    return receipts


def _frontier(tree: Tree) -> Frontier:
    data = tree.frontier
    return Frontier(tree.size, [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)])
