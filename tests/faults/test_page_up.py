"""The promise to newcomers: the page is served within a minute of the command."""

import json
import subprocess
import sys

import pytest

from tests.support.rehearsal import free_port

LIMIT_S = 60


@pytest.mark.drill
def test_the_page_is_up_within_a_minute(tmp_path, drills):
    drill = drills.begin("the page is up within 60 s", seed=0)
    words = ["--exit", "--json", "--data", str(tmp_path / "data"), "--port", str(free_port())]
    drill.attempts += 1
    drill.failures += 1
    done = subprocess.run(
        [sys.executable, "-m", "hub.cli", "demo", *words], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["page_seconds"] <= LIMIT_S
    drill.failures -= 1
