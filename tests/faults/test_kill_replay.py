"""The hub's processes killed with SIGKILL while the real case is numbered and disclosed: no difference.

Each attempt goes on from a copy of the replay after step 5 (or 6, where nothing before T0 is concerned).
"""

import random
import time

import pytest

from hub.demo.script import STEPS
from hub.demo.stage import WEB, WORKER
from hub.failpoints import FAILPOINTS
from tests.support.rehearsal import Haste, Killer, Rehearsal, deaths, handed_again, outcome

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
# Whoever dies between handing a mail over and writing that down has to hand it over again (RFC 5321 4.5.4.1).
HANDED_AGAIN = {"mail.after-send": 1}
MOMENTS = 20


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """One replay of the first steps for all attempts."""
    return Rehearsal(tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def undisturbed(hall):
    """What comes of it when nobody dies, and how many seconds it takes."""
    with hall.from_step(5) as play:
        begun = time.monotonic()
        play.run(STEPS, until=7)
        hall.settle(play)
        lasted = time.monotonic() - begun
        found = outcome(play)
        assert handed_again(play) == 0
    assert found["dead"] == (0,)
    assert found["mails"][1] == {1}
    assert found["identities"] == []
    assert set(found["ids"].values()) == {"PUBLISHED"}
    return found, lasted


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
        assert outcome(play) == undisturbed[0]
        assert handed_again(play) == HANDED_AGAIN.get(place, 0)
    drill.failures -= 1


def moments():
    """Who dies at which part of the undisturbed run, or, as publisher, of the two seconds after T0."""
    dice = random.Random(SEED)  # noqa: S311 - a drill repeats itself
    for _ in range(MOMENTS):
        yield dice.choice([WEB, WORKER, "publisher"]), round(dice.uniform(0, 1), 4)


@pytest.mark.parametrize(("role", "part"), list(moments()))
def test_a_process_that_dies_at_a_random_moment_changes_nothing(role, part, hall, undisturbed, drills):
    expected, lasted = undisturbed
    delay = part * (2 if role == "publisher" else lasted)
    drill = drills.begin(f"SIGKILL of the {role} after {delay:.2f} s", seed=SEED)
    target = WORKER if role == "publisher" else role
    drill.attempts += 1
    drill.failures += 1
    with hall.from_step(6 if role == "publisher" else 5) as play:
        with Haste(play), Killer(play, target, delay=delay, at_t0=role == "publisher") as killer:
            play.run(STEPS, until=7)
            killer.strikes()
            hall.settle(play)
        assert killer.struck > 0
        assert outcome(play) == expected
        assert handed_again(play) <= 1
    drill.failures -= 1
