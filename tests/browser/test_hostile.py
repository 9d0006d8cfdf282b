"""What somebody who reads the wire, scripts the main origin or injects markup gets out of a vault: nothing.

Each test shows first that its own way of looking finds what is there: a search that is blind proves nothing.
"""

import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from crypto.reporter import seeds
from hub.demo.canaries import Canaries
from hub.demo.disguises import find, shapes
from tests.browser.between import fetched, headers_of
from tests.browser.quick_case import desk_of, open_case
from tests.browser.sessions import looks_around
from tests.browser.watch import PRIVATE, VIOLATION

pytestmark = pytest.mark.slow

SCRIPTS = Path(__file__).parent / "scripts"
LEAD, DEVELOPER = "cpython-lead", "cpython-developer"
TWELVE = "winter orchard lemon garment vessel oyster bicycle tuition maple rhythm hollow walnut"
HIDDEN = "\u202e\u200b"  # turns what follows around, and hides


def script(name):
    """A script for a page."""
    return (SCRIPTS / f"{name}.js").read_text()


@pytest.fixture(scope="module")
def case(stage):
    """A case of CPython's with a planted word in its title and one in its report."""
    birds = Canaries()
    title, body = (f"{name} {birds.plant(name)}" for name in ("title", "report"))
    opened = open_case(stage, LEAD, title=HIDDEN + title, body=body, grant=(DEVELOPER,))
    return opened, birds


def keys_of(stage, who):
    """The two seeds of somebody's device."""
    with desk_of(stage, who) as desk:
        secret = desk.key.secret
        return [secret.sign_seed, secret.seal_seed]


def shown(keys, data):
    """How these bytes show any of the keys."""
    return [how for key in keys for how, shape in shapes(key).items() if shape in data]


def told(words, sent, ordinary):
    """The ones of twelve words that stand as words of their own in what was sent.

    Words that requests have anyway, such as "key", prove nothing and are left out: `ordinary` is what
    somebody sent who never saw the twelve. So are the few of three letters, which stand in random base64.
    """
    spoken = [set(re.findall(rb"[a-z]{4,8}", each.data.lower())) for each in ordinary]
    telling = {each.encode() for each in words.split() if len(each) > 3} - set().union(*spoken)
    assert len(telling) >= 6, "too many of the words are everyday words of requests"
    return {each for one in sent for each in telling & set(re.findall(rb"\b[a-z]{4,8}\b", one.data.lower()))}


class TestWhatIsSent:
    """The wire, as the hub and whoever breaks TLS see it."""

    def test_a_word_that_is_sent_in_the_open_is_found(self, stage, visitor):
        birds, hand = Canaries(), visitor()
        word, key = birds.plant("control"), bytes(range(32))
        hand.watch.awaited.append("Failed to load resource: the server responded with a status of 404")
        hand.page.goto(f"http://vault.localhost:{stage.port}/receipt")

        hand.page.evaluate(script("say_in_the_open"), [word, key.hex(), TWELVE.replace(" ", "+"), 3_000_000])

        found = {
            (how.partition("+")[0], url.rpartition("/")[2][:4]) for _, how, url in hand.watch.leaks([word])
        }
        assert found == {("raw", "noth"), ("base64", "hub?")}
        assert [how for how, _ in hand.watch.keys_shown([key])] == ["hex"]
        unseen = {url.rpartition("?")[2] for url in hand.watch.unseen()}
        assert unseen == {"beacon", "blob", "form"}, (
            "what cannot be looked into is told, nothing at all is not"
        )
        hand.page.evaluate("document.cookie = 'kept=1'")
        hand.watch.ends()
        assert [each["name"] for each in hand.watch.cookies] == ["kept"]
        hand.page.context.clear_cookies()
        hand.watch.cookies.clear()
        assert told(TWELVE, hand.watch.sent, []) == set(TWELVE.encode().split())

    def test_nothing_that_is_typed_read_or_held_is_sent(self, stage, visitor, people):
        birds = Canaries()
        reporter, words = reports(stage, visitor, birds)
        lead = takes_on(people, birds)
        writes(lead, birds)
        answered = comes_back(stage, visitor, words, birds)
        keys = [*keys_of(stage, LEAD), *(getattr(seeds(words), each) for each in ("sign", "seal"))]
        pairs = [joint.join(pair) for pair in pairwise(words.split()) for joint in " +,-_\n"]

        for hand in (reporter, lead, answered):
            assert hand.watch.leaks([*birds.planted.values(), *pairs]) == []
            assert hand.watch.keys_shown(keys) == []
        for hand in (reporter, answered):
            assert told(words, hand.watch.sent, lead.watch.sent) == set()
        assert len(birds.planted) == 8


