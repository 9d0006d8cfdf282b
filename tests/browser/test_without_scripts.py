"""A browser without scripts: whatever is public is there, and the vault's pages say the command-line way."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

PUBLIC = {
    "/": "Coordinated disclosure for Python packaging",
    "/report": "Report a vulnerability",
    "/report/pip": "Report to pip",
    "/advisories": "Advisories",
    "/tenants": "Teams",
    "/tenants/pip": "pip",
    "/how-it-works": "How it works",
    "/style": "Style",
}


@pytest.fixture
def hand(visitor):
    """Somebody whose browser runs no scripts."""
    return visitor(java_script_enabled=False)


@pytest.mark.parametrize(
    ("path", "heading", "commands"),
    [
        ("/", "The vault needs scripts", ("accord join", "accord read")),
        ("/report", "Report a vulnerability", ("accord report --to", "accord receipt read --url")),
        ("/receipt", "Read the answer", ("accord receipt read --url", "accord receipt reply --url")),
    ],
)
def test_the_vault_says_what_to_type_instead(stage, hand, path, heading, commands):
    hand.page.goto(f"http://vault.localhost:{stage.port}{path}")

    expect(hand.page.get_by_role("heading", level=1)).to_have_text(heading)
    said = hand.page.locator("pre").all_inner_texts()
    assert [each for each in commands if each not in "\n".join(said)] == []
    assert [each.url for each in hand.watch.sent if "/api/" in each.url] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_public_is_there_without_scripts(stage, hand, width):
    hand.page.set_viewport_size({"width": width, "height": 800})
    for path, heading in PUBLIC.items():
        hand.page.goto(stage.main(path))
        expect(hand.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert len(hand.page.locator("main").inner_text()) > 150, path
        assert hand.page.locator("script").count() == 0


def test_a_reporter_without_scripts_is_led_from_the_front_page_to_the_command(stage, hand):
    hand.page.goto(stage.main("/"))
    hand.press("Report", within=hand.page.get_by_role("navigation"))
    hand.press("Report to pip")

    hand.sees(f"pip@{stage.play.facts['pip']}")
    hand.sees("accord report")
