"""Envelopes through the API: what is refused leaves nothing, what is taken goes to its ring's readers."""

from base64 import b64decode
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest

from crypto import age
from crypto.kinds.cases import History
from crypto.statement import parse
from crypto.strict_json import dump
from hub.engines.postgres import SUPERUSER
from tests.support.cases import recipient
from tests.support.hub_cases import reporter, sealed, shape
from tests.support.many_rows import multiply

NOW = History(start="now")


def refused(case, manifest, file, status, **how):
    """Hand in an envelope that must be refused and leave nothing; the problem document."""
    before = case.stored()
    answer = case.hand_in(manifest, file, **how)
    assert answer.status_code == status, answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert case.stored() == before
    assert manifest.envelope not in {each["id"] for each in case.listed(case.reader)}
    return answer.get_json()


# What is refused


@pytest.mark.slow
def test_an_envelope_comes_with_its_manifest_and_a_length(room, case):
    hub = room.hub
    path = f"{case.path}/envelopes/{'a' * 32}"
    bare = hub.put_file(path, sealed(recipient("x")), by=room.ada)
    assert (bare.status_code, bare.get_json()["rule"]) == (422, "EV-1")
    headers = hub.headers(room.ada) | {"Idempotency-Key": hub.fresh("key"), "Transfer-Encoding": "chunked"}
    unsized = hub.client.put(f"/api/v1/{path}", headers=headers, input_stream=BytesIO(b"x"))
    assert unsized.status_code == 411


def test_a_manifest_that_is_no_base64_or_no_statement_is_refused(room, case):
    hub = room.hub
    path = f"/api/v1/{case.path}/envelopes/{'a' * 32}"
    for header, rule in (("%%", "DS-3"), ("bm8=", "JS-2"), ("e30=", "DS-2")):
        headers = hub.headers(room.ada) | {"Idempotency-Key": hub.fresh("key"), "Accord-Manifest": header}
        answer = hub.client.put(path, data=b"x", headers=headers)
        assert (answer.status_code, answer.get_json()["rule"]) == (422, rule)


def test_a_body_beyond_every_limit_is_refused_before_it_is_read(room, case):
    manifest, _ = case.sealed_letter(case.ring("joint"), room.ada)
    hub = room.hub
    headers = hub.headers(room.ada) | {"Idempotency-Key": hub.fresh("key")}
    answer = hub.client.put(
        f"/api/v1/{case.path}/envelopes/{manifest.envelope}", headers=headers, content_length=28 * 2**20
    )
    assert answer.status_code == 413
    assert answer.get_json()["rule"] == "EV-2"


def test_a_letter_beyond_its_limit_is_refused(room, case):
    file = sealed(case.circle.rings[case.ring("joint").id].current.recipient, 2**20 + 2**16)
    changes = {"sha256": sha256(file).hexdigest(), "size": len(file)}
    manifest, _ = case.sealed_letter(case.ring("joint"), room.ada, **changes)
    assert refused(case, manifest, file, 413)["rule"] == "EV-2"


def test_a_file_that_is_not_the_manifests_is_refused(room, case):
    joint = case.ring("joint")
    manifest, file = case.sealed_letter(joint, room.ada)
    _, other = case.sealed_letter(joint, room.ada)
    assert refused(case, manifest, file[:-1], 422)["rule"] == "EV-2"
    assert refused(case, manifest, other, 422)["rule"] == "EV-8"


def test_a_file_for_two_or_for_nobody_is_refused(room, case):
    joint = case.ring("joint")
    to = [age.X25519Recipient.parse(recipient(name)) for name in ("one", "two")]
    for file in (age.seal(b"x", to), b"no age file at all"):
        manifest, _ = case.sealed_letter(joint, room.ada, sha256=sha256(file).hexdigest(), size=len(file))
        assert refused(case, manifest, file, 422)["rule"].startswith(("EV-6", "AGE"))


def test_the_address_names_the_manifests_envelope(room, case):
    manifest, file = case.sealed_letter(case.ring("joint"), room.ada)
    assert refused(case, manifest, file, 422, envelope="b" * 32)["rule"] == "EV-5"


@pytest.mark.slow
def test_an_envelope_of_another_case_or_ring_is_refused(room, case):
    other = room.open(room.ada)
    theirs, file = other.sealed_letter(other.ring("joint"), room.ada)
    assert refused(case, theirs, file, 403)["rule"] == "CA-11"
    mixed = replace(theirs, case=case.id)
    assert refused(case, mixed, file, 403)["rule"] == "EV-3"


def test_an_envelopes_id_is_used_once(room, case):
    joint = case.ring("joint")
    first = case.write(joint, room.ada)
    again, file = case.sealed_letter(joint, room.ada, envelope=first.envelope)
    before = case.stored()
    answer = case.hand_in(again, file)
    assert (answer.status_code, answer.get_json()["rule"]) == (403, "EV-5")
    assert case.stored() == before


