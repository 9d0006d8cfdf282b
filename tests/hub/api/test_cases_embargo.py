"""The embargo of a case through the API: moves, invitations, consent, and two who act at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crypto import strict_json
from crypto.statement import parse
from tenants.disclosure.service import DISCLOSE, LOOK_AGAIN, look_again
from tenants.kernel.schedule import Schedule
from tenants.kernel.scope import Scope, acting_as
from tests.support.hub import batch
from tests.support.hub_cases import at_once, posting, shape

pytestmark = pytest.mark.slow

# The embargo


def test_a_move_that_is_not_in_the_table_is_refused_with_its_rule(room, case):
    case.put(case.proposal(room.ada))
    past = case.proposal(room.ada, t0=room.hub.time - timedelta(days=1))
    same = case.proposal(room.ada)
    assert case.refused(past, status=422)["rule"] == "VP-05-001"
    assert case.refused(same, status=409)["rule"] == "DP-3"
    assert case.refused(case.status(room.ada, machine="rm", move="a"), status=409)["rule"] == "RM-1"
    assert case.refused(case.status(room.ada, machine="rm", move="x"), status=422)["rule"] == "CA-12"
    assert case.refused(case.status(room.ada, machine="vfd", move="F"), status=409)["rule"] == "CS-4"


def plans(case):
    """What is planned about the case, by kind."""
    with acting_as(case.world.sessions(), Scope(system="relay")) as session:
        rows = session.execute(select(Schedule.kind, Schedule.due_at).where(Schedule.case_id == case.id))
        return {kind: due for kind, due in rows if kind in (DISCLOSE, LOOK_AGAIN)}


def test_t0_is_planned_while_an_embargo_is_in_force_and_moves_with_it(room, case):
    proposal = case.put(case.proposal(room.ada))
    assert DISCLOSE not in plans(case)
    case.put(case.response(room.ada, proposal.hash))
    assert plans(case)[DISCLOSE] == proposal.body.t0
    earlier = case.put(case.proposal(room.ada, t0=proposal.body.t0 - timedelta(days=1)))
    assert plans(case)[DISCLOSE] == earlier.body.t0
    case.put(case.termination(room.ada, earlier.hash))
    assert DISCLOSE not in plans(case)
    embargo = room.hub.get(case.path, by=room.ada).get_json()["embargo"]
    assert (embargo["state"], embargo["ended"]["reason"]) == ("exited", "public")


def test_at_t0_the_case_is_drawn_as_exited_and_the_plan_of_the_act_is_left_alone(room, case):
    proposal = case.put(case.proposal(room.ada))
    case.put(case.response(room.ada, proposal.hash))
    hub, after = room.hub, proposal.body.t0 + timedelta(minutes=1)
    with acting_as(hub.sessions(), Scope(case_id=case.id)) as session:
        look_again(session, hub=hub.hub, now=after)
        session.commit()
    embargo = hub.get(case.path, by=room.ada).get_json()["embargo"]
    assert (embargo["state"], embargo["ended"]["reason"]) == ("exited", "expired")
    assert plans(case) == {DISCLOSE: proposal.body.t0}


def test_that_something_is_due_by_now_is_no_new_version(room, case):
    proposal = case.put(case.proposal(room.ada))
    case.put(case.response(room.ada, proposal.hash))
    case.put(case.readiness(room.ada, proposal.hash))
    hub, version = room.hub, case.version()
    with acting_as(hub.sessions(), Scope(case_id=case.id)) as session:
        look_again(session, hub=hub.hub, now=proposal.body.t0 - timedelta(hours=23))
        session.commit()
    assert case.version() == version
    assert case.line(room.ada)["due"]["what"] == "say_go"


# Invitation and consent


def test_an_invited_lead_sees_code_name_inviter_and_date_and_nothing_else(room, case):
    hub = room.hub
    letter = case.write(case.ring("joint"), room.ada)
    proposal = case.put(case.proposal(room.ada))
    invitation = case.invite(room.uv)
    for member in (room.udo, room.cyd, room.eve):
        assert case.stub(member) is None
    stub = case.stub(room.uma)
    assert case.line(room.uma) is None
    assert (stub["code_name"], stub["inviter"], stub["state"]) == (case.opening.code_name, "pip", "open")
    assert stub["t0"] == hub.get(case.path, by=room.ada).get_json()["embargo"]["pending"][0]["t0"]
    leaves = hub.get("logs/cases/leaves").get_json()["leaves"]
    told = [parse(strict_json.dump(each["wire"]), hub=hub.hub) for each in stub["entries"]]
    assert [each.hash for each in told] == [proposal.hash, invitation.hash]
    assert [leaves[each["index"]] for each in stub["entries"]] == [each.hash for each in told]
    absent = shape(case.read(room.cyd, letter))
    for path in (case.path, f"{case.path}/entries", f"{case.path}/envelopes"):
        assert shape(hub.get(path, by=room.uma)) == absent
    assert shape(case.read(room.uma, letter)) == absent


@pytest.mark.check
def test_an_invited_lead_answers_and_does_nothing_else(room, case):
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    hub = room.hub
    before = case.stored()
    for body, status in (
        (case.status(room.uma, machine="rm", move="v"), 403),
        (case.grant(room.uma, room.udo), 403),
        (case.proposal(room.uma), 403),
        (case.accept(room.uma, room.udo, terms="0" * 64), 403),
    ):
        answer = hub.post(f"{case.path}/statements", batch([hub.signed(body)]), by=room.uma, version=0)
        assert answer.status_code == status, answer.get_json()
        assert answer.get_json()["rule"] in ("CA-7", "CA-2", "CA-4")
    plain = hub.post(
        f"{case.path}/statements",
        batch([hub.signed(case.accept(room.udo, room.udo))]),
        by=room.udo,
        version=0,
    )
    assert plain.status_code == 404
    assert case.stored() == before


def test_an_accept_brings_in_exactly_the_people_it_names(room, case):
    hub = room.hub
    letter = case.write(case.ring("joint"), room.ada)
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.accept(room.uma, room.udo))
    assert hub.get(case.path, by=room.udo).status_code == 404  # counts from the roll that lists uv (CA-2)
    case.admit(room.uv)
    line = case.line(room.udo)
    assert (line["state"], line["tenant_role"]) == ("active", "participant")
    assert case.read(room.udo, letter).data == case.sent[letter.envelope]
    assert case.read(room.ulf, letter).status_code == 404
    assert case.read(room.uma, letter).status_code == 404
    stub = case.stub(room.uma)
    assert (stub["state"], stub["entries"]) == ("accepted", [])


def test_a_lead_who_does_not_read_proposes_for_its_tenant(room, case):
    first = case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.accept(room.uma, room.udo))
    case.admit(room.uv)
    case.put(case.proposal(room.uma, t0=first.body.t0 - timedelta(days=3)), version=0)
    embargo = room.hub.get(case.path, by=room.udo).get_json()["embargo"]
    assert embargo["state"] == "revise"
    assert embargo["pending"][0]["proposal"] == first.hash


def test_a_lead_who_does_not_read_gets_the_answer_they_got_and_nothing_of_a_case_they_were_not_asked_to(
    room, case
):
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    body, key = case.decline(room.uma), room.hub.fresh("key")
    first, again = (case.post(body, version=0, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data


@pytest.mark.check
def test_who_declines_keeps_code_name_date_and_state(room, case):
    hub = room.hub
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.decline(room.uma), version=0)
    stub = case.stub(room.uma)
    assert (stub["state"], stub["entries"], stub["code_name"]) == ("declined", [], case.opening.code_name)
    assert stub["t0"] is not None
    assert hub.get(case.path, by=room.uma).status_code == 404


def test_silence_lapses_an_invitation_when_its_time_has_come(own_room):
    room, hub = own_room, own_room.hub
    case = room.open(room.ada)
    case.put(case.proposal(room.ada))
    case.invite(room.uv, expires=hub.time + timedelta(days=3))
    hub.work()
    version = case.version()
    hub.later(days=3, minutes=1)
    hub.tokens.clear()
    hub.work()
    stub = case.stub(room.uma)
    assert (stub["state"], stub["entries"]) == ("lapsed", [])
    assert case.version() > version
    assert case.line(room.ada)["turn"] == "pip"


def test_terms_that_no_longer_stand_admit_nobody(room, case):
    """Logged, the accept would give keys for a consent that binds nobody (P4)."""
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.proposal(room.ada, t0=room.hub.time + timedelta(days=5)))  # replaces what uv was invited to
    assert case.refused(case.accept(room.uma, room.udo), version=0, status=409)["rule"] == "CA-4"
    assert case.stub(room.uma)["state"] == "open"


def test_an_invitation_that_is_withdrawn_can_no_longer_be_answered(room, case):
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    answer = case.accept(room.uma, room.udo)
    case.invite(room.uv, state="withdrawn")
    stub = case.stub(room.uma)
    assert (stub["state"], stub["entries"]) == ("withdrawn", [])
    assert case.refused(answer, version=0, status=403)["rule"] == "CA-4"


def test_after_the_exit_nothing_is_left_with_who_did_not_take_part(room, case):
    proposal = case.put(case.proposal(room.ada))
    case.put(case.response(room.ada, proposal.hash))
    case.invite(room.uv)
    case.put(case.decline(room.uma), version=0)
    case.put(case.termination(room.ada, proposal.hash))
    assert case.stub(room.uma) is None


# Two at once


def test_of_two_proposals_decided_on_one_version_one_is_taken(room, case):
    seen = case.version()
    mine = case.proposal(room.ada, t0=room.hub.time + timedelta(days=10))
    yours = case.proposal(room.ben, t0=room.hub.time + timedelta(days=12))
    answers = at_once(
        posting(case, mine, by=room.ada, version=seen), posting(case, yours, by=room.ben, version=seen)
    )
    assert sorted(each.status_code for each in answers) == [201, 412]
    assert len(room.hub.get(case.path, by=room.ada).get_json()["embargo"]["pending"]) == 1


def test_of_two_accepts_at_once_one_counts(room, case):
    hub = room.hub
    zoe = hub.join(room.uv, "zoe", role="coordinator")
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    one, other = case.accept(room.uma, room.udo), case.accept(zoe, room.ulf)
    answers = at_once(posting(case, one, by=room.uma, version=0), posting(case, other, by=zoe, version=0))
    assert sorted(each.status_code for each in answers) == [201, 403]
    refusal = next(each for each in answers if each.status_code == 403)
    assert refusal.get_json()["rule"] == "CA-4"
