"""What goes wrong in a browser: each time the page says what happened, and nothing that was typed is lost.

Files that are too large, sessions that end, networks, clocks and storage that fail. Each time the test goes
on until the typed text has arrived, or stands in the page again after it was loaded anew.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from hub.client.reading import letters
from tests.browser.between import fetched
from tests.browser.quick_case import desk_of, open_case
from tests.browser.sessions import end_sessions, looks_around, unauthorized

pytestmark = pytest.mark.slow

WRITER, READER = "cpython-lead", "cpython-developer"
MIB = 2**20
KEPT = "Your draft is kept in this browser, sealed."
WAITS = "You are offline. The letter waits here, sealed, and leaves when the hub answers again."
FAILED = "Failed to load resource: "
UNAUTHORIZED = f"{FAILED}the server responded with a status of 401"
NO_ROOM = """
() => { IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }
"""
REPORT = "Every word of it was typed."
TITLE = "An import runs a file of the folder"
numbers = iter(range(1, 1000))


@pytest.fixture(scope="module")
def case(stage):
    """A case to write to."""
    return open_case(stage, WRITER, title=TITLE, body="See.", grant=(READER,))


@pytest.fixture
def writer(people):
    """Somebody at their vault; they leave a page although something waits there."""
    hand = people(WRITER)
    hand.page.on("dialog", lambda dialog: dialog.accept())
    return hand


def begins(hand, stage, case):
    """Begin a letter: `hand.text` stands in the composer, and its draft is kept."""
    hand.text = f"Half a letter, number {next(numbers)}."
    hand.page.goto(stage.url(WRITER, f"/#/case/{case.id}/write/joint"))
    hand.write("Letter", hand.text, exact=True)
    hand.sees(KEPT)


def seals(hand):
    """Seal it and let it leave at once."""
    hand.press("Seal and send")
    hand.press("Send now")


def is_typed(hand):
    """The text stands in the composer."""
    expect(hand.page.get_by_role("textbox", name="Letter", exact=True)).to_have_value(hand.text)


def arrives(hand, stage, case):
    """The letter leaves, and a colleague's client reads it, once."""
    expect(hand.page.get_by_role("region", name="About to leave")).to_have_count(0)
    with desk_of(stage, READER) as desk:
        found = [each.letter.body for each in letters(desk, case.id) if each.letter]
    assert found.count(hand.text) == 1


def test_a_file_that_is_too_large_is_refused_by_name_before_anything_is_sealed(stage, writer, case, tmp_path):
    begins(writer, stage, case)
    writer.page.get_by_label("Attachments").set_input_files(file(tmp_path / "core.dump", 26 * MIB))
    writer.press("Seal and send")

    writer.sees("“core.dump” has 26 MiB; an attachment may have 25 MiB. Remove it or make it smaller.")
    writer.look("too-large")
    writer.press("Remove core.dump")
    seals(writer)
    arrives(writer, stage, case)


def test_a_session_that_ends_while_somebody_types_costs_no_text(stage, writer, case):
    writer.watch.awaited.append(UNAUTHORIZED)
    begins(writer, stage, case)
    end_sessions(stage)
    seals(writer)
    arrives(writer, stage, case)  # signed in again, unseen
    assert [each for each in writer.watch.errors if each.startswith(UNAUTHORIZED)], "no session had ended"

    begins(writer, stage, case)
    writer.page.context.route("**/api/v1/**", unauthorized)
    looks_around(writer.page)
    writer.sees("You were signed out. What you typed is still here.")
    is_typed(writer)
    writer.look("signed-out")
    writer.page.context.unroute("**/api/v1/**")
    writer.press("Sign in again")
    expect(writer.page.get_by_text("You were signed out.")).to_have_count(0)
    is_typed(writer)
    seals(writer)
    arrives(writer, stage, case)


def test_a_letter_waits_for_the_network_and_is_sent_once(stage, writer, case, tmp_path):
    writer.watch.awaited.append(FAILED)
    begins(writer, stage, case)
    writer.page.context.set_offline(True)
    writer.sees("No connection. You can read what is here and write")
    is_typed(writer)
    seals(writer)
    writer.sees(WAITS)
    writer.look("offline")
    writer.page.context.set_offline(False)
    arrives(writer, stage, case)

    begins(writer, stage, case)
    writer.page.get_by_label("Attachments").set_input_files(file(tmp_path / "proof.txt", 2 * MIB))
    lost = []
    writer.page.context.route("**/envelopes/*", lambda route: lost.append(lose_reply(route)))
    seals(writer)
    writer.sees(WAITS)
    writer.page.context.unroute("**/envelopes/*")
    writer.press("Try again")
    arrives(writer, stage, case)
    assert 201 in lost  # the hub had it, and its reply was lost


