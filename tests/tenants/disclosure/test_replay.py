"""The log goes forward only, and gives the same state to everybody."""

import pytest

from tenants.disclosure.decide import decide, opened
from tenants.disclosure.errors import OutOfOrderError
from tenants.disclosure.events import Accepted, CaseOpened, Proposed
from tenants.disclosure.replay import NotCounted, replay
from tests.support.case_log import CaseLog, on, with_uv


def proposal(index, day):
    return Proposed(index=index, at=on(day), by="pip", proposal=f"p{index}", t0=on(17))


@pytest.mark.parametrize("events", [[], [proposal(0, 0)]])
def test_a_log_without_opening_is_no_case(events):
    with pytest.raises(OutOfOrderError):
        replay(events)


def test_a_report_is_received_before_its_case_is_opened():
    with pytest.raises(OutOfOrderError):
        opened(CaseOpened(index=0, at=on(0), by="pip", received_at=on(1)), now=on(0))


@pytest.mark.parametrize(("index", "day"), [(0, 1), (1, -1)])
def test_an_event_before_the_last_counted_one_is_refused(index, day):
    with pytest.raises(OutOfOrderError) as refused:
        decide(CaseLog().state, proposal(index, day), now=on(day))

    assert refused.value.rule == "DP-1"


def test_a_case_is_opened_once():
    log = CaseLog()

    with pytest.raises(OutOfOrderError):
        log.add(CaseOpened, "uv", received_at=on(0))

    assert log.state.owner == "pip"


def test_what_does_not_count_is_named_with_its_rule_and_moves_nothing():
    log = with_uv()
    forged = Accepted(index=99, at=on(2), by="cpython")

    replayed = replay([*log.events, forged])

    assert replayed.state == log.state
    assert replayed.not_counted == (NotCounted(index=99, rule="CA-5"),)


def test_time_alone_is_no_event():
    log = with_uv()

    assert replay(log.events).state == log.state
    assert log.at(17) != log.state
