"""Proposals compete, the shortest stands, and a later date needs everybody's own signature."""

import pytest

from tenants.cases.errors import MoveNotAllowedError
from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.consent import PEC
from tenants.disclosure.embargo import EM
from tenants.disclosure.errors import (
    EmbargoNotViableError,
    EndNotAllowedError,
    NotCurrentError,
    NotTakingPartError,
    OutOfOrderError,
    ReportNotOpenError,
    SameEndError,
)
from tests.support.case_log import CaseLog, consents, joined_before_any_embargo, on, pending, with_uv


@pytest.mark.parametrize("tenant", ["cpython", "pypi"])
def test_who_does_not_take_part_neither_proposes_nor_answers_nor_withdraws(tenant):
    log = with_uv()
    log.invite("pypi")

    for act in (
        lambda: log.propose(tenant, "x1", 10),
        lambda: log.sign(tenant, "p1"),
        lambda: log.withdraw(tenant),
        lambda: log.reason(tenant),
    ):
        with pytest.raises(NotTakingPartError):
            act()


def test_who_holds_the_report_for_invalid_neither_proposes_nor_accepts():
    log = with_uv()
    log.report("uv", RMMove.INVALIDATE)

    with pytest.raises(ReportNotOpenError) as proposing:
        log.propose("uv", "p2", 10)
    with pytest.raises(ReportNotOpenError) as accepting:
        log.sign("uv", "p1")

    assert (proposing.value.rule, accepting.value.rule) == ("VP-13-002", "VP-13-004")


@pytest.mark.parametrize("known", list(PXAMove))
def test_no_embargo_is_proposed_once_something_is_known(known):
    log = CaseLog()
    log.report("pip", known)

    with pytest.raises(EmbargoNotViableError) as refused:
        log.propose("pip", "p1", 17)

    assert refused.value.rule == "VP-06-001"


def test_no_embargo_starts_when_every_fix_is_deployed():
    log = CaseLog()
    log.report("pip", RMMove.VALIDATE, RMMove.ACCEPT, VFDMove.READY)
    log.propose("pip", "p1", 17)
    log.report("pip", VFDMove.DEPLOYED)

    with pytest.raises(EmbargoNotViableError) as accepting:
        log.sign("pip", "p1")
    log.withdraw("pip")
    with pytest.raises(EmbargoNotViableError) as proposing:
        log.propose("pip", "p2", 17)

    assert (accepting.value.rule, proposing.value.rule) == ("VP-06-002", "VP-06-002")


def test_an_embargo_in_force_is_revised_though_every_fix_is_deployed():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.sign("pip", "p1")
    log.report("pip", RMMove.VALIDATE, RMMove.ACCEPT, VFDMove.READY, VFDMove.DEPLOYED)

    assert log.propose("pip", "p2", 20).t0 == on(20)


def test_a_proposal_counts_once():
    log = with_uv()
    log.propose("uv", "p2", 20)
    log.withdraw("uv")

    with pytest.raises(OutOfOrderError) as refused:
        log.propose("uv", "p2", 20)

    assert refused.value.rule == "DP-1"


@pytest.mark.parametrize("day", [17, 20])
def test_an_end_that_stands_already_is_accepted_and_not_proposed_again(day):
    log = with_uv()
    log.propose("pip", "p2", 20)

    with pytest.raises(SameEndError) as refused:
        log.propose("uv", "p3", day)

    assert refused.value.rule == "DP-3"


def test_a_refused_proposal_leaves_everything_as_it_was():
    log = with_uv()
    before = log.state

    with pytest.raises(EndNotAllowedError):
        log.propose("uv", "p2", 2)  # less than 48 hours: nobody could answer

    assert log.state == before


def test_the_owners_proposal_alone_is_no_embargo():
    log = CaseLog()

    state = log.propose("pip", "p1", 17)

    assert (state.em, state.t0, consents(state)) == (EM.PROPOSED, None, {"pip": "signatory"})


def test_the_owner_alone_may_bring_its_own_date_into_force():
    log = CaseLog()
    log.propose("pip", "p1", 17)

    state = log.sign("pip", "p1")

    assert (state.em, state.t0, state.agreed) == (EM.ACTIVE, on(17), True)


