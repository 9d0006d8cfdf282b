"""Cases through the API: foreign ones are not there, and what may not happen leaves nothing behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crypto import dsse, strict_json
from crypto.statement import encode
from crypto.unseal.signing import SigningKey
from tests.support.cases import NOW
from tests.support.hub import batch, wire
from tests.support.hub_cases import counted, pages, reporter, shape
from tests.support.many_rows import invite_often, multiply

pytestmark = pytest.mark.slow

ABSENT = "f" * 32


def every_route(hub, case_id, letter, statement, by):
    """The answers of every route to somebody about a case."""
    envelope = f"cases/{case_id}/envelopes/{letter.envelope}"
    return [
        shape(answer)
        for answer in (
            hub.get(f"cases/{case_id}", by=by),
            hub.get(f"cases/{case_id}/entries", by=by),
            hub.get(f"cases/{case_id}/envelopes", by=by),
            hub.get(f"cases/{case_id}/letters", by=by),
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


def test_a_case_whose_last_reader_steps_back_is_nobodys(room):
    case = room.open(room.ada)
    letter = case.write(case.ring("joint"), room.ada)
    assert case.post(case.recusal(room.ada, room.ada)).status_code == 201
    assert case.line(room.ada) is None
    assert case.read(room.ada, letter).status_code == 404


# Opening


@pytest.mark.check
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


@pytest.mark.check
def test_a_report_that_is_yet_to_come_opens_no_case(room):
    body = room.hub.opening(room.ada, room.pip, received=room.hub.time + timedelta(days=1))
    answer = room.hub.post("cases", batch([room.hub.signed(body)]), by=room.ada)
    assert (answer.status_code, answer.get_json()["rule"]) == (409, "DP-1")


@pytest.mark.check
def test_the_opener_and_who_is_granted_find_the_case_in_their_queues(room, case):
    line = case.line(room.ben)
    assert line["code_name"] == case.opening.code_name
    assert (line["state"], line["t0"], line["tenant_role"]) == ("none", None, "owner")
    assert (line["due"]["what"], line["turn"]) == ("propose", "pip")
    answer = room.hub.get(case.path, by=room.ben)
    assert answer.headers["ETag"] == f'"{line["version"]}"'
    assert answer.get_json()["owner"] == {"tenant": room.pip.genesis, "slug": "pip"}


# What is refused leaves nothing


@pytest.mark.check
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


# The reporter


@pytest.mark.check
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


def test_who_comes_back_under_the_id_they_had_finds_nothing_until_they_are_granted_anew(own_room):
    """CA-15, also while no act on the case has rewritten its rows."""
    room, hub = own_room, own_room.hub
    case = room.open(room.ada, room.ben)
    joint = case.ring("joint")
    old = case.write(joint, room.ada)
    assert case.read(room.ben, old).status_code == 200
    never = shape(hub.get(f"cases/{'0' * 32}", by=room.eve))
    hub.leave(room.pip, room.ben)
    hub.come_back(room.pip, room.ben)

    def nothing():
        assert case.line(room.ben) is None
        assert shape(hub.get(case.path, by=room.ben)) == never
        assert case.read(room.ben, old).status_code == 404
        assert case.shares(room.ben) == []

    nothing()
    case.put(case.status(room.ada, machine="rm", move="v"))
    nothing()
    case.put(case.grant(room.ada, room.ben, history=NOW))
    assert case.line(room.ben)["tenant_role"] == "owner"
    assert case.listed(room.ben) == []
    case.rotate(joint, room.ada)
    new = case.write(joint, room.ada)
    assert [each["id"] for each in case.listed(room.ben)] == [new.envelope]
    assert case.read(room.ben, old).status_code == 404


# What it costs


LISTS = {
    "cases": ("cases", "case", 1011),
    "invitations": ("invitations", "case", 1000),
    "shares": ("shares", "hash", 1011),
    "intake": ("envelopes", "id", 1010),
}


def test_a_list_is_read_to_its_end_in_pages_without_a_gap_or_a_repetition(own_room):
    room, hub = own_room, own_room.hub
    case = room.open(room.ada, room.ben)
    multiply(room.database, case, room.ada, 10)
    multiply(room.database, case, room.ada, 1000)
    invite_often(room.database, room.pip, 1000)
    for path, (field, key, count) in LISTS.items():
        found = pages(hub, path, field, key=key, by=room.ada)
        keys = [each[key] for page in found for each in page]
        assert [len(page) for page in found] == [500, 500, count - 1000], path
        assert keys == sorted(set(keys)), path
        assert hub.get(path, by=room.ada, after="f" * len(keys[0])).get_json()[field] == []


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("after", ["x", "0" * 31, "0" * 33, "F" * 32, "0" * 32 + "\n", "' OR 1=1 --"])
def test_a_page_begins_after_a_key_and_after_nothing_else(room, path, after):
    assert room.hub.get(path, by=room.ada, after=after).status_code == 422


def test_a_page_after_the_key_of_another_persons_row_shows_ones_own_alone(room):
    theirs, mine = room.open(room.cyd), room.open(room.ada)
    keys = [
        page[each]["case"]
        for page in pages(room.hub, "cases", "cases", key="case", by=room.ada)
        for each in range(len(page))
    ]
    after = room.hub.get("cases", by=room.ada, after=theirs.id).get_json()["cases"]
    assert mine.id in keys
    assert [each["case"] for each in after] == [each for each in keys if each > theirs.id]


def test_acts_take_as_many_statements_on_a_case_of_a_thousand_letters_as_of_ten(own_room):
    room = own_room
    case = room.open(room.ada, room.ben)
    joint = case.ring("joint")
    first = case.write(joint, room.ada)
    seen = f"{case.path}/envelopes/{first.envelope}/opened"

    def taken():
        letter, version = case.sealed_letter(joint, room.ada), case.version()
        proposal = case.proposal(room.ada, t0=room.hub.time + timedelta(hours=200 - version))
        acts = (
            lambda: case.post(proposal, version=version),
            lambda: case.hand_in(*letter),
            lambda: room.hub.post(seen, {}, by=room.ada),
        )
        counts = [counted(room.hub, act) for act in acts]
        case.sync()
        return counts

    taken()
    few = taken()
    multiply(room.database, case, room.ben, 1000, tables=("case_access", "envelope", "delivery"))
    assert taken() == few
