"""A newcomer: from the join code to the first answered case; later back in, here and in another browser."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from crypto.errors import WrongKeyError
from crypto.unseal.device_file import open_device
from hub.client.home import Home, membership_in
from tests.browser.cases import REPORT, joined

pytestmark = pytest.mark.slow

MOST = 8
WHO = "uv-newcomer"
PASSPHRASE = "quiet harbour lantern seven"
HIDDEN = "Object.defineProperty(document, 'visibilityState', {get: () => 'hidden'});"
WRONG = "quiet harbour lantern eight"
KEPT = (Path(__file__).parent / "scripts" / "kept.js").read_text()


@dataclass
class Newcomer:
    """Somebody at their page, with the code that they came by and the key file that they will save."""

    name: str
    hand: object
    code: str
    file: Path


@pytest.fixture
def newcomer(stage, visitor, tmp_path):
    """An admin of uv hands somebody a code; they open the vault's page."""

    def come(name):
        code = stage.cli("uv-lead", "member", "invite", name)["code"]
        hand = visitor()
        hand.page.goto(stage.url(WHO))
        hand.heading("I have a join code")
        return Newcomer(name, hand, code, tmp_path / "key-file.age")

    return come


def join(somebody, look=lambda _: None):
    """Paste the code, choose a passphrase, keep the file, join: five acts."""
    hand = somebody.hand
    hand.write("Join code", somebody.code, exact=True)
    hand.write("Choose a passphrase", PASSPHRASE)
    look("join-passphrase")
    hand.write("The same again", PASSPHRASE)
    with hand.page.expect_download() as saved:
        hand.press("Make my keys")
    saved.value.save_as(somebody.file)
    assert re.fullmatch(r"accord-uv-[a-z-]+\.age", saved.value.suggested_filename)
    look("join-keep")
    hand.press("I have kept the file")
    hand.heading("Today")


def test_a_newcomer_answers_their_first_case_in_eight_acts_at_most(stage, newcomer, people):
    case, somebody = joined(stage, {"uv": "uv Lead"}), newcomer("uv Newcomer")
    hand, behind = somebody.hand, behind_others(people)
    hand.look("door")
    join(somebody)
    hand.sees("No case yet")
    let_read(stage, somebody, case, behind)
    hand.page.reload()
    hand.press("Answer “affected?”")
    hand.page.get_by_role("figure").get_by_text(REPORT.split("`")[0]).wait_for()
    hand.press("Affected", exact=True)
    expect(hand.page.get_by_role("heading", name="Is uv affected?")).to_have_count(0)
    assert hand.acts <= MOST
    answers = [each for each in read(stage, "pip-lead", case) if each["purpose"] == "impact"]
    said = [each["body"] for each in answers if each["author"].startswith(somebody.name)]
    assert said == ["uv is affected."]
    assert hand.watch.leaks([somebody.code.split(".")[1], PASSPHRASE]) == []
    opens_at_the_command_line(stage, somebody, case)


def behind_others(people):
    """The vault of an admin in a tab that nobody looks at; its clock can be moved on."""
    tab = people("uv-lead").page
    tab.clock.install()
    tab.add_init_script(HIDDEN)
    tab.reload()
    expect(tab.get_by_role("heading", name="Today")).to_be_visible()
    return tab


def let_read(stage, somebody, case, tab):
    """An admin writes down who joined and lets them read; a tab alone seals the keys."""
    stage.cli("uv-lead", "roster", "sign")
    stage.cli("uv-lead", "grant", case, somebody.name)
    tab.clock.fast_forward(150_000)
    code_name = stage.cli("uv-lead", "show", case)["code_name"]
    sealed = re.compile(rf"{code_name}: sealed \d+ shares of the joint ring")
    expect(tab.get_by_text(sealed)).to_be_attached()


def read(stage, who, case):
    """Return what somebody's command line opens of a case."""
    return stage.cli(who, "read", case)["letters"]


def opens_at_the_command_line(stage, somebody, case):
    """The file that the browser saved makes a home for the command line, which reads what the browser did."""
    sealed = somebody.file.read_bytes()
    with pytest.raises(WrongKeyError):
        open_device(sealed, WRONG)
    device = open_device(sealed, PASSPHRASE)
    somebody.hand.watch.never(keys={bytes.fromhex(seed) for seed in (device.sign, device.seal)})
    place = stage.play.troupe.home(WHO)
    (place / "passphrase").write_text(PASSPHRASE)
    Home(place).begin(url=stage.main(""), member=membership_in(device), device=sealed)
    assert REPORT in [each["quoted"]["body"] for each in read(stage, WHO, case) if each["quoted"]]


def test_who_joined_comes_back_after_locking_and_in_another_browser(stage, newcomer, visitor):
    somebody = newcomer("uv Latecomer")
    hand = somebody.hand
    join(somebody, look=hand.look)
    hand.look("today-empty")
    hand.press("Devices")
    fingerprint = hand.page.locator(".fingerprint code").inner_text()
    hand.look("devices")
    locks_and_unlocks(hand)
    refuses_a_code_twice(stage, visitor(), somebody)
    elsewhere = visitor()
    restores(stage, elsewhere, somebody)
    elsewhere.press("Devices")
    elsewhere.sees(fingerprint)
    hands_over(elsewhere, somebody)


def locks_and_unlocks(hand):
    """A wrong passphrase is called so and loses nothing; the right one opens, also after a reload."""
    hand.press("Lock", within=hand.page.get_by_role("banner"))
    hand.heading("Unlock")
    hand.look("locked")
    field = hand.page.get_by_label("Passphrase").first  # the other is of a key file
    field.fill(WRONG)
    hand.press("Unlock")
    hand.sees("Wrong passphrase")
    expect(field).to_have_value(WRONG)
    hand.page.reload()
    field.fill(PASSPHRASE)
    hand.press("Unlock")
    hand.heading("Devices")


def hands_over(hand, somebody):
    """On the locked door the device is removed: not without a word, and with the key file once more."""
    hand.press("Lock", within=hand.page.get_by_role("banner"))
    hand.page.get_by_text(f"Not {somebody.name}? Remove this device").click()
    hand.press(f"Remove {somebody.name}")
    hand.sees("make sure that it is kept elsewhere")
    hand.look("removal")
    with hand.page.expect_download() as saved:
        hand.press("Save the key file once more")
    saved.value.save_as(somebody.file.with_suffix(".again"))
    assert somebody.file.with_suffix(".again").read_bytes() == somebody.file.read_bytes()
    hand.page.get_by_label("The key file is kept").check()
    hand.press(f"Remove {somebody.name}")
    hand.page.wait_for_url(re.compile("/$"))  # loaded anew: the page that goes shows the same door
    hand.heading("I have a join code")
    assert hand.page.evaluate(KEPT) == {"rows": [], "local": {}, "session": {}, "caches": []}


def refuses_a_code_twice(stage, other, somebody):
    """The code that somebody came by is of no use to the next who has it."""
    other.page.goto(stage.url(WHO))
    other.write("Join code", somebody.code, exact=True)
    other.sees("used, withdrawn or has expired")
    expect(other.page.get_by_label("Choose a passphrase")).to_have_count(0)


def restores(stage, elsewhere, somebody):
    """The saved file and its passphrase open the same vault in a browser that never saw it."""
    elsewhere.page.goto(stage.url(WHO))
    elsewhere.page.get_by_text("I have a key file").click()
    elsewhere.page.get_by_label("Key file").set_input_files(somebody.file)
    elsewhere.write("Passphrase", PASSPHRASE)
    elsewhere.press("Open it here")
    elsewhere.heading("Today")
