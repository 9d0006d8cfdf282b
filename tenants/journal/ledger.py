"""Writing leaves to the logs, one writer at a time (P3, P7).

To append: (1) lock the log's row, (2) have every statement judged as the next leaf, in order, (3) store
leaves and contents, (4) order a checkpoint. All of it happens in the caller's transaction, or none. Who
judges is `tenants.journal.record`; a statement that does not count never comes here.
"""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from crypto import dsse
from crypto.kinds import Body
from crypto.merkle import Frontier, Node
from crypto.statement import Statement
from tenants.journal.models import CaseEntry, Leaf, LogName, OpenEntry, Tree
from tenants.journal.nodes import StoredNodes
from tenants.kernel.errors import ConflictError
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import NOBODY

HASH_SIZE = 32
CHECKPOINT = "checkpoint"
"""The kind of order that signs a log off; its argument is the log's name."""


class AlreadyLoggedError(ConflictError):
    """The statement, or another with its id, is in the log already: sent again, it changes nothing."""

    slug = "already-logged"
    title = "Already in the log"
    rule = "ST-9"


class Writer:
    """A log whose row is locked until the transaction ends; appends in memory, and stores in `close`."""

    def __init__(self, session: Session, log: LogName, frontier: Frontier, now: datetime) -> None:
        """Begin with nothing to store; `lock` makes writers."""
        self.log = log
        self.now = now
        self._session = session
        self._frontier = frontier
        self._nodes: dict[Node, bytes] = {}
        self._leaves: list[dict[str, object]] = []
        self._open: list[dict[str, object]] = []
        self._case: list[dict[str, object]] = []

    @property
    def size(self) -> int:
        """The index of the next leaf."""
        return self._frontier.size

    def publish(self, statement: Statement[Body]) -> None:
        """Take the next leaf, with contents that everybody may read."""
        self._open.append(self._entry(statement) | {"log": self.log})
        self.blind(statement)

    def file(self, statement: Statement[Body], *, case_id: str, directory_size: int) -> None:
        """Take the next leaf; the contents show inside the case alone."""
        whose = {"case_id": case_id, "directory_size": directory_size}
        self._case.append(self._entry(statement) | whose)
        self.blind(statement)

    def blind(self, statement: Statement[Body]) -> None:
        """Take the next leaf and keep no contents: the caller does."""
        self._leaves.append(
            {
                "log": self.log,
                "place": self.size,
                "hash": statement.hash,
                "statement_id": statement.body.id,
            }
        )
        self._nodes.update(self._frontier.append(bytes.fromhex(statement.hash)))

    def close(self) -> None:
        """Store what was appended and order a checkpoint; AlreadyLoggedError for a statement sent again."""
        if not self._leaves:
            return
        self._refuse_known()
        self._session.execute(insert(Leaf), self._leaves)
        StoredNodes(self._session, self.log).write(self._nodes)
        for table, rows in ((OpenEntry, self._open), (CaseEntry, self._case)):
            if rows:
                self._session.execute(insert(table), rows)
        edge = {"size": self.size, "frontier": b"".join(self._frontier.hashes)}
        self._session.execute(
            update(Tree).where(Tree.log == self.log).values(edge).execution_options(synchronize_session=False)
        )
        order_checkpoint(self._session, self.log, self.now)

    def _entry(self, statement: Statement[Body]) -> dict[str, object]:
        return {
            "place": self.size,
            "type": statement.body.TYPE,
            "wire": dsse.write(statement.signed),
            "appended_at": self.now,
        }

    def _refuse_known(self) -> None:
        ids = [str(leaf["statement_id"]) for leaf in self._leaves]
        known = select(Leaf.place).where(Leaf.log == self.log, Leaf.statement_id.in_(ids)).limit(1)
        if len(set(ids)) != len(ids) or self._session.scalar(known) is not None:
            raise AlreadyLoggedError("a statement with this id was logged before")


def lock(session: Session, log: LogName, now: datetime) -> Writer:
    """Take the log for writing until the transaction ends; the next writer waits."""
    session.execute(upsert(Tree).values(log=log, size=0, frontier=b"").on_conflict_do_nothing())
    edge = select(Tree.size, Tree.frontier).where(Tree.log == log).with_for_update()
    size, hashes = session.execute(edge).one()
    return Writer(session, log, frontier_of(size, hashes), now)


def frontier(session: Session, log: LogName) -> Frontier:
    """Return the log's right edge as it stands, without taking it."""
    edge = session.execute(select(Tree.size, Tree.frontier).where(Tree.log == log)).one_or_none()
    return Frontier() if edge is None else frontier_of(*edge)


def frontier_of(size: int, hashes: bytes) -> Frontier:
    """Return the right edge out of its columns."""
    return Frontier(size, [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)])


def order_checkpoint(session: Session, log: LogName, now: datetime) -> None:
    """Have the log signed off after the commit, on nobody's behalf."""
    enqueue(session, CHECKPOINT, {"log": log}, now, on_behalf=NOBODY)
