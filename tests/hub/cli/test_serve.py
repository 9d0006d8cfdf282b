"""`accord hub serve` and `accord hub migrate`: what an operator's container runs."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from hub.cli.main import accord

SERVE = [sys.executable, "-m", "hub.cli", "hub", "serve", "--workers", "1", "--port"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(tmp_path):
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ACCORD_", "DATABASE_", "REDIS_"))
    }
    return bare | {"ACCORD_DATA": str(tmp_path), "ACCORD_SECRET_KEY": "k" * 32}


def fetched(address: str, patience: float = 20) -> bytes:
    deadline = time.monotonic() + patience
    while True:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 # our own process, on this machine
                return answer.read()
        except OSError:  # refused, or too slow in its first seconds
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_busy_port_is_one_sentence(host, tmp_path):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken:
        try:
            taken.bind((host, 0))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner(env=environment(tmp_path)).invoke(
            accord, ["hub", "serve", "--host", host, "--port", port]
        )

    assert result.exit_code == 1
    assert (
        result.stderr
        == f"accord: cannot listen on {host}, port {port} (Address already in use): choose another --port\n"
    )


@pytest.mark.slow
def test_serving_answers_and_ends_when_told(tmp_path):
    port = free_port()
    with subprocess.Popen(
        [*SERVE, str(port)], env=environment(tmp_path), stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert b'"ok"' in fetched(f"http://127.0.0.1:{port}/healthz")
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_migrating_brings_the_tables_to_this_release(bench, tmp_path):
    with bench.database("empty", prepare=lambda url: None) as fresh:
        result = CliRunner(env=environment(tmp_path)).invoke(
            accord, ["hub", "migrate"], env={"ACCORD_OWNER_DATABASE_URL": fresh.owner_url}
        )
        with fresh.connect() as connection:
            tables = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone()

    assert result.exit_code == 0, result.stderr
    assert tables[0] > 1


def test_migrating_without_an_owner_says_what_to_set(tmp_path):
    result = CliRunner(env=environment(tmp_path) | {"ACCORD_OWNER_DATABASE_URL": None}).invoke(
        accord, ["hub", "migrate"]
    )

    assert result.exit_code == 1
    assert result.stderr.startswith("accord: ACCORD_OWNER_DATABASE_URL is not set")