def reports(stage, visitor, birds):
    """Somebody without an account reports to CPython, a file with it; their page and the twelve words."""
    hand = visitor()
    hand.page.goto(f"http://vault.localhost:{stage.port}/report#cpython@{stage.play.facts['cpython']}")
    hand.sees("Pinned: this is the genesis that you brought")
    hand.write("In one line, what goes wrong?", f"It goes wrong {birds.plant('title')}")
    hand.write("Tool or package", f"cpython {birds.plant('product')}")
    hand.write("Versions you tried", "3.15")
    hand.write("Description", f"Like this: {birds.plant('report')}")
    proof = {"name": "proof.py", "mimeType": "text/x-python", "buffer": birds.plant("file").encode()}
    hand.page.get_by_label("Files").set_input_files(proof)
    hand.page.get_by_label(re.compile("I have seen it")).check()
    hand.press("Seal and send")
    hand.heading("Write these twelve words down")
    words = " ".join(each.inner_text() for each in hand.page.locator("ol.words li").all())
    assert len(words.split()) == 12
    return hand, words


def takes_on(people, birds):
    """A duty member reads it and answers."""
    lead = people(LEAD)
    lead.press("Read the report")
    looks_around(lead.page)  # the log may be signed off over the report only now
    lead.sees(birds.planted["report"])
    lead.write("Your answer to the reporter", f"Thank you {birds.plant('answer')}")
    lead.press("Take it on and answer")
    lead.page.wait_for_url(re.compile("#/case/"))  # the title stands at intake, too
    lead.heading(birds.planted["title"])
    return lead


def writes(lead, birds):
    """They write a letter that leaves and begin a note that does not."""
    lead.press("Write to")
    lead.write("Letter", f"Look at this: {birds.plant('letter')}", exact=True)
    lead.press("Seal and send")
    lead.press("Send now")
    lead.sees(birds.planted["letter"])
    lead.press("Write to")
    lead.write("Letter", f"Not for anybody yet: {birds.plant('draft')}", exact=True)
    lead.sees("Your draft is kept in this browser, sealed.")


def comes_back(stage, visitor, words, birds):
    """The reporter reads the answer and replies."""
    hand = visitor()
    hand.page.goto(f"http://vault.localhost:{stage.port}/receipt")
    hand.write("Your twelve words", words)
    hand.press("Open my report")
    hand.sees(birds.planted["answer"])
    hand.write("Write to cpython", f"Thanks {birds.plant('thanks')}")
    hand.press("Seal and send")
    hand.sees(birds.planted["thanks"])
    return hand


class TestWhatIsKept:
    """The browser's own storage, as whoever copies its profile sees it."""

    def test_neither_keys_nor_text_lie_in_the_browser_in_clear(self, stage, people, case):
        opened, birds = case
        lead = people(LEAD)
        lead.sees("⟨U+202E⟩⟨U+200B⟩title")
        assert not set(HIDDEN) & set(lead.page.content())
        lead.page.goto(stage.url(LEAD, f"/#/case/{opened.id}/write/joint"))
        lead.sees(birds.planted["report"])
        lead.write("Letter", f"Not yet: {birds.plant('draft')}", exact=True)
        lead.sees("Your draft is kept in this browser, sealed.")

        kept = lead.page.evaluate(script("kept"))

        assert (kept["local"], kept["session"], kept["caches"]) == ({}, {}, [])
        [keys] = [each["row"] for each in kept["rows"] if "signKey" in each["row"]]
        assert keys["signKey"] == keys["sealKey"] == {"kept": "private", "extractable": False}
        held = keys_of(stage, LEAD)
        data = json.dumps(kept).encode() + b"".join(bytes_in(kept["rows"]))
        assert shown([bytes.fromhex(opened.id)], data) == ["hex"], "the search is blind"
        assert find([*birds.planted.values(), *PRIVATE], data) == set()
        assert shown(held, data) == []
        exported = lead.page.evaluate(script("export"))
        assert (len(exported), set(exported.values())) == (6, {"InvalidAccessError"})


def bytes_in(value):
    """Every byte string in what was kept: lists of small numbers, as JSON has them."""
    if isinstance(value, dict):
        for each in value.values():
            yield from bytes_in(each)
    elif isinstance(value, list) and value and all(isinstance(each, int) and each < 256 for each in value):
        yield bytes(value)
    elif isinstance(value, list):
        for each in value:
            yield from bytes_in(each)


