"""A place kills only a process that was armed for it, at the time it was armed for."""

import os
import signal
import subprocess
import sys

import pytest

from hub.failpoints import FAILPOINTS, failpoint

PASS_THREE_TIMES = """
from hub.failpoints import failpoint
for n in (1, 2, 3):
    failpoint("web.after-commit")
    failpoint("relay.after-commit")
    print(n, flush=True)
"""


def passes(**environment):
    """Run a process that passes two places three times; return how it ended and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", PASS_THREE_TIMES],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.split(), done.stderr


def test_without_the_first_variable_nothing_happens():
    assert passes(ACCORD_FAILPOINT="relay.after-commit")[:2] == (0, ["1", "2", "3"])


def test_without_the_second_variable_nothing_happens():
    assert passes(ACCORD_FAILPOINTS="1")[:2] == (0, ["1", "2", "3"])


def test_a_name_that_is_no_place_is_refused():
    status, said, error = passes(ACCORD_FAILPOINTS="1", ACCORD_FAILPOINT="relay.nowhere")
    assert (status, said) == (1, [])
    assert "names no fail point" in error


@pytest.mark.parametrize(("setting", "said"), [("", []), (":1", []), (":3", ["1", "2"])])
def test_the_armed_place_kills_at_its_turn(setting, said):
    armed = {"ACCORD_FAILPOINTS": "1", "ACCORD_FAILPOINT": f"relay.after-commit{setting}"}
    assert passes(**armed)[:2] == (-signal.SIGKILL, said)


def test_there_are_at_least_twelve_places_and_each_has_one_name():
    assert len(set(FAILPOINTS)) == len(FAILPOINTS) >= 12


def test_an_unarmed_process_passes_all_of_them():
    for name in FAILPOINTS:
        failpoint(name)
