"""The operator's commands: a key, a tenant's code, and a whole hub with the shipped processes."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from crypto.notes import VerifierKey
from hub.cli.main import accord
from tenants.kernel.outbox import ATTEMPTS, claim, enqueue, postpone
from tenants.kernel.scope import Scope, acting_as
from tests.support.engines import bench, database, redis_url, sessions

__all__ = ["bench", "database", "redis_url", "sessions"]


def invoke(*words, **environment):
    bare = {name: None for name in os.environ if name.startswith(("ACCORD_", "DATABASE_", "REDIS_"))}
    return CliRunner(env=bare | environment).invoke(accord, ["hub", *words])


@pytest.fixture
def operating(database, redis_url):
    """The environment of an operator's command."""
    return {
        "DATABASE_URL": database.app_url,
        "REDIS_URL": redis_url,
        "ACCORD_SECRET_KEY": "k" * 32,
        "ACCORD_LOG_KEY": "05" * 32,
    }


class TestInit:
    """The log key."""

    def test_a_place_that_cannot_be_written_is_one_sentence(self, tmp_path):
        (tmp_path / "file").touch()
        result = invoke("init", str(tmp_path / "file" / "key"))

        assert result.exit_code == 1
        assert result.output.startswith("accord: cannot write ")

    def test_the_key_is_made_for_its_owner_alone_and_what_verifies_it_is_printed(self, tmp_path):
        file = tmp_path / "keys" / "log-key"
        result = invoke("init", str(file), "--origin", "https://accord.example")

        assert VerifierKey.parse(result.output.strip()).name == "accord.example"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text().strip() not in result.output

    def test_a_key_that_is_there_is_kept(self, tmp_path):
        first, second = (invoke("init", str(tmp_path / "key")).output for _ in "ab")

        assert first == second


class TestTenant:
    """Slugs and stages."""

    def test_a_refusal_is_one_sentence(self, operating):
        result = invoke("tenant", "open", "X", "--kind", "installer", "--name", "pip", **operating)

        assert result.exit_code == 1
        assert result.output.startswith("accord: The request breaks a rule")

    def test_nobody_is_suspended_who_is_not_served(self, operating):
        assert invoke("tenant", "suspend", "pip", **operating).exit_code == 1

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("{", "the profile is no JSON: "),
            ("[]", "the profile is no JSON object"),
            ('{"countries": ["XX"]}', "countries: no holidays are known of XX"),
            ('{"countries": "DE"}', "countries: a list of at most 32 ISO 3166 codes, such as DE"),
            ('{"blackouts": ["soon"]}', "blackouts: a list of at most 366 days, such as 2026-12-31"),
        ],
    )
    def test_a_profile_that_cannot_be_used_is_refused_in_words(self, operating, tmp_path, text, says):
        (tmp_path / "profile.json").write_text(text)
        words = ("--kind", "installer", "--name", "pip", "--profile", str(tmp_path / "profile.json"))
        result = invoke("tenant", "open", "pip", *words, **operating)

        assert result.exit_code == 1
        assert says in result.output

    def test_a_slug_is_opened_with_its_profile(self, operating, tmp_path):
        profile = tmp_path / "profile.json"
        profile.write_text('{"scope": ["pkg:pypi/pip"]}')
        words = ("tenant", "open", "pip", "--kind", "installer", "--name", "pip", "--profile", str(profile))
        shown = json.loads(invoke(*words, "--json", **operating).output)

        assert (shown["slug"], shown["hub"], len(shown["code"])) == ("pip", "localhost:8080", 22)

    def test_a_role_that_passes_row_security_is_refused(self, operating, database):
        words = ("tenant", "open", "pip", "--kind", "installer", "--name", "pip")
        result = invoke(*words, **operating | {"DATABASE_URL": database.owner_url})

        assert result.exit_code == 1
        assert "owns" in result.output


