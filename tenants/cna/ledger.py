"""The reservation ledger as it is stored: what `rules_reservation` decides, one row for each intent.

Every function works in the scope of the CNA. Nothing here calls CVE Services; the job that does commits each
form of a line before and after its call (ASSIGNMENT.md, steps 2 to 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from tenants.cna.models import CnaRequest, Comparison, Reservation
from tenants.cna.rules_reservation import UNSETTLED, Entry, LedgerState, moved
from tenants.kernel.ids import new_id
from tenants.kernel.outbox import enqueue
from tenants.kernel.pages import page

RESERVE = "cve.reserve"
"""The kind of order that brings one line of the ledger to its next form; its argument is the line."""

FREE = ""
_ONE_SENDER = 0x43564501  # the number of the lock that only senders take


@dataclass(frozen=True)
class Line:
    """A line of the ledger as the CNA's people see it.

    `missing_since`: CVE Services does not list the ID as reserved, though it should; a person looks.
    """

    id: str
    cve: str | None
    state: LedgerState
    request: str
    planned_at: datetime
    missing_since: datetime | None


@dataclass(frozen=True)
class Lines:
    """A page of the ledger, and when the whole of it was last compared with CVE Services."""

    ledger: list[Line]
    compared_at: datetime | None


def plan_for(session: Session, asked: CnaRequest, *, now: datetime) -> Reservation:
    """Return the line of a request: the one it has, a free ID that now belongs to it, or a new intent.

    What is not settled is looked after now, whatever became of earlier orders. A line that failed is
    nobody's, and a new one is written (RES-4).
    """
    line = of_request(session, asked.request)
    if line is None:
        line = _free(session)
        if line is not None:
            line.request = asked.request
        else:
            line = _row(asked.tenant_id, LedgerState.PLANNED, request=asked.request, now=now)
            session.add(line)
    session.flush()  # two plans for one request meet at the unique index here
    if line.state in UNSETTLED or line.state is LedgerState.PLANNED:
        order(session, line, now)
    return line


def plan_again(session: Session, failed: Reservation, *, now: datetime) -> None:
    """Write and order a new intent for a line that is known to have come to nothing: it was accepted (P7).

    Nothing if nobody waits for it any more.
    """
    if failed.request == FREE:
        return
    line = _row(failed.tenant_id, LedgerState.PLANNED, request=failed.request, now=now)
    session.add(line)
    order(session, line, now)


def let_go(session: Session, line: Reservation) -> None:
    """Take a line from its request: it is not sent any more, and what comes of one that was sent is free."""
    line = taken(session, line.id)  # behind the lock of whoever is about to send it
    line.request = FREE
    call_off(line)


def call_off(line: Reservation) -> None:
    """End an intent that nobody waits for, so that no ID is reserved for nobody."""
    if line.request == FREE and line.state is LedgerState.PLANNED:
        line.state = moved(line.state, LedgerState.FAILED)


def of_request(session: Session, request: str) -> Reservation | None:
    """Return the line of a request, unless it failed."""
    mine = select(Reservation).where(Reservation.request == request, Reservation.state != LedgerState.FAILED)
    return session.scalars(mine).one_or_none()


def order(session: Session, line: Reservation, at: datetime) -> None:
    """Have a line looked after at an instant."""
    enqueue(session, RESERVE, {"reservation": line.id}, at)


def taken(session: Session, line_id: str) -> Reservation:
    """Take a line for writing until the transaction ends."""
    mine = select(Reservation).where(Reservation.id == line_id).with_for_update()
    return session.scalars(mine.execution_options(populate_existing=True)).one()


def one_sender(session: Session) -> None:
    """Wait until nobody else decides whether to send (RES-2); ends with the transaction."""
    session.execute(select(func.pg_advisory_xact_lock(_ONE_SENDER)))


def other_states(session: Session, line: Reservation) -> Sequence[LedgerState]:
    """Return the states of all other lines."""
    return session.scalars(select(Reservation.state).where(Reservation.id != line.id)).all()


def held(session: Session) -> Sequence[str]:
    """Return every ID of the ledger."""
    known = select(Reservation.cve_id).where(Reservation.cve_id.is_not(None))
    return [cve for cve in session.scalars(known) if cve is not None]


def adopt(session: Session, line: Reservation, surplus: Sequence[str], *, now: datetime) -> None:
    """Enter further orphans of a line's call: free IDs, for the next requests."""
    enter(session, line.tenant_id, [Entry(LedgerState.AVAILABLE, cve) for cve in surplus], now=now)


def enter(session: Session, tenant: str, entries: Sequence[Entry], *, now: datetime) -> None:
    """Enter IDs that are found at CVE Services: nobody's, whatever their state."""
    for entry in entries:
        session.add(_row(tenant, entry.state, cve=entry.cve_id, now=now))
    session.flush()  # the lines are read again in this transaction


def lines(session: Session, *, after: str = "") -> Lines:
    """Return a page of the ledger, by the ids of its lines. One statement, also when there is no line."""
    row = Reservation
    wanted = select(row.id, row.cve_id, row.state, row.request, row.planned_at, row.missing_since)
    paged = page(wanted, row.id, after=after).subquery()
    last = select(select(Comparison.compared_at).scalar_subquery().label("at")).subquery()
    both = select(last.c.at, *paged.c).select_from(last.outerjoin(paged, true())).order_by(paged.c.id)
    found = session.execute(both).all()
    return Lines([Line(*each[1:]) for each in found if each[1] is not None], found[0][0])


def _free(session: Session) -> Reservation | None:
    """Return the oldest ID that is nobody's; what CVE Services does not know as reserved is not given."""
    free = select(Reservation).where(
        Reservation.request == FREE,
        Reservation.state == LedgerState.AVAILABLE,
        Reservation.missing_since.is_(None),
    )
    oldest = free.order_by(Reservation.cve_id).limit(1).with_for_update(skip_locked=True)
    return session.scalars(oldest).one_or_none()


def _row(
    tenant: str, state: LedgerState, *, now: datetime, request: str = FREE, cve: str | None = None
) -> Reservation:
    return Reservation(
        tenant_id=tenant,
        id=new_id(),
        request=request,
        state=state,
        cve_id=cve,
        planned_at=now,
        sent_at=None,
        looked_at=None,
        empty_looks=0,
        missing_since=None,
    )
