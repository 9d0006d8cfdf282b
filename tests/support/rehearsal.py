"""The replay performed up to a step, kept as a directory, and gone on with from copies of it.

hall = Rehearsal(folder)
with hall.from_step(5) as play:            # a copy of what stood after step 5; the hub is up
    play.run(STEPS, until=7)
    hall.settle(play)
    outcome(play)                          # what the world sees; the same whatever died on the way
"""

import json
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from os import kill
from pathlib import Path

import psycopg
import requests

from hub.demo import public
from hub.demo.mailbox import REPEATED, read_mails
from hub.demo.processes import run_operator
from hub.demo.run import on_stage
from hub.demo.script import STEPS
from hub.demo.stage import WEB, WORKER
from hub.engines.postgres import DATABASE, SUPERUSER


def free_port():
    """Return a port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Rehearsal:
    """Copies of the replay after its steps; all on one port, because the hub's name holds it."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.numbers = iter(range(10_000))

    def after(self, step):
        """Return the directory in which the replay stands after a step, performed once."""
        kept = self.folder / f"after-{step}"
        if not kept.exists():
            making = self.folder / "making"
            earlier = [each for each in range(1, step) if (self.folder / f"after-{each}").exists()]
            if earlier:
                _copy(self.after(max(earlier)), making)
            with on_stage(making, self.port, tell=str) as play:
                play.run(STEPS, until=step)
            making.rename(kept)
        return kept

    @contextmanager
    def from_step(self, step, faults=None):
        """Put the hub up in a copy of what stood after the step, and yield the play; kept if it failed."""
        data = self.folder / f"run-{next(self.numbers)}"
        _copy(self.after(step), data)
        with on_stage(data, self.port, tell=str, faults=faults) as play:
            yield play
        shutil.rmtree(data)

    @staticmethod
    def settle(play, seconds=60):
        """Wait until nothing is left to be done."""
        until = time.monotonic() + seconds
        while _open_orders(play):
            assert time.monotonic() < until, f"the queue did not drain: {_open_orders(play)}"
            time.sleep(0.2)


def outcome(play):
    """What the replay made of the world: records without what differs by the second, IDs, mails, the log."""
    sockets = str(play.stage.engines.ground.sockets)
    with psycopg.connect(host=sockets, user=SUPERUSER, dbname=DATABASE) as connection:
        records = connection.execute(
            "SELECT kind, name, tenant, body FROM publication ORDER BY name"
        ).fetchall()
        dead = connection.execute("SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL").fetchone()
    rows = public.published(play)
    mails = Counter(mail["Message-ID"] for mail in read_mails(play.stage.mailbox.directory))
    play.act("uv-maintainer", "sync", shows="a member copies the logs")
    audit = play.act("uv-maintainer", "log", "verify", shows="the logs alone give embargo and T0")
    return {
        "records": [(kind, name, tenant, _lasting(kind, body)) for kind, name, tenant, body in records],
        "order": [kind for kind, *_ in sorted(rows, key=lambda row: row[3])],
        "ids": _ids(play),
        "mails": (len(mails), set(mails.values())),
        "dead": dead,
        "void": audit["void"],
        "case": {name: audit["cases"][0][name] for name in ("embargo", "t0", "ended", "gaps")},
        "identities": [path.name for path in (play.stage.data / "hub").rglob("publisher/*")],
    }


def handed_again(play):
    """How many mails reached the server a second time; `outcome` knows mails by their Message-ID alone."""
    repeated = play.stage.mailbox.directory / REPEATED
    return len(repeated.read_text().splitlines()) if repeated.exists() else 0


class Killer:
    """Kills one process of the hub once it is there: after `delay` seconds, or so long after T0."""

    def __init__(self, play, target, *, delay, at_t0=False):
        self.play, self.target, self.delay, self.at_t0 = play, target, delay, at_t0
        self.struck = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._wait_and_strike, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def strikes(self):
        """Wait for the moment, though all else is over: one run is quicker than another."""
        self._thread.join()

    def _wait_and_strike(self):
        while self.at_t0 and not self._is_t0():
            if self._done.wait(0.02):
                return
        wait = self.delay
        while not self.struck and not self._done.wait(wait):
            wait = 0.02
            for process in victims(self.play, self.target):
                with suppress(ProcessLookupError):
                    kill(process, signal.SIGKILL)
                    self.struck += 1

    def _is_t0(self):
        t0 = self.play.facts.get("t0_pip", "9999")
        return self.play.stage.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ") >= t0


class Haste:
    """Lets the hub's time run while a dead worker's reservation has to settle: nobody waits minutes."""

    def __init__(self, play, *, stride=timedelta(seconds=100), every=3):
        self.play, self.stride, self.every = play, stride, every
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _run(self):
        while not self._done.wait(self.every) and "cve" not in self.play.facts:
            if deaths(self.play, WORKER):
                self.play.stage.move_to(self.play.stage.clock.now() + self.stride)


def victims(play, target):
    """The process ids behind a name: the worker itself, or the processes that answer requests."""
    process = play.stage.services[target].process.pid
    if target == WORKER:
        return [process]
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(each) for each in children]


def deaths(play, target):
    """How often it died: the worker by its watch, web processes by the words of their parent."""
    if target == WORKER:
        return play.stage.services[WORKER].deaths
    return (play.stage.logs / f"{WEB}.log").read_text().count("SIGKILL")


def _copy(kept, to):
    subprocess.run(["cp", "-a", str(kept), str(to)], check=True)  # noqa: S607 - owners and sparse files stay


def _open_orders(play):
    said = run_operator(["orders", "--json"], play.stage.env, play.stage.logs / "orders.log")
    return json.loads(said)["open"]


def _lasting(kind, body):
    """What of a record is the same in every run: not the second in which CVE Services took it."""
    if kind != "cve":
        return sha256(body).hexdigest()
    container = json.loads(body)["containers"]["cna"]
    container.pop("providerMetadata", None)
    return json.dumps(container, sort_keys=True)


def _ids(play):
    env = play.stage.env
    key = Path(env["ACCORD_CVE_KEY_FILE"]).read_text()
    headers = {
        "CVE-API-ORG": env["ACCORD_CVE_ORG"],
        "CVE-API-USER": env["ACCORD_CVE_USER"],
        "CVE-API-KEY": key,
    }
    lines = requests.get(f"{env['ACCORD_CVE_URL']}cve-id", headers=headers, timeout=10).json()["cve_ids"]
    return {line["cve_id"]: line["state"] for line in lines}
