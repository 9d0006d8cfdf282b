"""Cases through the API: foreign ones are not there, and what may not happen leaves nothing behind."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from crypto import dsse, strict_json
from crypto.statement import encode, parse
from crypto.unseal.signing import SigningKey
from tenants.disclosure.service import DISCLOSE, LOOK_AGAIN, look_again
from tenants.kernel.schedule import Schedule
from tenants.kernel.scope import Scope, acting_as
from tests.support.hub import batch, wire
from tests.support.hub_cases import HubCase, counted, multiply, reporter

ABSENT = "f" * 32


def shape(answer):
    """What a caller can tell an answer by."""
    own = {"X-Request-Id", "Date"}
    headers = sorted((name, value) for name, value in answer.headers if name not in own)
    return answer.status_code, headers, answer.data


def every_route(hub, case_id, letter, statement, by):
    """The answers of every route to somebody about a case."""
    envelope = f"cases/{case_id}/envelopes/{letter.envelope}"
    return [
        shape(answer)
        for answer in (
            hub.get(f"cases/{case_id}", by=by),
            hub.get(f"cases/{case_id}/entries", by=by),
            hub.get(f"cases/{case_id}/envelopes", by=by),
            hub.get(envelope, by=by),
            hub.post(f"{envelope}/opened", {}, by=by),
            hub.post(f"cases/{case_id}/statements", batch([statement]), by=by),
            hub.post(f"cases/{case_id}/statements", batch([statement]), by=by, version=1),
            hub.put_file(envelope, b"x" * 100, by=by),
        )
    ]


# Whose case it is not


def test_a_foreign_case_answers_like_one_that_never_was_on_every_route(room, case):
    hub = room.hub
    letter = case.write(case.ring("joint"), room.ada)
    case.put(case.recusal(room.ada, room.ben))
    outsiders = (room.cyd, room.eve, room.uma, room.ben)
    for outsider in outsiders:
        statement = hub.signed(case.proposal(outsider))
        foreign = every_route(hub, case.id, letter, statement, outsider)
        assert {status for status, _, _ in foreign} == {404}
        assert foreign == every_route(hub, ABSENT, letter, statement, outsider)
        assert case.line(outsider) is None
        assert case.stub(outsider) is None
        assert case.shares(outsider) == []


def test_a_stranger_is_asked_to_sign_in(room, case):
    assert room.hub.get(case.path).status_code == 401


def test_who_left_the_roster_is_out_at_once(own_room):
    room, hub = own_room, own_room.hub
    case = room.open(room.ada, room.ben)
    assert hub.get(case.path, by=room.ben).status_code == 200
    hub.leave(room.pip, room.ben)
    assert hub.get(case.path, by=room.ben).status_code == 401


def test_a_namesake_in_another_tenant_sees_nothing(room, case):
    """An id is chosen by the tenant: cpython's admin gives a member the id of pip's Ada."""
    hub = room.hub
    twin = hub.actor("twin")
    twin.person = room.ada.person
    secret = hub.fresh("secret")
    invitation = hub.put(hub.invitation(room.cpython, twin, secret))
    device = hub.device(room.cpython, twin, twin.device, invitation=invitation.hash)
    hub.put(device, hub.code_key(room.cpython, secret))
    case.write(case.ring("joint"), room.ben)
    assert hub.now.person(room.cpython.genesis, room.ada.person) is not None
    assert case.line(twin) is None
    assert case.shares(twin) == []
    assert hub.get(case.path, by=twin).status_code == 404


def test_an_ended_grant_ends_reading(room, case):
    case.put(case.grant(room.ada, room.ben, state="ended"))
    assert room.hub.get(case.path, by=room.ben).status_code == 404
    assert case.shares(room.ben) == []


# Opening


def test_a_case_is_not_opened_without_its_statement(room):
    answer = room.hub.post("cases", batch([room.hub.signed(room.hub.duty(room.pip, room.ada))]), by=room.ada)
    assert (answer.status_code, answer.get_json()["rule"]) == (422, "CA-1")


def test_a_plain_member_opens_no_case(room):
    hub = room.hub
    before = hub.get("logs/cases/leaves").get_json()
    answer = hub.post("cases", batch([hub.signed(hub.opening(room.eve, room.pip))]), by=room.eve)
    assert (answer.status_code, answer.get_json()["rule"]) == (403, "CA-1")
    assert hub.get("logs/cases/leaves").get_json() == before


def test_an_id_opens_one_case(room, case):
    body = room.hub.opening(room.cyd, room.cpython, case=case.id)
    answer = room.hub.post("cases", batch([room.hub.signed(body)]), by=room.cyd)
    assert (answer.status_code, answer.get_json()["rule"]) == (403, "CA-1")
    assert room.hub.get(case.path, by=room.cyd).status_code == 404


def test_a_report_that_is_yet_to_come_opens_no_case(room):
    body = room.hub.opening(room.ada, room.pip, received=room.hub.time + timedelta(days=1))
    answer = room.hub.post("cases", batch([room.hub.signed(body)]), by=room.ada)
    assert (answer.status_code, answer.get_json()["rule"]) == (409, "DP-1")


def test_the_opener_and_who_is_granted_find_the_case_in_their_queues(room, case):
    line = case.line(room.ben)
    assert line["code_name"] == case.opening.code_name
    assert (line["state"], line["t0"], line["tenant_role"]) == ("none", None, "owner")
    assert (line["due"]["what"], line["turn"]) == ("propose", "pip")
    answer = room.hub.get(case.path, by=room.ben)
    assert answer.headers["ETag"] == f'"{line["version"]}"'
    assert answer.get_json()["owner"] == {"tenant": room.pip.genesis, "slug": "pip"}


# What is refused leaves nothing


def test_an_act_names_the_version_it_was_decided_on(room, case):
    hub = room.hub
    statement = hub.signed(case.proposal(room.ada))
    before = case.stored()
    missing = hub.post(f"{case.path}/statements", batch([statement]), by=room.ada)
    stale = hub.post(f"{case.path}/statements", batch([statement]), by=room.ada, version=1)
    assert (missing.status_code, stale.status_code) == (428, 412)
    assert case.stored() == before


def test_a_replayed_statement_changes_nothing(room, case):
    body = case.proposal(room.ada)
    case.put(body)
    assert case.refused(body, status=403)["rule"] == "ST-9"


def test_a_repeated_request_gets_the_answer_it_got(room, case):
    body, seen, key = case.proposal(room.ada), case.version(), "k" * 32
    first = case.post(body, version=seen, key=key)
    again = case.post(body, version=seen, key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert first.headers["ETag"] == again.headers["ETag"] == f'"{first.get_json()["version"]}"'


def test_nobody_hands_in_what_somebody_else_signed(room, case):
    assert case.refused(case.proposal(room.ada), by=room.ben, status=403)["rule"] == "ST-13"


def test_one_refused_statement_refuses_the_act(room, case):
    good, bad = case.proposal(room.ada), case.grant(room.ada, room.cyd)
    assert case.refused(good, bad, status=403)["rule"] == "CA-7"


def test_a_statement_of_another_case_is_refused(room, case):
    other = room.open(room.ada)
    assert case.refused(other.proposal(room.ada), status=403)["rule"] == "CA-11"


def test_an_anchor_is_the_hubs_own(room, case):
    answer = case.post(room.hub.anchor(), by=room.ada)
    assert answer.status_code == 403


def test_an_envelope_is_no_statement_of_a_batch(room, case):
    manifest, _ = case.sealed_letter(case.ring("joint"), room.ada)
    assert case.refused(manifest, status=422)["rule"] == "EV-6"


@pytest.mark.parametrize("spoil", ["signature", "payload", "hub"])
def test_a_spoilt_statement_is_refused_with_its_rule(room, case, spoil):
    hub = room.hub
    body = case.proposal(room.ada)
    if spoil == "hub":
        there = replace(body, hub="other.example")
        signed = SigningKey(room.ada.device.sign_seed).add_signature(encode(there))
        changed = strict_json.parse(dsse.write(signed), limit=dsse.MAX_TEXT)
    else:
        changed = wire(hub.signed(body))
        other = wire(hub.signed(case.proposal(room.ada)))
        field = {"signature": "signatures", "payload": "payload"}[spoil]
        changed[field] = other[field]
    before = case.stored()
    act = {"statements": [changed], "files": {}}
    answer = hub.post(f"{case.path}/statements", act, by=room.ada, version=case.version())
    assert answer.status_code == 422
    assert answer.get_json()["rule"] == {"hub": "ST-7"}.get(spoil, "DS-7")
    assert case.stored() == before


def test_a_share_comes_with_its_file_and_no_file_without_a_share(room, case):
    joint = case.ring("joint")
    case.put(case.grant(room.ada, room.eve))
    share = case.share(joint, room.ada, room.eve)
    assert case.refused(share, files=[], status=422)["rule"] == "SH-3"
    assert case.refused(share, files=[*case.files.values(), b"more"], status=422)["rule"] == "SH-3"
    assert case.refused(case.proposal(room.ada), files=[b"alone"], status=422)["rule"] == "SH-3"


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


def test_after_the_exit_nothing_is_left_with_who_did_not_take_part(room, case):
    proposal = case.put(case.proposal(room.ada))
    case.put(case.response(room.ada, proposal.hash))
    case.invite(room.uv)
    case.put(case.decline(room.uma), version=0)
    case.put(case.termination(room.ada, proposal.hash))
    assert case.stub(room.uma) is None


# Two at once


def at_once(*acts):
    """Do all of these on threads; their answers."""
    answers, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, act):
        gate.wait()
        answers[place] = act()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def posting(case: HubCase, body, *, by, version):
    """An act that is ready to be sent by a client of its own."""
    hub = case.world
    client = hub.app.test_client()
    headers = hub.headers(by) | {"Idempotency-Key": hub.fresh("key"), "If-Match": f'"{version}"'}
    act = batch([hub.signed(body)])
    return lambda: client.post(f"/api/v1/{case.path}/statements", json=act, headers=headers)


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


# The reporter


def test_a_reporter_reads_the_reporter_ring_and_no_other(room):
    hub = room.hub
    secret = reporter(hub, "rae")
    case = room.open(room.ada)
    assert hub.get(case.path, by=secret).status_code == 404
    case.put(case.roll(room.ada, reporter=secret.keys))
    ring = case.ring("reporter")
    case.rotate(ring, room.ada)
    secrets = case.write(case.ring("joint"), room.ada)
    answer = case.write(ring, room.ada)
    line = case.line(secret)
    assert (line["tenant_role"], line["turn"]) == ("reporter", None)
    assert [each["id"] for each in case.listed(secret)] == [answer.envelope]
    assert case.read(secret, answer).data == case.sent[answer.envelope]
    assert case.read(secret, secrets).status_code == 404
    assert {each["wire"]["payloadType"].split(".")[2] for each in case.shares(secret)} == {"share"}
    assert case.reply(ring, secret).status_code == 201
    posted = hub.post(f"{case.path}/statements", {"statements": [{}]}, by=secret)
    assert posted.status_code == 403


# What it costs


def test_lists_take_as_many_statements_for_a_thousand_rows_as_for_ten(own_room, database):
    room, hub = own_room, own_room.hub
    case = room.open(room.ada, room.ben)
    paths = ("cases", case.path, f"{case.path}/entries", f"{case.path}/envelopes", "shares", "intake")
    case.write(case.ring("joint"), room.ben)
    multiply(database, case, room.ada, 10)
    few = {path: counted(hub, path, by=room.ada) for path in paths}
    multiply(database, case, room.ada, 1000)
    many = {path: counted(hub, path, by=room.ada) for path in paths}
    assert len(hub.get("cases", by=room.ada).get_json()["cases"]) == 1011
    assert len(case.listed(room.ada)) == 1011
    assert len(hub.get("intake", by=room.ada).get_json()["envelopes"]) == 1010
    assert few == many
    assert max(many.values()) <= 4
