"""The envelopes of a case: kept once, and handed to whoever holds their ring from that epoch on.

All functions work inside the case that was entered. What is handed to a person is asked for by that person's
own delivery, so that a reader of one ring is not shown another's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, aliased

from crypto.circle import Circle
from crypto.directory import View
from crypto.kinds import Manifest
from crypto.ring import Ring
from crypto.statement import Statement
from tenants.directory.people import key_of_device
from tenants.journal.models import CaseEntry
from tenants.journal.stored import logged_at
from tenants.kernel.errors import NotFoundError
from tenants.kernel.pages import PAGE
from tenants.kernel.scope import scope_of
from tenants.sharing.models import Delivery, Envelope

LETTERS_PAGE = 64
LETTERS_BYTES = 2**20
"""How large the files of a page of letters are together, unless the first alone is larger."""


@dataclass(frozen=True)
class Recipient:
    """A person who is handed the envelopes of a ring from the epoch `first` on."""

    ring: str
    key: str
    tenant: str
    person: str
    first: int


@dataclass(frozen=True)
class Handed:
    """An envelope as one person is shown it; `opened` has who opened it: tenant, person, at."""

    id: str
    place: int
    ring: str
    kind: str
    purpose: str
    size: int
    wire: bytes
    logged_at: datetime
    opened_at: datetime | None
    opened: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Sealed:
    """A letter or record as it was handed in: its signed manifest and its age file."""

    id: str
    place: int
    wire: bytes
    file: bytes


def recipients(circle: Circle, ring: Ring, view: View, when: datetime) -> Iterator[Recipient]:
    """Yield who is handed the ring's envelopes: its holders, but not who is only pre-sealed (CA-13)."""
    seen = set()
    for holder in circle.holders(ring.ref, when=when).values():
        if holder.first is not None and not holder.presealed and holder.reader not in seen:
            seen.add(holder.reader)  # all devices of a person begin at the same epoch (SH-2)
            key = key_of_device(view, holder.fingerprint)
            yield Recipient(ring.ref.id, key, holder.reader.tenant, holder.reader.person, holder.first)


def keep(
    session: Session,
    circle: Circle,
    manifest: Statement[Manifest],
    place: int,
    file: bytes,
    *,
    view: View,
    now: datetime,
) -> None:
    """Store an envelope that was logged at `place`, and hand it to its ring's readers."""
    body = manifest.body
    session.add(
        Envelope(
            case_id=circle.case_id,
            id=body.envelope,
            ring_id=body.ring.id,
            epoch=body.ring.epoch,
            kind=body.kind,
            purpose=body.purpose,
            place=place,
            manifest_hash=manifest.hash,
            size=body.size,
            author_tenant=body.author.tenant or "",
            author_person=body.author.person or body.author.reporter or "",
            posted_at=now,
            ciphertext=file,
        )
    )
    session.flush()  # deliveries refer to it
    rows = [
        {
            "person_id": each.key,
            "case_id": circle.case_id,
            "envelope_id": body.envelope,
            "tenant_id": each.tenant,
            "person": each.person,
        }
        for each in recipients(circle, circle.rings[body.ring.id], view, now)
        if each.first <= body.ring.epoch
    ]
    if rows:
        session.execute(insert(Delivery).values(rows))


def deliver_anew(session: Session, circle: Circle, *, view: View, now: datetime) -> None:
    """Make the deliveries those that the case's rings amount to: after whoever reads has changed."""
    case_id = circle.case_id
    found = [each for ring in circle.rings.values() for each in recipients(circle, ring, view, now)]
    if not found:
        session.execute(delete(Delivery).where(Delivery.case_id == case_id), execution_options=_UNSYNCED)
        return
    allowed = values(
        column("ring", String), column("key", String), column("tenant", String), column("person", String),
        column("first", Integer), name="allowed",
    ).data([(each.ring, each.key, each.tenant, each.person, each.first) for each in found])  # fmt: skip
    reads = and_(
        Envelope.case_id == case_id, Envelope.ring_id == allowed.c.ring, Envelope.epoch >= allowed.c.first
    )
    still = exists().where(reads, Envelope.id == Delivery.envelope_id, allowed.c.key == Delivery.person_id)
    session.execute(delete(Delivery).where(Delivery.case_id == case_id, ~still), execution_options=_UNSYNCED)
    columns = ("person_id", "case_id", "envelope_id", "tenant_id", "person")
    rows = select(allowed.c.key, literal(case_id), Envelope.id, allowed.c.tenant, allowed.c.person)
    put = upsert(Delivery).from_select(columns, rows.where(reads))
    session.execute(put.on_conflict_do_nothing())


