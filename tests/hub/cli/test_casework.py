"""A case from day to day: listed, shown, read, answered, granted."""

import stat

import pytest

from tests.support.served import ANSWER, REPORT
from tests.support.times import in_days

SOON = in_days(20)


@pytest.fixture
def case(people):
    """The case's code name."""
    return people.fact("code_name")


def letters(people, who, case, **query):
    return [
        each
        for each in people.say(who, "read", case)["letters"]
        if all(each[name] == value for name, value in query.items())
    ]


class TestWalls:
    """Who is not on the case finds none."""

    @pytest.mark.slow
    @pytest.mark.parametrize("who", ["eve", "uma"])
    def test_a_foreign_case_is_no_case(self, people, who):
        """Of the same team without a grant, of another team: all the same, and the same as none at all."""
        case = people.fact("case")
        told = {
            people.refused(who, "show", case, status=3),
            people.refused(who, "read", people.fact("code_name"), status=3),
            people.refused(who, "recuse", "--yes", case, status=3),
            people.refused(who, "read", "1" * 32, status=3),
        }

        assert told <= {"there is no such case", "Not found"}

    def test_the_list_of_who_has_nothing_is_empty(self, people):
        assert people.say("eve", "list") == {"cases": [], "invitations": []}
        assert people.tell("eve", "list") == "No cases. That is a good day.\n"


@pytest.mark.slow
class TestShown:
    """What a reader sees."""

    def test_the_list_says_state_and_turn(self, people, case):
        (found,) = people.say("ben", "list")["cases"]

        assert {
            "code_name": case,
            "state": "none",
            "t0": None,
            "turn": "pip: propose",
        }.items() <= found.items()
        assert "pip: propose" in people.tell("ben", "list")

    def test_show_names_everybody_who_can_read(self, people, case):
        found = people.say("ben", "show", case)

        assert found["owner"] == "pip"
        assert found["participants"] == ["pip"]
        assert found["readers"]["joint"] == ["ada (pip)", "ben (pip)"]
        assert found["readers"]["reporter"] == ["ada (pip)", "ben (pip)", "the reporter"]

    @pytest.mark.check
    def test_show_is_for_people_too(self, people, case):
        people.say("ada", "propose", case, SOON)
        told = people.tell("ada", "show", people.fact("case"))

        assert "Can read joint: ada (pip), ben (pip)" in told
        assert " 15:00 UTC" in told

    def test_a_granted_colleague_reads_the_report_in_the_reporters_words(self, people, case):
        (quote,) = letters(people, "ben", case, purpose="quote")
        (answer,) = letters(people, "ben", case, ring="reporter")

        assert quote["quoted"] == {"subject": "Wheels", "body": REPORT, "verified": True}
        assert (answer["author"], answer["body"]) == ("ada (pip)", ANSWER)
        told = people.tell("ben", "read", case)
        assert "quoted (the reporter's own words, verified):" in told
        assert "   > A wheel can write outside." in told


class TestReply:
    """Writing to a case."""

    def test_text_that_is_none_is_refused(self, people, case, tmp_path):
        (tmp_path / "latin").write_bytes(b"\xe9")

        assert "cannot read" in people.refused("ben", "reply", case, str(tmp_path / "none"), status=2)
        assert "UTF-8" in people.refused("ben", "reply", case, str(tmp_path / "latin"), status=2)

    def test_a_control_character_is_refused(self, people, case):
        assert "LE-1" in people.refused("ben", "reply", case, "-", given="\x1b[2J")

    @pytest.mark.slow
    def test_a_letter_reaches_who_holds_the_ring(self, people, case):
        sent = people.say("ben", "reply", case, "-", "--subject", "Hm", given="One.\r\nTwo.\r")

        assert sent["readers"] == ["ada (pip)", "ben (pip)"]
        (found,) = letters(people, "ada", case, envelope=sent["envelope"])
        assert (found["author"], found["subject"], found["body"]) == ("ben (pip)", "Hm", "One.\nTwo.\n")
        assert "Hm" in people.tell("ada", "read", case)

    @pytest.mark.slow
    def test_attachments_arrive_and_are_saved_under_their_own_names(self, people, case, tmp_path):
        data = bytes(range(256)) * 9
        (tmp_path / "poc.bin").write_bytes(data)
        (tmp_path / "notes.txt").write_text("x")
        files = ("--attach", str(tmp_path / "poc.bin"), "--attach", str(tmp_path / "notes.txt"))
        sent = people.say("ben", "reply", case, "-", *files, given="See there.")

        (found,) = letters(people, "ada", case, envelope=sent["envelope"])
        assert found["attachments"] == ["poc.bin", "notes.txt"]

        people.say("ada", "read", case, "--save", str(tmp_path / "saved"))
        saved = {each.name[9:]: each.read_bytes() for each in (tmp_path / "saved").iterdir()}
        assert saved == {"poc.bin": data, "notes.txt": b"x"}
        assert stat.S_IMODE((tmp_path / "saved").stat().st_mode) == 0o700

    def test_attachments_that_cannot_be_saved_are_one_sentence(self, people, case, tmp_path):
        (tmp_path / "a").write_text("x")
        people.say("ben", "reply", case, "-", "--attach", str(tmp_path / "a"), given="See there.")

        told = people.refused("ada", "read", case, "--save", str(tmp_path / "a" / "b"), status=2)

        assert told.startswith("cannot write to ")


@pytest.mark.slow
class TestGrant:
    """Who of the team reads."""

    def test_a_foreigner_and_a_nobody_are_not_found(self, people, case):
        for name in ("uma", "nobody"):
            people.refused("ada", "grant", case, name, status=3)

    def test_a_newcomer_reads_what_was_said_before_once_a_client_shared_the_keys(self, people, case):
        people.say("ada", "grant", case, "eve")
        waiting = {each["fault"] for each in people.say("eve", "read", case)["letters"]}
        assert waiting == {"waiting for a colleague's client: it has not sealed this key to your device yet"}
        assert "not shown: waiting" in people.tell("eve", "read", case)

        done = people.say("ben", "agent", "--once")["done"]

        assert {each["where"] for each in done} == {case}
        assert all(each["fault"] is None for each in people.say("eve", "read", case)["letters"])

    def test_whose_grant_ended_finds_no_case_and_the_next_letter_has_another_key(self, people, case):
        before = people.say("ada", "ring", "export", case, "joint")["identities"]
        assert "no longer" in people.tell("ada", "grant", case, "ben", "--end")

        people.say("ada", "reply", case, "-", given="Among us.")

        people.refused("ben", "read", case, status=3)
        after = people.say("ada", "ring", "export", case, "joint")["identities"]
        assert after[1:] == before
        assert "nothing" not in people.tell("ada", "agent", "--once").lower()

    @pytest.mark.check
    def test_who_is_recused_stays_out(self, people, case):
        assert people.run("ben", "recuse", case, given="n\n").exit_code == 1
        assert people.tell("ben", "recuse", case, "--yes") == "You are recused.\n"

        people.refused("ben", "read", case, status=3)
        assert "CA-9" in people.refused("ada", "grant", case, "ben", status=3)
