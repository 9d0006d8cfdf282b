"""A case that is numbered, reviewed, armed and published at a test's hub, with real services beside it.

    desk = Desk(hub, database, double, mailbox)     # pip, uv and the psf, whose operators are quinn and rae
    case = desk.case()                              # pip's, with uv and the psf; both agreed on desk.t0
    cve = desk.number(case)                         # asked, reserved at the double, assigned
    made = desk.arm(case, cve)                      # reviewed, sealed, signed by owner and CNA, all ready
    desk.until_t0(); desk.work()
    desk.published(made)                            # ["advisory pip", "advisory uv", "cve pip", "osv pip"]

`desk.settings` are the worker's: with the account at CVE Services and the mail server.
"""

import json
import socket
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email import message_from_string
from email.policy import default
from hashlib import sha256

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select
from sqlalchemy.orm import undefer

from crypto import age
from crypto.kinds.decisions import ArmedRecord
from hub.demo.advisories import pip_advisory, uv_advisory
from hub.engines.postgres import SUPERUSER
from hub.jobs.worker import relay_for
from tenants.cna.models import ArmedFile, Publication, Publisher
from tenants.cna.records.cve import PSF, cna_container
from tenants.cna.records.exact import record_bytes
from tenants.cna.records.osv import osv_record
from tenants.cna.records.parse import advisory_bytes
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.cve_double import Double
from tests.support.hub import batch, running
from tests.support.hub_cases import Room
from tests.support.people import digits

AHEAD = timedelta(minutes=90)
ANNOUNCE = "security-announce@pip.example"


class Mailbox:
    """A real SMTP server on loopback that keeps what it takes, each Message-ID once, as mail servers do."""

    def __init__(self, host="127.0.0.1"):
        """Start it on a free port."""
        self.taken, self.logins, self.refuses = [], [], False
        with socket.create_server((host, 0)) as free:
            port = free.getsockname()[1]
        self._controller = Controller(
            self, hostname=host, port=port, authenticator=self._login, auth_require_tls=False
        )
        self._controller.start()
        self.url = f"smtp://{host}:{port}"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the name aiosmtpd calls
        """Take one mail."""
        if self.refuses:
            return "452 no room"
        self.taken.append(envelope.content.decode())
        return "250 OK"

    def _login(self, _server, _session, _envelope, _mechanism, auth_data):
        self.logins.append((auth_data.login.decode(), auth_data.password.decode()))
        return AuthResult(success=True)

    def mails(self):
        """Message-ID and text of every mail that was handed over, repetitions included."""
        read = [message_from_string(each, policy=default) for each in self.taken]
        return [(each["Message-ID"], each.get_content()) for each in read]

    def close(self):
        """Stop it."""
        self._controller.stop()


