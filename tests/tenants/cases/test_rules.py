"""What moves with what in a case."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from tenants.cases.errors import FixWithoutReportError, MoveNotAllowedError
from tenants.cases.rules import (
    Progress,
    alarms_passed,
    became_known,
    embargo_may_start,
    embargo_viable,
    fix_moved,
    made_aware,
    received,
    report_moved,
)
from tenants.cases.states import PXA, RM, VFD, PXAMove, RMMove, VFDMove

RECEIVED_AT = datetime(2024, 9, 17, 12, tzinfo=UTC)


def after(*moves, progress=None):
    for move in moves:
        progress = report_moved(progress or received(Progress(), PXA.NOTHING), move)
    return progress


def test_a_report_is_received_once():
    with pytest.raises(MoveNotAllowedError):
        received(received(Progress(), PXA.NOTHING), PXA.NOTHING)


def test_receiving_the_report_makes_the_vendor_aware():
    assert received(Progress(), PXA.PUBLIC) == Progress(rm=RM.RECEIVED, vfd=VFD.AWARE)


def test_a_vendor_who_knew_already_receives_the_report_all_the_same():
    assert received(Progress(vfd=VFD.AWARE), PXA.NOTHING).rm is RM.RECEIVED


def test_nobody_has_a_fix_ready_who_never_accepted_the_report():
    with pytest.raises(FixWithoutReportError) as refused:
        fix_moved(after(RMMove.VALIDATE, RMMove.DEFER), PXA.NOTHING, VFDMove.READY)

    assert refused.value.rule == "CS-4"


@pytest.mark.parametrize("last", [RMMove.DEFER, RMMove.CLOSE])
def test_who_accepted_once_may_finish_after_deferring_or_closing(last):
    progress = after(RMMove.VALIDATE, RMMove.ACCEPT, last)

    ready = fix_moved(progress, PXA.NOTHING, VFDMove.READY)

    assert fix_moved(ready, PXA.NOTHING, VFDMove.DEPLOYED).vfd is VFD.DEPLOYED


def test_awareness_needs_no_accepted_report():
    assert fix_moved(Progress(), PXA.NOTHING, VFDMove.AWARE).vfd is VFD.AWARE


@pytest.mark.parametrize(
    ("before", "move", "expected"),
    [
        ("pxa", "P", "Pxa"),
        ("pxa", "X", "PXa"),
        ("pxa", "A", "pxA"),
        ("pxA", "P", "PxA"),
        ("pxA", "X", "PXA"),
        ("Pxa", "X", "PXa"),
        ("Pxa", "A", "PxA"),
        ("PXa", "A", "PXA"),
        ("PxA", "X", "PXA"),
        ("pXa", "P", "PXa"),
    ],
)
def test_what_became_known_is_never_left_ephemeral(before, move, expected):
    assert became_known(PXA(before), PXAMove(move)) == expected


def test_attacks_do_not_make_a_flaw_public():
    assert "p" in became_known(PXA.NOTHING, PXAMove.ATTACKED)


def test_the_same_thing_becomes_known_once():
    with pytest.raises(MoveNotAllowedError):
        became_known(PXA.PUBLIC, PXAMove.PUBLIC)


def test_nobody_stays_unaware_of_what_is_public():
    assert made_aware(Progress()).vfd is VFD.AWARE
    assert made_aware(Progress(vfd=VFD.READY)).vfd is VFD.READY


def test_an_embargo_stands_only_while_nothing_is_known():
    assert [pxa for pxa in PXA if embargo_viable(pxa)] == [PXA.NOTHING]


def test_an_embargo_starts_in_three_of_32_states():
    starts = [f"{vfd}{pxa}" for vfd, pxa in product(VFD, PXA) if embargo_may_start(pxa, [vfd])]

    assert starts == ["vfdpxa", "Vfdpxa", "VFdpxa"]


def test_one_deployed_fix_does_not_keep_the_others_from_an_embargo():
    assert embargo_may_start(PXA.NOTHING, [VFD.DEPLOYED, VFD.AWARE])


@pytest.mark.parametrize(("days", "passed"), [(0, 0), (59, 0), (60, 1), (75, 1), (76, 2), (90, 3), (259, 3)])
def test_the_alarms_ring_on_days_60_76_and_90(days, passed):
    rung = alarms_passed(RECEIVED_AT, RECEIVED_AT + timedelta(days=days))

    assert rung == tuple(RECEIVED_AT + timedelta(days=day) for day in (60, 76, 90))[:passed]
