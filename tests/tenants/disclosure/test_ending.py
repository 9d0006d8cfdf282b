"""What becomes known, who may end an embargo, and what time does alone."""

from itertools import combinations

import pytest

from tenants.cases.errors import MoveNotAllowedError
from tenants.cases.states import PXA, RM, VFD, PXAMove, RMMove, VFDMove
from tenants.disclosure.consent import PEC
from tenants.disclosure.elapse import elapsed, may_publish
from tenants.disclosure.embargo import EM, Ending, Reason
from tenants.disclosure.errors import (
    NotCurrentError,
    NotTakingPartError,
    OwnerOnlyError,
    ReportNotOpenError,
    TerminationError,
)
from tenants.disclosure.events import Doubt
from tests.support.case_log import CaseLog, on, with_three, with_uv

EARLY = [Reason.PUBLIC, Reason.EXPLOIT_PUBLIC, Reason.ATTACKED]


def test_who_does_not_take_part_reports_and_ends_nothing():
    log = with_uv()
    log.invite("pypi")

    for act in (
        lambda: log.report("pypi", PXAMove.PUBLIC),
        lambda: log.terminate("pypi", Reason.AGREED, "p1"),
    ):
        with pytest.raises(NotTakingPartError):
            act()


@pytest.mark.parametrize("reason", EARLY)
def test_only_the_owner_ends_the_embargo_with_a_reason_from_the_world(reason):
    log = with_uv()

    with pytest.raises(OwnerOnlyError) as refused:
        log.terminate("uv", reason, "p1")

    assert refused.value.rule == "CM-02-005"


@pytest.mark.parametrize(("reason", "pxa"), list(zip(EARLY, ["Pxa", "PXa", "pxA"], strict=True)))
def test_the_owner_ends_the_embargo_and_the_case_state_says_why(reason, pxa):
    log = with_uv()

    state = log.terminate("pip", reason, "p1")

    assert (state.pxa, state.em) == (pxa, EM.EXITED)
    assert state.ending == Ending(reason=reason, at=on(1))
    assert {party.consent for party in state.parties.values()} == {PEC.NO_EMBARGO}


def test_nobody_signs_that_time_has_passed():
    with pytest.raises(TerminationError):
        with_uv().terminate("pip", Reason.EXPIRED, "p1")


def test_other_terms_than_those_in_force_are_not_ended():
    with pytest.raises(NotCurrentError) as refused:
        with_uv().terminate("pip", Reason.PUBLIC, "p9")

    assert refused.value.rule == "EMB-14"


def test_what_is_not_in_force_is_not_ended():
    log = CaseLog()
    log.propose("pip", "p1", 17)

    with pytest.raises(MoveNotAllowedError) as refused:
        log.terminate("pip", Reason.PUBLIC, "p1")

    assert (refused.value.machine, refused.value.move) == ("EM", "t")


def test_an_agreed_end_needs_the_signature_of_everybody():
    log = with_three()
    log.terminate("pip", Reason.AGREED, "p1")
    assert log.terminate("uv", Reason.AGREED, "p1").em is EM.ACTIVE

    state = log.terminate("pypi", Reason.AGREED, "p1")

    assert (state.em, state.ending) == (EM.EXITED, Ending(reason=Reason.AGREED, at=on(1)))


def test_an_agreed_end_comes_by_a_signature_and_not_by_the_leaving_of_who_disagreed():
    log = with_three()
    log.terminate("pip", Reason.AGREED, "p1")
    log.terminate("uv", Reason.AGREED, "p1")
    assert log.report("pypi", RMMove.INVALIDATE, RMMove.CLOSE).em is EM.ACTIVE

    assert log.terminate("uv", Reason.AGREED, "p1").ending.reason is Reason.AGREED


def test_wishes_to_end_the_former_terms_are_spent_by_new_ones():
    log = with_three()
    log.terminate("pip", Reason.AGREED, "p1")
    log.terminate("uv", Reason.AGREED, "p1")
    log.propose("pypi", "y1", 10)

    state = log.terminate("pypi", Reason.AGREED, "y1")

    assert (state.em, state.end_wishes) == (EM.REVISE, {"pypi"})


def test_who_never_entered_the_embargo_does_not_agree_to_its_end():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.propose("pip", "p1", 17)
    log.sign("pip", "p1")

    with pytest.raises(TerminationError) as refused:
        log.terminate("uv", Reason.AGREED, "p1")

    assert refused.value.rule == "DP-10"


def test_a_participants_report_is_a_claim_until_the_owner_adopts_it():
    log = with_uv()
    state = log.report("uv", PXAMove.ATTACKED)
    assert (state.pxa, state.em, state.claims[0].by) == (PXA.NOTHING, EM.ACTIVE, "uv")

    state = log.report("pip", PXAMove.ATTACKED)

    assert (state.pxa, state.claims, state.ending.reason) == (PXA.ATTACKED, (), Reason.ATTACKED)


def test_the_same_claim_by_two_is_one():
    log = with_three()
    log.report("uv", PXAMove.PUBLIC)

    assert [claim.by for claim in log.report("pypi", PXAMove.PUBLIC).claims] == ["uv"]


