"""Who is in two teams has both in one browser: one Today, and each act goes out for the right one."""

import re

import pytest
from playwright.sync_api import expect

from hub.demo.cast import name_of
from tests.browser.cases import NEWS, joined
from tests.browser.conftest import Hand
from tests.browser.sessions import end_sessions, looks_around, unauthorized

pytestmark = pytest.mark.slow

WHO = "pip-lead"
NAME = "Pat of uv"
A_MINUTE = 61_000
OTHER = "quiet harbour lantern seven"


def passphrase(stage):
    """Return the one that opens the device in pip."""
    return stage.device(WHO)["passphrase"]


def adds_uv(stage, hand, words):
    """From Devices, by a code that an admin of uv handed over: six acts and a file to keep."""
    code = stage.cli("uv-lead", "member", "invite", NAME)["code"]
    hand.watch.never({words, code.split(".")[1]})
    hand.press("Devices")
    hand.press("Add a team")
    hand.heading("Add a team")
    hand.write("Join code", code, exact=True)
    hand.sees(f"uv invites {NAME}")
    hand.write("Choose a passphrase", words)
    hand.write("The same again", words)
    with hand.page.expect_download():
        hand.press("Make my keys")
    hand.press("I have kept the file")
    hand.heading("Today")
    stage.cli("uv-lead", "roster", "sign")


def lets_read(stage, case):
    """An admin of uv lets the new device read; their client seals the keys to it."""
    stage.cli("uv-lead", "grant", case, NAME)
    stage.cli("uv-lead", "agent", "--once")


def task(hand, team, kind, case):
    """Return the line of Today that this team owes of this kind in this case; other cases may wait, too."""
    line = hand.page.locator("li.task").filter(has=hand.page.locator(".team", has_text=team))
    return line.filter(has_text=kind).filter(has=hand.page.locator(f"a[href*='/case/{case}']"))


def test_both_teams_stand_on_one_today_and_each_act_goes_out_for_its_own(stage, people):
    case = joined(stage, {"uv": "uv Lead"})
    stage.cli("uv-lead", "reply", case, "-", given=NEWS)
    hand = people(WHO)
    second = Hand(hand.page.context.new_page(), hand.watch)
    second.page.goto(hand.page.url)
    second.heading("Today")
    adds_uv(stage, hand, passphrase(stage))
    teams = second.page.get_by_role("navigation", name="Your teams").get_by_role("link")
    expect(teams).to_have_text(["All teams", "pip", "uv"])  # the other tab heard of it
    second.page.close()
    lets_read(stage, case)
    hand.page.reload()
    expect(task(hand, "uv", "Affected?", case)).to_be_visible()
    expect(task(hand, "pip", "Letters", case)).to_be_visible()
    dues = hand.page.locator("li.task p.quiet > time").evaluate_all(
        "(all) => all.map((each) => each.dateTime)"
    )
    assert dues == sorted(dues)
    hand.look("today-two-teams")
    answers_for_uv(stage, hand, case)
    reads_for_pip(hand, case)
    writes_for_uv_and_turns_to_pip(stage, hand, case)


def answers_for_uv(stage, hand, case):
    """One act leads into uv's vault; what is signed there is uv's."""
    hand.press("Answer “affected?”", within=task(hand, "uv", "Affected?", case))
    hand.heading("Is uv affected?")
    assert hand.page.evaluate("location.hash") == f"#/@uv/case/{case}"
    hand.look("case-of-two-teams")
    hand.press("Not affected")
    expect(hand.page.get_by_role("heading", name="Is uv affected?")).to_have_count(0)
    said = [each for each in stage.cli("uv-lead", "read", case)["letters"] if each["purpose"] == "impact"]
    assert [(each["author"], each["body"]) for each in said] == [(f"{NAME} (uv)", "uv is not affected.")]


def reads_for_pip(hand, case):
    """The same case is open in pip, too, and is another page there."""
    hand.press("Today", exact=True)
    hand.press("Read: ", within=task(hand, "pip", "Letters", case))
    assert hand.page.evaluate("location.hash").startswith(f"#/@pip/case/{case}")
    expect(hand.page.get_by_role("article").filter(has_text=NEWS)).to_contain_text("verified")
    expect(hand.page.locator(".kicker .team")).to_have_text("pip")


