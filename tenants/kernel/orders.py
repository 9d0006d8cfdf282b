"""The outbox as whoever runs the hub sees it: what waits, what failed, and the dead set going again.

Of an order only its kind, its times and the name of its error are told: not for whom or about what it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from tenants.kernel.outbox import RELAY, Outbox, is_open, rows_of
from tenants.kernel.scope import also_as_system


@dataclass(frozen=True)
class Trouble:
    """An order whose last try failed; `due_at` is None for a dead one, which nobody tries any more."""

    id: str
    kind: str
    since: datetime
    tries: int
    fault: str
    due_at: datetime | None


def backlog(session: Session) -> tuple[int, int]:
    """Return how many orders are open and how many are dead."""
    with also_as_system(session, RELAY):
        alive = func.count().filter(*is_open())
        dead = func.count().filter(Outbox.dead_at.is_not(None))
        found = session.execute(select(alive, dead).select_from(Outbox)).one()
        return found[0], found[1]


def oldest(session: Session) -> datetime | None:
    """Return since when the oldest open order is wanted; None if there is none."""
    with also_as_system(session, RELAY):
        return session.scalar(select(func.min(Outbox.wanted_at)).where(*is_open()))


def in_trouble(session: Session) -> Sequence[Trouble]:
    """Return the orders that failed and are not done: the dead ones first, then the oldest."""
    due = case((Outbox.dead_at.is_(None), Outbox.due_at))
    failed = select(Outbox.id, Outbox.kind, Outbox.wanted_at, Outbox.attempts, Outbox.fault, due).where(
        Outbox.fault.is_not(None), Outbox.done_at.is_(None)
    )
    with also_as_system(session, RELAY):
        rows = session.execute(failed.order_by(Outbox.dead_at.is_(None), Outbox.wanted_at, Outbox.id)).all()
    return [Trouble(id_, kind, since, tries, fault or "", at) for id_, kind, since, tries, fault, at in rows]


def revive(session: Session, now: datetime, *, only: Collection[str] = ()) -> int:
    """Have dead orders, or `only` these, tried again from now on as often as new ones; return how many."""
    dead = update(Outbox).where(Outbox.dead_at.is_not(None))
    if only:
        dead = dead.where(Outbox.id.in_(only))
    with also_as_system(session, RELAY):
        return rows_of(session, dead.values(dead_at=None, due_at=now, spared=Outbox.attempts))
