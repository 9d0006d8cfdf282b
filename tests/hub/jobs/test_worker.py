"""The worker does what is ordered, with Redis, without it, and after its own death."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from psycopg.sql import SQL, Identifier
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from hub.config import Settings
from hub.db import DatabaseRefusedError
from hub.engines.postgres import administer
from hub.failpoints import FAILPOINTS
from hub.jobs.worker import relay_for, run_worker
from hub.queue import QUEUE, Bell
from tests.support.effects import NOW, effects, order, register, state

KILLING = [name for name in FAILPOINTS if name.startswith("relay.")]


@pytest.fixture
def settings(database, redis_url):
    """The two addresses a worker needs."""
    register()
    return Settings(database_url=database.app_url, redis_url=redis_url)


@contextmanager
def working(settings):
    """Run the worker in a thread."""
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(settings, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def wait_until(happened):
    """Wait for something to become true."""
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_a_database_that_would_not_keep_tenants_apart_stops_it_before_it_works(database, redis_url):
    with pytest.raises(DatabaseRefusedError):
        run_worker(Settings(database_url=database.owner_url, redis_url=redis_url), threading.Event())


def test_work_is_done_without_redis(settings, sessions, tmp_path):
    order(sessions, times=3)
    away = Settings(database_url=settings.database_url, redis_url=f"unix://{tmp_path}/no.sock")
    with working(away):
        wait_until(lambda: effects(sessions) == 3)


def test_redis_may_be_flushed_half_way(settings, sessions):
    with working(settings), Redis.from_url(settings.redis_url) as client:
        bell = Bell(settings.redis_url)
        for number in range(30):
            order(sessions)
            bell.ring()
            if number % 10 == 5:
                client.flushall()
        bell.close()
        wait_until(lambda: (effects(sessions), state(sessions)) == (30, (0, 0)))


def test_it_goes_on_after_the_database_dropped_every_connection(settings, sessions, bench):
    with working(settings):
        order(sessions)
        wait_until(lambda: effects(sessions) == 1)
        with administer(bench.sockets) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'accord_app'"
            )
        order(sessions)
        wait_until(lambda: effects(sessions) == 2)


def test_it_waits_for_a_database_that_is_away(settings, sessions, database, bench):
    order(sessions)
    name = Identifier(database.name)
    with administer(bench.sockets) as admin, working(settings):
        wait_until(lambda: effects(sessions) == 1)
        order(sessions, due_at=NOW)
        admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'accord_app'")
        time.sleep(1.5)
        admin.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
        wait_until(lambda: effects(sessions) == 2)


@pytest.fixture
def process(settings):
    """Start workers as processes of their own; what still runs at the end is killed."""
    started = []

    def start(**environment):
        words = [sys.executable, "-m", "tests.support.effects", settings.database_url, settings.redis_url]
        started.append(subprocess.Popen(words, env={**os.environ, **environment}))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


@pytest.mark.slow
@pytest.mark.parametrize("place", KILLING)
def test_a_worker_that_is_killed_anywhere_has_the_effect_once(settings, sessions, process, place):
    order(sessions, "effect.two-steps", times=3)
    turn = 1 if place == "relay.after-claim" else 2  # all three orders are claimed at once
    killed = process(ACCORD_FAILPOINTS="1", ACCORD_FAILPOINT=f"{place}:{turn}")
    assert killed.wait(30) == -signal.SIGKILL
    later = Settings(
        database_url=settings.database_url, redis_url=settings.redis_url, demo=True, demo_clock_offset=3600
    )
    with relay_for(later) as relay:
        relay.drain()
    assert effects(sessions) == 3
    assert state(sessions) == (0, 0)


@pytest.mark.slow
def test_sigterm_ends_it_cleanly_and_leaves_the_rest_for_later(settings, sessions, process):
    order(sessions)
    running = process()
    wait_until(lambda: effects(sessions) == 1)
    running.terminate()
    assert running.wait(30) == 0


def test_a_stock_rq_worker_can_answer_the_bell(settings, sessions, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    monkeypatch.setenv("ACCORD_SECRET_KEY", "s" * 32)
    order(sessions)
    bell = Bell(settings.redis_url)
    bell.ring()
    bell.close()
    with Redis.from_url(settings.redis_url) as client:
        queue = Queue(QUEUE, connection=client, serializer=JSONSerializer)
        worker = SimpleWorker([queue], connection=client, serializer=JSONSerializer)
        worker.work(burst=True, logging_level="ERROR")
    assert effects(sessions) == 1


def test_a_worker_wakes_for_what_is_due_without_a_bell(settings, sessions):
    with working(settings):
        time.sleep(0.2)  # it waits at the bell by now
        order(sessions, due_at=NOW)
        wait_until(lambda: effects(sessions) == 1)
