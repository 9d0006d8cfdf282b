"""A hub at the moment of T0, made once and copied for each test that kills its worker.

At T0 everything that the worker does for the desk is due: a case is armed and ready, another one's publisher
is asked for, and a request waits for its reservation.
"""

import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hub import migrate
from hub.jobs.publisher_keys import identity_of
from hub.jobs.worker import relay_for
from tenants.cna.models import ArmedFile, Publication, Publisher, Reservation
from tenants.kernel.orders import backlog
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.cve_double import ROOT, Double
from tests.support.engines import Database
from tests.support.hub import LOG_SEED, running
from tests.support.hub_desk import Desk, Mailbox

TEMPLATE = "desk_at_t0"


@dataclass(frozen=True)
class Facts:
    """What the copies have in common."""

    folder: object
    settings: object
    cna: str
    armed: str
    asked: str
    cve: str


class Copy:
    """One hub at T0 with services of its own."""

    def __init__(self, facts, database, folder, redis_url):
        """Copy what the worker and CVE Services keep in files, and start the services."""
        self.facts, self.database = facts, database
        shutil.copytree(facts.folder, folder, dirs_exist_ok=True)
        self.double, self.mailbox = Double(folder / "cve"), Mailbox()
        self.clocks = (folder / "hub" / "clock", folder / "cve" / "clock")
        self.settings = replace(
            facts.settings,
            data=folder / "hub",
            demo_clock_file=self.clocks[0],
            database_url=database.app_url,
            redis_url=redis_url,
            cve_url=self.double.url,
            mail_url=self.mailbox.url,
        )

    def close(self):
        """Stop the services."""
        self.mailbox.close()
        self.double.end()

    def later(self, seconds):
        """Let time pass, here and at CVE Services."""
        shifted = int(self.clocks[0].read_text()) + seconds
        for clock in self.clocks:
            clock.write_text(str(shifted))

    def worker(self, place=None):
        """Start the shipped worker as a process, to be killed at a place if one is named."""
        given = self.settings
        fault = {"ACCORD_FAILPOINTS": "1", "ACCORD_FAILPOINT": place} if place else {}
        env = {
            "DATABASE_URL": given.database_url,
            "REDIS_URL": given.redis_url,
            "ACCORD_SECRET_KEY": given.secret_key,
            "ACCORD_LOG_KEY": LOG_SEED,
            "ACCORD_DATA": str(given.data),
            "ACCORD_DEMO": "1",
            "ACCORD_DEMO_CLOCK_FILE": str(given.demo_clock_file),
            "ACCORD_MAIL_URL": given.mail_url,
            "ACCORD_CVE_URL": given.cve_url,
            "ACCORD_CVE_ORG": given.cve_org,
            "ACCORD_CVE_USER": given.cve_user,
            "ACCORD_CVE_KEY": given.cve_key,
        }
        command = [sys.executable, "-m", "hub.cli", "hub", "work", "--relays", "1"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env, **fault}, **quiet)

    def finish(self):
        """Work until whatever waits for a lease, a settle time or the next try is done."""
        for _ in range(4):
            self.later(120)
            with relay_for(self.settings) as relay:
                relay.drain()

    def end_state(self):
        """Everything that a killed worker could have spoiled, in a form that is the same for every run."""
        sessions = self.database.sessions
        with acting_as(sessions(), NOBODY) as session:
            ordered = select(Publication.kind, Publication.tenant).order_by(Publication.published_at)
            public = [tuple(row) for row in session.execute(ordered.order_by(Publication.name))]
            orders = backlog(session)
        with acting_as(sessions(), Scope(tenant_id=self.facts.cna)) as session:
            ledger = sorted(filter(None, session.scalars(select(Reservation.cve_id))))
        return {
            "public": public,
            "orders that are open or dead": orders,
            "every reserved ID is in the ledger": ledger == sorted(self.double.ids()),
            "IDs": len(ledger),
            "state of the record": self.double.ids()[self.facts.cve],
            "mails": len({id_ for id_, _ in self.mailbox.mails()}),
            "armed case": self.publisher(self.facts.armed),
            "asked case": self.publisher(self.facts.asked),
        }

    def handed_again(self):
        """How many mails reached the server a second time."""
        ids = [id_ for id_, _ in self.mailbox.mails()]
        return len(ids) - len(set(ids))

    def publisher(self, case):
        """The publisher of a case: ended or not, its files, whether its identity is that of its recipient."""
        with acting_as(self.database.sessions(), Scope(case_id=case)) as session:
            (found,) = session.scalars(select(Publisher)).all()
            files = len(session.scalars(select(ArmedFile.envelope)).all())
        try:
            identity = str(identity_of(self.settings, found.id).recipient) == found.recipient
        except FileNotFoundError:
            identity = None
        return found.ended_at is not None, files, identity


END_STATE = {
    "public": [("advisory", "pip"), ("advisory", "uv"), ("cve", "pip"), ("osv", "pip")],
    "orders that are open or dead": (0, 0),
    "every reserved ID is in the ledger": True,
    "IDs": 2,
    "state of the record": "PUBLISHED",
    "mails": 1,
    "armed case": (True, 0, None),
    "asked case": (False, 0, True),
}


@pytest.fixture(scope="module")
def at_t0(bench, tmp_path_factory):
    """Make the template, and give a way to open copies of it."""
    folder, made = tmp_path_factory.mktemp("t0"), []

    def prepare(owner_url):
        migrate.upgrade(owner_url)
        made.append(_prepared(Database(TEMPLATE, bench.sockets), bench.engines.redis_url, folder))

    @contextmanager
    def opened(copy_folder):
        with (
            bench.database(TEMPLATE, prepare) as database,
            closing(Copy(made[0], database, copy_folder, bench.engines.redis_url)) as copy,
        ):
            yield copy

    return opened


def _prepared(database, redis_url, folder):
    for name in ("hub", "cve"):
        (folder / name).mkdir()
    with (
        running(database, redis_url, folder / "hub") as hub,
        _ending(Double(folder / "cve")) as double,
        closing(Mailbox()) as mailbox,
    ):
        desk = Desk(hub, database, double, mailbox)
        armed = desk.case()
        t0, cve = desk.t0, desk.number(armed)
        desk.arm(armed, cve)
        hub.later(minutes=80)
        hub.tokens.clear()
        asked = desk.case()
        desk.reserve(asked.put(asked.request(desk.ada)).body.request)
        hub.post(f"cases/{asked.id}/publisher", {}, by=desk.ada)
        desk.later(seconds=(t0 - hub.time + timedelta(seconds=1)).total_seconds())
        facts = Facts(folder, desk.settings, desk.psf.genesis, armed.id, asked.id, cve)
    database.dispose()
    return facts


@contextmanager
def _ending(double):
    try:
        yield double
    finally:
        double.end()
