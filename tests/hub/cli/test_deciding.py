"""Deciding together: inviting, answering, dates, states, readiness, and the early end."""

import pytest

from tests.support.times import in_days

SOON, LATER = in_days(20), in_days(40)


@pytest.fixture
def case(people):
    """The case's code name."""
    return people.fact("code_name")


@pytest.fixture
def invited(people, case):
    """Uv is invited to the case under a date."""
    people.say("ada", "propose", case, SOON, "--zone", "Europe/Berlin")
    people.say("ada", "invite", case, "uv")
    return case


@pytest.fixture
def agreed(people, case):
    """Pip alone is under its own date."""
    asked = people.say("ada", "propose", case, SOON)["proposal"]
    people.say("ada", "respond", case, asked, "accept")
    return case


class TestInvitation:
    """Asking a team in."""

    def test_a_team_that_is_not_there_is_not_found(self, people, case):
        assert people.refused("ada", "invite", case, "nowhere", status=3) == "no tenant is called nowhere"

    def test_an_instant_without_an_offset_is_refused(self, people, case):
        for wrong in ("2026-12-01T15:00", "soon"):
            told = people.refused("ada", "invite", case, "uv", "--expires", wrong, status=2)
            assert "write it like" in told

    def test_a_team_behind_a_boundary_is_not_invited(self, people, case):
        people.refused("ada", "invite", case, "psf", status=3)

    def test_nobody_is_invited_to_what_one_does_not_read(self, people, case):
        people.refused("eve", "invite", case, "uv", status=3)

    def test_an_invitee_sees_code_name_inviter_and_date(self, people, invited):
        (found,) = people.say("uma", "invitations")["invitations"]

        assert (found["code_name"], found["inviter"], found["rings"]) == (invited, "pip", ["joint"])
        assert found["t0"].startswith(SOON[:10])
        assert "by pip, disclosure " in people.tell("uma", "invitations")
        assert people.say("uma", "list")["invitations"][0]["case"] == found["case"]
        assert f"accord accept {invited}" in people.tell("uma", "list")
        people.refused("uma", "read", invited, status=3)

    @pytest.mark.slow
    def test_who_is_no_lead_answers_for_nobody(self, people, invited):
        assert people.tell("udo", "invitations") == "No invitations wait.\n"
        people.refused("udo", "accept", invited, "--people", "udo", status=3)

    def test_what_was_not_asked_is_not_answered(self, people, case):
        for words in (("accept", case, "--people", "uma"), ("decline", case)):
            assert people.refused("uma", *words, status=3) == "there is no such invitation"

    @pytest.mark.slow
    def test_a_declined_invitation_waits_no_longer(self, people, invited):
        assert people.say("uma", "decline", invited)["decline"]

        assert people.say("uma", "invitations") == {"invitations": []}
        people.refused("uma", "accept", invited, "--people", "uma", status=3)

    @pytest.mark.slow
    def test_only_members_are_named_as_readers(self, people, invited):
        people.refused("uma", "accept", invited, "--people", "uma,ben", status=3)

    @pytest.mark.slow
    def test_who_accepts_reads_once_the_owners_client_let_them_in(self, people, invited):
        assert "Accepted for uma, udo." in people.tell("uma", "accept", invited, "--people", "uma, udo")
        people.refused("uma", "read", invited, status=3)

        done = [each["what"] for each in people.say("ben", "agent", "--once")["done"]]

        assert done[0] == "admitted a participant that accepted"
        assert "sealed 2 shares of the joint ring" in done or "rotated the joint ring" in done
        (quote,) = people.say("udo", "read", invited)["letters"]
        assert (quote["ring"], quote["quoted"]["verified"]) == ("joint", True)
        people.say("udo", "reply", invited, "-", "--ring", "tenant", given="Ours alone.")
        assert [each["body"] for each in people.say("uma", "read", invited)["letters"]][1:] == ["Ours alone."]
        assert "Ours alone." not in people.tell("ada", "read", invited)

    @pytest.mark.slow
    def test_who_keeps_the_date_alone_reads_nothing(self, people, case):
        people.say("ada", "propose", case, SOON)
        people.say("ada", "invite", case, "uv", "--date-only", "--expires", in_days(3), "--from-now")
        people.say("uma", "accept", case, "--people", "uma")
        people.say("ada", "agent", "--once")

        assert people.say("uma", "read", case)["letters"] == []
        assert people.say("uma", "show", case)["t0"].startswith(SOON[:10])
        people.refused("uma", "reply", case, "-", status=3, given="x")


