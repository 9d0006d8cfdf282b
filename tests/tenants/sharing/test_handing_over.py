"""What a reporter attached goes where the report goes, and nothing else does."""

from dataclasses import replace
from hashlib import sha256

import pytest

from crypto.statement import parse
from crypto.strict_json import dump
from tests.support.cases import recipient, reporter_keys
from tests.support.hub_cases import sealed
from tests.support.people import digits

pytestmark = pytest.mark.slow

LETTER, ATTACHMENT = {}, {"kind": "attachment", "plain": None}


@pytest.fixture(scope="module")
def desk(room):
    """Give the tests of this module pip's intake ring."""
    room.hub.put(room.hub.intake_epoch(room.pip, room.ada))
    return room


def written(room, name, changes):
    """An envelope of a reporter's to pip, and a file that its manifest is true of."""
    secret, _ = reporter_keys(name)
    file = sealed(room.hub.replay.intake[room.pip.genesis].current.recipient)
    told = {"sha256": sha256(file).hexdigest(), "size": len(file)}
    return room.hub.report(room.pip, secret, **(told | changes)), file


def hand_in(room, manifest, file):
    """Leave it at pip; the same two."""
    answer = room.hub.put_file(f"intake/pip/envelopes/{manifest.envelope}", file, room.hub.signed(manifest))
    assert answer.status_code == 201, answer.get_json()
    return manifest, file


def left(room, name, kind):
    """What somebody without account left at pip: manifest and file."""
    return hand_in(room, *written(room, name, kind))


def shown(room, envelope):
    """Its line of the intake, for Ada on duty."""
    found = room.hub.get("intake", by=room.ada).get_json()["envelopes"]
    return next(each for each in found if each["id"] == envelope)


def statement(room, manifest):
    """What the hub serves of it."""
    return parse(dump(shown(room, manifest.envelope)["wire"]), hub=room.hub.hub)


def take_on(room, manifest, by=None):
    """The case that a report is quoted in."""
    case = room.open(room.ada, room.ben, report=statement(room, manifest).hash)
    case.write(case.ring("joint"), by or room.ada, purpose="quote")
    return case


def waits(room, manifest, file):
    """Whether it waits, and its file is there whole."""
    answer = room.hub.get(f"intake/{manifest.envelope}", by=room.ada)
    there = shown(room, manifest.envelope)["case"] is None
    assert there == (answer.status_code == 200)
    return there and answer.data == file


def test_another_reporters_attachment_and_a_drop_are_left_alone(desk):
    others, drop, file = left(desk, "other", ATTACHMENT), digits("drop"), sealed(recipient("drop"))
    desk.hub.put_file(f"intake/pip/envelopes/{drop}", file)
    report, _ = left(desk, "mine", LETTER)
    take_on(desk, report)
    assert waits(desk, *others)
    assert desk.hub.get(f"intake/{drop}", by=desk.ada).data == file


def test_who_names_anothers_fingerprint_has_nothing_of_theirs_deleted(desk):
    """A fingerprint is of two keys, of which the hub sees the one that signed."""
    attached = left(desk, "victim", ATTACHMENT)
    mallory, victim = (reporter_keys(name)[0] for name in ("mallory", "victim"))
    manifest, file = written(desk, "mallory", LETTER)
    author = replace(manifest.author, reporter=victim.fingerprint)
    desk.hub.secrets[victim.fingerprint] = mallory
    report, _ = hand_in(desk, replace(manifest, by=victim.fingerprint, author=author), file)
    take_on(desk, report)
    assert waits(desk, *attached)


def test_while_another_letter_of_the_reporter_waits_it_may_name_them(desk):
    first, attached, second = (left(desk, "twice", kind) for kind in (LETTER, ATTACHMENT, LETTER))
    take_on(desk, first[0])
    assert waits(desk, *attached)
    take_on(desk, second[0])
    assert not waits(desk, *attached)


def test_a_quote_by_somebody_not_on_duty_deletes_none(desk):
    attached, report = (left(desk, "unread", kind) for kind in (ATTACHMENT, LETTER))
    take_on(desk, report[0], by=desk.ben)
    assert waits(desk, *report)
    assert waits(desk, *attached)


def test_another_teams_case_takes_none(desk):
    attached, report = (left(desk, "abroad", kind) for kind in (ATTACHMENT, LETTER))
    case = desk.open(desk.cyd, report=statement(desk, report[0]).hash)
    case.write(case.ring("joint"), desk.cyd, purpose="quote")
    assert waits(desk, *attached)


def test_those_of_the_reporter_go_with_the_report_and_their_hashes_stay(desk):
    before, report, after = (left(desk, "careful", kind) for kind in (ATTACHMENT, LETTER, ATTACHMENT))
    assert waits(desk, *before)
    case = take_on(desk, report[0])
    for manifest, file in (before, report, after):
        assert not waits(desk, manifest, file)
        assert statement(desk, manifest).body == manifest
        assert (shown(desk, manifest.envelope)["kind"], shown(desk, manifest.envelope)["case"]) == (
            manifest.kind,
            case.id,
        )
