"""The worker dies at every place there is, and at random: the same is public, each record and mail once."""

import random
import signal
import time

import pytest

from hub.failpoints import FAILPOINTS
from tests.support.desk_copies import END_STATE

KILLS = 3  # each may fall between handing a mail over and writing that down
PLACES = [name for name in FAILPOINTS if not name.startswith("web.")]


def test_a_worker_that_lives_comes_to_the_end_state(at_t0, tmp_path):
    with at_t0(tmp_path) as copy:
        copy.finish()
        assert copy.end_state() == END_STATE
        assert copy.handed_again() == 0


@pytest.mark.drill
def test_workers_that_are_killed_at_every_place_leave_the_same_behind(at_t0, tmp_path, drills):
    drill = drills.begin("publication, every place", seed=0)
    for place in PLACES:
        with at_t0(tmp_path / place) as copy:
            assert copy.worker(place).wait(60) == -signal.SIGKILL
            copy.finish()
            again = copy.handed_again() - (place == "mail.after-send")  # it could not write down what it did
            drill.attempts += 1
            drill.failures += copy.end_state() != END_STATE or again > 0
    assert drill.failures == 0


@pytest.mark.drill
def test_workers_that_are_killed_at_random_leave_the_same_behind(at_t0, tmp_path, drills):
    seed = 20260531
    chance, drill = random.Random(seed), drills.begin("publication", seed=seed)  # noqa: S311 -- repeatable
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        with at_t0(folder) as copy:
            for _ in range(KILLS):
                worker = copy.worker()
                time.sleep(chance.uniform(0.5, 4.0))
                worker.kill()
                worker.wait()
                copy.later(20)
            copy.finish()
            drill.attempts += 1
            drill.failures += copy.end_state() != END_STATE or copy.handed_again() > KILLS
    assert drill.failures == 0
