"""What a team does every week takes three acts from Today at most, by mouse and by keyboard alone.

An act is a press, a tick or a filled field. uv does each job by mouse and PyPI by keyboard, in one stage;
what became true is asked of another team's command line.
"""

import re

import pytest
from playwright.sync_api import expect

from hub.client.deciding import state_of
from tenants.disclosure.plan import readiness
from tests.browser.cases import NEWS, REPORT, TITLE, day, fresh, joined, talk
from tests.browser.quick_case import desk_of

pytestmark = pytest.mark.slow

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
    dues = hand.page.locator("li.task p.quiet > time").evaluate_all(
        "(all) => all.map((each) => each.dateTime)"
    )
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
    expect(lead.page.get_by_role("button", name="Accept ")).to_have_count(0)
    seen = stage.cli("pip-lead", "show", cases["talk"])
    assert f"{team}: answer_proposal" not in seen["turn"]


PROOF = "c2sp.org/tlog-proof@v1\n"
MAY_COPY = {"permissions": ["clipboard-read", "clipboard-write"]}


def test_the_buttons_that_are_pressed_on_other_days_do_what_they_say(stage, people, visitor):
    case, later = joined(stage, {"uv": "uv Lead"}), day(stage, 35)
    stage.cli("pip-lead", "propose", case, later)
    stage.cli("pip-lead", "invite", case, "pypi")
    uv = people("uv-lead")
    counters_and_rejects(stage, uv, case, later[:10])
    uv.page.goto("about:blank")  # else tabs of two seal the same keys, and one of them is refused
    declines(people("pypi-lead"), case)
    lead = people("pip-lead", **MAY_COPY)
    lets_read_and_ends_it(stage, lead, case)
    copies_a_proof(lead)
    exports_and_locks(stage, lead)
    prints(stage, visitor())
    seen = stage.cli("pip-lead", "show", case)
    assert (seen["participants"], seen["consents"]["pypi"]) == (["pip", "uv"], "declined")


def counters_and_rejects(stage, uv, case, later):
    """Another date is offered, the later one refused, and each word about T0 counts until the next."""
    uv.page.goto(stage.url("uv-lead", f"/#/case/{case}/dates"))
    uv.press(f"Counter {later}")
    wanted = day(stage, 42)
    uv.write("Date", wanted[:10], exact=True)
    uv.press(re.compile("^Propose .*UTC"))
    uv.sees("Proposed by your team")
    assert wanted in proposed(stage, case)
    uv.press(f"Reject {later}")
    expect(uv.page.get_by_role("button", name="Reject ")).to_have_count(0)
    assert stage.cli("pip-lead", "show", case)["pending"] == []  # no later date is left
    for name in ("Ready", "Hold", "Go"):
        uv.press(name, exact=True)
        choice = uv.page.locator(".choice", has=uv.page.get_by_role("button", name=name, exact=True))
        expect(choice).to_contain_text("Your team said so.")
        assert said(stage, case, "uv") == name.lower()


def said(stage, case, team):
    """What pip's client takes a team's word about T0 to be."""
    with desk_of(stage, "pip-lead") as desk:
        state = state_of(desk.known.circle(case), desk.now)
        [word] = [readiness(state, each) for each in state.parties if desk.known.slug(each) == team]
    return word


def declines(pypi, case):
    """It is asked twice, and what the case is about never gets there."""
    pypi.press("Answer the invitation: ", within=owed(pypi, case, "Invitation"))
    pypi.press("Decline", exact=True)
    pypi.press("Decline and sign it")
    pypi.sees("Nothing more of this case reaches your team")
    assert TITLE not in pypi.page.content()


def lets_read_and_ends_it(stage, lead, case):
    """A colleague is let in and out; the thread names them while they read."""
    name = "pip Release Manager"
    lead.page.goto(stage.url("pip-lead", f"/#/case/{case}/people"))
    lead.press(f"Let read: {name}")
    lead.press(f"End: {name}")
    lead.page.get_by_role("button", name=f"Let read: {name}").wait_for()
    assert name not in str(stage.cli("pip-lead", "show", case)["readers"])


def copies_a_proof(lead):
    """What is copied is a proof that stands for itself."""
    lead.press("History")
    newest = lead.page.get_by_role("button", name="Copy proof of leaf").first
    newest.press("Enter")  # lines that the open tab signs meanwhile move it, and a pointer would miss it
    lead.sees("Copied")
    assert lead.page.evaluate("navigator.clipboard.readText()").startswith(PROOF)


def exports_and_locks(stage, lead):
    """The key file goes out as it is, and then the keys are gone."""
    lead.press("Devices")
    with lead.page.expect_download() as saved:
        lead.press("Export the key file")
    assert saved.value.path().read_bytes() == (stage.play.troupe.home("pip-lead") / "device.age").read_bytes()
    lead.press("Lock", within=lead.page.get_by_role("main"))
    lead.press("Lock: I know my passphrase")
    lead.heading("Unlock")


def prints(stage, hand):
    """The twelve words go to the printer."""
    hand.page.add_init_script("window.print = () => { document.title = 'printed'; }")
    hand.page.goto(f"http://vault.localhost:{stage.port}/report#cpython@{stage.play.facts['cpython']}")
    hand.sees("Pinned: this is the genesis that you brought")
    for label in ("In one line, what goes wrong?", "Tool or package", "Versions you tried", "Description"):
        hand.write(label, "a printed report")
    hand.page.get_by_label(re.compile("I have seen it")).check()
    hand.press("Seal and send")
    hand.heading("Write these twelve words down")
    hand.press("Print")
    assert hand.page.title() == "printed"
