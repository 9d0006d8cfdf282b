"""A hub that lies to a browser: the vault says so in words that a maintainer understands, and believes none.

The hub is the real one and the browser somebody's own; what lies stands between the two. Lies that only a hub
can tell, such as a fork of its log, are signed with its own log key.
"""

import base64
import re
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from crypto.tlog import Checkpoint, LogSigner
from hub.client.writing import Draft, send
from hub.jobs.checkpoint import seed_of
from tests.browser.between import change
from tests.browser.quick_case import desk_of, open_case

pytestmark = pytest.mark.slow

LEAD, DEVELOPER = "cpython-lead", "cpython-developer"
CANNOT_BE = "The hub showed something that cannot be true"
TELL = "operator and a second team, over another channel"
TITLE, REPORT = "A tar member leaves its folder", "Its second member is written outside."
LETTERS = ("The first letter of three.", "The second letter of three.", "The third letter of three.")
NOT_FOUND = "Failed to load resource: the server responded with a status of 404"
NO_ROOT = base64.b64encode(bytes(32)).decode()
SCRIPTS = Path(__file__).parent / "scripts"
FORGET_THE_LOGS, KEPT = ((SCRIPTS / f"{each}.js").read_text() for each in ("forget_the_logs", "kept"))


@pytest.fixture(scope="module")
def case(stage):
    """A case with a report and three letters, by turns."""
    opened = open_case(stage, LEAD, title=TITLE, body=REPORT, grant=(DEVELOPER,))
    envelopes = []
    for who, body in zip((LEAD, DEVELOPER, LEAD), LETTERS, strict=True):
        with desk_of(stage, who) as desk:
            envelopes.append(send(desk, opened.id, "joint", Draft(body)).envelope)
    return replace(opened, envelopes=tuple(envelopes))


@pytest.fixture
def reader(stage, people, case):
    """Somebody's vault on its Today page, where nothing of the case was opened yet but its title."""
    hand = people(DEVELOPER)
    hand.watch.awaited.append(NOT_FOUND)
    return hand


def opens(hand, stage, case):
    """Open the case anew: the page is loaded again, and everything is asked of the hub."""
    hand.page.goto("about:blank")
    hand.page.goto(stage.url(DEVELOPER, f"/#/case/{case.id}"))


def forgets(hand, stage):
    """Leave the vault, so that nobody writes meanwhile, and forget the logs and files that it keeps."""
    hand.page.goto(stage.url(DEVELOPER, "/assets/tokens.css"))
    hand.page.evaluate(FORGET_THE_LOGS)


def refuses(hand, sentence, *, rule):
    """Wait for the refusal: what happened, by which rule, what to do; no letter is shown, and no title."""
    notice = hand.page.get_by_role("alert").filter(has_text=CANNOT_BE).first
    expect(notice).to_contain_text(re.compile(re.escape(sentence), re.IGNORECASE))
    expect(notice).to_contain_text(f"({rule})")
    expect(notice).to_contain_text(TELL)
    shows_none_of(hand, TITLE, REPORT, *LETTERS)


def shows_none_of(hand, *texts):
    """No such text stands in the page, seen or unseen."""
    found = hand.page.content()
    assert [each for each in texts if each in found] == []


class TestTheLogs:
    """What everybody is shown."""

    def test_a_swapped_roster_is_refused(self, stage, reader, case):
        def swapped(said):
            rosters = [each for each in said["entries"] if "roster" in each["wire"]["payloadType"]]
            if len(rosters) > 1:
                one, *_, other = rosters
                one["wire"], other["wire"] = other["wire"], one["wire"]
            return said

        forgets(reader, stage)
        change(reader.page.context, "**/api/v1/directory/entries?*", swapped)
        opens(reader, stage, case)

        refuses(reader, "contents of the log are not those of its checkpoint", rule="LO-3")

    def test_a_rolled_back_log_is_refused(self, stage, reader, case):
        notes = f"{stage.main('/api/v1/logs/cases/checkpoints')}?after=0"
        oldest = requests.get(notes, timeout=10).json()["checkpoints"][0]
        change(reader.page.context, "**/logs/cases/checkpoint", lambda _: oldest)
        opens(reader, stage, case)

        refuses(reader, "the hub showed an older log than before", rule="LO-2")

    def test_a_forked_log_is_refused_and_both_notes_are_kept(self, stage, reader, case):
        def forked(said):
            seen = Checkpoint.parse(said["note"].partition("\n\n")[0] + "\n")
            fork = Checkpoint(seen.origin, seen.size, bytes(32), seen.extensions)
            return {**said, "note": log_signer(stage).sign_checkpoint(fork).decode()}

        change(reader.page.context, "**/logs/directory/checkpoint", forked)
        opens(reader, stage, case)

        refuses(reader, "two logs that contradict each other; both notes are kept as the proof", rule="LO-2")
        kept = [each for each in reader.page.evaluate(KEPT)["rows"] if each["store"] == "fact"]
        # Once or twice: the door that is shown then signs in again, perhaps in another second.
        assert {each["row"].splitlines()[2] for each in kept if "evidence" in each["key"]} == {NO_ROOT}
        reader.look("a lie")


