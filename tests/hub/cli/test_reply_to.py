"""LE-5: a letter answers one of its own ring, and no other; each person is a process of their own."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from hub.client.writing import Draft, send

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Process:
    """One run of `accord`, as a shell sees it."""

    status: int
    out: str
    error: str


@pytest.fixture
def accord(people):
    """Run `accord` as somebody, in a process of its own."""

    def run(who, *words, given=""):
        changed = os.environ | {name: value or "" for name, value in people.variables(who).items()}
        env = {name: value for name, value in changed.items() if value}
        command = [sys.executable, "-m", "hub.cli", *words]
        done = subprocess.run(command, input=given, env=env, capture_output=True, text=True, check=False)
        return Process(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def case(people):
    """The case's code name."""
    return people.fact("code_name")


def written(people, case, who="ada", ring="joint"):
    """A new letter of somebody's; its envelope."""
    return people.say(who, "reply", case, "-", "--ring", ring, given="First.")["envelope"]


def count(people, case):
    return len(people.say("ada", "read", case)["letters"])


def test_a_letter_that_is_nowhere_in_the_case_is_refused_and_nothing_is_sent(people, accord, case):
    before = count(people, case)

    done = accord("ben", "reply", case, "-", "--reply-to", "0" * 32, given="I agree.")

    assert (done.status, done.out) == (3, "")
    told = f"accord: LE-5: the case has no letter {'0' * 32}; `accord read` shows 8 digits of each\n"
    assert done.error == told
    assert count(people, case) == before


def test_a_letter_of_another_ring_is_refused_with_where_to_answer_it(people, accord, case):
    private = written(people, case, ring="tenant")
    before = count(people, case)

    done = accord("ben", "reply", case, "-", "--reply-to", private, given="I agree.")

    assert (done.status, done.out) == (1, "")
    assert "in the tenant ring: answer it there, with --ring tenant" in done.error
    assert "LE-5" in done.error
    assert count(people, case) == before
    assert accord("ben", "reply", case, "-", "--ring", "tenant", "--reply-to", private).status == 0


def test_a_letter_of_another_case_is_refused(people, accord, case):
    people.report(subject="Another")
    waiting = people.say("ada", "intake", "list")["reports"][0]["envelope"]
    other = people.say("ada", "take-on", waiting, "--grant", "ben", "--answer", "-", given="We see.")
    elsewhere = written(people, other["code_name"])

    done = accord("ben", "reply", case, "-", "--reply-to", elsewhere, given="I agree.")

    assert (done.status, "LE-5" in done.error) == (3, True)


def test_an_attachment_and_the_beginning_of_many_are_no_letter(people, accord, case, tmp_path):
    (tmp_path / "poc.txt").write_text("x")
    people.say("ada", "reply", case, "-", "--attach", str(tmp_path / "poc.txt"), given="See there.")
    desk = people.desk("ada")
    manifests = desk.known.circle(people.fact("case")).letters.values()
    (attached,) = [each.envelope for each in manifests if each.kind == "attachment"]

    assert accord("ben", "reply", case, "-", "--reply-to", attached, given="x").status == 3
    assert accord("ben", "reply", case, "-", "--reply-to", "", given="x").status == 3


def test_an_answer_names_its_letter_by_the_digits_that_are_shown(people, accord, case):
    first = written(people, case)
    assert f"[{first[:8]}]" in accord("ben", "read", case).out

    done = accord("ben", "reply", case, "-", "--reply-to", first[:8], given="I agree.\n")

    assert done.status == 0, done.error
    (answer,) = [each for each in people.say("ada", "read", case)["letters"] if each["reply_to"]]
    assert (answer["author"], answer["body"], answer["reply_to"]) == ("ben (pip)", "I agree.\n", first)
    assert f", answers [{first[:8]}]" in accord("ada", "read", case).out


def test_an_answer_that_leads_nowhere_is_shown_as_an_answer_to_none(people, case, monkeypatch):
    """LE-5: another client wrote it."""
    monkeypatch.setattr("hub.client.writing._answered", lambda *_: "0" * 32)
    desk = people.desk("ben")
    send(desk, people.fact("case"), "joint", Draft("To whom?", reply_to="0" * 32))

    (found,) = [each for each in people.say("ada", "read", case)["letters"] if each["body"] == "To whom?"]

    assert found["reply_to"] is None
    assert "To whom?" in people.tell("ada", "read", case)
