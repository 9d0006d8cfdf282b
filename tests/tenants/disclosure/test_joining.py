"""Invitation, acceptance, refusal, silence: who takes part, and since whose own event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tenants.cases.states import RM, VFD, PXAMove, RMMove
from tenants.disclosure.consent import NO_TERMS, PEC, Refusal
from tenants.disclosure.embargo import EM, Reason
from tenants.disclosure.errors import (
    AlreadyTakingPartError,
    NotCurrentError,
    NotInvitedError,
    OwnerOnlyError,
    ReportNotOpenError,
)
from tenants.disclosure.replay import replay
from tenants.disclosure.state import may_receive
from tests.support.case_log import CaseLog, invited, on, proposed, with_uv


def test_nobody_receives_who_is_unknown_or_invited_only():
    log = invited()

    assert not may_receive(log.state, "cpython")
    assert not may_receive(log.state, "uv")


def test_only_the_owner_invites_and_withdraws_invitations():
    log = with_uv()

    for act in (lambda: log.invite("pypi", by="uv"), lambda: log.uninvite("uv", by="uv")):
        with pytest.raises(OwnerOnlyError) as refused:
            act()
        assert refused.value.rule == "CM-02-005"


def test_an_invitation_names_the_terms_that_stand():
    log = proposed()

    with pytest.raises(NotCurrentError) as refused:
        log.invite("uv", terms="p9")

    assert refused.value.rule == "CA-3"


@pytest.mark.parametrize("tenant", ["pip", "uv"])
def test_who_takes_part_is_not_invited_again(tenant):
    log = with_uv()

    with pytest.raises(AlreadyTakingPartError) as refused:
        log.invite(tenant)

    assert refused.value.rule == "CM-18-004"


def test_who_left_for_good_is_not_invited_again():
    log = with_uv()
    log.report("uv", RMMove.INVALIDATE, RMMove.CLOSE)

    with pytest.raises(ReportNotOpenError) as refused:
        log.invite("uv")

    assert refused.value.rule == "RM-1"


def test_an_answer_has_a_week_by_default():
    invitation = invited().state.parties["uv"].invitation

    assert (invitation.deadline, invitation.clamped) == (on(8), False)


def test_a_window_that_is_too_short_is_lengthened_and_says_so():
    log = proposed()
    log.invite("uv", deadline=on(1))

    invitation = log.state.parties["uv"].invitation

    assert (invitation.deadline, invitation.clamped) == (on(3), True)


def test_a_window_of_the_owners_choice_stands():
    log = proposed()
    log.invite("uv", deadline=on(5))

    invitation = log.state.parties["uv"].invitation

    assert (invitation.deadline, invitation.clamped) == (on(5), False)


def test_accepting_makes_a_party_that_has_the_report_and_is_bound():
    party = with_uv().state.parties["uv"]

    assert (party.admitted, party.consent) == (True, PEC.SIGNATORY)
    assert (party.progress.rm, party.progress.vfd) == (RM.RECEIVED, VFD.AWARE)


def test_accepting_twice_changes_nothing():
    log = with_uv()
    before = log.state

    log.accept("uv")

    assert replace(log.state, index=before.index) == before


def test_an_acceptance_of_other_terms_than_offered_is_refused():
    log = invited()

    with pytest.raises(NotCurrentError) as refused:
        log.accept("uv", terms="p9")

    assert refused.value.rule == "CA-4"
    assert not log.state.parties["uv"].admitted


def test_whoever_was_never_invited_neither_accepts_nor_declines():
    log = proposed()

    for act in (log.accept, log.decline):
        for tenant in ("cpython", "pip"):
            with pytest.raises(NotInvitedError):
                act(tenant)


def test_silence_lapses_at_the_deadline_and_is_no_refusal():
    log = invited()

    before, after = log.at(7.999).parties["uv"], log.at(8).parties["uv"]

    assert (before.consent, before.refusal) == (PEC.INVITED, None)
    assert (after.consent, after.refusal) == (PEC.DECLINED, Refusal.SILENT)


def test_a_late_acceptance_of_terms_that_still_stand_is_honoured():
    log = invited()
    log.day = 10

    state = log.accept("uv")

    assert (state.em, state.parties["uv"].consent) == (EM.ACTIVE, PEC.SIGNATORY)
    assert state.parties["uv"].refusal is None


def test_an_acceptance_of_terms_that_fell_admits_nobody_and_is_not_refused():
    log = invited()
    log.propose("pip", "p2", 20)

    state = log.accept("uv")

    assert not state.parties["uv"].admitted
    assert state.parties["uv"].refusal is Refusal.STALE
    assert not may_receive(state, "uv")


def test_a_late_acceptance_of_terms_that_fell_is_stale_too():
    log = invited()
    log.propose("pip", "p2", 20)
    log.day = 9

    party = log.accept("uv").parties["uv"]

    assert (party.consent, party.refusal) == (PEC.DECLINED, Refusal.STALE)


def test_the_owner_invites_anew_when_terms_fell_while_the_answer_was_awaited():
    log = invited()
    log.propose("pip", "p2", 20)
    log.invite("uv")

    state = log.accept("uv")

    assert (state.em, state.t0) == (EM.ACTIVE, on(20))


def test_a_longer_offer_that_became_a_revision_is_still_honoured():
    log = with_uv()
    log.invite("pypi")
    log.propose("uv", "p2", 10)

    state = log.accept("pypi")

    assert (state.t0, state.parties["pypi"].consent) == (on(10), PEC.SIGNATORY)
    assert state.pending[0].signed_by == {"pypi"}


def test_without_an_embargo_an_invitation_has_no_terms_and_asks_for_no_consent():
    log = CaseLog()
    log.invite("uv")
    assert log.state.terms == NO_TERMS

    state = log.accept("uv")

    assert (state.parties["uv"].admitted, state.parties["uv"].consent) == (True, PEC.NO_EMBARGO)
    assert may_receive(state, "uv")
    with pytest.raises(AlreadyTakingPartError):
        log.invite("uv")


def test_an_invitation_without_terms_falls_when_an_embargo_is_proposed():
    log = CaseLog()
    log.invite("uv")
    log.propose("pip", "p1", 17)

    assert log.accept("uv").parties["uv"].refusal is Refusal.STALE


def test_a_late_acceptance_without_an_embargo_is_no_consent():
    log = CaseLog()
    log.invite("uv")
    log.day = 9

    party = log.accept("uv").parties["uv"]

    assert (party.admitted, party.consent) == (True, PEC.NO_EMBARGO)


def test_after_the_exit_a_tenant_joins_without_terms():
    log = with_uv()
    log.report("pip", PXAMove.PUBLIC)
    log.invite("pypi")

    state = log.accept("pypi")

    assert (state.em, state.ending.reason) == (EM.EXITED, Reason.PUBLIC)
    assert may_receive(state, "pypi")


def test_who_joined_without_an_embargo_consents_by_its_own_answer_only():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.propose("pip", "p1", 17)
    state = log.sign("pip", "p1")
    assert (state.em, state.counted) == (EM.ACTIVE, {"pip"})
    assert not may_receive(state, "uv")

    state = log.sign("uv", "p1")

    assert state.counted == {"pip", "uv"}
    assert may_receive(state, "uv")


def test_who_joined_without_an_embargo_can_be_invited_under_one():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.propose("pip", "p1", 17)
    log.invite("uv")

    state = log.accept("uv")

    assert (state.em, state.agreed) == (EM.ACTIVE, True)


def test_the_invitation_is_the_owners_signature_under_another_tenants_proposal():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.propose("uv", "u1", 12)
    assert log.state.em is EM.PROPOSED

    state = log.invite("pypi")

    assert (state.em, state.t0, state.agreed) == (EM.ACTIVE, on(12), True)
    assert state.embargo.proposal.signed_by == {"pip", "uv"}
    assert replay(log.events).state == state


def test_deadlines_are_log_time_and_not_the_claimants():
    log = invited()

    assert log.state.parties["uv"].invitation.at == on(1)
    assert log.at(8).parties["uv"].invitation.deadline - on(1) == timedelta(days=7)
