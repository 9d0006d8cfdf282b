"""Milestones and readiness around one T0: a hold delays only its own advisory."""

from datetime import timedelta

import pytest

from tenants.cases.states import PXAMove
from tenants.disclosure.consent import NO_TERMS
from tenants.disclosure.errors import EmbargoStandsError, NotCurrentError, NotTakingPartError, PlanError
from tenants.disclosure.events import Ready
from tenants.disclosure.plan import Kind, Milestone, Release, check_plan, plan_around, readiness, release
from tests.support.case_log import CaseLog, on, with_three, with_uv


def mark(kind, day, *, tenant="uv", agreed_by=()):
    return Milestone(tenant=tenant, kind=kind, at=on(day), agreed_by=frozenset(agreed_by))


def test_nothing_is_released_before_t0():
    log = with_uv()
    log.say("pip", Ready.GO, "p1")

    with pytest.raises(EmbargoStandsError) as refused:
        release(log.state, on(16.999))

    assert refused.value.rule == "DP-11"


def test_readiness_is_said_by_who_takes_part_and_for_the_date_in_force():
    log = with_uv()

    with pytest.raises(NotTakingPartError):
        log.say("pypi", Ready.GO, "p1")
    with pytest.raises(NotCurrentError) as refused:
        log.say("uv", Ready.GO, "p9")

    assert refused.value.rule == "DP-11"


def test_one_partys_hold_delays_only_its_own_advisory():
    log = with_three()
    log.say("pip", Ready.GO, "p1")
    log.say("uv", Ready.HOLD, "p1")

    assert release(log.state, on(17)) == Release(going=("pip",), held=("uv",), silent=("pypi",))


def test_a_hold_is_lifted_after_t0_by_the_one_who_held():
    log = with_uv()
    log.say("uv", Ready.HOLD, "p1")
    log.day = 18
    log.say("uv", Ready.GO, "p1")

    assert release(log.state, on(18)).going == ("uv",)


def test_a_go_for_another_date_counts_no_more_and_a_hold_does():
    log = with_uv()
    log.say("uv", Ready.GO, "p1")
    log.say("pip", Ready.HOLD, "p1")
    log.propose("uv", "u1", 10)

    assert readiness(log.state, "uv") is None
    assert readiness(log.state, "pip") is Ready.HOLD


def test_an_early_end_publishes_nothing_by_itself():
    log = with_three()
    log.say("pip", Ready.GO, "p1")
    log.say("uv", Ready.READY, "p1")
    log.say("pypi", Ready.HOLD, "p1")
    log.report("pip", PXAMove.PUBLIC)
    assert release(log.state, on(1)) == Release(going=(), held=("pypi",), silent=("pip", "uv"))

    log.say("uv", Ready.GO, "p1")

    assert release(log.state, on(1)).going == ("uv",)


def test_without_any_embargo_a_go_names_no_terms():
    log = CaseLog()
    log.say("pip", Ready.GO, NO_TERMS)

    assert release(log.state, on(0)).going == ("pip",)


def test_who_was_only_invited_has_no_advisory():
    log = with_uv()
    log.invite("pypi")

    assert "pypi" not in release(log.state, on(17)).silent


def test_the_plan_to_start_from_breaks_no_embargo():
    log = with_uv()
    plan = plan_around(on(17), {"uv", "pip"})

    check_plan(log.state, plan)

    assert [milestone.tenant for milestone in plan] == ["pip"] * 6 + ["uv"] * 6
    assert {milestone.at for milestone in plan if milestone.kind is Kind.FINAL_TEXT} == {
        on(17) - timedelta(hours=24)
    }


@pytest.mark.parametrize(
    ("milestone", "rule"),
    [
        pytest.param(mark(Kind.PUBLIC_PR, 16), "DP-12", id="visible-before-T0"),
        pytest.param(mark(Kind.ADVISORY, 16.999), "DP-12", id="advisory-before-T0"),
        pytest.param(mark(Kind.FIX_READY, 17.001), "DP-12", id="fix-after-T0"),
        pytest.param(mark(Kind.EARLY_MITIGATION, 10), "G12", id="early-mitigation-alone"),
        pytest.param(
            mark(Kind.EARLY_MITIGATION, 10, agreed_by=["uv"]), "G12", id="early-mitigation-one-of-two"
        ),
    ],
)
def test_a_milestone_that_breaks_the_embargo_is_refused(milestone, rule):
    with pytest.raises(PlanError) as refused:
        check_plan(with_uv().state, [milestone])

    assert refused.value.rule == rule


@pytest.mark.parametrize(
    "milestone",
    [
        mark(Kind.EARLY_MITIGATION, 10, agreed_by=["pip", "uv"]),
        mark(Kind.EARLY_MITIGATION, 17),
        mark(Kind.FIX_READY, 17),
        mark(Kind.RELEASE, 18),
        mark(Kind.RECORD, 18),
    ],
)
def test_a_milestone_that_breaks_nothing_stands(milestone):
    check_plan(with_uv().state, [milestone])


def test_a_record_never_comes_before_its_advisory():
    with pytest.raises(PlanError):
        check_plan(with_uv().state, [mark(Kind.ADVISORY, 18), mark(Kind.RECORD, 17.5)])


def test_a_plan_has_no_place_for_strangers():
    with pytest.raises(NotTakingPartError):
        check_plan(with_uv().state, [mark(Kind.RELEASE, 17, tenant="cpython")])


def test_without_an_embargo_no_milestone_is_too_early():
    check_plan(CaseLog().state, [mark(Kind.RELEASE, 1, tenant="pip")])
