"""What strangers wrote to deceive the eye: on every page, each character that hides or turns is a number.

They come in by every way that the formats leave open: report, titles, letters, drafts, names.
"""

import json

import pytest
from playwright.sync_api import expect

from hub.client.opening import arrived
from hub.client.reporting import report
from hub.client.writing import Draft, send
from tests.browser.between import change
from tests.browser.quick_case import desk_of, open_case
from tests.browser.sessions import looks_around

pytestmark = pytest.mark.slow

LEAD = "cpython-lead"
# An override of direction and its end, an isolate, a space without width, a joiner, a tag, three fillers.
HIDDEN = "\u202e\u202c\u2066\u200b\u200d\U000e0041\u3164\uffa0\u2800"
FILLER = "\u3164"  # a letter that draws nothing, so the formats let it stand in a name
NUMBERS = "".join(f"⟨U+{ord(each):04X}⟩" for each in HIDDEN)


def planted(place):
    """A text of several words with all of them in it."""
    return f"Words of the {place} {HIDDEN} and after"


def shown(place):
    """What a page makes of it."""
    return f"Words of the {place} {NUMBERS} and after"


def hidden(hand):
    """Those that a text, name or attribute of the page, or its title, has."""
    whole = hand.page.content() + hand.page.title()
    return "".join(each for each in HIDDEN if each in whole)


def expect_nothing_hidden(hand):
    """The page shows none of them."""
    assert [f"U+{ord(each):04X}" for each in hidden(hand)] == []


@pytest.fixture(scope="module")
def case(stage):
    """A case whose every text deceives."""
    opened = open_case(stage, LEAD, title=planted("title"), body=planted("report"), answer=planted("answer"))
    advisory = {
        "v": 1,
        "title": planted("advisory"),
        "description": planted("description"),
        "cause": planted("cause"),
        "credits": [{"name": planted("credit"), "role": "finder"}],
        "references": [{"url": f"https://example.org/{HIDDEN}"}],
        "rows": [{"tool": planted("tool")}],
    }
    with desk_of(stage, LEAD) as desk:
        files = [(f"proof{FILLER}.txt", "text/plain", b"x")]
        send(desk, opened.id, "joint", Draft(planted("letter"), planted("subject"), attachments=files))
        send(desk, opened.id, "reporter", Draft(planted("thanks"), planted("greeting")))
        send(desk, opened.id, "record", Draft(json.dumps(advisory), "", "draft", kind="record"))
    return opened


def test_a_page_that_shows_them_is_found(visitor, stage):
    """The search itself: a page that shows what it was given does not pass it."""
    hand = visitor()
    hand.page.goto(f"http://vault.localhost:{stage.port}/receipt")
    hand.page.evaluate("(text) => document.body.setAttribute('title', text)", planted("control"))

    assert hidden(hand) == HIDDEN
    hand.page.reload()


def test_the_case_shows_each_by_its_number_in_every_section(stage, people, case):
    lead = people(LEAD)
    lead.page.goto(stage.url(LEAD, f"/#/case/{case.id}"))
    lead.heading(shown("title"))
    lead.sees(shown("report"))
    lead.sees(shown("subject"))
    lead.sees(shown("letter"))
    lead.sees("proof⟨U+3164⟩.txt")
    expect_nothing_hidden(lead)
    lead.look("hidden characters")

    article = lead.page.get_by_role("article").filter(has_text=shown("letter"))
    lead.press("Reply", within=article)
    expect(lead.page.locator(".answered")).to_contain_text(shown("subject"))
    expect_nothing_hidden(lead)

    for section, sees in (
        ("read/reporter", shown("thanks")),
        ("read/record", "An advisory draft."),
        ("draft", shown("advisory")),
        ("history", "cpython"),
        ("people", "CPython Lead"),
        ("dates", "No date"),
    ):
        lead.page.goto(stage.url(LEAD, f"/#/case/{case.id}/{section}"))
        lead.sees(sees)
        expect_nothing_hidden(lead)
    lead.page.goto(stage.url(LEAD, f"/#/case/{case.id}/draft"))
    for place in ("description", "cause", "tool"):
        lead.sees(shown(place))
    lead.sees(f"{shown('credit')} (finder)")
    lead.look("hidden characters in a draft")


def test_the_intake_shows_each_by_its_number(stage, people):
    report(stage.play.stage.url, "cpython", subject=planted("fresh title"), body=planted("fresh report"))
    lead = people(LEAD)
    lead.sees("A new report")
    expect_nothing_hidden(lead)
    with desk_of(stage, LEAD) as desk:
        [waiting] = [each for each in arrived(desk) if each.letter and "fresh" in each.letter.subject]
    lead.page.goto(stage.url(LEAD, f"/#/intake/{waiting.envelope}"))
    looks_around(lead.page)  # the log may be signed off over the report only now

    lead.heading(shown("fresh title"))
    lead.sees(shown("fresh report"))

    expect_nothing_hidden(lead)
    lead.look("hidden characters at intake")
    stage.cli(
        LEAD, "take-on", waiting.envelope, "--answer", "-", given="Thank you."
    )  # it waits for nobody else


def test_the_receipt_shows_each_by_its_number(stage, visitor, case):
    hand = visitor()
    hand.page.goto(f"http://vault.localhost:{stage.port}/receipt")
    hand.write("Your twelve words", case.words)
    hand.press("Open my report")

    for place in ("answer", "thanks", "greeting"):
        hand.sees(shown(place))

    expect_nothing_hidden(hand)
    hand.look("hidden characters in a receipt")


def test_the_name_of_a_team_shows_each_by_its_number(stage, visitor):
    """Its operator chose it; here the hub is changed on the way."""
    hand = visitor()

    def renamed(said):
        return json.loads(json.dumps(said).replace('"CPython"', json.dumps(planted("name"))))

    change(hand.page.context, "**/api/v1/tenants*", renamed)
    hand.page.goto(f"http://vault.localhost:{stage.port}/report")

    hand.sees(shown("name"))

    expect_nothing_hidden(hand)
