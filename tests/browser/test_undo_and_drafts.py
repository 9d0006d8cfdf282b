"""Letters wait a minute and can be taken back; nothing that was typed or held is lost; files arrive whole."""

import re
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from hub.vault.release import Release
from tests.benchmarks.bench_vault import first_load
from tests.browser.cases import NEWS, TITLE, talk
from tests.browser.conftest import Hand

pytestmark = pytest.mark.slow

A_MINUTE = 61_000
MIB = 1024 * 1024
FILE = "two-dist-infos.whl"


@pytest.fixture
def case(stage):
    """The case that pip, uv and PyPI talk in."""
    return talk(stage)


def write(stage, hand, case, text):
    """Open the composer by its address and type a letter."""
    hand.page.goto(stage.url("pip-lead", f"/#/case/{case}/write/joint"))
    hand.write("Letter", text, exact=True)


def bodies(stage, case):
    """What uv's command line opens of the case."""
    return [each["body"] for each in stage.cli("uv-maintainer", "read", case)["letters"]]


def test_a_letter_can_be_taken_back_for_a_minute_and_then_leaves(stage, case, people):
    lead = people("pip-lead")
    lead.page.clock.install()
    write(stage, lead, case, "Too early by a minute.")
    lead.look("composer")
    lead.press("Seal and send")
    waiting = lead.page.get_by_role("region", name="About to leave")
    expect(waiting.get_by_role("timer")).to_have_text(re.compile(r"^(5\d|60) s$"))
    lead.look("about-to-leave")
    lead.press("Write to")
    lead.write("Letter", "Begun meanwhile.", exact=True)
    lead.sees("Your draft is kept in this browser, sealed.")
    lead.press("Take back")
    expect(waiting).to_have_count(0)
    field = lead.page.get_by_label("Letter", exact=True)
    expect(field).to_have_value("Too early by a minute.")
    expect(field).to_be_focused()
    lead.page.on("dialog", lambda dialog: dialog.accept())
    lead.page.reload()
    expect(field).to_have_value("Too early by a minute.")
    lead.press("Go on with “Begun meanwhile.”")
    expect(field).to_have_value("Begun meanwhile.")
    lead.press("Throw away “Too early by a minute.”")
    field.fill("In time.")
    lead.press("Seal and send")
    expect(waiting).to_be_visible()
    lead.page.clock.fast_forward(A_MINUTE)
    expect(waiting).to_have_count(0)
    expect(lead.page.get_by_role("article").filter(has_text="In time.")).to_contain_text("verified")
    assert [each for each in bodies(stage, case) if "time" in each or "minute" in each] == ["In time."]


def test_closing_the_tab_within_the_minute_loses_nothing(stage, case, people):
    lead = people("pip-lead")
    write(stage, lead, case, "Written just before the train left.")
    lead.press("Seal and send")
    lead.page.get_by_role("region", name="About to leave").wait_for()
    context = lead.page.context
    lead.page.close(run_before_unload=False)
    again = Hand(context.new_page(), lead.watch)
    again.page.goto(stage.url("pip-lead", f"/#/case/{case}"))
    again.press("Send now")
    again.page.get_by_role("article").filter(has_text="just before the train").wait_for()
    expect(again.page.get_by_role("heading", level=1)).to_be_focused()
    assert bodies(stage, case).count("Written just before the train left.") == 1


def test_a_draft_survives_lock_and_unlock_and_no_other_tab_stays_open(stage, case, people):
    lead = people("pip-lead")
    write(stage, lead, case, "Half a thought, and")
    lead.sees("Your draft is kept in this browser, sealed.")
    second = Hand(lead.page.context.new_page(), lead.watch)
    second.page.goto(stage.url("pip-lead", f"/#/case/{case}"))
    second.page.get_by_role("article").filter(has_text=NEWS).wait_for()
    lead.press("Lock", within=lead.page.get_by_role("banner"))
    lead.heading("Unlock")
    second.heading("Unlock")
    assert [each for each in (TITLE, NEWS) if each in second.page.content()] == []
    lead.page.get_by_label("Passphrase").first.fill(stage.device("pip-lead")["passphrase"])
    lead.press("Unlock")
    expect(lead.page.get_by_label("Letter", exact=True)).to_have_value("Half a thought, and")
    assert lead.watch.leaks(["Half a thought"]) == []


