"""The real case in browsers: from a report without account to the public advisory, each person in their own.

Numbering, review and arming are for the command line first (design 4): those people run `accord`, as in the
replay. The pictures of the README are taken on the way (ACCORD_SCREENSHOTS names their directory).
"""

import re
import time

import pytest
from playwright.sync_api import expect

from hub.demo.disguises import find
from hub.demo.steps_disclosure import SHORTLY_BEFORE
from hub.demo.steps_embargo import release_day
from hub.demo.steps_numbering import number, t0_of
from tests.browser.conftest import enrolled

pytestmark = pytest.mark.slow

TITLE = "Entry points can leave the scripts directory"
# What stands in these sentences is sealed before it leaves a browser: they are the words that are looked for.
REPORT = """\
A wheel whose entry point is called `../../outside` makes pip write the script **outside** of the directory.
A crafted wheel can replace a file of the user that way.

- pip 26.0, Linux and Windows
- uv does the same
"""
ANSWER = "Thank you, we can see it too and are on it."
UV_WORDS = "Our installer joins the name unchecked as well, since 0.4."
EXPIRED = "Failed to load resource: the server responded with a status of 401"
REASON = "Our next release is earlier than yours; shall we both take it?"
THANKS = "Thank you. Please credit me by my role."
LOG = {"name": "pip.log", "mimeType": "text/plain", "buffer": b"Installing collected packages: evil\n"}
CRAFTED = "A crafted wheel can replace a file of the user that way."
SEEN = "A commit of a fork names the scripts directory."
SEALED = (TITLE, CRAFTED, ANSWER, UV_WORDS, REASON, THANKS, SEEN)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A stage of its own, as its clock goes on to T0."""
    yield from enrolled(tmp_path_factory.mktemp("case"))


def test_a_report_becomes_a_public_advisory(stage, visitor, people):
    words = report(stage, visitor)
    lead = people("pip-lead")
    code_name, case = take_on(stage, lead)
    answered = come_back(stage, visitor, words)
    propose_first(stage, lead)
    colleague_reads(people)
    uv = invite_and_accept(stage, lead, people, code_name)
    counter_and_agree(stage, lead, uv)
    claim_and_deny(lead, uv)
    drafts(stage, lead, uv, case, code_name)
    public(stage, visitor)
    for hand in (lead, uv, answered):
        assert hand.watch.leaks(SEALED) == []
        assert hand.watch.leaks([words, " ".join(words.split()[:3])]) == []  # a word alone is found by chance


def report(stage, visitor):
    """Somebody without an account: seven fields, and twelve words back."""
    hand = visitor()
    hand.page.goto(f"http://vault.localhost:{stage.port}/report")
    hand.heading("Report a vulnerability")
    hand.look("report")
    hand.press("Seal and send")  # what is missing is said, field by field
    hand.sees("Name the versions you tried it with.")
    hand.page.get_by_role("radio", name="pip", exact=True).check()
    hand.sees("pip’s key is taken from this hub’s word")
    hand.write("In one line, what goes wrong?", TITLE)
    hand.write("Tool or package", "pkg:pypi/pip")
    hand.write("Versions you tried", "26.0")
    hand.write("Description", REPORT)
    hand.page.get_by_role("checkbox").check()
    pins(stage, hand)
    hand.press("Seal and send")
    hand.heading("Write these twelve words down")
    said = [each.inner_text() for each in hand.page.locator("ol.words li").all()]
    assert len(said) == 12
    hand.look("words")
    for field in hand.page.get_by_label(re.compile(r"^Word \d+$")).all():
        place = int(re.search(r"\d+", field.evaluate("(each) => each.labels[0].innerText"))[0])
        field.fill(said[place - 1])
    hand.press("I have kept them")
    hand.heading("You can come back")
    left = {word for word, _ in find(said, hand.page.content().encode())}
    assert len(left) < len(said) / 2  # some of twelve stand in any page by chance
    assert hand.watch.leaks(SEALED) == []
    return " ".join(said)


def pins(stage, hand):
    """Another genesis than the hub shows is refused and nothing typed is lost; the team's own is taken."""
    genesis = stage.play.facts["pip"]
    hand.write("Genesis from the team’s SECURITY.md", f"pip@{genesis[::-1]}")
    hand.sees("Nothing was sent: report over the team's other channel")
    hand.press("Seal and send")
    expect(hand.page.get_by_label("Genesis from the team’s SECURITY.md")).to_be_focused()
    hand.look("report-another-team")
    hand.write("Genesis from the team’s SECURITY.md", f"pip@{genesis}")
    hand.sees("Pinned: this is the genesis that you brought")
    expect(hand.page.get_by_label("Description")).to_have_value(REPORT)


