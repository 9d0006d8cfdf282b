"""Reserving CVE IDs, so that a lost answer loses none (ASSIGNMENT.md, steps 2 to 6; P6).

One order brings one line of the ledger forward. What has to wait is ordered anew for when it is due; what
merely failed is tried again by the relay.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hub.failpoints import failpoint
from hub.jobs import Tools, handles
from hub.jobs.registry import cve_services
from tenants.cna import comparison, ledger
from tenants.cna.errors import Effect, RegistryError
from tenants.cna.models import Reservation
from tenants.cna.ports import CveServices
from tenants.cna.rules_reservation import (
    LedgerState,
    Listing,
    Settled,
    Timing,
    Wait,
    after_answer,
    after_crash,
    after_failure,
    due,
    look_from,
    reconcile,
    send,
)

TIMING = Timing()


@handles(ledger.RESERVE)
def reserve(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
    """Send an intent, or find out what became of one that was sent.

    ReservationInFlightError and RegistryBusyError are tried again; ConfigError without CVE Services.
    """
    registry = cve_services(tools.settings)
    line = ledger.taken(session, args["reservation"])
    comparison.compare_daily(session, line.tenant_id, now=tools.clock.now())
    line.write(after_crash(line.entry, at=tools.clock.now(), timing=TIMING))
    ledger.call_off(line)
    if line.state is LedgerState.PLANNED:
        _send(session, line, registry, tools)
    elif line.state is LedgerState.SENT or line.state is LedgerState.UNKNOWN:
        _look(session, line, registry, tools)


def _send(session: Session, line: Reservation, registry: CveServices, tools: Tools) -> None:
    now = tools.clock.now()
    ledger.one_sender(session)
    line.write(send(line.entry, others=ledger.other_states(session, line), at=now))
    tools.save()
    failpoint("cve.after-intent")
    try:
        answer = registry.reserve_one(year=now.year)
    except RegistryError as failure:
        line.write(after_failure(line.entry, failure))
        if failure.effect is Effect.NONE:
            tools.save()
            raise
        if failure.effect is Effect.UNKNOWN:
            ledger.order(session, line, now + TIMING.settle)
        return
    failpoint("cve.after-call")
    line.write(after_answer(line.entry, answer))


def _look(session: Session, line: Reservation, registry: CveServices, tools: Tools) -> None:
    now = tools.clock.now()
    outcome: Settled | Wait | None = due(line.entry, at=now, timing=TIMING)
    if outcome is None:
        since = look_from(line.entry, TIMING)
        tools.save()  # a decision on the request may have the line while CVE Services is slow
        listing = Listing(registry.list_reserved(since=since), registry.user, now)
        line = ledger.taken(session, line.id)
        if line.state is not LedgerState.UNKNOWN:
            return
        outcome = reconcile(line.entry, listing, held=ledger.held(session), timing=TIMING)
    if isinstance(outcome, Wait):
        ledger.order(session, line, outcome.until)
    else:
        _settle(session, line, outcome, tools)


def _settle(session: Session, line: Reservation, settled: Settled, tools: Tools) -> None:
    now = tools.clock.now()
    line.write(settled.entry)
    ledger.adopt(session, line, settled.surplus, now=now)
    if line.state is LedgerState.UNKNOWN:
        ledger.order(session, line, now + TIMING.settle)
    elif line.state is LedgerState.FAILED:
        ledger.plan_again(session, line, now=now)
