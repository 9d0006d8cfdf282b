"""What is kept for a while is forgotten each day, and nothing else."""

import threading
from dataclasses import replace
from datetime import timedelta

from hub.config import Settings
from hub.engines.postgres import SUPERUSER
from hub.jobs.housekeeping import HOUSEKEEPING, KEPT
from hub.jobs.worker import relay_for, run_worker
from tenants.kernel.outbox import LEASE
from tests.support.effects import effects, order, register, state


def orders(database):
    """How often each kind of order was done and is still kept, and how many times it is planned."""
    with database.connect(SUPERUSER) as connection:
        done = connection.execute("SELECT kind, count(*) FROM outbox WHERE done_at IS NOT NULL GROUP BY kind")
        plans = connection.execute("SELECT count(*) FROM schedule WHERE kind = %s", [HOUSEKEEPING])
        return dict(done.fetchall()), plans.fetchone()[0]


def worked(settings, *, until):
    """Let two workers start, and end them when something is so."""
    stop = threading.Event()
    both = [threading.Thread(target=run_worker, args=(settings, stop)) for _ in range(2)]
    for each in both:
        each.start()
    while not until():
        assert not stop.wait(0.02)
    stop.set()
    for each in both:
        each.join(30)


def drained(settings):
    """Do all that is due by these settings' clock, and end."""
    with relay_for(settings) as relay:
        relay.drain()


def test_workers_plan_it_once_and_it_forgets_what_is_old(database, sessions, redis_url):
    register()
    settings = Settings(database_url=database.app_url, redis_url=redis_url)
    order(sessions)
    worked(settings, until=lambda: {HOUSEKEEPING, "effect.write"} <= orders(database)[0].keys())
    # The worker that started last may have ordered it once more, and taken it, and not done it.
    drained(replace(settings, demo=True, demo_clock_offset=int(LEASE.total_seconds()) + 1))
    assert orders(database)[1] == 1
    assert effects(sessions) == 1

    a_month_on = int((KEPT + timedelta(days=1)).total_seconds())
    order(sessions)
    drained(replace(settings, demo=True, demo_clock_offset=a_month_on))
    done, plans = orders(database)
    assert (done, plans) == ({HOUSEKEEPING: 1, "effect.write": 1}, 1)
    assert effects(sessions) == 0
    assert state(sessions) == (0, 0)
