"""How people find their cases and come into one: the queue, the invitations, and the two doors.

Whoever has no row on a case is told what is told about a case that never was (P1). Each reading is one
statement.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.cases.models import CaseAccess, CaseFile, CaseStub
from tenants.journal.stored import Stored, logged_at
from tenants.kernel.errors import NotFoundError
from tenants.kernel.scope import inside_case, scope_of

LEADS = frozenset({"admin", "coordinator"})


@dataclass(frozen=True)
class Invited:
    """An invitation, with what is in the log of it: the proposal that it names, and itself."""

    stub: CaseStub
    entries: tuple[Stored, ...]


def queue(session: Session) -> Sequence[CaseAccess]:
    """Return the caller's cases: what is due soonest first, then those on which nothing is."""
    mine = select(CaseAccess).where(CaseAccess.person_id == scope_of(session).person_id)
    ordered = mine.order_by(CaseAccess.due_by.asc().nulls_last(), CaseAccess.code_name)
    return session.scalars(ordered).all()


def invitations(session: Session) -> list[Invited]:
    """Return the invitations of the caller's tenant, for its leads alone; answered ones say only how."""
    if scope_of(session).roles.isdisjoint(LEADS):
        return []
    times = (
        logged_at("cases", CaseStub.place, CaseStub.logged_at),
        logged_at("cases", CaseStub.terms_place, CaseStub.terms_logged_at),
    )
    ours = select(CaseStub, *times).order_by(CaseStub.expires_at, CaseStub.code_name)
    rows = session.execute(ours)
    return [Invited(stub, tuple(_entries(stub, *found))) for stub, *found in rows]


def _entries(stub: CaseStub, told: datetime, proposed: datetime) -> Iterator[Stored]:
    if stub.terms_place is not None and stub.terms_wire is not None:
        yield Stored(stub.terms_place, stub.terms_wire, proposed)
    if stub.wire is not None:
        yield Stored(stub.place, stub.wire, told)


def access(session: Session, case_id: str) -> CaseAccess | None:
    """Return the caller's row on a case, if they have one."""
    mine = select(CaseAccess).where(
        CaseAccess.person_id == scope_of(session).person_id, CaseAccess.case_id == case_id
    )
    return session.scalars(mine).one_or_none()


def reads(session: Session, case_id: str) -> bool:
    """Say whether `reading` lets the caller in."""
    return access(session, case_id) is not None


def answers(session: Session, case_id: str) -> bool:
    """Say whether the caller reads the case, or `answering` lets them in."""
    return reads(session, case_id) or _leads_invited(session, case_id)


@contextmanager
def reading(session: Session, case_id: str) -> Iterator[CaseAccess]:
    """Enter a case that the caller reads; NotFoundError if they do not, or there is none."""
    mine = access(session, case_id)
    if mine is None:
        raise NotFoundError
    with inside_case(session, case_id):
        yield mine


@contextmanager
def looking(session: Session, case_id: str) -> Iterator[CaseAccess]:
    """Enter a case as `reading` does, only to look: the transaction ends with it."""
    with reading(session, case_id) as mine:
        yield mine
        session.rollback()


@contextmanager
def answering(session: Session, case_id: str) -> Iterator[None]:
    """Enter a case to which the caller's tenant was invited, as one of its leads; NotFoundError otherwise.

    Only for what a lead may sign without reading; nothing of the case is to be handed out in here.
    """
    if not _leads_invited(session, case_id):
        raise NotFoundError
    with inside_case(session, case_id):
        yield


def file(session: Session) -> CaseFile:
    """Return the case that was entered; NotFoundError if it is not open yet."""
    entered = select(CaseFile).where(CaseFile.case_id == scope_of(session).case_id)
    found = session.scalars(entered).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def _leads_invited(session: Session, case_id: str) -> bool:
    stub = select(CaseStub.case_id).where(CaseStub.case_id == case_id)
    leads = not scope_of(session).roles.isdisjoint(LEADS)
    return leads and session.scalars(stub).one_or_none() is not None
