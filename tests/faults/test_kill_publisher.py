"""The shipped worker killed with SIGKILL in the act at T0, at a place of each kind: advisory, record, mail.

The drills do the same at every place, and in the whole replay (test_kill_replay.py).
"""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hub.demo.processes import environment
from tests.support.engines import bench
from tests.support.hub_desk import ENDED, desk, one_double

__all__ = ["bench", "desk", "one_double"]
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
VARIABLES = {
    "DATABASE_URL": "database_url",
    "REDIS_URL": "redis_url",
    "ACCORD_DATA": "data",
    "ACCORD_ORIGIN": "origin",
    "ACCORD_SECRET_KEY": "secret_key",
    "ACCORD_LOG_KEY": "log_key",
    "ACCORD_MAIL_URL": "mail_url",
    "ACCORD_MAIL_FROM": "mail_from",
    "ACCORD_CVE_URL": "cve_url",
    "ACCORD_CVE_ORG": "cve_org",
    "ACCORD_CVE_USER": "cve_user",
    "ACCORD_CVE_KEY": "cve_key",
    "ACCORD_DEMO_CLOCK_FILE": "demo_clock_file",
}


@pytest.fixture
def worker(desk):
    """Start the shipped worker with the desk's settings, perhaps to die at a place; ended after the test."""
    started = []

    def start(place=None):
        settings = {name: str(getattr(desk.settings, field)) for name, field in VARIABLES.items()}
        armed = {"ACCORD_FAILPOINTS": "1", "ACCORD_FAILPOINT": place} if place else {}
        env = environment(ACCORD_DEMO="1", **settings, **armed)
        command = [sys.executable, "-m", "hub.cli", "hub", "work"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for each in started:
        each.terminate()
        each.wait(20)


@pytest.mark.parametrize("place", ["publish.after-advisories", "cve.after-publish", "mail.after-send"])
def test_what_was_begun_is_finished_once_by_the_next_worker(place, desk, worker):
    case = desk.case()
    cve = desk.number(case)
    made = desk.arm(case, cve)
    desk.until_t0()

    assert worker(place).wait(60) == -signal.SIGKILL
    worker()

    until = time.monotonic() + 60
    while desk.publisher(case) != ENDED or not desk.announced(made):
        assert time.monotonic() < until, desk.published(made)
        time.sleep(0.1)
    assert desk.published(made) == ["advisory pip", "advisory uv", "cve pip", "osv pip"]
    sent = desk.announced(made)
    assert len(set(sent)) == 1
    assert len(sent) <= 1 + (place == "mail.after-send")  # it could not write down what it had handed over
    assert desk.double.ids()[cve] == "PUBLISHED"
