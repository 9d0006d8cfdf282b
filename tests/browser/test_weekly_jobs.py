"""What a team does every week takes three acts from Today at most, by mouse and by keyboard alone.

An act is a press, a tick or a filled field. uv does each job by mouse and PyPI by keyboard, in one stage;
what became true is asked of another team's command line.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cases import NEWS, REPORT, day, fresh, talk

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]

MOST = 3
HANDS = [pytest.param(("uv", False), id="mouse"), pytest.param(("pypi", True), id="keyboard")]
CHOSEN, TYPED = HANDS


@pytest.fixture(scope="module")
def cases(stage):
    """The case in which everything waits, and for each team one without a date that it is invited to."""
    made = {"talk": talk(stage)}
    for team, (case, _) in zip(("uv", "pypi"), fresh(stage, 2), strict=True):
        stage.cli("pip-lead", "invite", case, team)
        made[team] = case
    return made


@pytest.fixture
def hand(people):
    """Somebody on Today; in the end they have taken three acts at most, and their focus is on the page."""
    hands = []

    def come(who, *, keyboard):
        found = people(who, keyboard=keyboard)
        hands.append(found)
        return found

    yield come
    for each in hands:
        assert each.acts <= MOST
        assert each.page.evaluate("document.activeElement !== document.body")


def owed(hand, case, kind):
    """Return the line of Today of this kind about this case."""
    line = hand.page.locator(f"li.task:has(a[href*='{case}'])").filter(has_text=kind)
    expect(line).to_be_visible()
    return line


def test_what_a_team_owes_stands_on_today_by_date_each_with_one_act(cases, people):
    hand = people("uv-lead")
    expect(owed(hand, cases["uv"], "Invitation")).to_contain_text("pip invites your team")
    for kind in ("Affected?", "Letters", "Date"):
        expect(owed(hand, cases["talk"], kind).get_by_role("link")).to_have_count(1)
    dues = [each.get_attribute("datetime") for each in hand.page.locator("li.task p.quiet > time").all()]
    assert len(dues) > 1
    assert dues == sorted(dues)
    assert hand.acts == 0
    hand.look("today-owed")


def test_the_first_tab_leads_past_the_bar_to_the_page(cases, people):
    hand = people("uv-lead", keyboard=True)
    hand.page.keyboard.press("Tab")
    expect(hand.page.get_by_role("link", name="Skip to the page")).to_be_focused()
    hand.page.keyboard.press("Enter")
    expect(hand.page.get_by_role("main")).to_be_focused()
    hand.page.keyboard.press("Tab")
    assert hand.page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("by", HANDS)
def test_a_new_letter_is_read_in_one_act(cases, hand, by):
    team, keyboard = by
    reader = hand(f"{team}-lead", keyboard=keyboard)
    reader.press("Read: ", within=owed(reader, cases["talk"], "Letters"))
    letter = reader.page.get_by_role("article").filter(has_text=NEWS)
    expect(letter).to_be_visible()
    expect(letter).to_contain_text("verified")
    expect(reader.page.get_by_text(REPORT.split("`")[0]).first).to_be_visible()


@pytest.mark.parametrize("by", HANDS)
def test_affected_is_answered_in_two_acts(stage, cases, hand, by):
    team, keyboard = by
    lead = hand(f"{team}-lead", keyboard=keyboard)
    lead.press("Answer “affected?”", within=owed(lead, cases["talk"], "Affected?"))
    lead.press("Not affected")
    expect(lead.page.get_by_role("heading", name=f"Is {team} affected?")).to_have_count(0)
    expect(lead.page.get_by_role("heading", level=1)).to_be_focused()
    answers = [each for each in letters(stage, cases["talk"]) if each["purpose"] == "impact"]
    assert f"{team} is not affected." in [each["body"] for each in answers]


def letters(stage, case):
    """What pip's command line opens of a case."""
    return stage.cli("pip-lead", "read", case)["letters"]


@pytest.mark.parametrize("by", HANDS)
def test_an_invitation_is_accepted_in_two_acts(stage, cases, hand, by):
    team, keyboard = by
    lead = hand(f"{team}-lead", keyboard=keyboard)
    lead.press("Answer the invitation: ", within=owed(lead, cases[team], "Invitation"))
    lead.heading("An invitation")
    if not keyboard:
        lead.look("invitation-undated")
    lead.press("Accept the embargo")
    lead.sees("Accepted. Waiting for pip")
    stage.cli("pip-lead", "agent", "--once")
    assert stage.cli(f"{team}-lead", "show", cases[team])["participants"] == ["pip", team]


def test_a_date_is_proposed_in_three_acts_by_choosing_a_good_day(stage, cases, hand):
    lead = hand("pip-lead", keyboard=False)
    lead.press("Propose a date", within=owed(lead, cases["uv"], "Date"))
    good = lead.page.get_by_role("group", name="Good days").get_by_role("button").last
    lead.press(good.inner_text())
    lead.press(re.compile("^Propose .*UTC"))
    lead.sees("Proposed by your team")
    [t0] = proposed(stage, cases["uv"])
    assert t0.endswith("T15:00:00Z")


def test_a_date_is_proposed_in_three_acts_by_typing(stage, cases, hand):
    lead = hand("pip-lead", keyboard=True)
    lead.press("Propose a date", within=owed(lead, cases["pypi"], "Date"))
    wanted = day(stage, 30)
    typed(lead, "Date", wanted)
    lead.press(re.compile("^Propose .*UTC"))
    lead.sees("Proposed by your team")
    assert proposed(stage, cases["pypi"]) == [wanted]


def typed(hand, label, wanted):
    """Type a date sign by sign, month first: Playwright starts Chromium itself as an American one."""
    hand.acts += 1
    hand.reach(hand.page.get_by_label(label, exact=True))
    year, month, number = wanted[:10].split("-")
    hand.page.keyboard.type(f"{month}{number}{year}")


def proposed(stage, case):
    """Return what pip has proposed, whether or not somebody else has to sign before it binds."""
    seen = stage.cli("pip-lead", "show", case)
    return sorted({*filter(None, [seen["t0"]]), *(each["t0"] for each in seen["pending"])})


@pytest.mark.parametrize("by", HANDS)
def test_a_date_is_accepted_in_two_acts(stage, cases, hand, by):
    team, keyboard = by
    lead = hand(f"{team}-lead", keyboard=keyboard)
    lead.press("Answer the date: ", within=owed(lead, cases["talk"], "Date"))
    if not keyboard:
        lead.look("dates-owed")
    lead.press("Accept ")
    lead.sees("Your team accepted")
    seen = stage.cli("pip-lead", "show", cases["talk"])
    assert f"{team}: answer_proposal" not in seen["turn"]
