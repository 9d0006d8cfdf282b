"""The daily comparison of the ledger with CVE Services, as it is stored (ASSIGNMENT.md, step 11; RES-7).

It gives nothing away and takes nothing back: an ID of ours that no line holds becomes a free one, one of
somebody else a `foreign` one, and a line whose ID is not reserved there any more is marked for a person.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.cna.ledger import FREE, enter, one_sender, taken
from tenants.cna.models import Comparison, Reservation
from tenants.cna.ports import RemoteState
from tenants.cna.rules_reservation import (
    RESERVED,
    Differences,
    Listing,
    Timing,
    differences,
    followed,
    strays,
)
from tenants.kernel.schedule import keep_planned, plan
from tenants.kernel.scope import Scope, scope_of

COMPARE = "cve.compare"
"""The kind of order that compares the ledger of the CNA in whose scope it runs."""

EVERY = timedelta(days=1)


def compare_daily(session: Session, tenant: str, *, now: datetime) -> None:
    """Have the ledger compared each day from its first reservation on; said again, nothing changes."""
    scope = Scope(tenant_id=tenant)
    keep_planned(session, COMPARE, {}, now + EVERY, every=EVERY, on_behalf=scope)


def compare_again(session: Session, at: datetime) -> None:
    """Have it compared once more at an instant, beside the daily time; however often it is said, once."""
    plan(session, COMPARE, {"again": 1}, at)


def seen(session: Session, listing: Listing, *, timing: Timing) -> Differences:
    """Return how ledger and listing differ; ReservationInFlightError."""
    rows = session.scalars(select(Reservation).execution_options(populate_existing=True))
    return differences([row.entry for row in rows], listing, timing=timing)


def note(
    session: Session, listing: Listing, there: Mapping[str, RemoteState | None], *, timing: Timing
) -> tuple[Differences, bool]:
    """Write down how they differ, and say whether an ID is missing that was not before.

    `there` is what CVE Services says of missing IDs one by one. Nobody sends while it is written, and of two
    comparisons the second finds what the first one entered. ReservationInFlightError.
    """
    one_sender(session)
    found, at = seen(session, listing, timing=timing), listing.at
    tenant, fresh = scope_of(session).tenant_id, False
    for row in session.scalars(select(Reservation)).all():
        gone = row.cve_id in found.missing
        # Taken first: it may be given to a request at this moment, and is not nobody's then.
        if gone and row.request == FREE and taken(session, row.id).request == FREE:
            row.write(followed(row.entry, there.get(row.cve_id or "")))
            gone = row.state in RESERVED
        fresh = fresh or (gone and row.missing_since is None)
        row.missing_since = (row.missing_since or at) if gone else None
    enter(session, tenant, strays(found), now=at)
    session.merge(Comparison(tenant_id=tenant, compared_at=at))
    return found, fresh