def writes_for_uv_and_turns_to_pip(stage, hand, case):
    """A letter of uv waits its minute on pip's page, says whose it is, and leaves."""
    hand.page.clock.install()
    hand.page.goto(stage.url(WHO, f"/#/@uv/case/{case}/write/joint"))
    hand.sees(f"You write as {NAME} for uv")
    hand.write("Letter", "Fixed in our next release.", exact=True)
    hand.press("Seal and send for uv")
    waiting = hand.page.get_by_role("region", name="About to leave")
    expect(waiting).to_contain_text("Your letter for uv")
    hand.press("pip", exact=True, within=hand.page.get_by_role("navigation", name="Your teams"))
    expect(hand.page.locator(".kicker .team")).to_have_text("pip")
    hand.page.clock.fast_forward(A_MINUTE)
    expect(waiting).to_have_count(0)
    letters = stage.cli("uv-lead", "read", case)["letters"]
    assert [each["author"] for each in letters if each["body"] == "Fixed in our next release."] == [
        f"{NAME} (uv)"
    ]


@pytest.fixture
def hand(stage, people):
    """Give somebody of pip who has added uv, under its own passphrase."""
    found = people("pip-maintainer")
    adds_uv(stage, found, OTHER)
    return found


def test_an_address_without_a_team_asks_for_which_and_one_of_a_stranger_says_so(hand):
    hand.page.goto(re.sub("#.*", "#/case/0123", hand.page.url))
    hand.heading("For which team?")
    hand.look("which-team")
    hand.press("Open it for uv")
    assert hand.page.evaluate("location.hash") == "#/@uv/case/0123"
    hand.page.goto(re.sub("#.*", "#/@numpy/case/0123", hand.page.url))
    hand.heading("numpy is not a team of this browser")


def test_lock_locks_both_in_every_tab_and_each_passphrase_opens_its_own(stage, hand):
    second = Hand(hand.page.context.new_page(), hand.watch)
    second.page.goto(hand.page.url)
    second.heading("Today")
    hand.press("Lock", within=hand.page.get_by_role("banner"))
    hand.heading("Unlock")
    second.heading("Unlock")
    hand.look("locked-two-teams")
    hand.page.get_by_label("Passphrase").first.fill(OTHER)
    hand.press("Unlock")
    hand.heading("Today")
    hand.sees("pip is locked")
    hand.page.get_by_text("pip is locked").click()
    hand.page.get_by_label("Passphrase").first.fill(stage.device("pip-maintainer")["passphrase"])
    hand.press("Unlock")
    expect(hand.page.get_by_text("pip is locked")).to_have_count(0)
    teams = hand.page.get_by_role("navigation", name="Your teams").get_by_role("link")
    expect(teams).to_have_text(["All teams", "pip", "uv"])


def test_who_is_signed_out_of_one_team_goes_on_in_the_other(stage, hand):
    """What was typed for it is still there, and it is signed in again by one act."""
    hand.watch.awaited.append("Failed to load resource: the server responded with a status of 401")
    end_sessions(stage, of=stage.play.facts["uv"])
    hand.page.context.route("**/api/v1/token", unauthorized)
    looks_around(hand.page)
    hand.sees("You were signed out of uv. What you typed is still here.")
    hand.look("signed-out-of-one")
    hand.press("pip", exact=True, within=hand.page.get_by_role("navigation", name="Your teams"))
    expect(hand.page.locator(".kicker .team")).to_have_text("pip")
    expect(hand.page.get_by_text("You were signed out of pip")).to_have_count(0)
    hand.page.context.unroute("**/api/v1/token")
    hand.press("Sign in again")
    expect(hand.page.get_by_text("You were signed out")).to_have_count(0)
    hand.press("uv", exact=True, within=hand.page.get_by_role("navigation", name="Your teams"))
    hand.sees("Nothing waits for you")


def test_one_team_is_removed_and_the_other_stays(hand):
    hand.press("uv", exact=True, within=hand.page.get_by_role("navigation", name="Your teams"))
    expect(hand.page.locator(".kicker .team")).to_have_text("uv")
    hand.press("Devices")
    hand.look("devices-of-a-team")
    hand.page.get_by_text("Remove this device from this browser").click()
    hand.page.get_by_label("The key file is kept").check()
    hand.press(f"Remove {NAME} (uv)")
    hand.heading("Today")
    expect(hand.page.get_by_role("navigation", name="Your teams")).to_have_count(0)
    hand.sees(name_of("pip-maintainer"))
    assert len(hand.page.evaluate("indexedDB.databases()")) == 1
