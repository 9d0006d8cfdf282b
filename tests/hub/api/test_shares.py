"""Shares through the API: each person is handed the files for their own devices."""

import base64
from hashlib import sha256

import pytest

from crypto.kinds import Share
from crypto.statement import parse
from crypto.strict_json import dump
from tests.support.hub_cases import sealed
from tests.support.people import digits

pytestmark = pytest.mark.slow


def test_each_person_is_handed_their_own_shares_alone(room, case):
    hub, joint = room.hub, case.ring("joint")
    for person in (room.ada, room.ben):
        (shown,) = case.shares(person)
        told = parse(dump(shown["wire"]), hub=hub.hub).body
        assert isinstance(told, Share)
        assert told.to == person.fingerprint
        assert sha256(base64.b64decode(shown["file"])).hexdigest() == told.sha256
        assert hub.get("shares", by=person, ring=joint.id).get_json()["shares"] == [shown]
    assert case.shares(room.eve) == []


@pytest.mark.check
def test_another_ring_gives_none_and_a_malformed_one_is_refused(room, case):
    assert room.hub.get("shares", by=room.ada, ring=digits("none")).get_json() == {"shares": []}
    assert room.hub.get("shares", by=room.ada, ring="joint").status_code == 422


@pytest.mark.check
def test_a_share_for_who_may_not_read_is_refused(room, case):
    body = case.share(case.ring("joint"), room.ada, room.eve)
    assert case.refused(body, status=403)["rule"] == "SH-1"
    assert case.shares(room.eve) == []


def test_an_accepted_person_is_handed_shares_when_the_roll_has_their_tenant(room, case):
    case.put(case.proposal(room.ada))
    case.invite(room.uv, preseal=(room.uma.person,))
    case.repair(case.ring("joint"), room.ada)
    assert case.shares(room.uma) == []  # sealed to her already, handed over when she reads (P4)
    case.put(case.accept(room.uma, room.uma), version=0)
    case.admit(room.uv)
    assert case.shares(room.uma) != []


def test_shares_of_an_intake_ring_come_with_its_statements(own_room):
    room, hub = own_room, own_room.hub
    epoch = hub.put(hub.intake_epoch(room.pip, room.ada))
    file = sealed(room.ada.device.keys.seal)
    body = Share(
        **hub.common(room.ada.fingerprint),
        ring=epoch.body.ring,
        from_epoch=1,
        epoch=1,
        recipient=epoch.body.recipient,
        to=room.ada.fingerprint,
        sha256=sha256(file).hexdigest(),
        size=len(file),
    )
    statement = hub.signed(body)
    assert hub.refused_batch([statement], 422, by=room.ada)["rule"] == "SH-3"
    hub.send([statement], by=room.ada, files=[file])
    (shown,) = hub.get("shares", by=room.ada).get_json()["shares"]
    assert (base64.b64decode(shown["file"]), shown["case"]) == (file, None)
    assert hub.get("shares", by=room.ben).get_json()["shares"] == []
