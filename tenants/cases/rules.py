"""Pure rules of a case: what moves with what, when an embargo is possible, and the 90-day clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tenants.cases.errors import FixWithoutReportError
from tenants.cases.states import (
    PXA,
    REPORT,
    RM,
    VFD,
    CaseState,
    PXAMove,
    RMMove,
    VFDMove,
    case_moved,
    moved,
)

# PEP 811: a report is finished within 90 days; the alarms are those of the stall rule (60, 76, 90).
CLOCK = timedelta(days=90)
ALARMS = (timedelta(days=60), timedelta(days=76), CLOCK)


@dataclass(frozen=True)
class Progress:
    """One participant's own state: the report, the fix, and whether the report was ever accepted."""

    rm: RM = RM.START
    vfd: VFD = VFD.UNAWARE
    took_on: bool = False


def received(progress: Progress, pxa: PXA) -> Progress:
    """Return the participant after the report reached them: RM Received, and the vendor is aware (RS, CV)."""
    vfd = progress.vfd
    if vfd is VFD.UNAWARE:
        vfd = case_moved(CaseState(vfd, pxa), VFDMove.AWARE).vfd
    return replace(progress, rm=moved(REPORT, progress.rm, RMMove.RECEIVE), vfd=vfd)


def report_moved(progress: Progress, move: RMMove) -> Progress:
    """Return the participant after a move of the report machine. Raises MoveNotAllowedError (RM-1)."""
    rm = moved(REPORT, progress.rm, move)
    return replace(progress, rm=rm, took_on=progress.took_on or rm is RM.ACCEPTED)


def fix_moved(progress: Progress, pxa: PXA, move: VFDMove) -> Progress:
    """Return the participant after a move of the fix machine.

    Raises MoveNotAllowedError (VFD-1, CS-3), and FixWithoutReportError (CS-4) while the report was never
    accepted: somebody who deferred or closed it after accepting may still finish.
    """
    after = case_moved(CaseState(progress.vfd, pxa), move)
    if move is not VFDMove.AWARE and not progress.took_on:
        raise FixWithoutReportError("a fix can be ready only after the report was accepted")
    return replace(progress, vfd=after.vfd)


def became_known(pxa: PXA, move: PXAMove) -> PXA:
    """Return the public state after `move`, never an ephemeral one. Raises MoveNotAllowedError (PXA-1).

    A public exploit makes the flaw public in the same step (Vultron SM-09-001, CX with CP), so that no reader
    ever sees ``pX``; every participant is aware of what is public: see `made_aware`.
    """
    vendor_aware = CaseState(VFD.AWARE, pxa)  # which vendor does not matter: `made_aware` follows
    after = case_moved(vendor_aware, move)
    if move is PXAMove.EXPLOIT and after.pxa.startswith("p"):
        after = case_moved(after, PXAMove.PUBLIC)
    return after.pxa


def made_aware(progress: Progress) -> Progress:
    """Return the participant after the flaw became public: no vendor stays unaware of it (``vP`` takes V)."""
    if progress.vfd is not VFD.UNAWARE:
        return progress
    return replace(progress, vfd=VFD.AWARE)


def embargo_viable(pxa: PXA) -> bool:
    """Say whether an embargo can stand: only while nothing is public, exploited, attacked (CS ``...pxa``)."""
    return pxa is PXA.NOTHING


def embargo_may_start(pxa: PXA, fixes: Iterable[VFD]) -> bool:
    """Say whether an embargo can begin: CS ``..dpxa``, so not when every participant's fix is deployed."""
    return embargo_viable(pxa) and any(vfd is not VFD.DEPLOYED for vfd in fixes)


def alarms_passed(received_at: datetime, now: datetime) -> tuple[datetime, ...]:
    """Return the instants of the stall alarms (days 60, 76 and 90 after receipt) that have come by `now`."""
    return tuple(received_at + after for after in ALARMS if received_at + after <= now)
