"""The pages over a vault without keys: how they look, and what they say when things go wrong."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.axe import too_wide, violations
from tests.browser.gallery import gallery, page

__all__ = ["gallery", "page"]

AT_REST = """
async () => {
  const root = document.documentElement;
  let [before, frames] = ["", 0];
  while (frames < 20) {
    await new Promise(requestAnimationFrame);
    const now = [scrollY, root.scrollHeight].join();
    frames = now === before ? frames + 1 : 0;
    before = now;
  }
  return {above: Math.round(scrollY), below: Math.round(root.scrollHeight - innerHeight - scrollY)};
}
"""
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
    "#/devices",
    "?door=locked",
    "?door=waiting",
    "?teams#/today",
    "?teams#/devices",
    "?teams#/join",
    "?teams#/case/c1",
    "?teams#/@uv/today",
    "?teams#/@uv/case/c1",
    "?teams#/@uv/case/c1/write/joint",
    "?teams#/@uv/devices",
    "?teams#/@numpy/today",
    "?teams=locked#/today",
    "?teams=locked#/@uv/today",
    "?teams=lied#/today",
    "?teams&door=locked",
    "report",
    "receipt",
]


@contextmanager
def stopped(page):
    """Stop the page's clock; it goes on whatever comes, as what looks at the page afterwards waits by it."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)  # it has to lie ahead when that arrives
    try:
        yield
    finally:
        page.clock.resume()


@pytest.mark.parametrize("place", PAGES)
def test_every_page_can_be_used_by_everybody_and_fits_a_narrow_window(gallery, page, place):
    page.goto(gallery + place)
    page.set_viewport_size({"width": 320, "height": 800})

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)

    assert violations(page) == []
    assert too_wide(page) <= 0


@pytest.mark.parametrize("title", ["How long each team holds still", "The course of"])
def test_a_picture_says_its_times_in_the_viewer_s_zone_and_in_utc(gallery, page, title):
    """As text that is seen, in the legend and in every row of the table that has a time."""
    page.goto(gallery + "#/case/c1/dates")
    picture = page.locator("figure.picture").filter(has_text=title)
    picture.get_by_text("The same as a table").click()
    expect(picture.locator("table")).to_be_visible()

    assert picture.get_by_text("Days begin at midnight in Europe/Berlin.").is_visible()
    times = [each.inner_text() for each in picture.locator("time").all()]
    assert len(times) > len(picture.locator(".legend time").all()) > 0
    both = re.compile(r"\d\d:\d\d (CET|CEST) \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)$")
    assert [each for each in times if not both.search(each)] == []
    assert "UTC)" in picture.locator("svg > desc").text_content()


def test_a_case_of_500_letters_stands_at_once_and_leads_to_what_is_new(gallery, page):
    page.watch.judged = False  # axe takes half a minute for so many
    page.goto(gallery + "?many=500#/case/c2")
    expect(page.locator("article.letter")).to_have_count(500)

    page.get_by_role("button", name="First unread letter").press("Enter")

    expect(page.locator("article.unread").first).to_be_in_viewport()
    expect(page.locator("article.unread").first).to_contain_text("Letter 498")


def test_a_letter_counts_as_unread_until_this_browser_remembers_that_it_was_read(gallery, page):
    """Whoever closes the tab at once would otherwise find read letters marked as new again."""
    page.goto(f"{gallery}#/case/c1")
    badge = page.get_by_role("navigation", name="Case").get_by_text("unread")
    mark = page.get_by_role("button", name=re.compile(r"^Mark \d+ as read"))
    expect(mark).to_be_visible()
    with stopped(page):  # the vault answers when the clock goes on
        mark.press("Enter")
        page.wait_for_timeout(200)
        expect(badge).to_be_attached()
    expect(badge).to_have_count(0)


def test_a_mark_that_finds_no_room_says_so_and_the_letter_stays_unread(gallery, page):
    page.goto(f"{gallery}?fail=storage#/case/c1")
    page.get_by_role("button", name=re.compile(r"^Mark \d+ as read")).press("Enter")

    expect(page.get_by_role("alert").filter(has_text="cannot keep it")).to_be_visible()
    expect(page.get_by_role("navigation", name="Case").get_by_text("unread")).to_be_attached()


