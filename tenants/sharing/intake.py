"""What is handed in at a tenant: by anybody, for its people on duty, until a case takes it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from crypto import dsse
from crypto.circle import fault_of
from crypto.directory import View
from crypto.envelope import check_file, check_header
from crypto.errors import LimitError, NotAllowedError
from crypto.kinds import Manifest
from crypto.letter import REPORTER_ATTACHMENT_LIMIT
from crypto.statement import Statement
from tenants.journal.record import Receipt, append_intake, replay_now
from tenants.kernel.errors import NotFoundError
from tenants.kernel.pages import page
from tenants.kernel.scope import also_as_system, scope_of
from tenants.sharing.errors import EnvelopeIdError, EnvelopeKnownError, NotOnDutyError
from tenants.sharing.models import INTAKE, IntakeEnvelope
from tenants.sharing.unnamed import ATTACHMENT, look_later

DROP_LIMIT = REPORTER_ATTACHMENT_LIMIT
SIZE_RULE = "EV-2"
DROP = "drop"


@dataclass(frozen=True)
class Received:
    """What a person on duty is shown of something handed in; without `wire` its sender is unknown."""

    id: str
    kind: str
    place: int | None
    wire: bytes | None
    size: int
    received_at: datetime
    taken_case: str | None


@dataclass(frozen=True)
class Waiting:
    """How many letters wait at intake, and since when the first of them does."""

    count: int
    since: datetime | None


def receive(
    session: Session, tenant: str, manifest: Statement[Manifest], file: bytes, *, hub: str, now: datetime
) -> Receipt:
    """Take in a signed envelope for a tenant (genesis): EV-1 was parsed, EV-2 to EV-6 are checked here.

    LimitError, MalformedError and NotAllowedError name the rule; EnvelopeKnownError (EV-5).
    """
    body = manifest.body
    fault = fault_of(lambda: check_file(body, file))
    if fault is not None and fault.rule == SIZE_RULE:
        raise fault
    ring = replay_now(session, hub=hub).intake.get(tenant)
    if body.case is not None or ring is None or body.ring.id != ring.ref.id:
        raise NotAllowedError("EV-3", "the envelope is not for the intake ring of this tenant")
    receipt = append_intake(session, manifest, hub=hub, now=now)
    if fault is not None:
        raise fault
    row = {
        "tenant_id": tenant,
        "id": body.envelope,
        "kind": body.kind,
        "place": receipt.index,
        "manifest_hash": manifest.hash,
        "author_sign": body.author.sign,
        "wire": dsse.write(manifest.signed),
        "sha256": body.sha256,
        "size": body.size,
        "received_at": now,
        "ciphertext": file,
    }
    _keep(session, row)
    if body.kind == ATTACHMENT:
        look_later(session, tenant, body.envelope, now)
    return receipt


def drop(session: Session, tenant: str, envelope_id: str, file: bytes, *, now: datetime) -> str:
    """Take in a raw age file of an unknown sender (LE-4); return its SHA-256.

    LimitError (EV-2), MalformedError (EV-6), EnvelopeKnownError (EV-5).
    """
    if len(file) > DROP_LIMIT:
        raise LimitError(SIZE_RULE, "an unsigned file is too large")
    check_header(file)
    digest = sha256(file).hexdigest()
    row = {
        "tenant_id": tenant,
        "id": envelope_id,
        "kind": DROP,
        "sha256": digest,
        "size": len(file),
        "received_at": now,
        "ciphertext": file,
    }
    _keep(session, row)
    return digest


def check_id(manifest: Statement[Manifest], envelope_id: str) -> None:
    """Refuse a manifest that is not of the envelope that the address names; EnvelopeIdError."""
    if manifest.body.envelope != envelope_id:
        raise EnvelopeIdError("the address names another envelope than the manifest")


def arrived(session: Session, *, view: View, person: str, after: str) -> Sequence[Received]:
    """Return a page of what was handed in at the caller's tenant, by its ids; NotOnDutyError."""
    _check_on_duty(session, view, person)
    wanted = select(
        IntakeEnvelope.id,
        IntakeEnvelope.kind,
        IntakeEnvelope.place,
        IntakeEnvelope.wire,
        IntakeEnvelope.size,
        IntakeEnvelope.received_at,
        IntakeEnvelope.taken_case,
    )
    wanted = wanted.where(IntakeEnvelope.ciphertext.is_not(None) | IntakeEnvelope.taken_case.is_not(None))
    return [Received(*row) for row in session.execute(page(wanted, IntakeEnvelope.id, after=after))]


def waiting(session: Session, *, view: View, person: str) -> Waiting:
    """Return how many letters at the caller's tenant no case has taken on; none for who is not on duty."""
    if not _on_duty(session, view, person):
        return Waiting(0, None)
    untaken = select(func.count(), func.min(IntakeEnvelope.received_at)).where(
        IntakeEnvelope.kind != ATTACHMENT,
        IntakeEnvelope.ciphertext.is_not(None),
        IntakeEnvelope.taken_case.is_(None),
    )
    return Waiting(*session.execute(untaken).one())


def fetch(session: Session, envelope_id: str, *, view: View, person: str) -> bytes:
    """Return the age file; NotFoundError once a case has taken it on, NotOnDutyError."""
    _check_on_duty(session, view, person)
    file = session.scalar(select(IntakeEnvelope.ciphertext).where(IntakeEnvelope.id == envelope_id))
    if file is None:
        raise NotFoundError
    return file


def hand_over(session: Session, report: str, case_id: str, *, view: View, person: str) -> None:
    """Delete what a case has taken on and keep its hash; `report` is its manifest's hash, a drop's SHA-256.

    What its author attached goes with it, unless another letter of theirs waits: only the letters, which are
    sealed, say which of them names which (AT-1).

    Nothing happens outside the tenant it was handed in at, nor for a `person` who is not on duty there: the
    hashes are public, so whoever cannot have read a report could otherwise have it deleted.
    """
    if not _on_duty(session, view, person):
        return
    named = IntakeEnvelope.manifest_hash == report
    dropped = IntakeEnvelope.manifest_hash.is_(None) & (IntakeEnvelope.sha256 == report)
    authors = _take(session, case_id, named | dropped)
    other = aliased(IntakeEnvelope)
    waits = exists().where(
        other.author_sign == IntakeEnvelope.author_sign,
        other.kind != ATTACHMENT,
        other.taken_case.is_(None),
    )
    attached = IntakeEnvelope.author_sign.in_(authors) & (IntakeEnvelope.kind == ATTACHMENT)
    _take(session, case_id, attached & ~waits)


def _take(session: Session, case_id: str, which: ColumnElement[bool]) -> Sequence[str | None]:
    taken = (
        update(IntakeEnvelope)
        .where(which, IntakeEnvelope.taken_case.is_(None))
        .values(ciphertext=None, taken_case=case_id)
        .returning(IntakeEnvelope.author_sign)
    )
    return session.scalars(taken, execution_options={"synchronize_session": False}).all()


def _keep(session: Session, row: Mapping[str, object]) -> None:
    put = insert(IntakeEnvelope).values(dict(row)).on_conflict_do_nothing().returning(IntakeEnvelope.id)
    with also_as_system(session, INTAKE):
        kept = session.execute(put).first()
    if kept is None:
        raise EnvelopeKnownError("an envelope of this id was handed in before")


def _on_duty(session: Session, view: View, person: str) -> bool:
    return person in view.duty(scope_of(session).tenant_id)


def _check_on_duty(session: Session, view: View, person: str) -> None:
    if not _on_duty(session, view, person):
        raise NotOnDutyError("only people on duty read what is handed in")
