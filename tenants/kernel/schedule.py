"""What is due at an instant: once, such as the T0 of a case, or again and again.

Work of one kind about the same ids is planned once; planning it again replaces the plan, so that moving a
date is one call. When it is due the relay turns it into an order of the outbox in one transaction, so that
six relays at one instant make one order.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.kernel.orm import Base
from tenants.kernel.outbox import RELAY, Args, checked_args, enqueue
from tenants.kernel.scope import Scope, also_as_system, scope_of


class Schedule(Base):
    """A plan: `name` is its kind and ids; `every` is in seconds, and null for work that happens once."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    tenant_id: Mapped[str]
    person_id: Mapped[str]
    case_id: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(index=True)
    every: Mapped[int | None]


def plan(
    session: Session, kind: str, args: Args, due_at: datetime, *, every: timedelta | None = None
) -> None:
    """Plan work in the session's scope, or replace the plan of this kind about these ids.

    With `every`, of at least a second, it recurs at due_at, due_at + every, …; times that passed while no
    relay ran are made up once, not one by one. ValueError for arguments that are not ids.
    """
    row = _row(scope_of(session), kind, args, due_at, every)
    with also_as_system(session, RELAY):
        session.execute(
            insert(Schedule)
            .values(name=_name(kind, args), **row)
            .on_conflict_do_update(index_elements=["name"], set_=row)
        )


def keep_planned(
    session: Session, kind: str, args: Args, due_at: datetime, *, every: timedelta, on_behalf: Scope
) -> None:
    """Plan recurring work of a scope unless it is planned; a plan that is there keeps its time.

    So it may be said again at every occasion without ever being put off. ValueError as `plan`.
    """
    row = _row(on_behalf, kind, args, due_at, every)
    with also_as_system(session, RELAY):
        session.execute(
            insert(Schedule)
            .values(name=_name(kind, args), **row)
            .on_conflict_do_nothing(index_elements=["name"])
        )


def _row(scope: Scope, kind: str, args: Args, due_at: datetime, every: timedelta | None) -> dict[str, Any]:
    row = {
        "kind": kind,
        "args": checked_args(args),
        "tenant_id": scope.tenant_id,
        "person_id": scope.person_id,
        "case_id": scope.case_id,
        "due_at": due_at,
        "every": None if every is None else int(every.total_seconds()),
    }
    if row["every"] == 0:
        raise ValueError("recurring work needs a second between two times")
    return row


def cancel(session: Session, kind: str, args: Args) -> None:
    """Take a plan back; nothing happens if there is none or it was turned into an order already."""
    with also_as_system(session, RELAY):
        session.execute(delete(Schedule).where(Schedule.name == _name(kind, args)))


def turn(session: Session, now: datetime, *, limit: int) -> int:
    """Make an order of up to `limit` plans that are due; return how many. The caller commits."""
    with also_as_system(session, RELAY):
        due = (
            select(Schedule)
            .where(Schedule.due_at <= now)
            .order_by(Schedule.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = session.scalars(due).all()
        for row in rows:
            scope = Scope(row.tenant_id, row.person_id, row.case_id)
            enqueue(session, row.kind, row.args, row.due_at, on_behalf=scope)
            if row.every is None:
                session.delete(row)
            else:
                row.due_at = _next(row.due_at, timedelta(seconds=row.every), now)
    return len(rows)


def _next(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    return due_at + ((now - due_at) // every + 1) * every


def _name(kind: str, args: Args) -> str:
    return " ".join((kind, *(f"{name}={args[name]}" for name in sorted(args))))
