"""The stage of a replay: a data directory with real engines, the hub's processes, the doubles and the clock.

What belongs to the hub is in the directory itself; each person's home is under ``people``, and nothing of the
hub's looks in there.
"""

import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import requests

from hub import engines, migrate
from hub.clock import ShiftedClock, SystemClock
from hub.demo.mailbox import Mailbox
from hub.demo.processes import (
    ACCORD,
    LOOPBACK,
    Service,
    environment,
    fetch,
    refuse_taken,
    run_operator,
    wait_until,
)

WEB, WORKER, DOUBLE = "web", "worker", "cve-services"
Faults = Mapping[str, Mapping[str, str]]


@dataclass
class Stage:
    """A running hub. `env` are the settings of its processes, `log_key` is what its logs verify with."""

    data: Path
    port: int
    engines: engines.Engines
    mailbox: Mailbox
    env: dict[str, str]
    services: dict[str, Service] = field(default_factory=dict)
    log_key: str = ""

    @property
    def url(self) -> str:
        """The public address."""
        return f"http://localhost:{self.port}"

    @property
    def logs(self) -> Path:
        """The directory of everybody's logs."""
        return self.data / "logs"

    @property
    def clock(self) -> ShiftedClock:
        """The clock of the hub and of the doubles."""
        return ShiftedClock(file=self.data / "clock")

    def move_to(self, instant: datetime) -> None:
        """Let the hub's clock show this instant now; it goes on from there."""
        seconds = round((instant - SystemClock().now()).total_seconds())
        fresh = self.data / "clock.new"
        fresh.write_text(f"{seconds}\n")
        fresh.replace(self.data / "clock")

    def operator(self, *words: str, given: str = "") -> str:
        """Run an operator's command with `given` on its standard input, and return what it printed."""
        return run_operator(words, self._settings(WEB), self.logs / "operator.log", given)

    def put_up(self, faults: Faults) -> None:
        """Migrate, start the double, the worker and the web process, and wait until the page is there."""
        with ThreadPoolExecutor() as pool:  # each of these mostly waits for a process
            key = pool.submit(self.operator, "init", self.env["ACCORD_LOG_KEY_FILE"])
            double = pool.submit(self._start_double)
            migrate.upgrade(self.engines.database_url_owner)
            double.result()
            self.log_key = key.result().strip()
        commands = {
            WORKER: ("hub", "work"),
            WEB: ("hub", "serve", "--port", str(self.port), "--workers", "1"),
        }
        for name, words in commands.items():
            self._start(name, [*ACCORD, *words], faults.get(name, {}))
        log = self.logs / f"{WEB}.log"
        wait_until(self._answers, what="the web process", log=log)

    def take_down(self) -> None:
        """Stop the processes, the web first."""
        for name in (WEB, WORKER, DOUBLE):
            if name in self.services:
                self.services[name].stop()

    def _start(self, name: str, command: list[str], fault: Mapping[str, str]) -> None:
        log = self.logs / f"{name}.log"
        self.services[name] = Service(name, command, self._settings(name), log, fault)
        self.services[name].start()

    def _settings(self, name: str) -> dict[str, str]:
        """The environment of one process: the log key and the account at CVE Services are the worker's."""
        private = {
            key: value for key, value in self.env.items() if key.startswith(("ACCORD_LOG", "ACCORD_CVE"))
        }
        return self.env if name == WORKER else {k: v for k, v in self.env.items() if k not in private}

    def _start_double(self) -> None:
        """Start the double of CVE Services on a free port and learn from its first line where it is."""
        data = self.data / DOUBLE
        command = [ACCORD[0], "-m", "hub.demo.cve_services", "--data", str(data)]
        command += ["--clock-file", str(self.data / "clock"), "--port", str(_free_port())]
        log = self.logs / f"{DOUBLE}.log"
        said = log.stat().st_size if log.exists() else 0
        self._start(DOUBLE, command, {})

        def told() -> bool:
            return log.exists() and b"\n" in log.read_bytes()[said:]

        wait_until(told, what="the double of CVE Services", log=log)
        url, org, user, key = log.read_text()[said:].splitlines()[0].split()
        self.env |= {"ACCORD_CVE_URL": url, "ACCORD_CVE_ORG": org, "ACCORD_CVE_USER": user}
        self.env["ACCORD_CVE_KEY_FILE"] = key

    def _answers(self) -> bool:
        try:
            return fetch(f"http://{LOOPBACK}:{self.port}/readyz").ok
        except requests.RequestException:
            return False


@contextmanager
def set_stage(data: Path, port: int, *, faults: Faults | None = None) -> Iterator[Stage]:
    """Start a hub in `data` at `port` of loopback and stop it at the end.

    `faults` adds to the environment of a process's first start, for the drills. DemoError and EngineError
    say in one sentence what to do about a busy port or a data directory that cannot be used.
    """
    refuse_taken(port)
    with ExitStack() as stack:
        running = stack.enter_context(engines.start(data))
        data = running.ground.directory
        for name in ("logs", "hub"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
        mailbox = Mailbox(data / "mails")
        stack.callback(mailbox.close)
        stage = Stage(data, port, running, mailbox, _environment(running, mailbox, port))
        stack.callback(stage.take_down)
        stage.put_up(faults or {})
        yield stage


def _environment(running: engines.Engines, mailbox: Mailbox, port: int) -> dict[str, str]:
    data = running.ground.directory
    return environment(
        ACCORD_ORIGIN=f"http://localhost:{port}",
        ACCORD_DATA=str(data / "hub"),
        DATABASE_URL=running.database_url_app,
        REDIS_URL=running.redis_url,
        ACCORD_SECRET_KEY_FILE=str(_secret(data / "hub" / "secret-key")),
        ACCORD_LOG_KEY_FILE=str(data / "hub" / "log-key"),
        ACCORD_MAIL_URL=mailbox.url,
        ACCORD_MAIL_FROM="accord@accord.example",
        ACCORD_DEMO="1",
        ACCORD_DEMO_CLOCK_FILE=str(data / "clock"),
    )


def _secret(path: Path) -> Path:
    """Make a file of 32 random bytes in hex, unless it is there."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
