"""A second machine: the device that is open signs it, and it reads what was sealed before it came."""

import re

import pytest
from playwright.sync_api import expect

from crypto.pairing import read_request
from tests.browser.cases import REPORT, joined
from tests.browser.quick_case import desk_of
from tests.browser.sessions import looks_around

pytestmark = pytest.mark.slow

PASSPHRASE = "quiet harbour lantern seven"
KEY_FILE = re.compile(r"accord-[a-z]+-[0-9a-f]{8}\.age")


def text_of(hand, label):
    """What a page shows in a field, to be carried elsewhere."""
    return hand.page.get_by_label(label).input_value()


def prepare(hand, text, look=lambda _: None):
    """From the empty door to the request: it is shown, with its fingerprint."""
    hand.heading("I have a join code")
    hand.page.get_by_text("I have another device of mine").click()
    hand.page.get_by_label("Text of your other device").fill(text)
    hand.sees("A further device of")
    look("second-passphrase")
    hand.write("Choose a passphrase", PASSPHRASE)
    hand.write("The same again", PASSPHRASE)
    with hand.page.expect_download() as saved:
        hand.press("Make my keys")
    assert KEY_FILE.fullmatch(saved.value.suggested_filename)
    hand.heading("One signature is missing")
    return text_of(hand, "Request"), hand.page.locator(".fingerprint code").inner_text()


def hand_in(hand, request):
    """Paste a request on Devices and let it be read."""
    hand.page.get_by_label("Request of the new machine").fill(request)
    hand.press("Read the request")


def posted(watch):
    """The addresses of what a browser sent, beside what it asked for."""
    return [each.url for each in watch.sent if each.method != "GET"]


def test_a_second_browser_becomes_a_device_of_a_member_and_reads_an_old_letter(stage, people, visitor):
    case = joined(stage, {"uv": "uv Lead,uv Maintainer"})
    first = people("uv-maintainer", keyboard=True)
    first.press("Devices")
    text = text_of(first, "Text for the new machine")
    new = visitor()
    new.page.goto(stage.url("uv-laptop"))

    request, fingerprint = prepare(new, text, new.look)
    new.look("second-waiting")
    new.page.reload()
    new.heading("One signature is missing")
    assert text_of(new, "Request") == request
    assert posted(new.watch) == []

    hand_in(first, request)
    first.sees("Compare all of it with the screen of the new machine")
    expect(first.page.locator("#compare")).to_be_focused()
    assert fingerprint in first.page.locator(".fingerprint code").all_inner_texts()
    first.look("devices-compared")
    first.press("It is the same: sign")
    first.sees("Signed: that machine is yours")
    expect(first.page.locator("#signed")).to_be_focused()
    first.look("devices-signed")
    expect(first.page.locator("ul.devices li")).to_have_count(2)

    new.heading("Today")
    looks_around(new.page)  # the keys are sealed after the signature that let it in
    new.page.goto(stage.url("uv-laptop", f"/#/case/{case}"))
    new.page.get_by_role("figure").get_by_text(REPORT.split("`")[0]).wait_for()
    assert new.watch.leaks([PASSPHRASE]) == []
    new.page.goto(stage.url("uv-laptop", "/#/devices"))
    expect(new.page.locator("ul.devices li")).to_have_count(2)


def test_what_is_wrong_with_a_text_or_a_request_is_said_in_one_sentence(stage, people, visitor):
    text = stage.cli("uv-lead", "device", "pair")["pairing"]
    code = stage.cli("uv-lead", "member", "invite", "uv Stray")["code"]
    new = visitor()
    new.page.goto(stage.url("uv-laptop"))
    new.page.get_by_text("I have another device of mine").click()
    pasted = new.page.get_by_label("Text of your other device")
    for wrong, told in ((text[:-2], "not the whole text"), (code, "this is a join code".capitalize())):
        pasted.fill(wrong)
        new.press("Read the text")
        new.sees(told)
    new.page.get_by_label("Join code", exact=True).fill(text)
    new.press("Read the code")
    new.sees("was shown by a device of yours")
    pasted.fill("")
    pasted.fill(text)
    new.sees("A further device of uv Lead")
    new.write("Choose a passphrase", PASSPHRASE)
    new.write("The same again", PASSPHRASE)
    with new.page.expect_download():
        new.press("Make my keys")
    new.heading("One signature is missing")
    request = text_of(new, "Request")

    colleague = people("uv-maintainer")
    colleague.press("Devices")
    for wrong, told in ((request[:-9], "no whole request"), (request, "a device for somebody else")):
        hand_in(colleague, wrong)
        colleague.sees(told)
    expect(colleague.page.get_by_role("button", name="It is the same: sign")).to_have_count(0)

    new.press("Cancel", exact=True)
    new.press("Forget these keys")
    new.heading("I have a join code")
    new.page.reload()
    new.heading("I have a join code")
    assert posted(new.watch) == []


def test_a_browser_and_a_command_line_pair_with_each_other(stage, people, visitor):
    """Once in each direction: the browser signs for the terminal, the terminal for the browser."""
    first = people("pypi-lead")
    first.press("Devices")
    text = text_of(first, "Text for the new machine")
    said = stage.cli("pypi-terminal", "device", "request", text, "--url", stage.main(""))
    hand_in(first, said["request"])
    first.press("It is the same: sign")
    first.sees("Signed: that machine is yours")
    assert stage.cli("pypi-terminal", "device", "wait")["active"]

    new = visitor()
    new.page.goto(stage.url("pypi-laptop"))
    request, _ = prepare(new, stage.cli("pypi-terminal", "device", "pair")["pairing"])
    stage.cli("pypi-terminal", "device", "sign", request, "--yes")
    new.heading("Today")
    with desk_of(stage, "pypi-lead") as desk:
        mine = desk.known.view.person(desk.tenant, desk.me).devices
        assert read_request(request, hub=desk.key.member.hub).body.by in mine
        assert said["device"] in mine