def test_what_is_known_already_is_no_news():
    log = with_uv()
    log.report("pip", PXAMove.PUBLIC)

    for tenant in ("pip", "uv"):
        state = log.report(tenant, PXAMove.PUBLIC)

    assert (state.pxa, state.claims) == (PXA.PUBLIC, ())


def test_each_dimension_is_judged_alone():
    log = with_uv()
    log.report("uv", PXAMove.ATTACKED, PXAMove.PUBLIC)

    state = log.report("pip", Doubt.ATTACKED)

    assert [claim.move for claim in state.claims] == [PXAMove.PUBLIC]


def test_a_public_exploit_settles_the_claim_that_the_flaw_is_public():
    log = with_uv()
    log.report("uv", PXAMove.PUBLIC)

    state = log.report("pip", PXAMove.EXPLOIT)

    assert (state.pxa, state.claims, state.ending.reason) == (
        PXA.PUBLIC_EXPLOIT,
        (),
        Reason.EXPLOIT_PUBLIC,
    )


def test_a_third_party_does_not_take_anothers_report_back():
    log = with_three()
    log.report("uv", PXAMove.PUBLIC)

    with pytest.raises(NotCurrentError) as refused:
        log.report("pypi", Doubt.PUBLIC)

    assert refused.value.rule == "DP-9"


def test_there_is_nothing_to_take_back_without_a_claim():
    with pytest.raises(NotCurrentError):
        with_uv().report("uv", Doubt.EXPLOIT)


@pytest.mark.parametrize("move", [PXAMove.PUBLIC, PXAMove.EXPLOIT])
def test_the_owners_silence_adopts_what_is_public(move):
    log = with_uv()
    log.report("uv", move)

    before, after = log.at(1.16), log.at(1.17)

    assert (before.em, after.em) == (EM.ACTIVE, EM.EXITED)
    assert after.ending.at == on(1 + 4 / 24)


def test_the_owners_silence_never_adopts_attacks():
    log = with_uv()
    log.report("uv", PXAMove.ATTACKED)

    assert log.at(16.9).em is EM.ACTIVE


def test_an_open_claim_of_attacks_outlives_the_embargo():
    log = with_uv()
    log.report("uv", PXAMove.ATTACKED)
    log.day = 20

    assert log.report("pip", PXAMove.ATTACKED).ending.reason is Reason.EXPIRED


def test_something_known_while_an_embargo_is_proposed_leaves_none():
    log = CaseLog()
    log.propose("pip", "p1", 17)

    state = log.report("pip", PXAMove.ATTACKED)

    assert (state.em, state.pending, state.ending) == (EM.NONE, (), None)
    assert may_publish(state, on(0))


def test_what_is_public_makes_invited_vendors_aware():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.invite("uv")

    state = log.report("pip", PXAMove.PUBLIC)

    assert state.parties["uv"].progress.vfd is VFD.AWARE
    assert state.parties["uv"].progress.rm is RM.START


def test_fixes_move_per_party():
    log = with_uv()

    state = log.report("uv", RMMove.VALIDATE, RMMove.ACCEPT, VFDMove.READY)

    assert (state.parties["uv"].progress.vfd, state.parties["pip"].progress.vfd) == (VFD.READY, VFD.AWARE)


def test_the_owner_does_not_close_the_report_under_an_embargo():
    log = with_uv()
    log.report("pip", RMMove.INVALIDATE)
    with pytest.raises(ReportNotOpenError) as refused:
        log.report("pip", RMMove.CLOSE)
    assert refused.value.rule == "VP-13-005"

    log.day = 17

    assert log.report("pip", RMMove.CLOSE).parties["pip"].progress.rm is RM.CLOSED


def test_one_partys_leaving_ends_nobodys_embargo():
    log = with_uv()

    state = log.report("uv", RMMove.INVALIDATE, RMMove.CLOSE)

    assert (state.em, state.t0) == (EM.ACTIVE, on(17))


def test_t0_ends_the_embargo_without_anybody_awake():
    log = with_uv()

    before, after = log.at(16.999), log.at(17)

    assert (before.em, after.em) == (EM.ACTIVE, EM.EXITED)
    assert after.ending == Ending(reason=Reason.EXPIRED, at=on(17))


def test_nothing_is_published_while_an_embargo_is_only_proposed():
    log = CaseLog()
    assert may_publish(log.state, on(0))
    log.propose("pip", "p1", 17)

    assert not may_publish(log.state, on(16))
    assert may_publish(log.state, on(17))


def test_a_proposal_whose_end_has_passed_makes_room_for_the_next():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.invite("pypi")
    log.accept("pypi")
    log.propose("uv", "u1", 5)
    log.propose("pypi", "y1", 9)

    state = log.at(6)

    assert (state.em, [proposal.id for proposal in state.pending]) == (EM.PROPOSED, ["y1"])


def test_evaluating_in_between_changes_nothing():
    log = with_three()
    log.invite("warehouse")
    log.report("uv", PXAMove.PUBLIC)
    moments = [1.1, 1.2, 5, 8, 9, 16, 17, 30]

    for first, second in combinations(moments, 2):
        stepwise = elapsed(elapsed(log.state, on(first)), on(second))
        assert stepwise == elapsed(log.state, on(second))