_UNSYNCED = {"synchronize_session": False}


def handed(session: Session, *, start: int = 0) -> list[Handed]:
    """Return up to 500 envelopes that were handed to the caller, from a place of the log on; one query."""
    others = aliased(Delivery)
    opened = (
        select(
            func.jsonb_agg(
                func.jsonb_build_object(
                    "tenant", others.tenant_id, "person", others.person, "at", others.opened_at
                )
            )
        )
        .where(
            others.case_id == Envelope.case_id,
            others.envelope_id == Envelope.id,
            others.opened_at.is_not(None),
        )
        .scalar_subquery()
    )
    wanted = (
        select(
            Envelope.id,
            Envelope.place,
            Envelope.ring_id,
            Envelope.kind,
            Envelope.purpose,
            Envelope.size,
            CaseEntry.wire,
            logged_at("cases", CaseEntry.place, CaseEntry.appended_at),
            Delivery.opened_at,
            func.coalesce(opened, func.jsonb_build_array()),
        )
        .join(Delivery, _mine(session))
        .join(CaseEntry, _LOGGED)
        .where(Envelope.place >= start)
        .order_by(Envelope.place)
        .limit(PAGE)
    )
    return [Handed(*row) for row in session.execute(wanted)]


def letters(session: Session, *, start: int = 0) -> tuple[list[Sealed], int | None]:
    """Return a page of the letters and records that were handed to the caller, and where the next begins.

    One statement: a page has up to 64 of them and about 1 MiB of files, but one at least.
    """
    mine = (
        select(Envelope.id, Envelope.place, Envelope.size)
        .join(Delivery, _mine(session))
        .where(Envelope.place >= start, Envelope.kind != "attachment")
        .order_by(Envelope.place)
        .limit(LETTERS_PAGE + 1)  # one more says where the next page begins
        .subquery()
    )
    number = func.row_number().over(order_by=mine.c.place)
    together = func.sum(mine.c.size).over(order_by=mine.c.place)
    fits = and_(number <= LETTERS_PAGE, or_(number == 1, together <= LETTERS_BYTES))
    wanted = (
        select(Envelope.id, Envelope.place, CaseEntry.wire, case((fits, Envelope.ciphertext)))
        .join(mine, and_(Envelope.case_id == scope_of(session).case_id, mine.c.id == Envelope.id))
        .join(CaseEntry, _LOGGED)
        .order_by(Envelope.place)
    )
    rows = session.execute(wanted).all()
    beyond = (row.place for row in rows if row[3] is None)
    return [Sealed(*row) for row in rows if row[3] is not None], next(beyond, None)


def fetch(session: Session, envelope_id: str) -> bytes:
    """Return the age file of an envelope that was handed to the caller; NotFoundError otherwise."""
    wanted = select(Envelope.ciphertext).join(Delivery, _mine(session)).where(Envelope.id == envelope_id)
    file = session.scalar(wanted)
    if file is None:
        raise NotFoundError
    return file


def mark_opened(session: Session, envelope_id: str, *, now: datetime) -> None:
    """Note that the caller's client has opened an envelope, the first time it says so; NotFoundError."""
    scope = scope_of(session)
    opened = (
        update(Delivery)
        .where(
            Delivery.person_id == scope.person_id,
            Delivery.case_id == scope.case_id,
            Delivery.envelope_id == envelope_id,
        )
        .values(opened_at=func.coalesce(Delivery.opened_at, now))
        .returning(Delivery.envelope_id)
    )
    if session.execute(opened, execution_options=_UNSYNCED).first() is None:
        raise NotFoundError


_LOGGED = and_(CaseEntry.case_id == Envelope.case_id, CaseEntry.place == Envelope.place)


def _mine(session: Session) -> ColumnElement[bool]:
    scope = scope_of(session)
    return and_(
        Envelope.case_id == scope.case_id,
        Delivery.case_id == Envelope.case_id,
        Delivery.envelope_id == Envelope.id,
        Delivery.person_id == scope.person_id,
    )