def test_nobody_hands_in_a_letter_of_somebody_else(room, case):
    manifest, file = case.sealed_letter(case.ring("joint"), room.ada)
    assert refused(case, manifest, file, 403, by=room.ben)["rule"] == "ST-13"
    forged, file = case.sealed_letter(case.ring("joint"), room.ada)
    resigned = replace(forged, by=room.ben.fingerprint)
    assert refused(case, resigned, file, 403, by=room.ben)["rule"] == "EV-3"


@pytest.mark.slow
def test_a_ring_that_is_not_the_authors_takes_no_letter_of_theirs(room, case):
    ring = case.ring("tenant", tenant=room.pip.genesis)
    case.rotate(ring, room.ada)
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.accept(room.uma, room.udo), version=0)
    case.admit(room.uv)
    manifest, file = case.sealed_letter(ring, room.udo)
    assert refused(case, manifest, file, 403)["rule"] == "EV-3"


def test_a_stale_epoch_is_answered_with_the_one_in_force(room, case):
    joint = case.ring("joint")
    manifest, file = case.sealed_letter(joint, room.ada)
    current = case.put(case.epoch(joint, room.ada))
    problem = refused(case, manifest, file, 409)
    assert problem["rule"] == "RI-7"
    assert parse(dump(problem["epoch"]), hub=room.hub.hub).hash == current.hash


def test_nobody_seals_while_a_rotation_is_pending(room, case):
    joint = case.ring("joint")
    manifest, file = case.sealed_letter(joint, room.ada)
    case.put(case.grant(room.ada, room.ben, state="ended"))
    problem = refused(case, manifest, file, 409)
    assert problem["rule"] == "RI-6"
    assert problem["epoch"]["payloadType"].endswith("epoch.v1+json")


def test_a_letter_by_who_was_shown_another_chain_is_refused(room, case):
    joint = case.ring("joint")
    manifest, file = case.sealed_letter(joint, room.ada)
    wrong = replace(manifest, ring=replace(manifest.ring, head="0" * 64))
    assert refused(case, wrong, file, 409)["rule"] == "RI-9"


def test_a_repeated_request_stores_one_envelope(room, case):
    manifest, file = case.sealed_letter(case.ring("joint"), room.ada)
    first, again = (case.hand_in(manifest, file, key="r" * 32) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    case.sync()
    assert len(case.listed(room.ada)) == 1


# Who is handed what


def test_an_envelope_comes_back_as_it_was_handed_in(room, case):
    manifest = case.write(case.ring("joint"), room.ada)
    answer = case.read(room.ben, manifest)
    assert answer.data == case.sent[manifest.envelope]
    assert answer.mimetype == "application/octet-stream"
    (shown,) = case.listed(room.ben)
    told = parse(dump(shown["wire"]), hub=room.hub.hub)
    assert told.body == manifest
    assert (shown["id"], shown["ring"], shown["purpose"]) == (manifest.envelope, manifest.ring.id, "comment")


@pytest.mark.slow
def test_who_reads_from_now_on_is_handed_nothing_older(room, case):
    joint = case.ring("joint")
    older = case.write(joint, room.ada)
    case.put(case.grant(room.ada, room.eve, history=NOW))
    assert case.listed(room.eve) == []
    case.rotate(joint, room.ada)
    newer = case.write(joint, room.ada)
    assert [each["id"] for each in case.listed(room.eve)] == [newer.envelope]
    assert case.read(room.eve, older).status_code == 404


def test_who_reads_from_the_first_epoch_is_handed_what_was_there(room, case):
    older = case.write(case.ring("joint"), room.ada)
    case.put(case.grant(room.ada, room.eve))
    assert [each["id"] for each in case.listed(room.eve)] == [older.envelope]
    assert case.read(room.eve, older).status_code == 200


@pytest.mark.slow
def test_notes_of_one_tenant_are_handed_to_its_people_alone(room, case):
    ring = case.ring("tenant", tenant=room.pip.genesis)
    case.rotate(ring, room.ada)
    note = case.write(ring, room.ada)
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.accept(room.uma, room.udo), version=0)
    case.admit(room.uv)
    assert case.read(room.ben, note).status_code == 200
    assert case.listed(room.udo) == []
    assert case.read(room.udo, note).status_code == 404
    opened = room.hub.post(f"{case.path}/envelopes/{note.envelope}/opened", {}, by=room.udo)
    assert opened.status_code == 404


