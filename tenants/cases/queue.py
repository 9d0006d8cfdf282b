"""How people find their cases and come into one: the queue, the invitations, and the two doors.

Whoever has no row on a case is told what is told about a case that never was (P1). Each reading is one
statement.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Tuple, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from tenants.cases.models import CaseAccess, CaseFile, CaseStub
from tenants.journal.stored import Stored, logged_at
from tenants.kernel.errors import NotFoundError
from tenants.kernel.pages import page
from tenants.kernel.scope import inside_case, scope_of

R = TypeVar("R", bound=Select[*tuple[Any, ...]])

LEADS = frozenset({"admin", "coordinator"})
GONE = frozenset({"accepted", "withdrawn"})
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Invited:
    """An invitation, with what is in the log of it: the proposal that it names, and itself."""

    stub: CaseStub
    entries: tuple[Stored, ...]


def queue(session: Session, *, after: str = "") -> Sequence[CaseAccess]:
    """Return a page of the caller's cases, by their ids."""
    return session.scalars(page(_mine(session), CaseAccess.case_id, after=after)).all()


def invitations(session: Session, *, after: str = "") -> list[Invited]:
    """Return a page, by the cases' ids, of the invitations of the caller's tenant: for its leads alone.

    Answered ones say only how.
    """
    if scope_of(session).roles.isdisjoint(LEADS):
        return []
    times = (
        logged_at("cases", CaseStub.place, CaseStub.logged_at),
        logged_at("cases", CaseStub.terms_place, CaseStub.terms_logged_at),
    )
    rows = session.execute(page(select(CaseStub, *times), CaseStub.case_id, after=after))
    return [Invited(stub, tuple(_entries(stub, *found))) for stub, *found in rows]


def soonest(session: Session, *, after: str = "", limit: int) -> Sequence[CaseAccess]:
    """Return cases of the caller: what is due soonest first, then those on which nothing is.

    They are those that follow the case `after`; without such a case of theirs, the first.
    """
    due = func.coalesce(CaseAccess.due_by, NEVER)
    order = tuple_(due, CaseAccess.code_name, CaseAccess.case_id)
    return session.scalars(_following(_mine(session), order, CaseAccess.case_id == after, limit)).all()


def unanswered(session: Session, *, after: str = "", limit: int) -> Sequence[CaseStub]:
    """Return invitations of the caller's tenant, for its leads, that became no case and were not taken back.

    Those that lapse soonest come first, and follow the one to the case `after` as in `soonest`.
    """
    if scope_of(session).roles.isdisjoint(LEADS):
        return []
    ours = select(CaseStub).where(CaseStub.state.not_in(GONE))
    order = tuple_(CaseStub.expires_at, CaseStub.code_name, CaseStub.case_id)
    return session.scalars(_following(ours, order, CaseStub.case_id == after, limit)).all()


def _mine(session: Session) -> Select[CaseAccess]:
    return select(CaseAccess).where(CaseAccess.person_id == scope_of(session).person_id)


def _following(wanted: R, order: Tuple, last: ColumnElement[bool], limit: int) -> R:
    """Narrow a reading to what follows the row `last` in an order, or to its beginning without that row."""
    place = wanted.with_only_columns(*order.clauses, maintain_column_froms=True).where(last).subquery()
    there = select(*place.c).scalar_subquery()
    return wanted.where(or_(~exists(select(place.c[0])), order > there)).order_by(*order.clauses).limit(limit)


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
