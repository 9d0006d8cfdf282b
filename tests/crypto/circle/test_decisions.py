"""Dates, numbers, reviews, armings: who may say so (DI-1 to DI-3, CA-12, CN-1 to CN-5, EN-1)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crypto.kinds import Proposal
from crypto.kinds.sharing import Author
from tests.support.cases import NOBODY, CaseWorld, recipient
from tests.support.people import digits


@pytest.fixture
def dated(scene):
    """The case with uv in it (uma and vic read) and a date that ada proposed."""
    scene.case.join(scene.ada, scene.uv, scene.uma, scene.vic)
    scene.date = scene.case.put(scene.case.proposal(scene.ada))
    return scene


def test_a_tenant_that_takes_no_part_proposes_answers_and_asks_nothing(scene):
    date = scene.case.put(scene.case.proposal(scene.ada))
    for body in (
        scene.case.proposal(scene.uma),
        scene.case.response(scene.uma, date.hash),
        scene.case.termination(scene.uma, date.hash),
        scene.case.readiness(scene.uma, date.hash),
        scene.case.status(scene.uma),
        scene.case.request(scene.uma),
        scene.case.third_party(scene.uma, digits("request")),
    ):
        assert scene.case.void(body) == "CA-2"


def test_leads_and_granted_people_propose_and_answer(dated):
    dated.case.put(dated.case.proposal(dated.uma))
    dated.case.put(dated.case.response(dated.vic, dated.date.hash))
    dated.case.put(dated.case.response(dated.bob, dated.date.hash))


def test_other_members_neither_propose_nor_answer(dated):
    assert dated.case.void(dated.case.proposal(dated.wes)) == "CA-7"
    assert dated.case.void(dated.case.response(dated.cyd, dated.date.hash)) == "CA-7"


def test_a_lead_without_a_grant_ends_and_reports_nothing(dated):
    for body in (
        dated.case.termination(dated.uma, dated.date.hash),
        dated.case.readiness(dated.bob, dated.date.hash),
        dated.case.status(dated.uma),
        dated.case.request(dated.uma),
    ):
        assert dated.case.void(body) == "CA-7"
    dated.case.put(dated.case.termination(dated.vic, dated.date.hash))
    dated.case.put(dated.case.readiness(dated.vic, dated.date.hash))


def test_a_recused_lead_proposes_nothing(dated):
    dated.case.put(dated.case.recusal(dated.bob, dated.bob))
    assert dated.case.void(dated.case.proposal(dated.bob)) == "CA-9"


def test_answers_name_an_open_proposal_of_this_case(dated):
    other = dated.world.open(dated.ada, dated.pip)
    foreign = other.put(other.proposal(dated.ada))
    withdrawal = dated.case.put(dated.case.proposal(dated.ada, state="withdrawn"))
    for name in (NOBODY, foreign.hash, withdrawal.hash):
        for make in (dated.case.response, dated.case.termination, dated.case.readiness):
            assert dated.case.void(make(dated.ada, name)) == "DI-3"


def test_proposals_of_one_tenant_follow_each_other(dated):
    one, other = dated.case.proposal(dated.ada), dated.case.proposal(dated.bob)
    dated.case.put(one)
    assert dated.case.void(other) == "ST-12"


# Numbers


def test_a_request_has_an_id_of_its_own(dated):
    request = dated.case.put(dated.case.request(dated.ada))
    assert dated.case.void(dated.case.request(dated.vic, request=request.body.request)) == "CN-1"


def test_only_an_operator_of_the_pinned_cna_decides(dated):
    request = dated.case.put(dated.case.request(dated.vic)).body.request
    mock = dated.world.found("mock", "max")
    mia = dated.world.join(mock, "mia", role="cna")
    eve = dated.world.join(dated.pip, "eve", role="cna")
    assert dated.case.void(dated.case.decision(mia, request)) == "EN-1"
    assert dated.case.void(dated.case.decision(eve, request)) == "EN-1"
    assert dated.case.void(dated.case.decision(mia, request, tenant=dated.psf.genesis)) == "ST-13"
    assert dated.case.void(dated.case.decision(dated.pia, request)) == "CN-5"
    dated.case.put(dated.case.decision(dated.quin, request))
    dated.case.put(dated.case.decision(dated.rex, request, outcome="refused", cve=None))


def test_a_recused_operator_decides_nothing(dated):
    request = dated.case.put(dated.case.request(dated.vic)).body.request
    dated.case.put(dated.case.recusal(dated.quin, dated.quin))
    assert dated.case.void(dated.case.decision(dated.quin, request)) == "CA-9"


def test_without_a_pinned_cna_nobody_decides():
    world = CaseWorld()
    psf = world.found("psf", "pia")
    quin = world.join(psf, "quin", role="cna")
    case = world.open(psf["pia"], psf)
    request = case.put(case.request(psf["pia"])).body.request
    assert case.void(case.decision(quin, request)) == "EN-1"
    assert case.circle.armed() is None


def test_a_decision_is_on_a_request_of_this_case(dated):
    other = dated.world.open(dated.ada, dated.pip)
    foreign = other.put(other.request(dated.ada)).body.request
    assert dated.case.void(dated.case.decision(dated.quin, foreign)) == "CN-1"


def test_another_cna_s_number_is_named_by_the_tenant_that_asked(dated):
    request = dated.case.put(dated.case.request(dated.vic)).body.request
    assert dated.case.void(dated.case.third_party(dated.ada, request)) == "CN-1"
    assert dated.case.void(dated.case.third_party(dated.vic, digits("unheard"))) == "CN-1"
    dated.case.put(dated.case.third_party(dated.vic, request))


# Reviews


def test_a_record_is_reviewed_by_an_operator_who_did_not_write_it(dated):
    dated.case.join(dated.ada, dated.psf, dated.pia, dated.quin)
    record = dated.case.ring("record")
    dated.case.rotate(record, dated.ada)
    draft = dated.case.put(dated.case.letter(record, dated.quin, kind="record", purpose="draft"))
    assert draft.body.author == Author(tenant=dated.psf.genesis, person=dated.quin.person)
    assert dated.case.void(dated.case.review(dated.rex, digits("unheard", 64))) == "CN-2"
    assert dated.case.void(dated.case.review(dated.quin, draft.hash)) == "CN-2"
    assert dated.case.void(dated.case.review(dated.pia, draft.hash)) == "CN-5"
    dated.case.put(dated.case.review(dated.rex, draft.hash))


# Armings


def test_one_arming_arms_nothing(dated):
    dated.case.put(dated.case.arming(dated.ada, dated.date))
    assert dated.case.circle.armed() is None


def test_two_equal_armings_by_owner_and_cna_count_together(dated):
    second = dated.case.put(dated.case.arming(dated.quin, dated.date)).body
    first = dated.case.put(dated.case.arming(dated.ada, dated.date)).body
    assert dated.case.circle.armed() == (first, second)


@pytest.mark.parametrize("field", ["recipient", "records", "proposal"])
def test_armings_that_differ_do_not_count_together(dated, field):
    first = dated.case.put(dated.case.arming(dated.ada, dated.date)).body
    again = dated.case.put(dated.case.proposal(dated.bob, t0=dated.date.body.t0))
    changed = {
        "recipient": recipient("another"),
        "records": tuple(replace(each, name="other.json") for each in first.records),
        "proposal": again.hash,
    }
    dated.case.put(replace(dated.case.arming(dated.quin, dated.date), **{field: changed[field]}))
    assert dated.case.circle.armed() is None
    dated.case.put(dated.case.arming(dated.quin, dated.date))
    assert dated.case.circle.armed() is not None


def test_nobody_but_owner_and_cna_arms_or_disarms(dated):
    arming = dated.case.put(dated.case.arming(dated.ada, dated.date))
    for actor, rule in ((dated.vic, "EN-1"), (dated.bob, "CA-7"), (dated.pia, "CN-5")):
        assert dated.case.void(dated.case.arming(actor, dated.date)) in {rule, "ST-12"}
        assert dated.case.void(dated.case.disarming(actor, arming.hash)) == rule


def test_an_arming_is_for_a_proposal_of_this_case_at_its_instant(dated):
    other = dated.world.open(dated.ada, dated.pip)
    foreign = other.put(other.proposal(dated.ada))
    assert dated.case.void(dated.case.arming(dated.ada, foreign)) == "DI-3"
    late = dated.date.body.t0 + timedelta(minutes=1)
    assert dated.case.void(dated.case.arming(dated.ada, dated.date, t0=late)) == "CN-3"


def test_either_side_disarms_both(dated):
    dated.case.put(dated.case.arming(dated.ada, dated.date))
    theirs = dated.case.put(dated.case.arming(dated.quin, dated.date))
    assert dated.case.void(dated.case.disarming(dated.ada, digits("unheard", 64))) == "CN-3"
    dated.case.put(dated.case.disarming(dated.ada, theirs.hash))
    assert dated.case.circle.armed() is None
    dated.case.put(dated.case.arming(dated.rex, dated.date))
    assert dated.case.circle.armed() is not None


def test_where_the_owner_is_the_cna_two_of_its_people_arm_the_second_as_operator(scene):
    case = scene.world.open(scene.pia, scene.psf)
    case.put(case.grant(scene.pia, scene.quin))
    date = case.put(case.proposal(scene.pia))
    assert isinstance(date.body, Proposal)
    case.put(case.arming(scene.quin, date))
    assert case.circle.armed() is None
    case.put(case.arming(scene.quin, date))
    assert case.circle.armed() is None
    case.put(case.arming(scene.pia, date))
    assert case.circle.armed() is None
    second = case.put(case.arming(scene.quin, date)).body
    assert case.circle.armed()[1] == second