@pytest.mark.slow
class TestDates:
    """Dates are proposed and answered."""

    def test_the_past_is_no_date(self, people, case):
        people.refused("ada", "propose", case, "2020-01-01T15:00Z")

    @pytest.mark.check
    def test_a_zone_is_one_that_exists(self, people, case):
        told = people.refused("ada", "propose", case, SOON, "--zone", "Europe/Atlantis", status=2)

        assert told == "there is no time zone Europe/Atlantis: write it like Europe/Berlin"

    def test_no_proposal_begins_like_that(self, people, invited):
        told = people.refused("ada", "respond", invited, "zz", "accept", status=3)

        assert told == "no single proposal begins like that"

    def test_a_later_date_counts_when_everybody_agreed(self, people, invited):
        people.say("uma", "accept", invited, "--people", "uma")
        people.say("ada", "agent", "--once")
        asked = people.say("ada", "propose", invited, LATER)
        pending = people.say("uma", "show", invited)["pending"]
        assert [each["by"] for each in pending] == ["pip"]
        assert "Proposed by pip" in people.tell("uma", "show", invited)

        people.say("ada", "respond", invited, asked["proposal"][:12], "accept")
        said = people.say("uma", "respond", invited, asked["proposal"][:12], "accept")

        assert said["agreed"]
        assert said["t0"].startswith(LATER[:10])
        assert people.say("ada", "show", invited)["consents"] == {"pip": "signatory", "uv": "signatory"}


class TestStates:
    """What a team says of itself."""

    @pytest.mark.slow
    def test_a_move_that_the_table_has_not_is_refused(self, people, case):
        assert "CA-12" in people.refused("ada", "status", case, "rm", "z")
        assert "RM-1" in people.refused("ada", "status", case, "rm", "a", status=4)

    @pytest.mark.slow
    def test_moves_follow_the_table(self, people, case):
        for move in ("v", "a"):
            assert people.say("ada", "status", case, "rm", move)["status"]

    def test_nobody_is_ready_for_no_date(self, people, case):
        assert "DI-3" in people.refused("ada", "ready", case, "ready", status=3)

    @pytest.mark.slow
    def test_a_team_is_ready_or_holds(self, people, agreed):
        assert people.tell("ada", "ready", agreed, "ready") == "Your team says ready.\n"
        assert people.say("ada", "ready", agreed, "hold")["readiness"]

    @pytest.mark.slow
    def test_an_embargo_ends_early_and_publishes_nothing(self, people, agreed):
        assert people.run("ada", "terminate", agreed, "public", given="n\n").exit_code == 1

        assert "Nothing was published" in people.tell("ada", "terminate", agreed, "public", "--yes")

        assert people.say("ada", "show", agreed)["state"] == "exited"

    def test_an_agreed_end_waits_for_the_last_signature_and_says_so(self, people, invited):
        people.say("uma", "accept", invited, "--people", "uma")
        people.say("ada", "agent", "--once")
        told = people.tell("ada", "terminate", invited, "agreed", "--yes")
        assert told == "Signed. The embargo: active. It ends once uv signed too.\n"
        assert "uv: answer_end" in people.tell("ada", "show", invited)
        assert "pip confirms or denies it" in people.tell("uma", "status", invited, "pxa", "P")
        assert "has ended" in people.tell("uma", "terminate", invited, "agreed", "--yes")