def log_signer(stage):
    """The hub's own key: the lie is the operator's."""
    key = Path(stage.play.stage.env["ACCORD_LOG_KEY_FILE"]).read_text().strip()
    return LogSigner(seed_of(key), f"localhost:{stage.port}")


class TestACase:
    """What its readers are given."""

    def test_another_statement_in_the_place_of_one_is_refused(self, stage, reader, case):
        def swapped(said):
            *_, one, other = said["entries"] or [{}, {}]
            one["wire"], other["wire"] = other["wire"], one["wire"]
            return said

        forgets(reader, stage)
        change(reader.page.context, f"**/cases/{case.id}/entries?*", swapped)
        opens(reader, stage, case)

        refuses(reader, "the hub showed a statement that is not leaf", rule="LO-8")

    def test_a_letter_that_the_log_has_and_the_hub_withholds_is_named(self, stage, reader, case):
        second = case.envelopes[1]
        change(reader.page.context, f"**/cases/{case.id}/letters?*", without(second))
        reader.page.context.route(f"**/envelopes/{second}", not_found)
        forgets(reader, stage)
        opens(reader, stage, case)

        stays_shut(reader, "The log says that this letter is here for you, and the hub does not give it out.")
        shows_none_of(reader, LETTERS[1])
        reader.sees(LETTERS[2])

    def test_a_letter_in_the_place_of_another_is_not_shown(self, stage, reader, case):
        first, second, _ = case.envelopes

        files = {}  # of every page so far: the second may begin one

        def other(said):
            files.update((each["id"], each["file"]) for each in said["letters"])
            letters = [
                {**each, "file": files[first]} if each["id"] == second else each for each in said["letters"]
            ]
            return {**said, "letters": letters}

        change(reader.page.context, f"**/cases/{case.id}/letters?*", other)
        forgets(reader, stage)
        opens(reader, stage, case)

        stays_shut(reader, "The hub gave out another file than the one that was signed.")
        expect(reader.page.get_by_text(LETTERS[0])).to_have_count(1)
        shows_none_of(reader, LETTERS[1])

    def test_a_statement_that_is_left_out_leaves_a_gap_that_is_shown(self, stage, reader, case):
        def without_one(said):
            second = case.envelopes[1].encode()
            return {"entries": [each for each in said["entries"] if second not in payload(each)]}

        forgets(reader, stage)
        change(reader.page.context, f"**/cases/{case.id}/entries?*", without_one)
        opens(reader, stage, case)

        reader.sees("Something is missing here")
        reader.sees("Something before this letter is kept from you")
        shows_none_of(reader, LETTERS[1])

    def test_a_wrong_share_opens_nothing_and_is_named(self, stage, reader, case):
        def rotated(said):
            files = [each["file"] for each in said["shares"]]
            turned = zip(said["shares"], files[1:] + files[:1], strict=True)
            return {"shares": [{**each, "file": file} for each, file in turned]}

        change(reader.page.context, "**/api/v1/shares", rotated)
        opens(reader, stage, case)

        stays_shut(reader, "the share sealed to your device does not hold")
        shows_none_of(reader, REPORT, *LETTERS)


def without(envelope):
    """A page of letters that leaves one out."""

    def changed(said):
        return {**said, "letters": [each for each in said["letters"] if each["id"] != envelope]}

    return changed


def payload(entry):
    """What a statement says, as bytes."""
    return base64.b64decode(entry["wire"]["payload"])


def stays_shut(hand, sentence):
    """Wait for a letter that is there and closed, with the reason."""
    letter = hand.page.get_by_role("alert").filter(has_text="This letter stays shut").first
    expect(letter).to_contain_text(re.compile(re.escape(sentence), re.IGNORECASE))


def not_found(route):
    """Nothing there, says the hub."""
    route.fulfill(status=404, content_type="application/problem+json", body='{"title": "not found"}')
