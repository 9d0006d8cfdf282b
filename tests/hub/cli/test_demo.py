"""`accord demo` where it cannot run: one sentence that says what to do, status 2, nothing left behind."""

import fcntl
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hub.demo.processes import refuse_taken
from hub.engines.ground import MARKER, take
from tests.support.rehearsal import free_port


def demo(*words):
    """Run the command; return status and what it said on the error stream, line by line."""
    command = [sys.executable, "-m", "hub.cli", "demo", "--exit", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr.splitlines()


@pytest.fixture
def busy_port():
    """A port of loopback that somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_busy_port_is_said_and_nothing_is_made(busy_port, tmp_path):
    status, out, [line] = demo("--port", busy_port, "--data", tmp_path / "data")

    assert (status, out) == (2, "")
    assert line == (
        f"accord: cannot listen on port {busy_port} of this machine (Address already in use):"
        " choose another --port"
    )
    assert not (tmp_path / "data").exists()


def test_a_foreign_directory_is_left_as_it_is(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")

    status, _, [line] = demo("--port", free_port(), "--data", tmp_path)

    assert status == 2
    assert line == f"accord: {tmp_path} holds files that are not Accord's: choose an empty directory"
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("no directory")

    status, _, [line] = demo("--port", free_port(), "--data", tmp_path / "file" / "data")

    assert status == 2
    assert "cannot write to the data directory" in line
    assert line.endswith("choose one of your own")


def test_a_hub_that_is_no_demo_is_left_alone(tmp_path):
    take(tmp_path).release()
    (tmp_path / "postgres").mkdir()

    status, _, [line] = demo("--port", free_port(), "--data", tmp_path)

    assert (status, line) == (
        2,
        f"accord: {tmp_path} holds a hub that is no demo: choose an empty directory",
    )


def test_a_replay_that_was_interrupted_is_not_gone_on_with(tmp_path):
    (tmp_path / "people").mkdir()
    (tmp_path / MARKER).touch()
    memory = {"port": free_port(), "begun": 3, "done": [["One", 1.0], ["Two", 2.0]], "facts": {}, "scans": {}}
    canaries = {"stem": "x", "planted": {}, "phrases": {}, "controls": {}}
    (tmp_path / "people" / "replay.json").write_text(json.dumps(memory | {"canaries": canaries}))

    status, _, [line] = demo("--port", free_port(), "--data", tmp_path)

    assert status == 2
    assert "was interrupted: delete the directory or choose another" in line


def test_a_directory_that_is_in_use_names_the_process(tmp_path):
    held = take(tmp_path / "data")

    status, _, [line] = demo("--port", free_port(), "--data", tmp_path / "data")
    fcntl.flock(held.lock, fcntl.LOCK_UN)
    held.release()

    assert status == 2
    assert "is in use by process" in line


def words(process):
    """The command line of a process; nothing if it has ended meanwhile."""
    try:
        return process.read_bytes()
    except OSError:
        return b""


@pytest.mark.slow
def test_a_signal_in_the_middle_stops_everything_that_was_started(tmp_path):
    port, data = str(free_port()), tmp_path / "data"
    command = [sys.executable, "-m", "hub.cli", "demo", "--port", port, "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if str(data) in line:
                break
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM

    everything = [words(each) for each in Path("/proc").glob("[0-9]*/cmdline")]
    assert not [each for each in everything if str(data).encode() in each]
    refuse_taken(int(port))
    take(data).release()


def test_a_port_that_is_none_is_a_usage_error(tmp_path):
    status, _, lines = demo("--port", 0, "--data", tmp_path)

    assert status == 2
    assert any("--port" in line for line in lines)
