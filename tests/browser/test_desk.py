"""`accord desk`: a member goes in at the vault of their own installation, reads a letter and sends one."""

import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from hub.client.loopback import Loopback
from hub.vault.release import Release
from tests.browser.quick_case import open_case

pytestmark = pytest.mark.slow

WHO = "cpython-lead"
TITLE = "A tar member with an absolute name is written where it says"
REPORT = "The filter looks at the name before it is joined, and never after."


@pytest.fixture
def desk(stage):
    """The desk of somebody who uses the stage's hub, on a port that was free."""
    with Loopback(0, stage.main(""), Release()) as server, answering(server):
        yield server


@contextmanager
def answering(server):
    """Let it answer beside this test."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def test_a_member_restores_their_key_file_at_the_desk_and_reads_and_writes(stage, desk, visitor):
    case = open_case(stage, WHO, title=TITLE, body=REPORT).id
    hand, home = visitor(), stage.play.troupe.home(WHO)
    hand.page.goto(desk.url)
    hand.page.get_by_text("I have a key file").click()
    expect(hand.page.locator(".command code").first).to_have_text(f"accord join --url {stage.main('')}")
    hand.page.get_by_label("Key file").set_input_files(home / "device.age")
    hand.write("Passphrase", stage.device(WHO)["passphrase"])
    hand.press("Open it here")
    hand.heading("Today")

    hand.page.goto(f"{desk.url}/#/case/{case}")
    hand.sees(REPORT)
    hand.page.goto(f"{desk.url}/#/case/{case}/write/joint")
    hand.write("Letter", "Written at my own desk.", exact=True)
    hand.press("Seal and send")
    hand.press("Send now")

    expect(hand.page.get_by_role("article").filter(has_text="my own desk")).to_contain_text("verified")
    bodies = [each["body"] for each in stage.cli(WHO, "read", case)["letters"]]
    assert "Written at my own desk." in bodies
