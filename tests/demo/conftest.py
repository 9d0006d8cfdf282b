"""The shipped `accord demo` as a process of its own: replayed once for all tests of this folder."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.support.rehearsal import free_port

ROOT = Path(__file__).parents[2]
DEMO = ["-m", "hub.cli", "demo"]
_PATIENCE_S = 400


@dataclass
class Replayed:
    """A finished replay: its data directory, its port, and the report that it printed."""

    data: Path
    port: int
    report: dict
    told: str

    def home(self, who):
        """Return a person's home directory."""
        return self.data / "people" / who

    def log(self, name):
        """Return the words of one process."""
        return (self.data / "logs" / name).read_text()

    def client(self, who, *words):
        """Run the client as one of the people; return status, JSON and the words of a refusal."""
        home = self.home(who)
        env = {
            "ACCORD_HOME": str(home),
            "ACCORD_PASSPHRASE_FILE": str(home / "passphrase"),
            "ACCORD_DEMO": "1",
        }
        command = [sys.executable, "-m", "hub.cli", *words, "--json"]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False
        )
        return done.returncode, json.loads(done.stdout or "{}"), done.stderr


@pytest.fixture(scope="session")
def alone(pytestconfig, tmp_path_factory):
    """The start of a command whose own process is measured where this run is, and none that it starts."""
    plugin = pytestconfig.pluginmanager.getplugin("_cov")
    if plugin is None or plugin.cov_controller is None:
        return [sys.executable]
    told = {"branch": "true", "parallel": "true", "source": "hub", "data_file": ROOT / ".coverage"}
    settings = tmp_path_factory.mktemp("coverage") / "rc"
    settings.write_text("\n".join(["[run]", *(f"{name} = {value}" for name, value in told.items())]))
    return [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}"]


@pytest.fixture(scope="session")
def replayed(alone, tmp_path_factory):
    """Run the whole case from an empty directory to its end."""
    folder = tmp_path_factory.mktemp("demo")
    data, port = folder / "data", free_port()
    command = [*alone, *DEMO, "--exit", "--json", "--data", str(data), "--port", str(port)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    return Replayed(data, port, json.loads(done.stdout), done.stderr)


@pytest.fixture(scope="session")
def served(alone, replayed):
    """Serve the finished replay again, as for a newcomer, and end it with a signal; yields what it says."""
    words = ["--data", str(replayed.data), "--port", str(replayed.port)]
    with subprocess.Popen(
        [*alone, *DEMO, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        told = []
        for line in process.stdout:
            told.append(line.rstrip("\n"))
            if "Ctrl-C" in line:
                break
        yield told
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


@pytest.fixture
def get(replayed, served):
    """Fetch an address of the served hub as a stranger."""

    def get(path, host="localhost", **more):
        url = f"http://127.0.0.1:{replayed.port}{path}"
        return requests.get(url, headers={"Host": f"{host}:{replayed.port}"}, timeout=10, **more)

    until = time.monotonic() + 30
    while not get("/readyz").ok:
        assert time.monotonic() < until
        time.sleep(0.1)
    return get
