"""Writing down what a case amounts to: its file, its readers' queues, and what invited tenants may know.

All of it follows from the log; it is written anew after each change, as the difference to what stood there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.cases.models import CaseAccess, CaseFile, CaseStub
from tenants.kernel.errors import NotFoundError, PreconditionRequiredError, StaleError
from tenants.kernel.scope import scope_of


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody who reads the case: `key` names them in rows; a reporter has no `tenant`."""

    key: str
    tenant: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Stub:
    """What an invited tenant may know; without `wire` it may answer no longer."""

    tenant: str
    t0: datetime | None
    expires_at: datetime
    state: str
    place: int
    wire: bytes | None
    logged_at: datetime
    terms_place: int | None = None
    terms_wire: bytes | None = None
    terms_logged_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A case as its log amounts to it. `dues` has each tenant's most urgent act: what, and by when."""

    owner: str
    owner_slug: str
    code_name: str
    received_at: datetime
    em: str
    t0: datetime | None
    exited: bool
    turn: str | None
    dues: Mapping[str, tuple[str, datetime]]
    seats: Sequence[Seat]
    stubs: Sequence[Stub]
    summary: Mapping[str, Any]


def take(session: Session, seen: int | None) -> CaseFile:
    """Take the case that was entered for writing until the transaction ends, as the version that was seen.

    NotFoundError if it is not open, PreconditionRequiredError if no version was named, StaleError if it is
    another.
    """
    found = held(session)
    if seen is None:
        raise PreconditionRequiredError("name the version of the case that was seen")
    if seen != found.version:
        raise StaleError("the case has moved on: read it again")
    return found


def held(session: Session) -> CaseFile:
    """Take the case that was entered for writing, whatever its version; NotFoundError if it is not open."""
    entered = select(CaseFile).where(CaseFile.case_id == scope_of(session).case_id).with_for_update()
    found = session.scalars(entered.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def refused_since(session: Session) -> datetime | None:
    """Return since when a record of the case that was entered is refused, if one is."""
    return session.scalar(select(CaseFile.refused_at).where(CaseFile.case_id == scope_of(session).case_id))


def note_refusal(session: Session, at: datetime | None) -> None:
    """Write down that a record is refused since `at`, the first time, or with None that none is any more."""
    found = held(session)
    found.refused_at = (found.refused_at or at) if at else None
    session.flush()  # the case is drawn from it in this transaction


def settle(session: Session, picture: Picture, *, moved: bool = True) -> int:
    """Write the picture of the case that was entered; return its version, the next if the case has moved."""
    case_id = scope_of(session).case_id
    version = _write_file(session, case_id, picture, step=int(moved))
    _write_seats(session, case_id, picture, version)
    _write_stubs(session, case_id, picture)
    return version


def _write_file(session: Session, case_id: str, picture: Picture, *, step: int) -> int:
    row = {
        "owner_id": picture.owner,
        "code_name": picture.code_name,
        "received_at": picture.received_at,
        "em": picture.em,
        "t0": picture.t0,
        "exited": picture.exited,
        "summary": dict(picture.summary),
    }
    written = insert(CaseFile).values(case_id=case_id, version=1, **row)
    changed = written.on_conflict_do_update(
        index_elements=["case_id"], set_={**row, "version": CaseFile.version + step}
    )
    return session.execute(changed.returning(CaseFile.version)).scalar_one()


def _write_seats(session: Session, case_id: str, picture: Picture, version: int) -> None:
    gone = delete(CaseAccess).where(
        CaseAccess.case_id == case_id, CaseAccess.person_id.not_in([seat.key for seat in picture.seats])
    )
    session.execute(gone, execution_options={"synchronize_session": False})
    rows = [_line(case_id, picture, version, seat) for seat in picture.seats]
    _put(session, CaseAccess, rows, key=("person_id", "case_id"))


def _line(case_id: str, picture: Picture, version: int, seat: Seat) -> dict[str, Any]:
    what, by = picture.dues.get(seat.tenant, (None, None))
    return {
        "person_id": seat.key,
        "case_id": case_id,
        "tenant_id": seat.tenant,
        "role": seat.role,
        "code_name": picture.code_name,
        "state": picture.em,
        "t0": picture.t0,
        "due_what": what,
        "due_by": by,
        "turn": picture.turn if seat.tenant else None,
        "version": version,
    }


def _write_stubs(session: Session, case_id: str, picture: Picture) -> None:
    gone = delete(CaseStub).where(
        CaseStub.case_id == case_id, CaseStub.tenant_id.not_in([stub.tenant for stub in picture.stubs])
    )
    session.execute(gone, execution_options={"synchronize_session": False})
    rows = [_stub_row(case_id, picture, stub) for stub in picture.stubs]
    _put(session, CaseStub, rows, key=("tenant_id", "case_id"))


def _put(
    session: Session, table: type[CaseAccess | CaseStub], rows: list[dict[str, Any]], *, key: tuple[str, ...]
) -> None:
    if rows:
        written = insert(table).values(rows)
        changing = {name: written.excluded[name] for name in rows[0] if name not in key}
        session.execute(written.on_conflict_do_update(index_elements=key, set_=changing))


def _stub_row(case_id: str, picture: Picture, stub: Stub) -> dict[str, Any]:
    return {
        "tenant_id": stub.tenant,
        "case_id": case_id,
        "code_name": picture.code_name,
        "inviter": picture.owner_slug,
        "t0": stub.t0,
        "expires_at": stub.expires_at,
        "state": stub.state,
        "place": stub.place,
        "wire": stub.wire,
        "logged_at": stub.logged_at,
        "terms_place": stub.terms_place,
        "terms_wire": stub.terms_wire,
        "terms_logged_at": stub.terms_logged_at,
    }
