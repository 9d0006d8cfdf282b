"""The processes of the replayed hub: started, watched, started again when they die, stopped in order.

Everything listens on loopback or on sockets in the data directory, and each process writes its words to a
file of its own under ``logs``.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import requests

from hub.demo.errors import DemoError

LOOPBACK = "127.0.0.1"
ACCORD = (sys.executable, "-m", "hub.cli")
_NEEDED = ("HOME", "LANG", "PATH", "TMPDIR", "VIRTUAL_ENV")
_KINDS = ("LC_", "LD_", "PYTHON")
_STARTING_S = 40
_LOOK_AGAIN_S = 0.05


@dataclass
class Service:
    """A process that is meant to run until `stop`.

    `fault` is added to the environment of its first start only: whatever kills it by that does it once.
    Whoever does not end within `patience_s` of being asked to is killed.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    fault: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 15
    deaths: int = 0
    process: Popen[bytes] | None = None
    _stopping: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it and watch it."""
        self._launch({**self.env, **self.fault})
        threading.Thread(target=self._watch, daemon=True).start()

    def kill(self) -> None:
        """End it, and whatever it started, without a word: the watch starts it again."""
        process = self.process
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop it for good; what it has in hand it may finish."""
        with self._lock:
            self._stopping = True
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(self.patience_s)
        except subprocess.TimeoutExpired:
            self.kill()
            process.wait()

    def _launch(self, env: Mapping[str, str]) -> None:
        with self.log.open("ab") as out:
            self.process = Popen(  # noqa: S603 - our own programs with our own arguments
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=dict(env),
                start_new_session=True,  # Ctrl-C at the terminal is the driver's to handle
            )

    def _watch(self) -> None:
        while True:
            process = self.process
            if process is None:
                return
            process.wait()
            with self._lock:
                if self._stopping:
                    return
                self.deaths += 1
                self._launch(self.env)


def environment(**settings: str) -> dict[str, str]:
    """Return what a program needs to run at all, and these settings: nobody's else, whoever calls.

    The replay starts a hundred processes: they may keep their compiled modules, as an installation does.
    """
    bare = {
        name: value
        for name, value in os.environ.items()
        if name in _NEEDED or (name.startswith(_KINDS) and name != "PYTHONDONTWRITEBYTECODE")
    }
    return bare | settings


def run_operator(words: Sequence[str], env: Mapping[str, str], log: Path, given: str = "") -> str:
    """Run an operator's command to its end and return what it printed; DemoError if it failed."""
    with log.open("ab") as out:
        done = subprocess.run(  # noqa: S603 - as above
            [*ACCORD, "hub", *words],
            input=given.encode(),
            stdout=subprocess.PIPE,
            stderr=out,
            env=dict(env),
            check=False,
        )
    if done.returncode:
        raise DemoError(f"`accord hub {words[0]}` failed: see {log}")
    return done.stdout.decode()


def fetch(url: str, host: str | None = None) -> requests.Response:
    """GET an address of this machine as `host`, past any proxy that the environment names."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, headers={"Host": host} if host else {}, timeout=10)


def refuse_taken(port: int) -> None:
    """Raise DemoError with what to do if nobody could listen on this port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            reason = error.strerror or "it cannot be used"
            raise DemoError(
                f"cannot listen on port {port} of this machine ({reason}): choose another --port"
            ) from None


def wait_until(is_so: Callable[[], bool], *, what: str, log: Path, seconds: float = _STARTING_S) -> None:
    """Look again and again until it is so; DemoError after `seconds`."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise DemoError(f"{what} did not answer within {seconds:.0f} seconds: see {log}")
        time.sleep(_LOOK_AGAIN_S)
