"""A service is started again when it dies, its fault strikes once, and stopping is for good."""

import os
import signal
import socket
import sys
import time

import pytest

from hub.demo.errors import DemoError
from hub.demo.processes import Service, environment, refuse_taken, run_operator, wait_until

LIVES = "import os, time; print('on', os.environ.get('FAULT', 'no'), flush=True); time.sleep(60)"
DIES_OF_FAULT = "import os, sys, time; sys.exit(3) if os.environ.get('FAULT') else time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LIVES}"


@pytest.fixture
def service(tmp_path):
    """Return a maker of services that are stopped after the test."""
    made = []

    def make(code, **more):
        command = [sys.executable, "-c", code]
        made.append(Service("one", command, dict(os.environ), tmp_path / "log", **more))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def _soon(is_so):
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_service_that_was_never_started_can_be_stopped(service):
    service(LIVES).stop()


def test_a_killed_service_is_started_again(service):
    one = service(LIVES)
    one.start()
    _soon(lambda: one.log.exists() and one.log.read_text().count("on") == 1)
    first = one.process.pid

    one.kill()

    _soon(lambda: one.log.read_text().count("on") == 2)
    assert (one.deaths, one.process.pid != first) == (1, True)


def test_a_fault_is_in_the_first_start_alone(service):
    one = service(DIES_OF_FAULT, fault={"FAULT": "yes"})
    one.start()

    _soon(lambda: one.deaths == 1 and one.process.poll() is None)
    time.sleep(0.2)

    assert (one.deaths, one.process.poll()) == (1, None)


def test_stop_is_for_good_and_ends_what_does_not_listen(service):
    one = service(DEAF, patience_s=0.3)
    one.start()
    _soon(lambda: "on" in one.log.read_text())

    one.stop()
    time.sleep(0.2)

    assert (one.deaths, one.process.returncode) == (0, -signal.SIGKILL)


def test_no_setting_of_the_caller_reaches_the_stage(monkeypatch):
    foreign = ("ACCORD_HOME", "ACCORD_DEMO_CLOCK_OFFSET", "DATABASE_URL", "SECRET", "PYTHONDONTWRITEBYTECODE")
    for name in foreign:
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("PYTHONPATH", "here")

    made = environment(ACCORD_DEMO="1")

    assert not set(foreign) & made.keys()
    assert (made["ACCORD_DEMO"], made["PATH"], made["PYTHONPATH"]) == ("1", os.environ["PATH"], "here")


def test_an_operators_command_that_fails_says_where_its_words_are(tmp_path):
    with pytest.raises(DemoError, match=r"`accord hub config` failed: see .*log"):
        run_operator(["config"], environment(ACCORD_ORIGIN="nowhere"), tmp_path / "log")

    assert "ACCORD_ORIGIN" in (tmp_path / "log").read_text()


def test_an_operators_command_returns_its_words(tmp_path):
    env = environment(ACCORD_DATA=str(tmp_path))

    assert "http://localhost:8080" in run_operator(["config", "--json"], env, tmp_path / "log")


def test_a_busy_port_is_refused_and_a_free_one_is_not():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            DemoError, match=rf"port {port} of this machine \(Address already in use\): choose another --port"
        ):
            refuse_taken(port)

    refuse_taken(port)


def test_why_a_port_cannot_be_had_is_said_in_the_systems_words(monkeypatch):
    def bind(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(DemoError, match=r"\(Permission denied\)"):
        refuse_taken(80)


def test_waiting_ends_with_a_sentence(tmp_path):
    with pytest.raises(DemoError, match=r"the web process did not answer within 0 seconds: see .*web\.log"):
        wait_until(lambda: False, what="the web process", log=tmp_path / "web.log", seconds=0.1)