def test_no_embargo_begins_without_the_owners_signature():
    log = joined_before_any_embargo("uv", "pypi")
    log.propose("uv", "u1", 12)
    assert log.sign("pypi", "u1").em is EM.PROPOSED

    state = log.sign("pip", "u1")

    assert (state.em, state.t0, state.agreed) == (EM.ACTIVE, on(12), True)


def test_of_competing_proposals_the_shortest_stands_and_the_longer_is_a_revision():
    log = joined_before_any_embargo("uv")
    log.propose("pip", "p1", 17)

    state = log.propose("uv", "u1", 4)

    assert (state.em, state.t0, state.agreed) == (EM.REVISE, on(4), False)
    assert pending(state) == ["p1"]
    assert consents(state) == {"pip": "signatory", "uv": "signatory"}
    assert state.embargo.revision == 1


def test_whoever_signed_a_longer_date_and_then_wants_a_shorter_signs_the_longer_again():
    log = joined_before_any_embargo("uv", "pypi")
    log.propose("uv", "u1", 17)
    log.sign("pypi", "u1")
    log.propose("pypi", "y1", 10)
    state = log.sign("pip", "y1")
    assert (state.em, state.t0, pending(state)) == (EM.REVISE, on(10), ["u1"])

    log.sign("pip", "u1")
    assert log.state.t0 == on(10)

    assert log.sign("pypi", "u1").t0 == on(17)


def test_beyond_90_days_consent_to_a_longer_date_is_not_enough():
    log = joined_before_any_embargo("uv")
    for tenant in ("pip", "uv"):
        log.reason(tenant)
    log.propose("pip", "p1", 120)
    assert log.propose("uv", "u1", 100).em is EM.PROPOSED

    state = log.sign("pip", "u1")

    assert (state.em, state.t0, pending(state)) == (EM.REVISE, on(100), ["p1"])


def test_a_written_reason_serves_one_proposal():
    log = CaseLog()
    log.reason("pip")
    log.propose("pip", "p1", 30)
    log.propose("pip", "p2", 120)

    with pytest.raises(EndNotAllowedError) as refused:
        log.propose("pip", "p3", 130)

    assert refused.value.rule == "VP-05-002"


def test_rejecting_the_only_proposal_leaves_no_embargo_and_no_consent():
    log = joined_before_any_embargo("uv")
    log.propose("pip", "p1", 17)

    state = log.reject("uv", "p1")

    assert (state.em, pending(state)) == (EM.NONE, [])
    assert set(consents(state).values()) == {PEC.NO_EMBARGO}


@pytest.mark.parametrize("proposal", ["p1", "u1", "nonsense"])
def test_an_answer_to_a_proposal_that_is_gone_is_refused(proposal):
    log = joined_before_any_embargo("uv")
    log.propose("pip", "p1", 17)
    log.withdraw("pip")

    with pytest.raises(NotCurrentError):
        log.sign("uv", proposal)


def test_only_ones_own_pending_proposal_is_withdrawn():
    log = with_uv()

    with pytest.raises(NotCurrentError) as in_force:
        log.withdraw("pip")
    log.propose("pip", "p2", 30)
    with pytest.raises(NotCurrentError) as foreign:
        log.withdraw("uv")

    assert (in_force.value.rule, foreign.value.rule) == ("DP-8", "DP-8")


def test_withdrawing_the_only_revision_leaves_the_terms_in_force():
    log = with_uv()
    log.propose("pip", "p2", 30)

    state = log.withdraw("pip")

    assert (state.em, state.t0) == (EM.ACTIVE, on(17))


def test_withdrawing_one_of_two_revisions_makes_the_other_current():
    log = with_uv()
    log.propose("pip", "p2", 30)
    log.propose("uv", "u1", 40)

    state = log.withdraw("pip")

    assert (state.em, state.current.id) == (EM.REVISE, "u1")


def test_a_tenant_has_one_proposal_at_a_time():
    log = with_uv()
    log.propose("pip", "p2", 30)

    assert pending(log.propose("pip", "p3", 25)) == ["p3"]


def test_no_proposal_after_the_exit():
    log = with_uv()
    log.report("pip", PXAMove.PUBLIC)

    with pytest.raises(MoveNotAllowedError) as refused:
        log.propose("pip", "p2", 30)

    assert (refused.value.machine, refused.value.state, refused.value.rule) == ("EM", "exited", "EM-1")
