"""The act at T0: opens what was armed and publishes it, each record once, whatever dies on the way (P5, P7).

Every step is a transaction of its own that begins by working out anew, from the log and from what is public,
what comes next (`tenants.cna.publication`). So the order may come early, twice, or again after a SIGKILL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from crypto.circle import Circle
from crypto.errors import CryptoError
from crypto.kinds.decisions import ArmedRecord
from crypto.unseal import X25519Identity, open_file
from hub.failpoints import failpoint
from hub.jobs import Tools, handles
from hub.jobs.publisher_keys import identity_of
from hub.jobs.registry import cve_services
from hub.logs import logger
from tenants.cases.service import note_refusal, refused_since
from tenants.cna import publication, publisher
from tenants.cna.errors import AdvisoryInvalidError, Effect, RecordRefusedError, RegistryError
from tenants.cna.models import Publisher
from tenants.cna.numbering import publish_id
from tenants.cna.ports import CveServices
from tenants.cna.publication import Outlook
from tenants.cna.publisher import HELD_FOR, TEND, Standing
from tenants.cna.records.exact import read_exact, record_bytes
from tenants.cna.rules import Step
from tenants.disclosure.service import DISCLOSE, look_again
from tenants.journal.record import load_case
from tenants.kernel.schedule import plan
from tenants.kernel.scope import scope_of

_PLACES = {
    Step.ADVISORY: "publish.after-advisories",
    Step.CVE: "publish.after-cve",
    Step.OSV: "publish.after-osv",
}
log = logger(__name__)


@handles(TEND)
@handles(DISCLOSE)
def publish(session: Session, _args: Mapping[str, Any], tools: Tools) -> None:
    """Do whatever the log makes due on the case of the order; nothing before T0 or without an publisher.

    A RegistryError is tried again: what does not wait for CVE Services is out by then.
    """
    act = _Act(session, tools)
    while done := act.step():
        tools.save()
        failpoint(_PLACES[done])
    if act.failure is not None:
        raise act.failure


@dataclass
class _Act:
    """One attempt. `stuck` are the tenants whose next record could not come out now or is refused."""

    session: Session
    tools: Tools
    stuck: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    failure: RegistryError | None = None

    @cached_property
    def registry(self) -> CveServices:
        return cve_services(self.tools.settings)

    def step(self) -> Step | None:
        """Do the next thing and say what it was, to be called again after a commit; None at the end."""
        taken = publisher.live(self.session, take=True)
        if taken is None:
            return None
        # Read behind the lock, or what another worker published meanwhile would seem to have come later.
        now = self.tools.clock.now()
        circle = load_case(self.session, scope_of(self.session).case_id, hub=self.tools.settings.hub)
        found = publication.outlook(circle, taken, now=now)
        if found.standing is Standing.WAITS:
            return None
        if found.standing is Standing.ENDS:
            publisher.end(self.session, found.publisher, now)
            return None
        out = publication.public(self.session, found.records)
        if not out:
            failpoint("publish.before-act")
        going = found.going - self.stuck - self.refused
        due = publication.next_records(found.records, going=going, out=out)
        if due is None:
            self._close(found, out)
            return None
        step, records = due
        # All advisories in one transaction; each CVE and OSV record in its own.
        self._publish(circle, found.publisher, records if step is Step.ADVISORY else records[:1], now)
        return step

    def _publish(
        self, circle: Circle, to: Publisher, records: tuple[ArmedRecord, ...], now: datetime
    ) -> None:
        for record in records:
            try:
                with self.session.begin_nested():
                    self._publish_one(circle, to, record, now)
            except RegistryError as failure:
                self.failure = failure
                self.stuck.add(record.tenant)
            except (RecordRefusedError, AdvisoryInvalidError, CryptoError) as fault:
                log.warning("record refused", kind=record.kind, envelope=record.envelope, rule=fault.rule)
                self.refused.add(record.tenant)

    def _publish_one(self, circle: Circle, to: Publisher, record: ArmedRecord, now: datetime) -> None:
        session = self.session
        data = self._opened(to, record)
        match Step(record.kind):
            case Step.ADVISORY:
                publication.publish_advisory(session, record, data, now=now)
            case Step.CVE:
                stored = self.registry.publish(record.name, read_exact(data))
                failpoint("cve.after-publish")
                publication.publish_cve(session, record, record_bytes(stored), now=self.tools.clock.now())
                publish_id(session, record.name)
            case Step.OSV:
                publication.publish_osv(session, circle, record, data, now=now)

    def _opened(self, to: Publisher, record: ArmedRecord) -> bytes:
        file = publisher.file_of(self.session, record.envelope)
        if file is None:
            raise RecordRefusedError("the armed file is not there")
        identity: X25519Identity = identity_of(self.tools.settings, to.id)
        return publication.checked(record, open_file(file, [identity]))

    def _close(self, found: Outlook, out: frozenset[str]) -> None:
        """Announce what is out, and end unless somebody's hold may still be lifted."""
        now, settings = self.tools.clock.now(), self.tools.settings
        mine = [record for record in found.records if record.name in out]
        publication.announce(self.session, mine, origin=settings.origin, now=now)
        left = {record.tenant for record in found.records if record.name not in out} - self.refused
        until = found.publisher.t0 + HELD_FOR
        no = self.failure is not None and self.failure.effect is Effect.REFUSED
        may_come = self.failure is not None and not no
        self._tell(now if self.refused or no else None)
        if not left or (now >= until and not may_come):
            failpoint("publish.before-end")
            publisher.end(self.session, found.publisher, now)
        elif now < until:
            plan(self.session, TEND, {"case": found.publisher.case_id}, until)
        if self.failure is not None:
            self.tools.save()  # the mails go out although CVE Services is away

    def _tell(self, refused_at: datetime | None) -> None:
        """Have owner and CNA owe to see to what is refused, until it is out or they did: none is lost."""
        if refused_at or (self.failure is None and refused_since(self.session)):
            note_refusal(self.session, refused_at)
            look_again(self.session, hub=self.tools.settings.hub, now=self.tools.clock.now())