def test_a_proof_that_cannot_be_made_says_why_and_can_be_asked_for_again(gallery, page):
    page.goto(f"{gallery}?fail=clock#/case/c1/history")
    copy = page.get_by_role("button", name="Copy proof of leaf").first
    copy.press("Enter")

    expect(
        page.get_by_role("alert").filter(has_text="is an hour ahead of the witnessed logs")
    ).to_be_visible()
    expect(copy).to_be_enabled()
    assert violations(page) == []


def test_end_home_and_a_link_land_exactly_in_a_case_of_500_letters(gallery, page):
    page.goto(gallery + "?many=500#/case/c2")
    letters = page.locator("article.letter")
    expect(letters).to_have_count(500)
    expect(page.locator("article.letter .markdown").first).to_be_attached()  # what draws the others is here

    page.keyboard.press("End")
    expect(letters.last.locator(".markdown, li").first).to_be_attached()
    assert page.evaluate(AT_REST)["below"] == 0
    page.keyboard.press("Home")
    assert page.evaluate(AT_REST)["above"] == 0
    page.keyboard.press("End")
    assert page.evaluate(AT_REST)["below"] == 0
    letters.last.get_by_role("button", name="answers").press("Enter")
    page.evaluate(AT_REST)
    assert page.evaluate("document.activeElement.closest('article').textContent").count("Letter 250.") == 1
    assert (
        abs(page.evaluate("document.activeElement.closest('article').getBoundingClientRect().top") - 16) < 2
    )


@pytest.mark.parametrize(("place", "heading"), [("#/case/c1/dates", "So far"), ("#/devices", "Devices")])
def test_a_part_that_did_not_arrive_says_so_and_comes_at_the_next_try(gallery, context_of, place, heading):
    context, watch = context_of()
    watch.awaited.append("Failed to load resource")
    context.route("**/part-sections-*", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{gallery}{place}")
    notice = page.get_by_role("alert").filter(has_text="did not arrive")
    expect(notice).to_contain_text("Try again; if that does not help, load the page anew")
    expect(page.get_by_role("button", name="Load the page anew")).to_be_visible()
    assert violations(page) == []

    context.unroute("**/part-sections-*")
    notice.get_by_role("button", name="Try again").press("Enter")

    expect(notice).to_have_count(0)
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_a_part_that_arrives_between_drawing_and_asking_for_it_is_shown(gallery, page):
    """All parts are fetched once Today stands, and may come while somebody goes on to one of them."""
    held = []

    def hold(route):
        held.append(route)

    page.route("**/part-sections-*", hold)
    page.clock.install()
    with page.expect_request("**/part-sections-*"):
        page.goto(f"{gallery}#/today")
        expect(page.get_by_role("heading", name="Today")).to_be_visible()
        page.clock.run_for(1000)
    with stopped(page):  # no effect of a page runs by itself now
        page.evaluate("location.hash = '#/devices'")
        expect(page.get_by_text("Opening…", exact=True)).to_be_visible()
        held.pop().continue_()
        page.wait_for_timeout(500)  # by the test's own clock: it arrives, and nothing of the page goes on
        page.clock.run_for(100)

        expect(page.get_by_role("heading", name="Devices").first).to_be_visible()


def test_a_deadline_stands_in_utc_too_without_a_mouse(gallery, page):
    page.goto(gallery + "#/today")

    for each in (page.locator(".task time").first, page.locator(".case-date time").first):
        expect(each).to_contain_text(re.compile(r"\(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)"))


def test_the_browsers_history_learns_a_code_name_and_no_title(gallery, page):
    page.goto(gallery + "#/case/c1")

    expect(page.get_by_role("heading", name="Entry-point names escape")).to_be_visible()

    expect(page).to_have_title("amber-heron-41 · Accord")


def test_a_lock_that_fails_shuts_the_pages_says_so_and_can_be_tried_again(gallery, page):
    page.goto(gallery + "?stuck#/case/c1")
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("banner").get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", name="Not locked")).to_be_visible()
    expect(page.get_by_text("This browser did not take the keys away.")).to_be_visible()
    assert title not in page.content()
    page.get_by_role("button", name="Lock again").click()
    expect(page.get_by_role("heading", name="Unlock")).to_be_visible()
