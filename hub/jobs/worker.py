"""The worker process: answers the bell, and looks once a second whether it rang or not."""

import importlib
import pkgutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from hub import jobs
from hub.config import Settings
from hub.db import session_factory
from hub.jobs.housekeeping import EVERY, HOUSEKEEPING
from hub.jobs.relay import Relay
from hub.logs import described, logger
from hub.queue import Bell
from tenants.kernel.schedule import plan
from tenants.kernel.scope import NOBODY, acting_as

LOOK_EVERY_S = 1.0
log = logger(__name__)


def run_worker(settings: Settings, stop: threading.Event | None = None) -> None:
    """Work until `stop` is set or, in a main thread, until SIGTERM or SIGINT; the order in hand is finished.

    `settings` names both engines. DatabaseRefusedError before anything is done if the database is not safe.
    """
    stopping = stop or _stop_on_signals()
    bell = Bell(settings.redis_url or "")
    try:
        with relay_for(settings) as relay:
            _plan_housekeeping(relay)
            while not stopping.is_set():
                try:
                    relay.drain(stopping.is_set)
                except OperationalError as error:
                    # The database is away or restarting: nothing is lost, the outbox is looked at again.
                    log.warning("database away", **described(error))
                bell.wait(LOOK_EVERY_S)
    finally:
        bell.close()


def answer_bell() -> None:
    """Drain the outbox once: what a stock ``rq worker`` with the JSON serializer does for a bell."""
    with relay_for(Settings.from_env()) as relay:
        relay.drain()


@contextmanager
def relay_for(settings: Settings) -> Iterator[Relay]:
    """Yield a relay over a pool of its own, with every handler registered."""
    for found in pkgutil.iter_modules(jobs.__path__, f"{jobs.__name__}."):
        importlib.import_module(found.name)
    sessions = session_factory(settings.database_url or "")
    try:
        yield Relay(sessions, settings, settings.clock())
    finally:
        sessions.kw["bind"].dispose()


def _plan_housekeeping(relay: Relay) -> None:
    """Have it done now and each day from now on: one plan, however many workers start."""
    with acting_as(relay.sessions(), NOBODY) as session:
        plan(session, HOUSEKEEPING, {}, relay.clock.now(), every=EVERY)
        session.commit()


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
