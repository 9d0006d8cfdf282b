"""Who goes again: by refusing, by closing its report, or put out by the owner."""

import pytest

from tenants.cases.errors import MoveNotAllowedError
from tenants.cases.states import RM, PXAMove, RMMove
from tenants.disclosure.consent import PEC, Refusal
from tenants.disclosure.embargo import EM
from tenants.disclosure.errors import (
    NotCurrentError,
    NotInvitedError,
    NotTakingPartError,
)
from tenants.disclosure.state import may_receive
from tests.support.case_log import CaseLog, invited, on, proposed, with_three, with_uv


def test_a_refusal_is_final_until_the_owner_asks_again():
    log = invited()
    log.decline("uv")
    assert (log.state.parties["uv"].consent, log.state.parties["uv"].refusal) == (
        PEC.DECLINED,
        Refusal.REFUSED,
    )
    for act in (log.accept, log.decline):
        with pytest.raises(NotInvitedError):
            act("uv")

    log.invite("uv")

    assert log.accept("uv").parties["uv"].consent is PEC.SIGNATORY


def test_a_refusal_after_the_deadline_is_kept_as_refusal():
    log = invited()
    log.day = 9

    assert log.decline("uv").parties["uv"].refusal is Refusal.REFUSED


def test_a_signature_is_not_taken_back_by_declining():
    log = with_uv()

    with pytest.raises(MoveNotAllowedError) as refused:
        log.decline("uv")

    assert refused.value.rule == "PEC-1"


def test_who_does_not_go_along_with_a_revision_leaves_and_is_no_longer_counted():
    log = with_three()
    log.propose("pip", "p2", 30)
    log.sign("uv", "p2")

    state = log.decline("pypi")

    assert state.parties["pypi"].consent is PEC.DECLINED
    assert (state.em, state.t0, state.agreed) == (EM.ACTIVE, on(30), True)
    assert not may_receive(state, "pypi")


def test_a_withdrawn_invitation_cannot_be_accepted():
    log = invited()
    log.uninvite("uv")
    assert log.state.parties["uv"].consent is PEC.DECLINED

    with pytest.raises(NotInvitedError):
        log.accept("uv")


def test_withdrawing_twice_is_the_same():
    log = invited()
    log.uninvite("uv")

    assert log.uninvite("uv").parties["uv"].refusal is Refusal.WITHDRAWN


def test_an_invitation_that_was_never_made_is_not_withdrawn():
    with pytest.raises(NotInvitedError):
        proposed().uninvite("uv")


def test_a_party_whose_invitation_is_withdrawn_is_out_and_the_embargo_stands():
    log = with_three()

    state = log.uninvite("uv")

    assert (state.em, state.parties["uv"].consent) == (EM.ACTIVE, PEC.DECLINED)
    with pytest.raises(NotTakingPartError):
        log.propose("uv", "p2", 10)


def test_a_lapsed_party_that_is_asked_again_and_stays_silent_no_longer_holds_up_the_others():
    log = with_three()
    log.propose("pip", "p2", 30)
    log.sign("uv", "p2")
    state = log.invite("pypi")
    assert state.parties["pypi"].consent is PEC.INVITED
    assert "pypi" in state.counted

    state = log.at(8)

    assert (state.em, state.t0) == (EM.ACTIVE, on(30))
    assert (state.parties["pypi"].admitted, state.parties["pypi"].refusal) == (False, Refusal.SILENT)


def test_a_lapsed_party_that_is_asked_again_stays_in_with_its_answer():
    log = with_three()
    log.propose("pip", "p2", 30)
    log.invite("pypi")

    party = log.accept("pypi").parties["pypi"]

    assert (party.consent, party.progress.rm) == (PEC.SIGNATORY, RM.RECEIVED)


def test_a_party_does_not_leave_by_accepting_terms_that_fell():
    log = with_three()
    log.propose("pip", "p2", 30)
    for tenant in ("uv", "pypi"):
        log.sign(tenant, "p2")

    with pytest.raises(NotCurrentError) as refused:
        log.accept("uv")

    assert refused.value.rule == "CA-4"
    assert log.state.parties["uv"].admitted


def test_an_open_invitation_falls_with_its_proposal():
    log = invited()

    party = log.withdraw("pip").parties["uv"]

    assert (party.consent, party.refusal) == (PEC.NO_EMBARGO, Refusal.STALE)


def test_an_open_invitation_falls_with_the_embargo():
    log = with_uv()
    log.invite("pypi")
    log.report("pip", PXAMove.PUBLIC)
    assert log.state.parties["pypi"].refusal is Refusal.STALE

    party = log.accept("pypi").parties["pypi"]

    assert (party.admitted, party.consent) == (False, PEC.DECLINED)


def test_who_joined_without_an_embargo_may_refuse_one_and_is_out():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.propose("pip", "p1", 17)

    party = log.decline("uv").parties["uv"]

    assert (party.admitted, party.consent, party.refusal) == (False, PEC.DECLINED, Refusal.REFUSED)


def test_who_closed_the_report_is_out_and_not_counted():
    log = with_three()
    state = log.report("pypi", RMMove.INVALIDATE, RMMove.CLOSE)

    assert state.counted == {"pip", "uv"}
    assert (state.em, state.parties["pypi"].consent) == (EM.ACTIVE, PEC.SIGNATORY)
    assert not may_receive(state, "pypi")
    with pytest.raises(NotTakingPartError):
        log.sign("pypi", "p1")
