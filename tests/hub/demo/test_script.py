"""The script and its driver: eight steps, filled lines, and a memory that refuses broken replays."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from hub.demo.errors import DemoError, StepFailedError
from hub.demo.play import Memory, Play, Step, expect
from hub.demo.script import AFTERWARDS, STEPS
from hub.demo.serve import on_host
from hub.demo.steps_embargo import release_day
from hub.demo.troupe import Troupe, _harmless


@pytest.fixture
def play(tmp_path):
    """A play without a stage: its people run the client, and no hub answers."""
    troupe = Troupe(tmp_path / "people", tmp_path / "acts.log")
    lines = []
    made = Play(SimpleNamespace(port=1), troupe, Memory(tmp_path / "people" / "replay.json", 1), lines.append)
    made.lines = lines
    return made


def test_the_script_has_eight_numbered_steps_with_names_of_their_own():
    assert [step.number for step in STEPS] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [step.number for step in AFTERWARDS] == [9], "what is left for newcomers is no part of it"
    assert len({step.name for step in (*STEPS, *AFTERWARDS)}) == 9


def test_what_is_not_so_is_one_sentence():
    with pytest.raises(StepFailedError, match="the replay expected that the moon is green"):
        expect([], "the moon is green")


def test_an_unknown_fact_in_a_line_is_a_fault_of_the_script(play):
    with pytest.raises(KeyError):
        play.filled("{case}")


def test_lines_are_filled_with_facts_and_planted_words(play):
    play.facts["case"] = "abc"

    filled = play.filled("{case} {bird_letter} {bird_letter}")

    word = play.memory.canaries.planted["letter"]
    assert filled == f"abc {word} {word}"


def test_a_client_that_ends_otherwise_than_the_script_says_stops_the_replay(play):
    with pytest.raises(StepFailedError) as failed:
        play.act("pip-lead", "list", shows="an empty home is nobody's")

    assert "pip Lead ran `accord list` to show: an empty home is nobody's" in str(failed.value)
    assert "It ended with 2 instead of 0" in str(failed.value)


def test_an_expected_refusal_is_journalled_with_its_words_and_without_titles(play):
    said = play.refused("pip-lead", "list", shows="an empty home is nobody's", status=2)

    assert "nobody has joined" in said
    line = json.loads(play.troupe.journal.read_text())
    assert (line["who"], line["words"], line["status"]) == ("pip-lead", "accord list", 2)
    assert _harmless(("report", "-", "--subject", "a secret")) == ["report", "-", "--subject", "…"]


def test_every_home_is_its_owners_alone(play):
    home = play.troupe.home("uv-lead")

    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "passphrase").stat().st_mode & 0o777 == 0o600
    assert str(home) in play.troupe.command("uv-lead", ["read", "quiet-otter-7k"])


def test_parts_at_once_all_happen_and_a_failure_among_them_is_told(play):
    assert play.together(lambda: 1, lambda: 2) == [1, 2]
    with pytest.raises(StepFailedError):
        play.together(lambda: 1, lambda: expect(0, "all went well"))


def test_a_finished_step_is_told_and_never_done_twice(play):
    done = []
    steps = [Step(1, "One", lambda _: done.append(1)), Step(2, "Two", lambda _: done.append(2))]

    play.run(steps, until=1)
    play.run(steps, until=2)

    assert done == [1, 2]
    assert [line.split("  (")[0] for line in play.lines] == ["  1. One", "  2. Two"]


def test_a_memory_is_read_back_whole(play, tmp_path):
    play.memory.canaries.plant("letter")
    play.facts["case"] = "abc"
    play.run([Step(1, "One", lambda _: None)], until=1)

    again = Memory.at(tmp_path, 1)

    assert again.facts == {"case": "abc"}
    assert again.canaries == play.memory.canaries
    assert [name for name, _ in again.done] == ["One"]


def test_a_step_that_was_broken_off_cannot_be_gone_on_with(play, tmp_path):
    def fail(_play):
        raise StepFailedError("no")

    with pytest.raises(StepFailedError):
        play.run([Step(1, "One", fail)], until=1)
    with pytest.raises(DemoError, match="was interrupted: delete the directory or choose another"):
        Memory.at(tmp_path, 1)


def test_a_replay_belongs_to_its_port_because_the_hubs_name_does(play, tmp_path):
    play.memory.save()

    with pytest.raises(DemoError, match="belongs to port 1: start it with --port 1"):
        Memory.at(tmp_path, 2)


def test_another_hubs_data_is_left_alone(tmp_path):
    (tmp_path / "postgres").mkdir()

    with pytest.raises(DemoError, match="holds a hub that is no demo: choose an empty directory"):
        Memory.at(tmp_path, 8080)


def test_a_release_day_is_a_wednesday_afternoon_far_enough_away():
    monday = datetime(2026, 5, 18, 9, 30, tzinfo=UTC)

    assert release_day(monday, 0) == "2026-05-20T15:00:00Z"
    assert release_day(monday, 2) == "2026-05-20T15:00:00Z"
    assert release_day(monday, 3) == "2026-05-27T15:00:00Z"


def test_every_team_signs_in_on_a_host_of_its_own():
    link = "http://localhost:8080/sign-in/abc"

    assert on_host(link, "pip-lead") == "http://pip.localhost:8080/sign-in/abc"