def test_colleagues_are_named_when_they_open_a_letter_and_others_are_their_tenant(room, case):
    hub, joint = room.hub, case.ring("joint")
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.accept(room.uma, room.udo), version=0)
    case.admit(room.uv)
    letter = case.write(joint, room.ada)
    path = f"{case.path}/envelopes/{letter.envelope}/opened"
    assert case.listed(room.ada)[0]["opened"] == []
    for reader in (room.udo, room.ben, room.ben):
        assert hub.post(path, {}, by=reader).status_code == 204
    of_pip, of_uv = case.listed(room.ada)[0], case.listed(room.udo)[0]
    assert [each.get("person") for each in of_pip["opened"]] == [room.ben.person, None]
    assert of_pip["opened"][1] == {"tenant": room.uv.genesis}
    assert [each.get("person") for each in of_uv["opened"]] == [room.udo.person, None]
    assert of_uv["opened"][1] == {"tenant": room.pip.genesis}
    assert of_uv["opened_at"] is not None
    assert of_pip["opened_at"] is None


# Many in one answer


def test_letters_come_with_their_files_as_they_were_handed_in(room, case):
    joint = case.ring("joint")
    written = [case.write(joint, by) for by in (room.ada, room.ben)]
    (shown,) = case.letters(room.ben)
    assert [each["id"] for each in shown] == [each.envelope for each in written]
    assert [b64decode(each["file"]) for each in shown] == [case.sent[each.envelope] for each in written]
    assert [parse(dump(each["wire"]), hub=room.hub.hub).body for each in shown] == written
    (later,) = case.letters(room.ben, shown[1]["index"])
    assert [each["id"] for each in later] == [written[1].envelope]
    assert case.letters(room.ben, shown[1]["index"] + 1) == [[]]


@pytest.mark.slow
def test_many_letters_are_handed_to_whom_each_of_them_is(room, case):
    own, joint = case.ring("tenant", tenant=room.pip.genesis), case.ring("joint")
    case.rotate(own, room.ada)
    note, letter = case.write(own, room.ada), case.write(joint, room.ada)
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.accept(room.uma, room.udo), version=0)
    case.admit(room.uv)
    newer = case.write(joint, room.ada)

    def handed(by):
        return [each["id"] for page in case.letters(by) for each in page]

    assert handed(room.ben) == [note.envelope, letter.envelope, newer.envelope]
    assert handed(room.udo) == [each["id"] for each in case.listed(room.udo)]
    assert note.envelope not in handed(room.udo)
    path = f"{case.path}/letters"
    outside = [shape(room.hub.get(path, by=each)) for each in (room.cyd, room.eve)]
    assert {each[0] for each in outside} == {404}
    assert outside[0] == shape(room.hub.get(f"cases/{'f' * 32}/letters", by=room.cyd))
    case.put(case.grant(room.ada, room.ben, state="ended"))
    assert room.hub.get(path, by=room.ben).status_code == 404


def test_fetching_many_letters_is_no_opening(room, case):
    case.write(case.ring("joint"), room.ada)
    case.letters(room.ben)
    assert case.listed(room.ada)[0]["opened"] == []


def test_attachments_are_fetched_one_by_one(room, case):
    letter = case.write(case.ring("joint"), room.ada)
    case.write(case.ring("joint"), room.ada, kind="attachment", plain=None)
    assert [[each["id"] for each in page] for page in case.letters(room.ben)] == [[letter.envelope]]


@pytest.mark.slow
def test_a_page_of_letters_is_bounded_in_rows_and_in_bytes_and_has_one_at_least(own_room):
    case = own_room.open(own_room.ada, own_room.ben)
    joint = case.ring("joint")
    case.write(joint, own_room.ben)
    multiply(own_room.database, case, own_room.ada, 130, tables=("case_entry", "envelope", "delivery"))
    assert [len(page) for page in case.letters(own_room.ada)] == [64, 64, 3]
    with own_room.database.connect(SUPERUSER) as connection:
        connection.execute("UPDATE envelope SET size = 400 * 1024")
        connection.execute("UPDATE envelope SET size = 2 * 1024 * 1024 WHERE place % 3 = 0")
    assert {len(page) for page in case.letters(own_room.ada)} <= {1, 2}
    shown = [each["index"] for page in case.letters(own_room.ada) for each in page]
    assert len(shown) == 131
    assert shown == sorted(set(shown))


@pytest.mark.slow
def test_a_reporters_attachment_has_a_smaller_limit(room, case):
    secret = reporter(room.hub, "rob")
    case.put(case.roll(room.ada, reporter=secret.keys))
    ring = case.ring("reporter")
    case.rotate(ring, room.ada)
    hub = room.hub
    headers = hub.headers(secret) | {"Idempotency-Key": hub.fresh("key")}
    answer = hub.client.put(
        f"/api/v1/{case.path}/envelopes/{'a' * 32}", headers=headers, content_length=7 * 2**20
    )
    assert answer.status_code == 413