def take_on(stage, lead):
    """A duty member reads it, lets a colleague read, and answers."""
    lead.page.reload()
    lead.sees("A new report")
    lead.look("today")
    lead.press("Read the report")
    lead.sees(CRAFTED)
    lead.look("intake")
    lead.tick("pip Maintainer")
    lead.tick("pip Release Manager")
    lead.write("Your answer to the reporter", ANSWER)
    lead.press("Take it on and answer")
    lead.page.wait_for_url(re.compile("#/case/"))
    lead.heading(TITLE)
    lead.sees(CRAFTED)
    kicker = lead.page.locator("code").first.inner_text()
    case = lead.page.url.partition("#/case/")[2].partition("/")[0]
    stage.play.facts.update(case=case, code_name=kicker)
    for move in ("v", "a"):
        stage.cli("pip-lead", "status", case, "rm", move)
    return kicker, case


def come_back(stage, visitor, words):
    """The twelve words open the answer and seal a reply."""
    hand = visitor()
    hand.page.goto(f"http://vault.localhost:{stage.port}/receipt")
    hand.write("Your twelve words", words)
    hand.press("Open my report")
    hand.heading("Your report to pip")
    hand.sees(ANSWER)
    hand.look("receipt")
    hand.write("Write to pip", THANKS)
    hand.page.get_by_label("Files", exact=True).set_input_files(LOG)
    hand.press("Seal and send")  # not before the file was looked at
    hand.sees(THANKS)
    with hand.page.expect_download() as saved:
        hand.press(f"Save {LOG['name']}")
    assert saved.value.path().read_bytes() == LOG["buffer"]
    leave(hand)
    return hand


def colleague_reads(people):
    """Whom the lead let in reads the report; nobody else of the team finds a case."""
    maintainer = people("pip-maintainer")
    maintainer.press("Read: ")
    maintainer.sees(CRAFTED)
    stranger = people("pip-triager")
    stranger.sees("No case yet")
    leave(maintainer, stranger)


def leave(*hands):
    """Close what is open: an open tab goes on looking, and working as an agent, while the clock is moved."""
    for hand in hands:
        hand.page.goto("about:blank")


def propose_first(stage, lead):
    """Pip proposes its release day; without another team it binds at once."""
    day = release_day(stage.play.stage.clock.now(), 14)
    stage.play.facts["t0_pip"] = day
    lead.press("Dates")
    lead.write("Date", day[:10], exact=True)
    lead.write("Time", "15:00", exact=True)
    lead.page.get_by_label("Zone").select_option("UTC")
    lead.look("dates-first")
    lead.press("Propose", within=lead.page.locator("form.propose .button.main, form.propose").first)
    lead.sees("Proposed by your team")


def invite_and_accept(stage, lead, people, code_name):
    """Code name, inviter and date are all uv sees; it accepts, naming two, reads once keys were sealed."""
    lead.press("People")
    lead.page.get_by_role("radio", name=re.compile("^uv")).check()
    lead.look("people")
    lead.press("Invite uv")
    lead.sees("invited")
    leave(lead)  # else tab and agent seal the same keys, and one of them is refused
    uv = people("uv-lead")
    uv.look("today-invited")
    uv.press("Answer the invitation")
    uv.sees(code_name)
    assert TITLE not in uv.page.content()
    uv.look("invitation")
    uv.tick("uv Maintainer")
    uv.press("Accept the embargo")
    uv.sees("Waiting for pip’s client")
    stage.cli("pip-lead", "agent", "--once")
    uv.press("To Today")
    uv.page.reload()
    uv.press("Answer “affected?”")
    uv.heading(TITLE)
    uv.page.get_by_text("Add why (optional)").click()
    uv.write("Why, or since which version", UV_WORDS)
    uv.press("Affected", exact=True)
    uv.sees(UV_WORDS)
    uv.look("case")
    return uv


