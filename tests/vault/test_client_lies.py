"""A hub that lies to the browser's client: it is told in words, and nothing of the lie is used."""

from datetime import UTC, datetime

import pytest

from crypto.tlog import Checkpoint
from hub.jobs.checkpoint import log_signer
from tests.support.browser_acts import NEEDS_PACKAGES, browser, letter, read, reporter

pytestmark = [pytest.mark.slow, NEEDS_PACKAGES]


@pytest.fixture
def case(people):
    """The case's id."""
    return people.fact("case")


class TestLies:
    """What cannot be true is said in words, and nothing of it is used."""

    def test_a_letter_that_is_not_given_out_is_named(self, people, case):
        with browser(people, "ben") as ben:
            ben.on("hub").lie(f"cases/{case}/letters", 200, {"letters": [], "next": None})
            ben.on("hub").lie(f"cases/{case}/envelopes/", 404, {})
            letters = [each for found in ben.letters_of(case).values() for each in found]

        assert all("body" not in each for each in letters)
        assert {each["fault"]["sentence"] for each in letters} == {
            "The log says that this letter is here for you, and the hub does not give it out. Ask its author."
        }

    @pytest.mark.parametrize("alone", [True, False])
    def test_another_file_is_not_shown(self, people, case, alone):
        shown = people.desk("ben").transport.get(f"cases/{case}/letters")
        swapped = [{**each, "file": "%%" if alone else "QUFBQQ=="} for each in shown["letters"]]
        with browser(people, "ben") as ben:
            ben.on("hub").lie(f"cases/{case}/letters", 200, {**shown, "letters": swapped})
            ben.on("hub").lie(f"cases/{case}/envelopes/", 200, "QUFBQQ==")
            letters = ben.letters_of(case)["joint"]

        assert [(each["fault"]["rule"], "body" in each) for each in letters] == [("EV-2", False)]

    def test_a_letter_that_a_page_leaves_out_is_asked_for_alone(self, people, case):
        with browser(people, "ben") as ben:
            ben.on("hub").lie(f"cases/{case}/letters", 200, {"letters": [], "next": None})
            letters = [each for found in ben.letters_of(case).values() for each in found]

        assert letters
        assert [each for each in letters if "fault" in each] == []

    def test_a_wrong_share_opens_nothing(self, people, case):
        shares = people.desk("ben").transport.get("shares")["shares"]
        pairs = zip(shares, reversed(shares), strict=True)
        swapped = [{**each, "file": other["file"]} for each, other in pairs]
        with browser(people, "ben", **{"shares$": {"shares": swapped}}) as ben:
            letters = [each for found in ben.letters_of(case).values() for each in found]

        assert all("body" not in each for each in letters)
        assert {each["fault"]["rule"] for each in letters} == {"SH-3"}

    def test_a_withheld_statement_shows_as_a_gap(self, people, case):
        entries = people.desk("ben").transport.get(f"cases/{case}/entries")["entries"]
        first = next(each for each in entries if each["wire"]["payloadType"].endswith("manifest.v1+json"))
        people.say("ada", "reply", case, "-", given="Second.")
        entries = people.desk("ben").transport.get(f"cases/{case}/entries")["entries"]
        kept = [each for each in entries if each["index"] != first["index"]]
        with browser(people, "ben", **{f"cases/{case}/entries": {"entries": kept}}) as ben:
            last = ben.letters_of(case)["joint"][-1]
            warnings = " ".join(each["sentence"] for each in ben.case(case)["warnings"])

        assert last["gap"]["rule"] == "RI-9"
        assert last["gap"]["sentence"].startswith("Something before this letter is kept from you: its author")
        assert "kept from you" in warnings

    def test_a_swapped_roster_lets_nobody_in(self, people):
        entries = people.desk("ben").transport.get("directory/entries", **{"from": 0})
        rosters = [each for each in entries["entries"] if "roster" in each["wire"]["payloadType"]]
        swapped = {**rosters[0], "wire": rosters[1]["wire"]}
        shown = [swapped if each["index"] == swapped["index"] else each for each in entries["entries"]]
        with reporter(people) as page:
            page.on("hub").lie("directory/entries", 200, {**entries, "entries": shown})
            told = page.refused("hub-lies", "teams")

        assert told.sentence.startswith("The contents of the log are not those of its checkpoint ")
        assert told.rule == "LO-3"

    def test_a_forked_log_is_kept_as_the_proof(self, people, case):
        with browser(people, "ben") as ben:
            shown = people.desk("ben").transport.get("logs/cases/checkpoint")
            time = f"time {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
            other = Checkpoint(f"{people.hub.hub}/cases", shown["size"], b"\1" * 32, (time,))
            note = log_signer(people.hub.settings).sign_checkpoint(other)
            ben.on("hub").lie("logs/cases/checkpoint$", 200, {**shown, "note": note.decode()})
            told = ben.refused("hub-lies", "sync")
            held = ben.hold(case, letter("Never sealed on it."))
            ben.refused("hub-lies", "sendNow", held["id"])

        assert told.sentence == (
            "The hub showed two logs that contradict each other; both notes are kept as the proof."
        )
        assert "Never sealed on it." not in [each["body"] for each in read(people, "ada", case)]