def test_the_first_load_alone_reads_a_case_and_a_draft_outlives_what_does_not_come(stage, case, people):
    lead = people("pip-lead")
    write(stage, lead, case, "Typed before the hub was renewed.")
    lead.sees("Your draft is kept in this browser, sealed.")
    lead.watch.awaited.append("Failed to load resource")
    lead.page.route("**/assets/*", first_load_alone())
    lead.page.reload()
    lead.sees("A part of the vault did not arrive")
    expect(lead.page.get_by_role("article").filter(has_text=NEWS)).to_contain_text("verified")
    lead.press("Today")
    lead.heading("Today")
    expect(lead.page.get_by_role("link", name=TITLE).first).to_be_visible()
    lead.page.go_back()
    lead.sees("A part of the vault did not arrive")
    lead.page.unroute("**/assets/*")
    lead.press("Load the page anew")
    expect(lead.page.get_by_label("Letter", exact=True)).to_have_value("Typed before the hub was renewed.")


def first_load_alone():
    """Let nothing through but what the benchmark counts."""
    first = {f"/{each.name}" for each in first_load(Release())}

    def decide(route):
        if urlsplit(route.request.url).path in first:
            route.continue_()
        else:
            route.abort()

    return decide


def test_what_was_read_stays_read(stage, case, people):
    lead = people("uv-maintainer")
    ours = lead.page.get_by_role("listitem").filter(has=lead.page.locator(f"a[href*='{case}']"))
    owed = ours.filter(has_text="you have not read")
    lead.press("Read: ", within=owed)
    unread = lead.page.get_by_role("article").filter(has_text="new").filter(has_text=NEWS)
    expect(unread).to_be_visible()
    badge = lead.page.get_by_role("navigation", name="Case").get_by_text("unread")
    expect(badge).to_be_attached()
    lead.press(re.compile(r"^Mark \d+ as read"))
    expect(badge).to_have_count(0)
    lead.page.reload()
    lead.page.get_by_role("article").filter(has_text=NEWS).wait_for()
    expect(badge).to_have_count(0)
    expect(unread).to_have_count(0)
    lead.press("Today")
    lead.heading("Today")
    expect(ours.first).to_be_visible()
    expect(owed).to_have_count(0)


def test_a_file_of_3_mib_goes_up_with_progress_and_comes_down_whole(stage, case, people, tmp_path):
    data = b"".join(sha256(number.to_bytes(8)).digest() for number in range(3 * MIB // 32))
    (tmp_path / FILE).write_bytes(data)
    lead = people("pip-lead")
    write(stage, lead, case, "Here is one of them.")
    lead.page.get_by_label("Attachments").set_input_files(tmp_path / FILE)
    lead.sees("3 MiB")
    lead.press("Seal and send")
    stops_on_the_way(lead)
    lead.press("Try again")
    expect(lead.page.get_by_role("region", name="About to leave")).to_have_count(0)
    reader = people("uv-lead")
    reader.page.goto(stage.url("uv-lead", f"/#/case/{case}"))
    reader.look("case-with-a-file")
    with reader.page.expect_download() as saved:
        reader.press(f"Save {FILE}")
    assert saved.value.suggested_filename == FILE
    assert saved.value.path().read_bytes() == data
    folder = tmp_path / "saved"
    stage.cli("pypi-lead", "read", case, "--save", str(folder))
    assert [each.read_bytes() for each in folder.iterdir()] == [data]


def stops_on_the_way(hand):
    """On a network that takes nothing the way is shown; who stops it has the letter still."""
    hand.page.route("**/envelopes/*", lambda _: None)
    hand.press("Send now")
    expect(hand.page.get_by_role("progressbar", name=f"Sending {FILE}")).to_be_visible()
    hand.look("sending")
    with hand.page.expect_event("requestfailed"):  # else letting go of it below may send it on
        hand.press("Stop")
    hand.sees("did not leave")
    expect(hand.page.locator(":focus")).to_have_count(1)
    hand.page.unroute("**/envelopes/*")
