"""A report without account: in with twelve words, taken on by whoever is on duty, and back."""

import pytest
from mnemonic import Mnemonic

from crypto import age
from hub.client.opening import _new_case, arrived
from tests.support.served import ANSWER, REPORT


def receipt(people, given):
    """Read what was answered, with the words typed at the prompt."""
    return people.run("nobody", "receipt", "read", "--url", people.url, given=f"{given}\n")


class TestReport:
    """Handing in."""

    def test_another_teams_genesis_is_not_taken_for_this_one(self, people):
        """RE-5."""
        wrong = f"pip@{people.fact('uv')}"
        words = ("report", "-", "--to", wrong, "--url", people.url, "--subject", "x")

        assert "not the team with that genesis" in people.refused("nobody", *words, given="x")

    def test_a_team_that_is_not_there_or_takes_none_is_not_found(self, people):
        for team in ("nowhere", "uv"):
            words = ("report", "-", "--to", team, "--url", people.url, "--subject", "x")
            people.refused("nobody", *words, status=3, given="x")

    def test_nobody_at_the_address_is_one_sentence(self, people):
        words = ("report", "-", "--to", "pip", "--url", "http://127.0.0.1:1", "--subject", "x")

        assert "does not answer" in people.refused("nobody", *words, given="x")

    def test_what_is_no_hub_is_one_sentence(self, people):
        words = ("report", "-", "--to", "pip", "--url", f"{people.url}/assets", "--subject", "x")

        people.refused("nobody", *words, given="x", status=3)

    def test_the_words_are_printed_and_written_nowhere(self, people):
        told = people.tell(
            "nobody", "report", "-", "--to", "pip", "--url", people.url, "--subject", "x", given="x"
        )

        assert "was not compared with anything outside the hub" in told
        assert not people.home("nobody").root.exists()

    def test_a_report_by_genesis_is_pinned(self, people):
        genesis = people.fact("pip")
        words = ("--url", people.url, "--subject", "x")
        for to in (f"pip@{genesis}", genesis):
            told = people.tell("nobody", "report", "-", "--to", to, *words, given="x")
            assert "not compared" not in told


def misplaced(words):
    """Two neighbours changed places so that the checksum, of four bits alone, does not happen to fit."""
    changed = ([*words[:at], words[at + 1], words[at], *words[at + 2 :]] for at in range(len(words) - 1))
    return next(each for each in changed if not Mnemonic("english").check(" ".join(each)))


class TestReceipt:
    """Coming back."""

    def test_a_misspelt_word_opens_nothing(self, people):
        right = people.fact("words").split()
        for words in ([*right[:-1], "zzz"], right[:-1], misplaced(right)):
            result = receipt(people, " ".join(words))
            assert result.exit_code == 1
            assert "RE-1" in result.stderr

    def test_before_it_is_taken_on_there_is_nothing_to_read(self, people):
        words = people.report()["words"]

        result = receipt(people, words)

        assert result.exit_code == 3
        assert "come back later" in result.stderr

    def test_the_reporter_reads_the_answer_alone_and_answers(self, people, tmp_path):
        (tmp_path / "words").write_text(people.fact("words"))
        kept = {"ACCORD_WORDS_FILE": str(tmp_path / "words")}
        at = ("--url", people.url)
        (letter,) = people.say("nobody", "receipt", "read", *at, **kept)["letters"]
        assert (letter["body"], letter["author"], letter["ring"]) == (ANSWER, "ada (pip)", "reporter")

        people.say("nobody", "receipt", "reply", "-", *at, given="Thanks.", **kept)

        found = people.say("ben", "read", people.fact("case"))["letters"]
        assert [each["body"] for each in found if each["author"] == "the reporter"] == ["Thanks."]


@pytest.mark.slow
class TestIntake:
    """What arrives."""

    def test_who_is_not_on_duty_is_shown_none(self, people):
        people.report()

        people.refused("ben", "intake", "list", status=3)

    def test_what_was_taken_on_waits_no_longer(self, people):
        assert people.tell("ada", "intake", "list") == "Nothing waits.\n"

    @pytest.mark.check
    def test_a_drop_is_listed_and_not_taken_on(self, people):
        """Unsigned, sender unknown: there is nobody to answer (RE-3)."""
        path = "intake/pip/envelopes/" + "d" * 32
        from_browser = people.hub.put_file(path, drop(people))
        assert from_browser.status_code == 201, from_browser.get_json()

        (found,) = people.say("ada", "intake", "list")["reports"]

        assert (found["fault"], found["body"]) == ("unsigned, sender unknown", None)
        people.refused("ada", "take-on", "d" * 32, "--answer", "-", status=3, given="x")

    def test_a_report_that_is_not_there_is_not_taken_on(self, people):
        told = people.refused("ada", "take-on", "e" * 32, "--answer", "-", status=3, given="x")

        assert told == "cannot take it on: no such report"

    def test_who_is_newly_on_duty_waits_for_the_keys(self, people):
        people.say("ada", "duty", "set", "ada", "ben")
        assert people.tell("ben", "intake", "list") == "Nothing waits.\n"

        people.report(subject="Now")

        told = people.tell("ada", "intake", "list")
        assert "Now" in told
        assert REPORT not in told

    def test_taking_on_that_broke_off_goes_on_with_the_case_it_opened(self, people):
        """The laptop died after the case was opened: the report waits still, and makes no second case."""
        people.report(subject="Twice")
        desk = people.desk("ada")
        (waiting,) = arrived(desk)
        begun = _new_case(desk, waiting, [])

        told = people.say("ada", "take-on", waiting.envelope, "--answer", "-", given="We look.")

        assert told == {"case": begun.case, "code_name": begun.code_name}
        purposes = [each["purpose"] for each in people.say("ada", "read", begun.code_name)["letters"]]
        assert purposes == ["quote", "comment"]
        assert people.tell("ada", "intake", "list") == "Nothing waits.\n"


def drop(people):
    """An age file to pip's intake key, as a browser seals one."""
    ring = people.desk("ada").known.replay.intake[people.fact("pip")]
    return age.seal(b"x" * 4096, [age.X25519Recipient.parse(ring.current.recipient)])
