"""The real cases as event scripts: entry-point names that escape (2), .netrc (8), and a public slip."""

import pytest

from tenants.cases.errors import MoveNotAllowedError
from tenants.cases.states import PXA, VFD, PXAMove
from tenants.disclosure.consent import PEC
from tenants.disclosure.elapse import may_publish
from tenants.disclosure.embargo import EM, Reason
from tenants.disclosure.errors import EndNotAllowedError, NotTakingPartError
from tenants.disclosure.events import Doubt, Ready
from tenants.disclosure.plan import release
from tenants.disclosure.replay import replay
from tenants.disclosure.state import may_receive
from tenants.disclosure.turns import Due, What, whose_turn
from tests.support.case_log import CaseLog, on


def test_case_2_two_teams_agree_one_day_and_publish_together():
    log = CaseLog()
    log.day = 1
    log.propose("pip", "p1", 17, zone="Europe/Berlin")
    state = log.invite("uv")

    assert state.em is EM.PROPOSED
    assert state.parties["uv"].consent is PEC.INVITED
    assert not may_receive(state, "uv")

    state = log.accept("uv")
    assert (state.em, state.t0, state.agreed) == (EM.ACTIVE, on(17), True)
    assert may_receive(state, "uv")

    state = log.propose("uv", "p2", 4)  # the next uv release: the earlier stands, the later is a revision
    assert (state.em, state.t0, state.agreed) == (EM.REVISE, on(4), False)
    assert [proposal.id for proposal in state.pending] == ["p1"]

    log.day = 2
    log.sign("pip", "p1")
    assert log.state.t0 == on(4)
    state = log.sign("uv", "p1")
    assert (state.em, state.t0, state.agreed) == (EM.ACTIVE, on(17), True)
    assert state.embargo.proposal.zone == "Europe/Berlin"
    assert {party.consent for party in state.parties.values()} == {PEC.SIGNATORY}

    log.say("pip", Ready.GO, "p1")
    log.say("uv", Ready.READY, "p1")
    assert not may_publish(log.state, on(16.999))
    state = log.at(17)
    assert (state.em, state.ending.reason, state.ending.at) == (EM.EXITED, Reason.EXPIRED, on(17))
    assert release(log.state, on(17)).going == ("pip", "uv")


def test_case_2_a_public_pull_request_on_day_5_is_reported_and_ends_the_embargo():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.invite("uv")
    log.accept("uv")

    state = log.at(5)
    state = log.report("uv", PXAMove.PUBLIC)
    assert state.em is EM.ACTIVE
    assert Due(tenant="pip", what=What.CONFIRM_REPORT, by=on(5 + 4 / 24)) in whose_turn(state, on(5))

    state = log.report("pip", PXAMove.PUBLIC)
    assert (state.pxa, state.em, state.ending.reason) == (PXA.PUBLIC, EM.EXITED, Reason.PUBLIC)
    assert release(state, on(5)).going == ()


def test_case_2_entered_by_mistake_leaves_no_trace_in_the_embargo():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.invite("uv")
    log.accept("uv")
    log.day = 5
    log.report("uv", PXAMove.PUBLIC, Doubt.PUBLIC)

    state = log.at(16)

    assert (state.em, state.pxa, state.claims) == (EM.ACTIVE, PXA.NOTHING, ())


def test_case_8_without_signed_extension_the_embargo_expires_on_day_90():
    log = CaseLog(owner="requests")
    log.propose("requests", "r1", 90)
    log.invite("pip", by="requests")
    log.accept("pip")
    log.day = 60
    with pytest.raises(EndNotAllowedError) as refused:
        log.propose("requests", "r2", 150)
    assert refused.value.rule == "VP-05-002"

    log.reason("requests")
    state = log.propose("requests", "r2", 150)
    assert (state.em, state.t0) == (EM.REVISE, on(90))
    assert Due(tenant="pip", what=What.ANSWER_PROPOSAL, by=on(74)) in whose_turn(state, on(60))

    state = log.at(90)
    assert (state.em, state.ending.reason) == (EM.EXITED, Reason.EXPIRED)
    assert may_publish(log.state, on(90))
    with pytest.raises(MoveNotAllowedError) as refused:
        log.propose("requests", "r3", 120)
    assert refused.value.rule == "EM-1"

    log.day = 259
    state = log.report("requests", PXAMove.PUBLIC)
    assert (state.em, state.pxa, state.ending.at) == (EM.EXITED, PXA.PUBLIC, on(90))
    assert state.parties["pip"].progress.vfd is VFD.AWARE


def test_the_log_alone_gives_the_state_that_was_decided():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.invite("uv")
    log.accept("uv")
    log.propose("uv", "p2", 4)
    log.day = 2
    log.sign("pip", "p1")
    log.sign("uv", "p1")

    replayed = replay(log.events)

    assert replayed.state == log.state
    assert replayed.not_counted == ()


def test_whoever_was_not_invited_says_nothing_in_the_case():
    log = CaseLog()
    log.propose("pip", "p1", 17)

    with pytest.raises(NotTakingPartError) as refused:
        log.propose("cpython", "c1", 5)

    assert refused.value.rule == "CM-17-005"