def counter_and_agree(stage, lead, uv):
    """Uv writes why and proposes an earlier day, which stands; both sign the later one."""
    uv.press("Write to")
    uv.write("Letter", exact=True, text=REASON)
    uv.press("Seal and send")
    uv.press("Send now")
    uv.sees(REASON)
    sooner = release_day(stage.play.stage.clock.now(), 4)
    uv.press("Dates")
    uv.write("Date", sooner[:10], exact=True)
    uv.write("Time", "15:00", exact=True)
    uv.page.get_by_label("Zone").select_option("UTC")
    uv.press("Propose", within=uv.page.locator("form.propose").first)
    uv.sees("The date stands, and another is proposed")
    uv.look("dates")
    later = stage.play.facts["t0_pip"][:10]
    uv.press(f"Accept {later}")
    expect(uv.page.get_by_role("button", name="Accept ")).to_have_count(0)
    lead.page.goto(stage.url("pip-lead", "/#/today"))
    lead.page.reload()
    lead.press("the date")
    lead.look("dates-owner")
    lead.press(f"Accept {later}")  # its own: once an earlier day stood, proposing was not enough
    expect(lead.page.get_by_role("heading", name="The date stands", exact=True)).to_be_visible()
    lead.sees(re.compile("^Every team has agreed to it"))


def claim_and_deny(lead, uv):
    """Uv reports that the flaw became public, saying where in a letter; the owner reads it and denies it."""
    lead.press("Report: The flaw is public")
    lead.press("End the embargo now")  # the owner's word ends it at once: without the box nothing is signed
    lead.sees("Tick this first.")
    expect(lead.page.get_by_role("checkbox", name="It cannot be undone")).to_be_focused()
    lead.look("ending")
    lead.press("Not now")
    expect(lead.page.get_by_role("heading", name="Early end")).to_be_focused()
    uv.press("Report: The flaw is public")
    uv.write("Where was it seen?", SEEN)
    uv.look("claiming")
    uv.press("Report and sign")
    uv.sees(re.compile("^Your team reported it on "))
    uv.page.get_by_role("button", name="Take back: The flaw is public").wait_for()
    lead.page.goto(lead.page.url.partition("#")[0] + "#/today")
    lead.page.reload()
    lead.press("See what became known")
    lead.sees(re.compile("uv says that the flaw is public; your team confirms or denies it by"))
    lead.look("claimed")
    lead.press("Deny: The flaw is public")
    lead.press("Deny and sign")
    lead.page.get_by_role("button", name="Report: The flaw is public").wait_for()
    expect(lead.page.get_by_role("heading", name="The date stands", exact=True)).to_be_visible()
    lead.press("Letters")
    lead.sees(SEEN)


def drafts(stage, lead, uv, case, code_name):
    """The CNA's part runs on command lines; the draft is read in the browser before T0."""
    here = lead.page.url
    leave(lead, uv)
    for move in ("v", "a"):
        stage.cli("uv-lead", "status", case, "rm", move)
    number(stage.play)
    lead.watch.awaited.append(EXPIRED)  # the clock went on by two weeks: the page signs in again by itself
    lead.page.goto(here)
    lead.press("Draft")
    lead.sees("CVE-1900-")
    lead.look("draft")
    lead.press("History")
    lead.look("history")
    assert code_name in lead.page.content()


def public(stage, visitor):
    """At T0 the advisory is there for everybody, in the same look."""
    hand = visitor(java_script_enabled=False)
    hand.page.goto(stage.main("/advisories"))
    expect(hand.page.get_by_text(TITLE)).to_have_count(0)
    stage.play.stage.move_to(t0_of(stage.play) - SHORTLY_BEFORE)
    until = time.monotonic() + 60
    while not hand.page.get_by_role("link", name=re.compile("ntry")).count():
        assert time.monotonic() < until, "nothing was published"
        time.sleep(0.5)
        hand.page.goto(stage.main("/advisories"))
    hand.page.goto(stage.main("/advisories/pip-2026-1"))
    expect(hand.page.get_by_role("table").first).to_be_visible()
