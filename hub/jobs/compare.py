"""The ledger beside CVE Services, each day: what arrived twice is found, what is surprising is shown (RES-7).

The listing is made with nothing held, and everything is written in the order's own transaction: a crash at
any moment leaves the ledger as it was, and the order comes again. What fails is not tried by the relay again
and again for days: it is planned anew, once, beside the next day's.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from hub.config import ConfigError
from hub.jobs import Tools, handles
from hub.jobs.registry import cve_services
from hub.logs import described, logger
from tenants.cna import comparison
from tenants.cna.comparison import COMPARE
from tenants.cna.errors import RegistryError, ReservationInFlightError
from tenants.cna.rules_reservation import Listing, Timing

TIMING = Timing()
FIRST_IDS = datetime(1999, 1, 1, tzinfo=UTC)  # before there were any: everything that is reserved is listed
AWAY_FOR = timedelta(hours=1)
log = logger(__name__)


@handles(COMPARE)
def compare(session: Session, _args: Mapping[str, Any], tools: Tools) -> None:
    """Compare once. What cannot be read or judged now changes nothing and is compared later."""
    now = tools.clock.now()
    try:
        _compare(session, tools, now)
    except ReservationInFlightError:
        comparison.compare_again(session, now + TIMING.settle)
    except (RegistryError, ConfigError) as failure:
        log.warning("ledger not compared", **described(failure))
        comparison.compare_again(session, now + AWAY_FOR)


def _compare(session: Session, tools: Tools, now: datetime) -> None:
    registry = cve_services(tools.settings)
    listing = Listing(registry.list_reserved(since=FIRST_IDS), registry.user, now)
    missing = comparison.seen(session, listing, timing=TIMING).missing
    there = {cve_id: registry.get_id(cve_id) for cve_id in missing}
    found, fresh = comparison.note(session, listing, there, timing=TIMING)
    if fresh:
        # One listing proves nothing, as an ID may slip from one page to the next while it is made.
        comparison.compare_again(session, now + TIMING.settle)
    if found:
        counts = {"orphans": len(found.orphans), "missing": len(found.missing), "foreign": len(found.foreign)}
        log.warning("ledger differs", **counts)
