"""What is typed, and each file that is chosen, is neither lost nor left behind; over a vault without keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.gallery import gallery, page

__all__ = ["gallery", "page"]

WORDS = "abandon ability able about above absent absorb abstract absurd abuse access accident"
GONE_FILES = (
    "() => { File.prototype.arrayBuffer = () => Promise.reject(new DOMException('', 'NotFoundError')); }"
)
SLOW_FILES = """
() => {
  const [read, waiting] = [File.prototype.arrayBuffer, new Promise((resolve) => { window.goOn = resolve; })];
  File.prototype.arrayBuffer = function () { return waiting.then(() => read.call(this)); };
}
"""


def test_a_letter_that_was_taken_back_is_whole_again(gallery, page):
    page.goto(gallery + "#/case/c1/write/joint")
    page.get_by_label("Letter", exact=True).fill("not like this")
    page.locator("input[type=file]").set_input_files(
        [{"name": "poc.py", "mimeType": "text/plain", "buffer": b"1"}]
    )

    page.get_by_role("button", name="Seal and send").click()
    page.get_by_role("button", name="Take back").click()

    expect(page.get_by_label("Letter", exact=True)).to_have_value("not like this")
    expect(page.get_by_role("listitem").filter(has_text="poc.py")).to_be_visible()


def test_a_letter_taken_back_and_the_one_begun_meanwhile_are_both_there(gallery, page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(gallery + "#/case/c1/write/joint")
    letter = page.get_by_label("Letter", exact=True)
    letter.fill("The first letter.")
    page.get_by_role("button", name="Seal and send").click()
    page.get_by_role("link", name="Write to").first.click()
    letter.fill("The second, half typed")

    page.get_by_role("button", name="Take back").click()

    expect(letter).to_have_value("The first letter.")
    expect(letter).to_be_focused()
    other = page.get_by_role("button", name="Go on with “The second, half typed”")
    other.wait_for()  # and both are kept
    assert violations(page) == []
    page.get_by_role("link", name="Close").click()
    page.get_by_role("link", name="Write to").first.click()
    page.reload()
    expect(letter).to_have_value("The first letter.")
    other.click()
    expect(letter).to_have_value("The second, half typed")
    page.get_by_role("button", name="Go on with “The first letter.”").wait_for()  # and kept so
    page.reload()
    expect(letter).to_have_value("The second, half typed")
    page.get_by_role("button", name="Throw away “The first letter.”").click()
    expect(page.get_by_text("Another draft is kept here")).to_have_count(0)


def test_what_is_typed_before_an_older_draft_was_found_stands_and_that_is_offered(gallery, page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(gallery + "#/case/c1/write/joint")
    letter = page.get_by_label("Letter", exact=True)
    letter.fill("An older draft.")
    page.get_by_text("Your draft is kept in this browser").wait_for()

    page.goto(gallery + "?late#/case/c1/write/joint")
    letter.fill("Typed at once.")

    expect(page.get_by_role("button", name="Go on with “An older draft.”")).to_be_visible()
    expect(letter).to_have_value("Typed at once.")


def test_what_two_tabs_type_in_one_place_is_all_there_again(gallery, page):
    tabs = {"A long text.": page, "b": page.context.new_page()}
    for each in tabs.values():
        each.on("dialog", lambda dialog: dialog.accept())
        each.goto(gallery + "#/case/c1/write/joint")
        each.get_by_label("Letter", exact=True).wait_for()
    for text, each in tabs.items():
        each.get_by_label("Letter", exact=True).fill(text)
        each.get_by_text("Your draft is kept in this browser").wait_for()

    page.reload()

    letter = page.get_by_label("Letter", exact=True)
    expect(letter).to_have_value("b")
    page.get_by_role("button", name="Go on with “A long text.”").click()
    expect(letter).to_have_value("A long text.")
    expect(page.get_by_text("“b”")).to_be_visible()

    page.get_by_role("button", name="Seal and send").click()
    leaving = tabs["b"].get_by_role("region", name="About to leave")
    expect(leaving.get_by_role("timer")).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(leaving).to_contain_text("was taken back in another tab")
    leaving.get_by_role("button", name="Put away").click()
    expect(leaving).to_have_count(0)


def test_nothing_is_typed_into_a_letter_while_it_is_sealed(gallery, page):
    page.goto(gallery + "?slow#/case/c1/write/joint")
    letter = page.get_by_label("Letter", exact=True)
    letter.fill("All of it.")
    page.get_by_role("button", name="Seal and send").click()
    expect(letter).not_to_be_editable()
    expect(page.locator("input[type=file]")).to_be_disabled()
    expect(page.get_by_role("region", name="About to leave")).to_be_visible()


@pytest.mark.parametrize("place", ["report", "receipt"])
def test_nothing_leaves_while_a_file_that_was_chosen_for_it_is_still_read(gallery, page, place):
    page.goto(gallery + place)
    if place == "receipt":
        page.get_by_label("Your twelve words").fill(WORDS)
        page.get_by_role("button", name="Open my report").click()
        page.get_by_label("Write to").fill("With a log.")
    page.evaluate(SLOW_FILES)
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "a.log", "mimeType": "text/plain", "buffer": b"a"}
    )
    send = page.get_by_role("button", name="Seal and send")
    expect(send).to_be_disabled()
    page.evaluate("goOn()")
    expect(send).to_be_enabled()
    expect(page.get_by_role("listitem").filter(has_text="a.log")).to_be_visible()


def test_a_file_that_is_gone_when_it_is_read_is_named_and_stops_nothing(gallery, page):
    page.goto(gallery + "report")
    page.evaluate(GONE_FILES)
    page.get_by_label("Files", exact=True).set_input_files(
        {"name": "a.log", "mimeType": "text/plain", "buffer": b"a"}
    )
    expect(page.get_by_text("a.log cannot be read: was it moved or deleted?")).to_be_visible()
    expect(page.get_by_role("button", name="Seal and send")).to_be_enabled()


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("#/case/c1/write/joint", "Letter"),
        ("#/intake/1", "Your answer to the reporter"),
        ("#/case/c1", "Why, or since which version"),
    ],
)
def test_what_is_typed_is_there_again_after_another_page_and_after_lock_and_unlock(
    gallery, page, place, label
):
    page.goto(gallery + place)
    field = page.get_by_label(label, exact=True)
    opened = page.get_by_text("Add why (optional)")
    if label.startswith("Why"):
        opened.click()
    field.fill("A long, careful answer")
    page.get_by_role("link", name="Today").click()
    page.go_back()
    expect(field).to_have_value("A long, careful answer")
    field.fill("And more of it")
    page.get_by_role("button", name="Lock").click()
    page.get_by_label("Passphrase").first.fill("words")
    page.get_by_role("button", name="Unlock").click()
    expect(field).to_have_value("And more of it")
    expect(field).to_be_visible()


def test_what_was_typed_outlives_the_session(gallery, page):
    page.goto(gallery + "?fail=expired#/case/c1/write/joint")
    page.get_by_label("Letter", exact=True).fill("a long answer")

    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_text("You were signed out").first).to_be_visible()
    page.get_by_role("button", name="Sign in again").click()

    expect(page.get_by_label("Letter", exact=True)).to_have_value("a long answer")


def test_an_attachment_beyond_the_limit_is_refused_before_it_is_read(gallery, page, tmp_path):
    large = tmp_path / "core.dump"
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page.goto(gallery + "#/case/c1/write/joint")

    page.locator("input[type=file]").set_input_files(large)

    expect(page.get_by_text(re.compile("core.dump.*may have 25 MiB"))).to_be_visible()
