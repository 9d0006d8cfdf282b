"""Handlers with an effect that can be counted, and a worker process that has them.

    python -m tests.support.effects DATABASE_URL REDIS_URL

runs the shipped worker with these handlers, so that a drill can kill it.
"""

import sys
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from hub.config import Settings
from hub.jobs import HANDLERS, handles
from hub.jobs.worker import run_worker
from tenants.kernel.idempotency import Answered
from tenants.kernel.orders import backlog
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import NOBODY, Scope, acting_as

ANA = Scope(person_id="1" * 32)
NOW = datetime(2026, 5, 18, tzinfo=UTC)


class DeliberateError(Exception):
    """What a failing handler raises; its text must not be seen anywhere."""


def register():
    """Register the handlers, once per process."""
    if "effect.write" not in HANDLERS:
        handles("effect.write")(write)
        handles("effect.fail")(fail)
        handles("effect.two-steps")(write_in_two_steps)
        handles("effect.order")(order_another)


def effect_of(key):
    """Return the statement that leaves one countable row; it has no unique key, so doing it twice shows."""
    return insert(Answered).values(
        person_id=ANA.person_id,
        key=f"{key} {datetime.now(UTC)}",
        request_hash=bytes(32),
        claimed_at=datetime.now(UTC),  # the shipped worker forgets old ones
    )


def write(session, args, tools):
    """Leave one row."""
    session.execute(effect_of(tools.key))


def fail(session, args, tools):
    """Leave a row and fail."""
    session.execute(effect_of(tools.key))
    raise DeliberateError("canary in an error")


def write_in_two_steps(session, args, tools):
    """Make an intent durable unless there is one, then do the rest."""
    if not session.scalar(select(func.count()).where(Answered.key == f"intent {tools.key}")):
        session.add(
            Answered(
                person_id=ANA.person_id,
                key=f"intent {tools.key}",
                request_hash=bytes(32),
                claimed_at=datetime.now(UTC),
            )
        )
        tools.save()
    session.execute(effect_of(tools.key))


def order_another(session, args, tools):
    """Order more work from within work."""
    enqueue(session, "effect.write", {}, NOW)


def order(sessions, kind="effect.write", times=1, due_at=NOW):
    """Order work of one kind and commit."""
    with acting_as(sessions(), ANA) as session:
        for _ in range(times):
            enqueue(session, kind, {}, due_at)
        session.commit()


def effects(sessions):
    """Count what was done, intents left out."""
    with acting_as(sessions(), ANA) as session:
        return session.scalar(select(func.count()).where(~Answered.key.startswith("intent")))


def state(sessions):
    """Return how many orders are open and how many are dead."""
    with acting_as(sessions(), NOBODY) as session:
        return backlog(session)


if __name__ == "__main__":
    register()
    run_worker(Settings(database_url=sys.argv[1], redis_url=sys.argv[2]))