SINKS = ("innerHTML", "script text", "script source", "text as code", "policy")
STOPPED = {
    *("script-src-elem", "script-src-attr", "style-src-elem", "img-src", "base-uri", "form-action"),
    *("require-trusted-types-for", "trusted-types"),
}
REFUSED = "refused: TypeError"
REFUSALS = [
    *("Executing ", "Loading ", "Applying ", "Evaluating ", "Setting ", "Sending form ", "Creating a "),
    "This document requires ",
]
NO_LOOT = {
    **dict.fromkeys(("fetch", "fetch page", "fetch opaque", "module"), REFUSED),  # CORS, and CORP
    "indexedDB": "[]",
    "storage": '[{},{},"",[]]',
    "heard": "[]",
    "frame": "refused: SecurityError",  # frame-ancestors 'none'
}
MARKUP = """
<script>window.owned = "inline";</script>
<img src="http://elsewhere.localhost:1/pixel.png" alt="">
<img src="data:," onerror="window.owned = 'handler'" alt="">
<style>body { display: none }</style>
<form action="/api/v1/token"><button>Send</button></form>
<base href="http://elsewhere.localhost:1/">
"""


class TestAForeignScript:
    """Markup that somebody else could bring in."""

    def test_a_script_on_the_main_origin_gets_neither_key_nor_text(self, stage, people, case):
        opened, birds = case
        lead = people(LEAD)
        lead.page.goto(stage.url(LEAD, f"/#/case/{opened.id}"))
        lead.sees(birds.planted["report"])
        vault, context = stage.url(LEAD, ""), lead.page.context
        lead.watch.awaited += [
            "Access to ",
            "Failed to load resource: net::ERR_FAILED",
            "Framing 'http",
            "Refused to",
        ]
        attack = f"<script type=module>({script('attack').strip()})({json.dumps([vault, 5])})</script>"
        poison(context, stage.main("/advisories"), attack, policy=False)

        page = context.new_page()
        with page.expect_popup() as popup:
            page.goto(stage.main("/advisories"))
        page.wait_for_function("document.title.startsWith('{')")
        expect(popup.value.get_by_role("heading", name="Today")).to_be_visible()

        lead.watch.judged = False  # what stands in that page is not ours
        assert page.evaluate(script("look_into_the_window")) == "SecurityError"
        assert {urlsplit(each).netloc for each in lead.watch.strangers} == {urlsplit(vault).netloc}
        lead.watch.strangers.clear()
        loot = json.loads(page.title())
        assert "<html" in loot.pop("own page"), "the script cannot even read its own origin"
        assert loot == NO_LOOT
        text = json.dumps(loot).encode()
        assert find([*birds.planted.values(), *PRIVATE], text) == set()
        assert shown(keys_of(stage, LEAD), text) == []
        lead.sees(birds.planted["report"])  # and the vault was not even locked from there
        lead.page.reload()
        lead.sees(birds.planted["report"])

    def test_the_policy_stops_markup_that_got_into_a_page(self, stage, visitor):
        hand = visitor()
        hand.watch.awaited += [VIOLATION, *REFUSALS]
        hand.watch.judged = False  # nor is that markup
        receipt = f"http://vault.localhost:{stage.port}/receipt"
        poison(hand.page.context, receipt, MARKUP)
        asked = []
        hand.page.context.route(
            "http://elsewhere.localhost:1/**", lambda route: asked.append(route.request.url)
        )
        hand.page.goto(receipt)

        found = hand.page.evaluate(script("inject"))

        assert found == {"tried": dict.fromkeys(SINKS, "TypeError"), "owned": None, "base": receipt}
        seen = {each.removeprefix(VIOLATION).split()[0] for each in hand.watch.errors if VIOLATION in each}
        assert seen == STOPPED
        assert asked == []  # the image was never fetched, though the browser says that it was to be
        assert hand.watch.strangers == ["http://elsewhere.localhost:1/pixel.png"]
        hand.watch.strangers.clear()
        assert not [each for each in hand.watch.sent if "/api/" in each.url]


def poison(context, url, markup, *, policy=True):
    """Let a page be served with markup at its end, with its policy or without one."""

    def poisoned(route):
        answer = fetched(route)
        headers = headers_of(answer, *([] if policy else ["content-security-policy"]))
        body = answer.text.replace("</body>", f"{markup}</body>")
        assert markup in body
        route.fulfill(status=200, headers=headers, body=body)

    context.route(url, poisoned)
