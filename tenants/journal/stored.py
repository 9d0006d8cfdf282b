"""What the logs hold, in pages: leaves, public contents, and a case's entries inside the case.

Every function is one statement, however many rows it returns. `logged_at` is the time line of the first
checkpoint over the leaf (ST-11); until there is one, the time of the append, which is the hub's word alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from tenants.journal.models import CaseEntry, Leaf, LogName, OpenEntry, SignedCheckpoint, Tree
from tenants.kernel.pages import PAGE

LEAVES_PAGE = 4096


@dataclass(frozen=True)
class Stored:
    """An entry as it is stored; `directory_size` is what a case's statement is judged with (LO-5)."""

    index: int
    wire: bytes
    logged_at: datetime
    directory_size: int = 0


def size(session: Session, log: LogName) -> int:
    """Return how many leaves the log has."""
    return session.scalar(select(Tree.size).where(Tree.log == log)) or 0


def open_entries(
    session: Session, log: LogName, *, start: int, stop: int | None = None, limit: int | None = PAGE
) -> list[Stored]:
    """Return public entries from the index `start` to before `stop`; all of them without a limit."""
    wanted = (
        select(OpenEntry.place, OpenEntry.wire, logged_at(log, OpenEntry.place, OpenEntry.appended_at))
        .where(OpenEntry.log == log, OpenEntry.place >= start)
        .order_by(OpenEntry.place)
        .limit(limit)
    )
    if stop is not None:
        wanted = wanted.where(OpenEntry.place < stop)
    return _read(session, wanted)


def case_entries(session: Session, *, start: int = 0, limit: int | None = PAGE) -> list[Stored]:
    """Return the entries of the case that was entered, from the log's index `start`."""
    at = logged_at("cases", CaseEntry.place, CaseEntry.appended_at)
    wanted = select(CaseEntry.place, CaseEntry.wire, at, CaseEntry.directory_size)
    return _read(session, wanted.where(CaseEntry.place >= start).order_by(CaseEntry.place).limit(limit))


def leaves(session: Session, log: LogName, *, start: int) -> Sequence[str]:
    """Return up to 4096 leaf hashes (hex) from an index."""
    wanted = select(Leaf.hash).where(Leaf.log == log, Leaf.place >= start)
    return session.scalars(wanted.order_by(Leaf.place).limit(LEAVES_PAGE)).all()


def last_open_entry(session: Session, log: LogName) -> bytes | None:
    """Return the wire of the last public entry: of the case log, the anchor in force."""
    wanted = select(OpenEntry.wire).where(OpenEntry.log == log)
    return session.scalar(wanted.order_by(OpenEntry.place.desc()).limit(1))


def logged_at(
    log: LogName, place: SQLColumnExpression[Any], appended: SQLColumnExpression[Any]
) -> ColumnElement[datetime]:
    """Return the time of the leaf in column `place`, or what stands in `appended` until it is signed off."""
    covering = select(SignedCheckpoint.signed_at).where(
        SignedCheckpoint.log == log, SignedCheckpoint.size > place
    )
    return func.coalesce(covering.order_by(SignedCheckpoint.size).limit(1).scalar_subquery(), appended)


def _read(session: Session, wanted: Executable) -> list[Stored]:
    return [Stored(*row) for row in session.execute(wanted)]
