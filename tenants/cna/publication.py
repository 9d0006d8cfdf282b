"""The act at T0: what is published next, in the order advisory, CVE, OSV, each record once (P5, PUB-1).

Everything is worked out anew from the log and from what is public already, so that the act may be repeated
from any place. The caller opens the armed files, calls CVE Services, and commits after each step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crypto.circle import Circle
from crypto.kinds.decisions import ArmedRecord
from tenants.cna import numbers
from tenants.cna import publisher as publishers
from tenants.cna.errors import RecordRefusedError
from tenants.cna.models import MAIL, Mail, Publication, Publisher
from tenants.cna.numbering import osv_numbers
from tenants.cna.publisher import Standing
from tenants.cna.records.announce import announcement
from tenants.cna.records.exact import digest_of, read_exact
from tenants.cna.records.model import Advisory
from tenants.cna.records.parse import parse_advisory
from tenants.cna.rules import ORDER, Step, next_step
from tenants.directory.models import AdmittedTenant
from tenants.disclosure.plan import release
from tenants.disclosure.service import state_of
from tenants.kernel.ids import ID_CHARACTERS
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import NOBODY, also_as_system

SEND = "mail.send"
"""The kind of order that sends one mail; its argument is the mail."""


@dataclass(frozen=True)
class Outlook:
    """What the log says of a case's publisher now; `records` and `going` are empty unless it acts."""

    publisher: Publisher
    standing: Standing
    records: tuple[ArmedRecord, ...] = ()
    going: frozenset[str] = frozenset()


def outlook(circle: Circle, publisher: Publisher, *, now: datetime) -> Outlook:
    """Say what is to be done about a case's publisher at `now`. Pure."""
    state = state_of(circle)
    found = publishers.standing(circle, state, publisher, now)
    signed = publishers.agreed(circle, publisher)
    if found is not Standing.ACTS or signed is None:
        return Outlook(publisher, found)
    return Outlook(publisher, found, signed.records, frozenset(release(state, now).going))


def public(session: Session, records: Iterable[ArmedRecord]) -> frozenset[str]:
    """Return the names of these that are public; another record under one of their names does not count."""
    signed = {each.name: each for each in records}
    columns = (Publication.name, Publication.kind, Publication.sha256)
    rows = session.execute(select(*columns).where(Publication.name.in_(signed)))
    # What is public of a CVE record is the whole of it, and what was signed is the part that is ours.
    return frozenset(
        name
        for name, kind, digest in rows
        if kind == signed[name].kind and (Step(kind) is Step.CVE or digest == signed[name].sha256)
    )


def next_records(
    records: Sequence[ArmedRecord], *, going: frozenset[str], out: frozenset[str]
) -> tuple[Step, tuple[ArmedRecord, ...]] | None:
    """Return the next kind of record and all that may come out now; None when nothing is left. Pure.

    Everybody's advisories come before the first CVE record, and those before the first OSV record.
    """
    due: dict[Step, list[ArmedRecord]] = {}
    for tenant in sorted(going):
        mine = [each for each in records if each.tenant == tenant]
        left = [each for each in mine if each.name not in out]
        wanted = tuple(step for step in ORDER if any(each.kind == step for each in mine))
        done = frozenset(step for step in wanted if not any(each.kind == step for each in left))
        step = next_step(_in_order(done, wanted), wanted=wanted)
        if step is not None:
            due.setdefault(step, []).extend(each for each in left if each.kind == step)
    return next(((step, tuple(due[step])) for step in ORDER if step in due), None)


def _in_order(done: frozenset[Step], wanted: Sequence[Step]) -> frozenset[Step]:
    """Leave out what follows the first step that is not done: one of several records of a kind may be out."""
    first = next((at for at, step in enumerate(wanted) if step not in done), len(wanted))
    return frozenset(wanted[:first])


def checked(record: ArmedRecord, data: bytes) -> bytes:
    """Return what was opened, if it is what owner and CNA signed; RecordRefusedError (CN-4)."""
    if digest_of(data) != record.sha256:
        raise RecordRefusedError("the record's hash is not the signed one")
    return data


def publish_advisory(session: Session, record: ArmedRecord, data: bytes, *, now: datetime) -> Advisory:
    """Make an advisory public. RecordRefusedError if it cannot be shown, or is called otherwise inside."""
    advisory = parse_advisory(data)
    if advisory.id != record.name:
        raise RecordRefusedError("the advisory has another name inside")
    try:
        announcement(advisory, page="")
    except ValueError as fault:
        raise RecordRefusedError("the advisory cannot be shown") from fault
    _publish(session, record, data, cve=advisory.cve_id, title=advisory.title, now=now)
    return advisory


def publish_cve(session: Session, record: ArmedRecord, stored: bytes, *, now: datetime) -> None:
    """Make a CVE record public as CVE Services stored it."""
    _publish(session, record, stored, cve=record.name, title=None, now=now)


def publish_osv(session: Session, circle: Circle, record: ArmedRecord, data: bytes, *, now: datetime) -> None:
    """Make an OSV record public. RecordRefusedError if it is none, or is called otherwise inside."""
    if read_exact(data).get("id") != record.name:
        raise RecordRefusedError("the OSV record has another ID inside")
    cves = osv_numbers(session, frozenset(numbers.assigned(circle)))
    _publish(session, record, data, cve=cves.get(record.name), title=None, now=now)


def _publish(
    session: Session, record: ArmedRecord, body: bytes, *, cve: str | None, title: str | None, now: datetime
) -> None:
    slug = session.scalar(select(AdmittedTenant.slug).where(AdmittedTenant.id == record.tenant))
    row = {
        "name": record.name,
        "kind": record.kind,
        "tenant": slug or "",
        "cve": cve,
        "title": title,
        "body": body,
        "sha256": digest_of(body),
        "published_at": now,
    }
    made = insert(Publication).values(row).on_conflict_do_nothing().returning(Publication.name)
    if session.execute(made).first() is None:
        raise RecordRefusedError("another record of this name is public")


def announce(session: Session, records: Iterable[ArmedRecord], *, origin: str, now: datetime) -> None:
    """Order the announcement of each advisory that is public to its tenant's own address, once."""
    advisories = {each.name: each.tenant for each in records if Step(each.kind) is Step.ADVISORY}
    found = select(Publication.name, Publication.body).where(Publication.name.in_(advisories))
    for name, body in session.execute(found).all():
        wanted = select(AdmittedTenant.announce_to).where(AdmittedTenant.id == advisories[name])
        address = session.scalar(wanted)
        if address:
            said = announcement(parse_advisory(body), page=f"{origin}/advisories/{name}")
            _order_mail(session, name, _row(address, said.subject, said.body), now)


def _row(address: str, subject: str, body: str) -> Mapping[str, str]:
    return {"address": address, "subject": subject, "body": body}


def _order_mail(session: Session, name: str, row: Mapping[str, str], now: datetime) -> None:
    # As short as an id, so that no server has to fold the Message-ID.
    mail_id = sha256(b"accord-announcement\n" + name.encode()).hexdigest()[:ID_CHARACTERS]
    made = insert(Mail).values(id=mail_id, made_at=now, **row).on_conflict_do_nothing().returning(Mail.id)
    with also_as_system(session, MAIL):
        if session.execute(made).first() is not None:
            enqueue(session, SEND, {"mail": mail_id}, now, on_behalf=NOBODY)
