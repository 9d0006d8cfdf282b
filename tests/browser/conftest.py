"""A real hub with real teams, and Debian's Chromium with one context, on one origin, per person.

    def test_x(stage, people):
        lead = people("pip-lead")           # a page of a vault that is signed in
        lead.press("Take it on")            # counted: lead.acts
        stage.cli("uv-lead", "agent", "--once")

Every context is watched (watch.py); at the end of a test nothing may have violated the policy or failed, each
open page is held to axe, and no request of anybody's shows what was typed, what was sealed, or a key.
"""

import base64
import os
import shutil
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from crypto.unseal.device_file import open_device
from hub.demo.play import Play
from hub.demo.run import on_stage
from hub.demo.script import STEPS
from hub.demo.troupe import Act
from tests.browser.axe import too_wide, violations
from tests.browser.watch import Watch
from tests.support.rehearsal import free_port

# In the order of preference: without a window's frame around everybody's pages each context costs a third.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next((found for each in BROWSERS if (found := shutil.which(each))), None)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}
# Which pages the README shows; every page that is looked at could be.
PICTURES = ("report", "case", "dates")
SHOTS = os.environ.get("ACCORD_SCREENSHOTS")
SENTENCE = 12
PUT_IN_PLACE = "async (record) => { const {place} = await import('/assets/place.js'); await place(record); }"

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium():
    """The browser itself; skipped, saying so, where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Stage:
    """The running hub with its five teams: the people's own command lines, and the clock."""

    play: Play
    folder: Path
    facts: dict = field(default_factory=dict)
    sealed: set = field(default_factory=set)  # what stands in letters that command lines wrote

    @property
    def port(self):
        """The port of every origin."""
        return self.play.stage.port

    def url(self, who, path="/"):
        """An address of somebody's own vault."""
        return f"http://vault.{who}.localhost:{self.port}{path}"

    def main(self, path="/"):
        """An address of the main origin."""
        return f"http://localhost:{self.port}{path}"

    def cli(self, who, *words, given="", status=0):
        """Run somebody's `accord` as a process; the JSON it printed."""
        return self.play.troupe.run(Act(who, words, "a browser test", given, status))

    def device(self, who):
        """What puts somebody's device in place of a browser (place.ts)."""
        home = self.play.troupe.home(who)
        sealed = base64.b64encode((home / "device.age").read_bytes()).decode()
        return {"file": sealed, "passphrase": (home / "passphrase").read_text().strip()}


@pytest.fixture(scope="package")
def stage(tmp_path_factory):
    """Set the stage and enrol the five teams, as the replay's first step does."""
    yield from enrolled(tmp_path_factory.mktemp("browser"))


def enrolled(folder):
    """Yield a stage of its own; whoever moves its clock leaves the shared one alone."""
    folder.chmod(0o711)
    with on_stage(folder / "data", free_port(), tell=lambda _: None) as play:
        play.run(STEPS, until=1)
        yield Stage(play, folder)


class Hand:
    """One person at one page: each method is one act and is counted."""

    def __init__(self, page, watch, *, keyboard=False):
        """Take a page; by `keyboard` alone nothing is ever clicked."""
        self.page, self.watch, self.keyboard, self.acts = page, watch, keyboard, 0

    def press(self, name, *, exact=False, within=None):
        """Press a button or follow a link by its name."""
        self.acts += 1
        place = within or self.page
        found = place.get_by_role("button", name=name, exact=exact)
        found = found.or_(place.get_by_role("link", name=name, exact=exact)).first
        expect(found).to_be_visible()
        expect(found).to_be_enabled()
        if self.keyboard:
            self.reach(found)
            found.press("Enter")  # a page that comes takes the focus to its heading
        else:
            found.click()

    def tick(self, name):
        """Tick a box, or untick it."""
        self.acts += 1
        found = self.page.get_by_label(name)
        if self.keyboard:
            self.reach(found)
            found.press("Space")
        else:
            found.click()

    def write(self, label, text, *, exact=False):
        """Fill one field; words that are typed are for nobody on the way."""
        self.acts += 1
        self.watch.never(prose(text))
        found = self.page.get_by_label(label, exact=exact)
        expect(found).to_be_editable()  # if it never is, this says what stands there instead
        if self.keyboard:
            self.reach(found)
        found.fill(text)

    def reach(self, found):
        """Walk to an element by Tab alone, as somebody without a mouse does."""
        for _ in range(200):
            if found.evaluate("(each) => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("not reached by keyboard")

    def sees(self, text, *, exact=False):
        """Wait until a text is there."""
        expect(self.page.get_by_text(text, exact=exact).first).to_be_visible()

    def heading(self, text):
        """Wait until a heading is there."""
        expect(self.page.get_by_role("heading", name=text).first).to_be_visible()

    def look(self, name):
        """Hold the page to axe and to its width at 320 pixels; with ACCORD_SCREENSHOTS also take pictures."""
        usual = self.page.viewport_size
        assert violations(self.page) == []
        self.page.set_viewport_size({"width": 320, "height": 800})
        assert too_wide(self.page) <= 0, f"{name} is wider than 320 pixels"
        if SHOTS and name in PICTURES:
            take(self.page, name)
        self.page.set_viewport_size(usual)
        self.page.emulate_media(color_scheme="light")


def prose(text):
    """Yield the lines of a text that are words: not a day, a name or a code, which may go in the open."""
    return (each for each in text.splitlines() if each.isascii() and len(each) >= SENTENCE and " " in each)


def take(page, name):
    """Take the README's pictures: two widths, two schemes."""
    for width, size in ((375, PHONE), (1280, WIDE)):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.evaluate("scrollTo(0, 0)")
            time.sleep(0.2)
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png")


@pytest.fixture
def context_of(chromium):
    """Make watched contexts; at the end each must have been clean, and have told no secret of any of them."""
    watches = []

    def make(**options):
        context = chromium.new_context(viewport=WIDE, locale="en-GB", timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(20_000)
        # axe waits for timers, which a browser without scripts never rings
        watch = Watch(context, judged=options.get("java_script_enabled", True))
        watches.append(watch)
        return context, watch

    yield make
    for watch in watches:
        watch.ends()
    for watch in watches:
        watch.context.close()
    words, keys = (set().union(*(getattr(each, what) for each in watches)) for what in ("words", "keys"))
    for watch in watches:
        watch.never(words, keys)
        watch.expect_clean()


@pytest.fixture
def visitor(context_of):
    """Give somebody without a device: a Hand on an empty page."""

    def come(**options):
        context, watch = context_of(**options)
        return Hand(context.new_page(), watch)

    return come


@pytest.fixture
def people(stage, context_of):
    """Give somebody of the cast in their own browser, signed in, on Today."""
    return partial(arrive, stage, context_of)


def arrive(stage, context_of, who, *, keyboard=False, **options):
    """Open somebody's vault with their device in place."""
    context, watch = context_of(**options)
    placed = stage.device(who)
    device = open_device(base64.b64decode(placed["file"]), placed["passphrase"])
    watch.never(
        {placed["passphrase"], *stage.sealed}, {bytes.fromhex(seed) for seed in (device.sign, device.seal)}
    )
    page = context.new_page()
    page.goto(
        stage.url(who, "/assets/tokens.css")
    )  # of the same origin, and without a vault that opens first
    page.evaluate(PUT_IN_PLACE, placed)
    page.goto(stage.url(who, "/#/today"))
    hand = Hand(page, watch, keyboard=keyboard)
    hand.heading("Today")
    return hand
