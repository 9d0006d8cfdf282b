"""Work that follows from a commit, written in that commit: the outbox is the truth, whatever rings the bell.

An order carries a kind and ids, never content, and the scope on whose behalf it runs. Every scope may add
one; only the relay sees them. The relay claims what is due for a while (a lease), runs each order in a
transaction of its own, and marks it done in that same transaction:

1. `claim` counts an attempt, sets the lease and is committed: an order that kills its worker still runs out
   of
   attempts.
2. `hold` locks the order for the attempt that claimed it, and says no if another attempt took over.
3. `finish` marks it done together with its effect, and says no if the lease was lost to another attempt: then
   everything is rolled back.
4. `postpone` sets the next try. Whoever was away will be back, so such a try is spared; of those that count
   `ATTEMPTS` make the order dead. Dead orders stay, and are shown and revived (`tenants.kernel.orders`).

The effect in the database so happens once. What leaves the machine (mail, CVE Services) carries the order's
id as its idempotency key, as the other side may see it twice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Index,
    Update,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.kernel.ids import new_id
from tenants.kernel.orm import Base, Id
from tenants.kernel.scope import Scope, also_as_system, scope_of

RELAY = "relay"
"""The system name that the policies of outbox and schedule admit."""

ATTEMPTS = 12
# From the claim to the lock that `hold` takes; a running order is protected by the lock, whatever its lease.
LEASE = timedelta(seconds=15)
# 1 s, 4 s, 16 s … at most an hour.
_FIRST_WAIT_S, _LONGEST_WAIT_S, _GROWS = 1, 3600, 6
# Ids, numbers, enum words, versions and instants fit; a sentence does not.
_ARGUMENT = re.compile(r"[A-Za-z0-9_.:+-]{0,128}", re.ASCII)

Args = Mapping[str, str | int]


class Outbox(Base):
    """One order. `tenant_id`, `person_id` and `case_id` are the scope it runs in, empty words for nobody.

    It was wanted at `wanted_at`, and is tried next at `due_at`. `attempts` counts every claim and never
    falls, as it is the fence; `spared` of them do not count.
    """

    __tablename__ = "outbox"

    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    tenant_id: Mapped[str]
    person_id: Mapped[str]
    case_id: Mapped[str]
    wanted_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    spared: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    fault: Mapped[str | None]

    __table_args__ = (
        Index("ix_outbox_open", "due_at", postgresql_where=text("done_at IS NULL AND dead_at IS NULL")),
    )


@dataclass(frozen=True)
class Order:
    """A claimed order: `attempt`, from 1, is the fence between two workers; `id` is the effect's key.

    `tries` of the attempts count, this one included: with more than `ATTEMPTS` it never came back from the
    last one, and is not to be run again.
    """

    id: str
    kind: str
    args: Mapping[str, Any]
    scope: Scope
    attempt: int
    tries: int


def checked_args(args: Args) -> dict[str, str | int]:
    """Return a copy; ValueError unless every value is a number or one word of at most 128 characters."""
    for name, value in args.items():
        if not isinstance(value, int) and not _ARGUMENT.fullmatch(value):
            raise ValueError(f"the argument {name!r} is not an id: orders carry no content")
    return dict(args)


def enqueue(
    session: Session, kind: str, args: Args, due_at: datetime, *, on_behalf: Scope | None = None
) -> str:
    """Order work that happens if this transaction commits, not before `due_at`; return the order's id.

    It runs in the scope of the session, unless `on_behalf` names another. ValueError for arguments that are
    not ids (`checked_args`).
    """
    scope = on_behalf or scope_of(session)
    order_id = new_id()
    row = {
        "id": order_id,
        "kind": kind,
        "args": checked_args(args),
        "tenant_id": scope.tenant_id,
        "person_id": scope.person_id,
        "case_id": scope.case_id,
        "wanted_at": due_at,
        "due_at": due_at,
    }
    # Not an object of the session: reading it back is what the relay alone may do.
    session.execute(insert(Outbox).values(row))
    return order_id


def claim(session: Session, now: datetime, *, limit: int) -> Sequence[Order]:
    """Lease up to `limit` due orders, oldest first, past those that other relays hold. The caller commits."""
    free = Outbox.lease_until.is_(None) | (Outbox.lease_until <= now)
    # As a common table expression it runs once; as a subquery the planner may run it again, and lock more.
    due = (
        select(Outbox.id)
        .where(*is_open(), Outbox.due_at <= now, free)
        .order_by(Outbox.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    leased = (
        update(Outbox)
        .where(Outbox.id == due.c.id)
        .values(attempts=Outbox.attempts + 1, lease_until=now + LEASE)
        .returning(
            Outbox.id,
            Outbox.kind,
            Outbox.args,
            Outbox.attempts,
            Outbox.spared,
            Outbox.tenant_id,
            Outbox.person_id,
            Outbox.case_id,
            Outbox.due_at,
        )
        .execution_options(synchronize_session=False)
    )
    with also_as_system(session, RELAY):
        rows = sorted(session.execute(leased), key=lambda row: row.due_at)
    return [
        Order(
            row.id,
            row.kind,
            row.args,
            Scope(row.tenant_id, row.person_id, row.case_id),
            attempt=row.attempts,
            tries=row.attempts - row.spared,
        )
        for row in rows
    ]


def hold(session: Session, order: Order) -> bool:
    """Lock the order until the transaction ends; False if it is done, dead, or another attempt's by now.

    It waits for whoever has the lock: a claim that began before this one's commit locks the row, too, finds
    it taken, and has it until its own commit. Skipped, the order would stand still until its lease ran out.
    """
    with also_as_system(session, RELAY):
        mine = select(Outbox.id).where(*_still(order)).with_for_update()
        return session.scalar(mine) is not None


def finish(session: Session, order: Order, now: datetime) -> bool:
    """Mark the order done in the transaction of its effect; False if another attempt took over: roll back."""
    return _settle(session, order, update(Outbox).values(done_at=now, lease_until=None, fault=None))


def postpone(session: Session, order: Order, now: datetime, fault: str, *, away: bool) -> bool:
    """Set the next try, four times as long each time; False if the order is dead instead.

    `away` says that the fault is not the order's: somebody who is needed did not answer, and the try does not
    count. `fault` is the name of an error, never its text, which may repeat what somebody wrote.
    """
    dead = not away and order.tries >= ATTEMPTS
    wait = timedelta(seconds=min(_FIRST_WAIT_S * 4 ** min(order.attempt - 1, _GROWS), _LONGEST_WAIT_S))
    fate: dict[str, Any] = {"dead_at": now} if dead else {"due_at": now + wait}
    spared = Outbox.spared + int(away)
    _settle(session, order, update(Outbox).values(lease_until=None, fault=fault, spared=spared, **fate))
    return not dead


def forget_done(session: Session, before: datetime) -> int:
    """Delete orders that were done before an instant; return how many."""
    with also_as_system(session, RELAY):
        return rows_of(session, delete(Outbox).where(Outbox.done_at < before))


def rows_of(session: Session, statement: Update | Delete) -> int:
    """Execute and return how many rows it was about."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def is_open() -> tuple[ColumnElement[bool], ...]:
    """What is so of an order that is neither done nor dead."""
    return Outbox.done_at.is_(None), Outbox.dead_at.is_(None)


def _settle(session: Session, order: Order, statement: Update) -> bool:
    with also_as_system(session, RELAY):
        return rows_of(session, statement.where(*_still(order))) == 1


def _still(order: Order) -> tuple[ColumnElement[bool], ...]:
    return (*is_open(), Outbox.id == order.id, Outbox.attempts == order.attempt)
