"""Numbers that records carry: OSV IDs, and the end of an ID's life in the ledger.

Whoever works on a case may ask for the OSV ID of an ID that was assigned there, so these write the CNA's
tables under the name of a system job.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.cna.errors import NotAssignedError
from tenants.cna.models import NUMBERING, OsvNumber, Reservation
from tenants.cna.records.osv import next_id
from tenants.cna.rules_reservation import LedgerState, moved
from tenants.cna.scope import OURS
from tenants.kernel.scope import also_as_system

_ONE_ALLOTTER = 0x43564502  # the number of the lock that only allotters take


def number_osv(session: Session, cve: str, *, year: int, now: datetime) -> str:
    """Return the OSV ID of a CVE ID that was assigned here, allotting the year's next one at the first call.

    It is given at draft time, because its record is reviewed and signed before T0; it never changes and is
    never given again (OSV-1). NotAssignedError.
    """
    with also_as_system(session, NUMBERING):
        session.execute(select(func.pg_advisory_xact_lock(_ONE_ALLOTTER)))
        known = session.scalar(select(OsvNumber.id).where(OsvNumber.cve_id == cve))
        if known is not None:
            return known
        ours = select(Reservation.tenant_id).where(
            Reservation.cve_id == cve, Reservation.state == LedgerState.ASSIGNED
        )
        tenant = session.scalar(ours)
        if tenant is None:
            raise NotAssignedError
        taken = session.scalars(select(OsvNumber.id).where(OsvNumber.id.like(f"%-{year}-%"))).all()
        given = next_id(OURS, year, taken)
        session.add(OsvNumber(id=given, tenant_id=tenant, cve_id=cve, given_at=now))
        session.flush()  # two who want one number meet at the primary key here
    return given


def osv_numbers(session: Session, cves: frozenset[str]) -> dict[str, str]:
    """Return the CVE ID of each OSV ID that was given for one of `cves`."""
    with also_as_system(session, NUMBERING):
        found = select(OsvNumber.id, OsvNumber.cve_id).where(OsvNumber.cve_id.in_(cves))
        return dict(session.execute(found).all())


def publish_id(session: Session, cve: str) -> None:
    """Note in the ledger that the record of an assigned ID is public; done before, nothing happens."""
    with also_as_system(session, NUMBERING):
        line = session.scalars(select(Reservation).where(Reservation.cve_id == cve)).one()
        if line.state is not LedgerState.PUBLISHED:
            line.state, line.missing_since = moved(line.state, LedgerState.PUBLISHED), None
        session.flush()  # written while the scope is the CNA's