class Desk(Room):
    """pip, uv and the CNA; whoever needs a worker has `work`."""

    def __init__(self, hub, database, double, mailbox):
        """Found the CNA first, so that everybody pins it."""
        self.psf = hub.found("psf", "pat", kind="cna")
        hub.pin(self.psf)
        self.quinn, self.rae = (hub.join(self.psf, name, role="cna") for name in ("quinn", "rae"))
        super().__init__(hub, database)
        hub.connect(self.pip, self.psf)
        with database.connect(SUPERUSER) as connection:
            connection.execute("UPDATE tenant SET announce_to = %s WHERE slug = 'pip'", [ANNOUNCE])
        self.double, self.mailbox = double, mailbox

    @property
    def settings(self):
        """The worker's: the hub's, with the account at CVE Services and the mail server."""
        return replace(
            self.hub.settings,
            mail_url=self.mailbox.url,
            mail_from="hub@accord.example",
            cve_url=self.double.url,
            cve_org=self.double.org,
            cve_user=self.double.user,
            cve_key=self.double.key,
        )

    # Towards T0

    def case(self):
        """A case of pip that uv and the CNA take part in, under one date."""
        case = self.open(self.ada, self.ben)
        self.t0 = self.hub.time + AHEAD
        self.proposal = case.put(case.proposal(self.ada, t0=self.t0))
        for team, lead, people in ((self.uv, self.uma, [self.udo]), (self.psf, self.psf["pat"], [self.rae])):
            case.invite(team, expires=self.t0 - timedelta(minutes=5))
            case.put(case.accept(lead, *people), by=lead)
        case.admit(self.uv, self.psf)
        return case

    def number(self, case, by=None):
        """Ask as pip, reserve and assign as the CNA; the ID."""
        asked = case.put(case.request(by or self.ada)).body
        self.reserve(asked.request)
        self.work()
        cve = self.reservation(asked.request)["cve"]
        answer = self.decide(case, asked.request, cve=cve)
        assert answer.status_code == 201, answer.get_json()
        case.sync()
        return cve

    def reserve(self, request, by=None):
        """POST a reservation; the answer."""
        return self.hub.post(f"cna/requests/{request}/reservation", {}, by=by or self.quinn)

    def reservation(self, request):
        """How it stands."""
        return self.hub.get(f"cna/requests/{request}/reservation", by=self.quinn).get_json()

    def decide(self, case, request, by=None, **fields):
        """POST a signed decision to the CNA's own route; the answer."""
        given = {"outcome": "assigned", "rule": "4.2.1", "cve": None} | fields
        body = case.decision(by or self.quinn, request, **given)
        return self.hub.post(
            f"cna/requests/{request}/decision", batch([self.hub.signed(body)]), by=by or self.quinn
        )

    def queue(self):
        """The CNA's queue."""
        return self.hub.get("cna/requests", by=self.quinn).get_json()["requests"]

    # Records

    def records(self, case, cve, **changed):
        """What is to be public: kind, tenant, name and bytes. `changed` replaces bytes by name."""
        pip = pip_advisory(cve_id=cve, page="https://accord.example/advisories/pip", public_at=self.t0)
        uv = uv_advisory(pip_cve_id=cve, page="https://accord.example/advisories/uv", public_at=self.t0)
        pip = replace(pip, id=f"pip-{case.id[:8]}")
        uv = replace(uv, id=f"uv-{case.id[:8]}")
        osv = self.hub.post("cna/osv-numbers", {"cve": cve, "case": case.id}, by=self.ada).get_json()["id"]
        at = {"published": self.t0, "modified": self.t0}
        return [
            ("advisory", self.pip, pip.id, advisory_bytes(pip)),
            ("advisory", self.uv, uv.id, advisory_bytes(uv)),
            ("cve", self.pip, cve, record_bytes(cna_container(pip, PSF))),
            ("osv", self.pip, osv, record_bytes(osv_record(pip, osv, **at))),
        ]

    def review(self, case, cve, data, by=None):
        """Draft as Ada, review as Rae."""
        draft = case.write(case.ring("joint"), self.ada, kind="record", purpose="draft")
        manifest = next(
            hash_ for hash_, each in case.circle.letters.items() if each.envelope == draft.envelope
        )
        return case.put(case.review(by or self.rae, manifest, cve=cve, sha256=sha256(data).hexdigest()))

    def recipient(self, case, by=None):
        """Ask for the publisher and let the worker make it."""
        answer = self.hub.post(f"cases/{case.id}/publisher", {}, by=by or self.ada)
        assert answer.status_code == 202, answer.get_json()
        self.work()
        return self.hub.get(f"cases/{case.id}/publisher", by=by or self.ada).get_json()["recipient"]

    def seal(self, case, recipient, records):
        """Seal and hand in; the records as an arming names them."""
        made = []
        for kind, team, name, data in records:
            envelope = digits(f"armed {name} {recipient}")
            file = age.seal(data, [age.X25519Recipient.parse(recipient)])
            answer = self.hub.put_file(f"cases/{case.id}/armed/{envelope}", file, by=self.ada)
            assert answer.status_code == 204, answer.get_json()
            digest = sha256(data).hexdigest()
            made.append(
                ArmedRecord(kind=kind, tenant=team.genesis, name=name, sha256=digest, envelope=envelope)
            )
        return tuple(sorted(made, key=lambda each: each.name))

    def sign(self, case, recipient, made):
        """Owner and CNA sign equal armings."""
        for by in (self.ada, self.rae):
            case.put(case.arming(by, self.proposal, recipient=recipient, records=made))

    def ready(self, case, *people, state="ready"):
        """Say how these people's teams stand."""
        for by in people or (self.ada, self.udo):
            case.put(case.readiness(by, self.proposal.hash, state=state))

    def arm(self, case, cve):
        """Everything up to T0; the records as armed."""
        records = self.records(case, cve)
        self.review(case, cve, records[2][3])
        recipient = self.recipient(case)
        made = self.seal(case, recipient, records)
        self.sign(case, recipient, made)
        self.ready(case)
        return made

    @staticmethod
    def digest(data):
        """What an arming says of a record's bytes."""
        return sha256(data).hexdigest()

    # At T0

    def later(self, **delta):
        """Let time pass, at CVE Services too; everybody signs in again."""
        self.hub.later(**delta)
        (self.double.directory / "clock").write_text(self.settings.demo_clock_file.read_text())
        self.hub.tokens.clear()

    def until_t0(self):
        """Let the hub's clock show T0."""
        self.later(seconds=(self.t0 - self.hub.time).total_seconds() + 1)

    def work(self):
        """What the worker does, until nothing is due."""
        with relay_for(self.settings) as relay:
            relay.drain()

    def publications(self):
        """Everything that is public, the earliest first."""
        with acting_as(self.hub.sessions(), NOBODY) as session:
            ordered = select(Publication).order_by(Publication.published_at, Publication.name)
            rows = session.scalars(ordered.options(undefer(Publication.body))).all()
            session.expunge_all()
            return rows

    def published(self, made):
        """Which of the armed records are public, as `kind slug`, the earliest first."""
        names = {each.name for each in made}
        return [f"{row.kind} {row.tenant}" for row in self.publications() if row.name in names]

    def body(self, name):
        """A public record."""
        return next(json.loads(row.body) for row in self.publications() if row.name == name)

    def publisher(self, case):
        """Whether each of the case's publishers has ended; how many armed files and identities there are."""
        with acting_as(self.hub.sessions(), Scope(case_id=case.id)) as session:
            found = session.execute(select(Publisher.id, Publisher.ended_at)).all()
            files = session.scalars(select(ArmedFile.envelope)).all()
        kept = [each for each, _ in found if (self.settings.data / "publisher" / each).exists()]
        return [ended is not None for _, ended in found], len(files), len(kept)

    def announced(self, made):
        """The Message-IDs of the mails that announce one of these, repetitions included."""
        names = [each.name for each in made]
        return [id_ for id_, text in self.mailbox.mails() if any(f"/{name}" in text for name in names)]


ENDED = ([True], 0, 0)


@pytest.fixture(scope="session")
def one_double(tmp_path_factory):
    """One double of CVE Services for all tests of the process."""
    running = Double(tmp_path_factory.mktemp("cve"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def desk(bench, tmp_path_factory, one_double):
    """Give the tests of a module a hub with a CNA and its services; each opens cases of its own."""
    one_double.forget()
    (one_double.directory / "clock").unlink(missing_ok=True)
    with (
        bench.database() as database,
        running(database, bench.engines.redis_url, tmp_path_factory.mktemp("hub")) as hub,
        closing(Mailbox()) as mailbox,
    ):
        yield Desk(hub, database, one_double, mailbox)