class TestOrders:
    """What waits and what is dead, by its kind alone."""

    @pytest.fixture
    def failed(self, sessions):
        """Two orders about a case: one is dead, the other's other side is away."""
        ids = {}
        with acting_as(sessions(), Scope(tenant_id="a" * 64, case_id="c" * 32)) as session:
            for kind in ("mail.send", "disclose"):
                ids[kind] = enqueue(session, kind, {"case": "c" * 32}, datetime.now(UTC) - timedelta(hours=2))
            for attempt in range(1, ATTEMPTS + 1):
                for each in claim(session, datetime.now(UTC) + attempt * timedelta(hours=1), limit=2):
                    away = each.kind == "disclose"
                    postpone(session, each, datetime.now(UTC), f"{each.kind}Error", away=away)
            session.commit()
        return ids

    def test_an_empty_outbox_is_one_line(self, operating):
        assert invoke("orders", **operating).output == "0 open, the oldest for 0:00:00; 0 dead\n"

    def test_what_failed_is_listed_without_whom_it_is_for(self, operating, failed):
        result = invoke("orders", **operating)

        assert result.output.startswith("1 open, the oldest for 2:00:0")
        assert "1 dead" in result.output
        first, second = result.output.splitlines()[1:]
        assert first.split()[:3] == [failed["mail.send"], "dead", "mail.send"]
        assert second.split()[:3] == [failed["disclose"], "again", "disclose"]
        assert "mail.sendError" in first
        assert "c" * 32 not in result.output
        assert "a" * 64 not in result.output

    def test_naming_an_order_without_saying_what_to_do_is_refused(self, operating, failed):
        assert invoke("orders", failed["mail.send"], **operating).exit_code == 2

    def test_who_is_not_dead_is_not_revived_and_that_is_said(self, operating, failed):
        result = invoke("orders", "--retry", failed["disclose"], "--json", **operating)

        assert result.stderr == "accord: 1 of these are not dead\n"
        said = json.loads(result.stdout)
        assert 7200 <= said.pop("oldest_s") < 7260
        assert said | {"failed": []} == {"revived": 0, "open": 1, "dead": 1, "failed": []}

    @pytest.mark.parametrize("named", [True, False])
    def test_the_dead_are_tried_again(self, operating, failed, named):
        words = [failed["mail.send"]] if named else []
        result = invoke("orders", "--retry", *words, **operating)

        assert result.output.startswith("1 tried again\n2 open")
        assert "0 dead" in result.output


class TestWork:
    """The worker says at once what it lacks."""

    def test_without_engines_of_its_own(self, tmp_path):
        assert "accord hub up" in invoke("work", ACCORD_DATA=str(tmp_path)).output

    def test_without_the_log_key(self, operating):
        result = invoke("work", **operating | {"ACCORD_LOG_KEY": ""})

        assert result.exit_code == 2
        assert "ACCORD_LOG_KEY" in result.output

    def test_with_a_role_that_passes_row_security(self, operating, database):
        result = invoke("work", **operating | {"DATABASE_URL": database.owner_url})

        assert result.exit_code == 1


class TestUp:
    """Everything on one machine."""

    def test_with_engines_elsewhere(self, operating):
        assert "accord hub serve" in invoke("up", **operating).output

    def test_in_a_directory_of_somebody_else(self, tmp_path):
        (tmp_path / "theirs").touch()
        result = invoke("up", "--port", str(free_port()), ACCORD_DATA=str(tmp_path))

        assert result.exit_code == 1
        assert "choose an empty directory" in result.output

    @pytest.mark.slow
    def test_a_fresh_directory_becomes_a_hub_that_signs_off_what_is_opened(self, tmp_path):
        port = free_port()
        bare = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ACCORD_", "DATABASE_", "REDIS_"))
        }
        environment = bare | {"ACCORD_DATA": str(tmp_path / "data")}
        command = [sys.executable, "-m", "hub.cli", "hub"]
        up = [*command, "up", "--port", str(port), "--workers", "1"]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(up, env=environment, stderr=log, stdout=log)
        try:
            ready = fetched(f"http://127.0.0.1:{port}/readyz")
            opened = subprocess.run(
                [*command, "tenant", "open", "pip", "--kind", "installer", "--name", "pip"],
                env=environment,
                capture_output=True,
                check=True,
            )
            key = wait_for_key(f"http://127.0.0.1:{port}/api/v1/hub")
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(timeout=60)

        assert (ready["database"], ready["tables"], ready["queue"]) == (True, True, True)
        assert len(opened.stdout.strip()) == 22
        assert VerifierKey.parse(key).name == f"localhost:{port}"
        assert status == 0, (tmp_path / "log").read_text()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetched(address, patience=60):
    deadline = time.monotonic() + patience
    while True:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 # our own process, on this machine
                return json.loads(answer.read())
        except OSError:  # refused, or too slow in its first seconds
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def wait_for_key(address):
    for _ in range(600):
        key = fetched(address)["log_key"]
        if key is not None:
            return key
        time.sleep(0.1)
    raise AssertionError("the worker signed nothing off")
