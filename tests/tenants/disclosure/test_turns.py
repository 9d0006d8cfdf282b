"""Whose turn it is."""

from tenants.cases.states import PXAMove
from tenants.disclosure.embargo import Reason
from tenants.disclosure.events import Ready
from tenants.disclosure.turns import Due, What, whose_turn
from tests.support.case_log import CaseLog, on, with_three, with_uv


def turns(log, day=None):
    day = log.day if day is None else day
    return [(due.tenant, due.what.value, due.by) for due in whose_turn(log.state, on(day))]


def ready(log, *tenants, proposal="p1"):
    for tenant in tenants:
        log.say(tenant, Ready.GO, proposal)
    return log


def test_nobody_owes_anything_after_the_exit():
    assert turns(with_uv(), 17) == []


def test_an_owner_without_embargo_proposes_one():
    assert turns(CaseLog()) == [("pip", "propose", on(90))]


def test_nobody_proposes_what_is_no_longer_possible():
    log = CaseLog()
    log.report("pip", PXAMove.PUBLIC)

    assert turns(log) == []


def test_an_owner_alone_invites_or_activates():
    log = CaseLog()
    log.propose("pip", "p1", 17)

    assert turns(log) == [("pip", "activate", on(14))]


def test_an_invited_tenant_answers_by_its_deadline():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.invite("uv")

    assert turns(log) == [("uv", "answer_invitation", on(7))]


def test_after_silence_the_owner_invites_again_or_not():
    log = CaseLog()
    log.propose("pip", "p1", 17)
    log.invite("uv")

    assert turns(log, 7) == [("pip", "activate", on(14)), ("pip", "invite_again", on(90))]


def test_when_the_terms_fell_it_is_the_owners_turn_and_not_the_invited_tenants():
    log = ready(with_uv(), "pip", "uv")
    log.invite("pypi")
    log.propose("pip", "p2", 20)
    log.sign("uv", "p2")
    ready(log, "pip", "uv", proposal="p2")

    assert turns(log) == [("pip", "invite_again", on(20))]


def test_while_proposals_compete_everybody_answers_the_earliest():
    log = CaseLog()
    log.invite("uv")
    log.accept("uv")
    log.propose("uv", "u1", 5)

    assert turns(log) == [("pip", "answer_proposal", on(5))]


def test_a_revision_is_answered_by_who_is_in_the_embargo_within_a_fortnight():
    log = ready(with_three(), "pip", "uv", "pypi")
    log.propose("pip", "p2", 30)

    assert turns(log) == [("pypi", "answer_proposal", on(15)), ("uv", "answer_proposal", on(15))]


def test_a_lapsed_party_consents_again_when_nothing_is_left_to_answer():
    log = with_uv()
    log.propose("pip", "p2", 10)
    ready(log, "pip", "uv", proposal="p2")

    assert turns(log) == [("uv", "consent", on(10))]


def test_a_claim_waits_for_the_owner():
    log = ready(with_uv(), "pip", "uv")
    log.report("uv", PXAMove.ATTACKED)

    assert turns(log) == [("pip", "confirm_report", on(2))]


def test_an_early_end_is_asked_of_whoever_has_not_signed_it():
    log = ready(with_three(), "pip", "uv", "pypi")
    log.terminate("uv", Reason.AGREED, "p1")
    assert turns(log) == [("pip", "answer_end", on(17)), ("pypi", "answer_end", on(17))]

    log.terminate("pip", Reason.AGREED, "p1")
    assert turns(log) == [("pypi", "answer_end", on(17))]

    log.propose("pypi", "p2", 10)
    assert "answer_end" not in [what for _, what, _ in turns(log)]


def test_everybody_says_ready_a_day_before_and_go_in_the_last_day():
    log = with_uv()
    log.say("uv", Ready.READY, "p1")
    assert turns(log) == [("pip", "say_ready", on(16))]

    log.say("pip", Ready.HOLD, "p1")
    assert turns(log, 15.9) == []

    assert turns(log, 16) == [("uv", "say_go", on(17))]


def test_the_most_urgent_comes_first():
    log = with_uv()
    log.invite("pypi")

    assert whose_turn(log.state, on(1))[0] == Due(tenant="pypi", what=What.ANSWER_INVITATION, by=on(8))
