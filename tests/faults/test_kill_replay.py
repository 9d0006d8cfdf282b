"""The hub's processes killed with SIGKILL while the real case is numbered and disclosed: no difference.

Each attempt goes on from a copy of the replay after step 5 (or 6, where nothing before T0 is concerned).
"""

import random

import pytest

from hub.demo.script import STEPS
from hub.demo.stage import WEB, WORKER
from hub.failpoints import FAILPOINTS
from tests.support.rehearsal import Haste, Killer, Rehearsal, deaths, outcome

pytestmark = [pytest.mark.drill, pytest.mark.timeout(900)]
SEED = 20260531
# At which passing of the place the process dies; 1 where the replay passes it once.
PASSINGS = {
    "web.before-commit": 5,
    "web.after-commit": 6,
    "web.after-bell": 7,
    "relay.after-claim": 3,
    "relay.after-hold": 6,
    "relay.before-done": 5,
    "relay.before-commit": 4,
    "relay.after-commit": 7,
    "log.before-checkpoint": 3,
    "log.after-checkpoint": 4,
}
ONLY_AT_T0 = ("publish.", "mail.", "cve.after-publish")
IN_STEP_6 = ("publish.after-identity",)
MOMENTS = 20
SPAN_S = 25


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """One replay of the first steps for all attempts."""
    return Rehearsal(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def undisturbed(hall):
    """What comes of it when nobody dies."""
    with hall.from_step(5) as play:
        play.run(STEPS, until=7)
        hall.settle(play)
        found = outcome(play)
    assert found["dead"] == (0,)
    assert found["mails"][1] == {1}
    assert found["identities"] == []
    assert set(found["ids"].values()) == {"PUBLISHED"}
    return found


def begin_step(place):
    """The step after which the place still lies ahead."""
    return 6 if place.startswith(ONLY_AT_T0) and place not in IN_STEP_6 else 5


@pytest.mark.parametrize("place", FAILPOINTS)
def test_a_process_that_dies_at_a_named_place_changes_nothing(place, hall, undisturbed, drills):
    drill = drills.begin(f"SIGKILL at {place}", seed=SEED)
    target = WEB if place.startswith("web.") else WORKER
    armed = {"ACCORD_FAILPOINTS": "1", "ACCORD_FAILPOINT": f"{place}:{PASSINGS.get(place, 1)}"}
    drill.attempts += 1
    drill.failures += 1
    with hall.from_step(begin_step(place), {target: armed}) as play:
        with Haste(play):
            play.run(STEPS, until=7)
        hall.settle(play)
        assert deaths(play, target) > 0
        assert outcome(play) == undisturbed
    drill.failures -= 1


def moments():
    """Who dies when: seconds after the attempt began, or after T0 for the worker as publisher."""
    dice = random.Random(SEED)  # noqa: S311 - a drill repeats itself
    for _ in range(MOMENTS):
        role = dice.choice([WEB, WORKER, "publisher"])
        yield role, round(dice.uniform(0, 2 if role == "publisher" else SPAN_S), 2)


@pytest.mark.parametrize(("role", "delay"), list(moments()))
def test_a_process_that_dies_at_a_random_moment_changes_nothing(role, delay, hall, undisturbed, drills):
    drill = drills.begin(f"SIGKILL of the {role} after {delay} s", seed=SEED)
    target = WORKER if role == "publisher" else role
    drill.attempts += 1
    drill.failures += 1
    with hall.from_step(6 if role == "publisher" else 5) as play:
        with Haste(play), Killer(play, target, delay=delay, at_t0=role == "publisher"):
            play.run(STEPS, until=7)
            hall.settle(play)
        assert outcome(play) == undisturbed
    drill.failures -= 1
