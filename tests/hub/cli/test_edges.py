"""Whom a team lets in, from the command line."""

import pytest

from tests.support.times import in_days


def test_an_unknown_team_or_group_is_not_found(people):
    people.refused("ada", "boundary", "set", "nowhere", "--verified", "call", status=3)
    assert people.refused("ada", "group", "join", "nothing", status=3) == "no group is called nothing"


def test_a_member_signs_no_edge(people):
    assert "ST-13" in people.refused("ben", "boundary", "set", "uv", "--verified", "call", status=3)


@pytest.mark.slow
def test_an_edge_is_set_and_set_again(people):
    people.say("ada", "boundary", "set", "uv", "--rule", "deny", "--takes-not", "--verified", "call")
    people.refused("ada", "invite", people.fact("case"), "uv", "--expires", in_days(2), status=3)

    assert "is allow now" in people.tell(
        "ada", "boundary", "set", people.fact("uv"), "--rule", "allow", "--verified", "vouched"
    )
    people.say("ada", "invite", people.fact("case"), "uv", "--expires", in_days(2))


def test_a_group_is_founded_joined_and_left(people):
    people.say("ada", "group", "create", "packaging", "--name", "Packaging", "--rule", "allow")
    assert people.tell("pia", "group", "join", "packaging") == "Your team is in packaging.\n"
    people.say("ada", "invite", people.fact("case"), "psf")

    assert people.say("pia", "group", "leave", "packaging")["hash"]

    people.refused("ada", "invite", people.fact("case"), "psf", status=3)