def test_a_letter_may_have_left_when_the_hub_had_it_and_never_answered(stage, writer, case):
    """Whoever gives it up is told what that means: their text is theirs again, and others may read it."""
    writer.watch.awaited.append(FAILED)
    begins(writer, stage, case)
    writer.press("Seal and send")
    page = writer.page
    page.context.route("**/envelopes/*", lambda route: (page.context.set_offline(True), lose_reply(route)))
    writer.press("Send now")
    writer.sees("Your letter is not known to have left")
    writer.sees("The hub had it and did not answer, so it may have left.")
    writer.look("may-have-left")
    writer.press("Stop trying and keep the text: it may still arrive")
    is_typed(writer)
    page.context.unroute("**/envelopes/*")
    page.context.set_offline(False)
    arrives(writer, stage, case)
    is_typed(writer)


def test_a_report_is_still_typed_after_a_file_too_large_and_a_lost_network(stage, visitor, tmp_path):
    hand = visitor()
    hand.watch.awaited.append(FAILED)
    reports(stage, hand)
    hand.page.get_by_label("Files").set_input_files(file(tmp_path / "all.log", 6 * MIB))
    hand.sees("all.log has 6 MiB; a file may have 5 MiB. Cut it to what shows the flaw.")
    hand.page.get_by_label("Files").set_input_files(file(tmp_path / "proof.txt", MIB))
    hand.page.context.route("**/envelopes/*", lose_reply)
    hand.press("Seal and send")

    hand.sees("are you online? Try again")
    expect(hand.page.get_by_label("Description")).to_have_value(REPORT)
    hand.sees("proof.txt")
    hand.look("report-offline")
    hand.page.context.unroute("**/envelopes/*")
    hand.press("Seal and send")
    hand.heading("Write these twelve words down")
    (arrived,) = stage.cli("psf-admin", "intake", "list")["reports"]
    assert [each["name"] for each in arrived["attachments"]] == ["proof.txt"]


def test_a_clock_that_is_off_is_told_and_decides_nothing(stage, writer, case):
    begins(writer, stage, case)
    writer.page.clock.set_system_time(datetime.now(UTC) + timedelta(days=30))
    writer.page.reload()
    is_typed(writer)
    writer.press("Seal and send")
    writer.sees("set the clock of this machine right first")
    is_typed(writer)
    writer.look("clock")

    writer.page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=3))
    writer.page.reload()
    writer.sees("the clock of this machine is off by more than an hour")
    is_typed(writer)
    seals(writer)
    arrives(writer, stage, case)


def test_storage_that_is_full_or_cleared_is_told_and_the_key_file_brings_the_vault_back(stage, writer, case):
    writer.sees("This browser may forget your keys")  # the windows of these tests are private ones
    begins(writer, stage, case)
    writer.page.evaluate(NO_ROOM)
    writer.text += " And some more."
    writer.write("Letter", writer.text, exact=True)
    writer.sees("This draft could not be kept: This browser has no room left")
    is_typed(writer)
    writer.look("full")

    writer.page.reload()
    writer.write("Letter", writer.text, exact=True)
    writer.sees(KEPT)
    clear(writer.page, stage.url(WRITER, ""))
    writer.press("Seal and send")
    writer.sees("This browser cannot keep it")
    is_typed(writer)

    writer.page.reload()
    writer.page.get_by_text("I have a key file").click()
    home = stage.play.troupe.home(WRITER)
    writer.page.get_by_label("Key file").set_input_files(home / "device.age")
    writer.write("Passphrase", (home / "passphrase").read_text().strip())
    writer.press("Open it here")
    writer.heading(TITLE)


def test_a_browser_without_storage_says_so_and_can_still_report(stage, visitor):
    hand = visitor()
    hand.page.add_init_script("Object.defineProperty(self, 'indexedDB', {value: undefined})")
    hand.page.goto(stage.url(WRITER))
    hand.sees("This browser keeps nothing here")
    hand.look("no-storage")

    reports(stage, hand)
    hand.press("Seal and send")
    hand.heading("Write these twelve words down")


def file(path, size):
    """A text file of so many bytes."""
    path.write_bytes(b"x" * size)
    return path


def lose_reply(route):
    """Let the hub do what it is asked, and its reply never arrive; its status."""
    answer = fetched(route)
    route.abort("connectionreset")
    return answer.status_code


def clear(page, origin):
    """Let the browser throw away what an origin stored, as somebody does who clears their history."""
    cleared = {"origin": origin, "storageTypes": "all"}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", cleared)


def reports(stage, hand):
    """Fill in a report to a team that no other test looks at."""
    hand.page.goto(f"http://vault.localhost:{stage.port}/report")
    hand.page.get_by_role("radio", name="Python Software Foundation", exact=True).check()
    hand.write("In one line, what goes wrong?", "A report that has a hard time")
    hand.write("Tool or package", "cpython")
    hand.write("Versions you tried", "3.15")
    hand.write("Description", REPORT)
    hand.page.get_by_label(re.compile("I have seen it")).check()
