"""Shares and letters at their leaf, and what is due (RI-6, RI-8, RI-9, SH-1, SH-2, EV-3 to EV-5)."""

from dataclasses import fields, replace
from datetime import timedelta
from hashlib import sha256

import pytest

from crypto import age
from crypto.errors import BadSignatureError, CryptoError, MalformedError
from crypto.kinds.body import LogPoint
from crypto.kinds.sharing import Author, RingRef, Share
from crypto.ring import Rotation
from crypto.ring.judgement import check_share_file
from crypto.statement import Statement
from tests.support.cases import NOW, recipient, reporter_keys, since
from tests.support.people import digits


def fingerprints(*actors):
    return tuple(sorted(each.fingerprint for each in actors))


# Shares


def test_a_share_is_for_a_holder_alone(shared):
    for actor in (shared.vic, shared.bob, shared.pia):
        assert shared.case.void(shared.case.share(shared.joint, shared.ada, actor)) == "SH-1"


# Each field of a share as another share has it, and the rule that refuses it at its leaf (`hub` comes below).
# None: the leaf does not know the file (who has it is told SH-3), and `created` decides nothing (ST-11); all
# three are signed.
ELSEWHERE = {
    "id": (lambda shared: {"id": shared.case.folded(shared.joint).shares[0].statement.body.id}, "ST-9"),
    "created": (lambda shared: {"created": shared.world.time + timedelta(days=400)}, None),
    "log.size": (lambda shared: {"log": LogPoint(size=9999, root=digits("", 64))}, "ST-10"),
    "log.root": (lambda shared: {"log": LogPoint(size=1, root=digits("fork", 64))}, "ST-10"),
    "by": (lambda shared: {"by": shared.vic.fingerprint}, "SH-1"),
    "ring.id": (lambda shared: {"ring": replace(shared.joint, id=digits("another ring"))}, "RI-4"),
    "ring.kind": (lambda shared: {"ring": replace(shared.joint, kind="record")}, "RI-3"),
    "ring.case": (lambda shared: {"ring": replace(shared.joint, case=digits("another case"))}, "CA-11"),
    "ring.tenant": (
        lambda shared: {"ring": replace(shared.joint, kind="tenant", tenant=shared.pip.genesis)},
        "RI-3",
    ),
    "ring.parties": (
        lambda shared: {"ring": replace(shared.joint, kind="thread", parties=(shared.pip.genesis,))},
        "RI-3",
    ),
    "from_epoch": (lambda _: {"from_epoch": 2}, "SH-2"),
    "epoch": (lambda shared: {"epoch": 2}, "SH-1"),
    "recipient": (lambda shared: {"recipient": shared.uma.device.keys.seal}, "SH-1"),
    "to": (lambda shared: {"to": shared.vic.fingerprint}, "SH-1"),
    "sha256": (lambda _: {"sha256": digits("another file", 64)}, None),
    "size": (lambda _: {"size": 401}, None),
}


def test_every_field_of_a_share_is_judged_at_its_leaf_or_said_not_to_be():
    parts = {"ring": RingRef, "log": LogPoint}
    whole = {each.name for each in fields(Share)} - parts.keys()
    inside = {f"{name}.{each.name}" for name, part in parts.items() for each in fields(part)}

    assert ELSEWHERE.keys() | {"hub"} == whole | inside


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_share_from_another_place_is_void(shared, name):
    change, rule = ELSEWHERE[name]
    body = replace(shared.case.share(shared.joint, shared.ada, shared.uma), **change(shared))

    if rule is None:
        shared.case.put(body)
    else:
        assert shared.case.void(body) == rule


def test_a_share_of_another_hub_is_no_statement_here(shared):
    """ST-7."""
    with pytest.raises(CryptoError) as refused:
        shared.world.signed(
            replace(shared.case.share(shared.joint, shared.ada, shared.uma), hub="elsewhere.example")
        )

    assert refused.value.rule == "ST-7"


@pytest.mark.parametrize("name", ["sha256", "size"])
def test_another_file_than_the_share_names_is_told_to_whoever_has_it(shared, name):
    """SH-3."""
    file = age.seal(b"x", [age.X25519Recipient.parse(recipient("share"))])
    true = {"sha256": sha256(file).hexdigest(), "size": len(file)}
    share = shared.case.share(shared.joint, shared.ada, shared.uma, **true)
    check_share_file(share, file)
    with pytest.raises(MalformedError) as refused:
        check_share_file(replace(share, **ELSEWHERE[name][0](shared)), file)

    assert refused.value.rule == "SH-3"


def test_a_share_names_the_recipient_of_an_epoch_that_there_is(shared):
    for change in ({"recipient": shared.uma.device.keys.seal}, {"epoch": 2}):
        assert shared.case.void(shared.case.share(shared.joint, shared.ada, shared.uma, **change)) == "SH-1"
    nowhere = shared.case.ring("record")
    assert shared.case.void(shared.case.share(nowhere, shared.ada, shared.ada)) == "SH-1"
    twin = replace(nowhere, id=shared.joint.id)
    assert shared.case.void(shared.case.share(twin, shared.ada, shared.ada)) == "RI-3"


def test_a_share_gives_no_more_than_the_history_allows(shared):
    shared.case.rotate(shared.joint, shared.ada)
    shared.case.put(shared.case.grant(shared.ada, shared.bob, history=since(2)))
    shared.case.put(shared.case.grant(shared.ada, shared.cyd, history=NOW))
    assert shared.case.void(shared.case.share(shared.joint, shared.ada, shared.bob)) == "SH-2"
    upside_down = {"from_epoch": 2, "epoch": 1}
    assert shared.case.void(shared.case.share(shared.joint, shared.ada, shared.bob, **upside_down)) == "SH-2"
    assert shared.case.void(shared.case.share(shared.joint, shared.ada, shared.cyd, from_epoch=2)) == "SH-2"
    shared.case.put(shared.case.share(shared.joint, shared.ada, shared.bob, from_epoch=2))
    shared.case.rotate(shared.joint, shared.ada, shares=False)
    assert shared.case.void(shared.case.share(shared.joint, shared.ada, shared.cyd, from_epoch=2)) == "SH-2"
    shared.case.put(shared.case.share(shared.joint, shared.ada, shared.cyd, from_epoch=3))


def test_a_share_is_signed_by_who_may_have_all_it_gives(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.cyd, history=NOW))
    shared.case.rotate(shared.joint, shared.ada)
    shared.case.put(shared.case.grant(shared.ada, shared.bob))
    assert shared.case.void(shared.case.share(shared.joint, shared.vic, shared.bob)) == "SH-1"
    assert shared.case.void(shared.case.share(shared.joint, shared.cyd, shared.bob)) == "SH-1"
    shared.case.put(shared.case.share(shared.joint, shared.cyd, shared.bob, from_epoch=2))
    shared.case.put(shared.case.share(shared.joint, shared.uma, shared.bob))


def test_a_newcomer_who_rotates_gives_the_epoch_they_made(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.cyd, history=NOW))
    shared.case.rotate(shared.joint, shared.cyd)
    given = {
        each.statement.body.to
        for each in shared.case.folded(shared.joint).shares
        if each.gives(each.statement.body.to, 2)
    }
    assert given == shared.case.holders(shared.joint)


def test_whoever_lost_the_grant_shares_nothing_even_of_an_epoch_they_made(shared):
    shared.case.rotate(shared.joint, shared.uma, shares=False)
    shared.case.put(shared.case.grant(shared.uma, shared.uma, state="ended"))
    assert shared.case.void(shared.case.share(shared.joint, shared.uma, shared.ada, from_epoch=2)) == "SH-1"


# What is due


def test_a_ring_without_an_epoch_owes_nothing_and_takes_nothing(shared):
    record = shared.case.ring("record")
    assert shared.case.void(shared.case.letter(record, shared.ada)) == "EV-3"
    assert record.id not in shared.case.circle.rings


def test_shares_that_are_due_are_named_until_they_are_made(shared):
    ring, when = shared.case.folded(shared.joint), shared.world.time
    assert shared.case.circle.pending_shares(ring, when=when) == []
    shared.case.put(shared.case.grant(shared.ada, shared.bob))
    shared.case.rotate(shared.joint, shared.ada, shares=False)
    due = {
        (each.holder.fingerprint, each.first, each.last)
        for each in shared.case.circle.pending_shares(ring, when=when)
    }
    assert due == {
        (shared.ada.fingerprint, 2, 2),
        (shared.uma.fingerprint, 2, 2),
        (shared.bob.fingerprint, 1, 2),
    }
    shared.case.repair(shared.joint, shared.uma)
    assert shared.case.circle.pending_shares(ring, when=when) == []


def test_a_new_device_of_a_reader_gets_shares_and_needs_no_rotation(shared):
    spare = shared.world.device_of("uma spare")
    body = shared.world.device(shared.uv, shared.uma, spare)
    shared.world.put(body, shared.uma.device)
    ring, when = shared.case.folded(shared.joint), shared.world.time
    assert shared.case.circle.rotation_due(ring, when=when) is None
    (due,) = shared.case.circle.pending_shares(ring, when=when)
    assert (due.holder.fingerprint, due.first, due.last) == (spare.fingerprint, 1, 1)


def test_who_leaves_leaves_a_rotation_pending_though_they_came_by_a_share_alone(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.bob))
    shared.case.put(shared.case.share(shared.joint, shared.ada, shared.bob))
    ring, when = shared.case.folded(shared.joint), shared.world.time
    assert shared.case.circle.rotation_due(ring, when=when) is None
    shared.case.put(shared.case.grant(shared.ada, shared.bob, state="ended"))
    assert shared.case.circle.rotation_due(ring, when=when) is Rotation.LEFT
    with pytest.raises(Exception, match="RI-6"):
        shared.case.circle.check_may_seal(ring, when=when)
    assert shared.case.void(shared.case.letter(shared.joint, shared.ada)) == "RI-6"


def test_a_newcomer_from_now_on_leaves_a_rotation_pending(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.bob, history=NOW))
    ring, when = shared.case.folded(shared.joint), shared.world.time
    assert shared.case.circle.rotation_due(ring, when=when) is Rotation.JOINED
    assert shared.case.void(shared.case.letter(shared.joint, shared.ada)) == "RI-6"
    shared.case.rotate(shared.joint, shared.ada)
    shared.case.circle.check_may_seal(ring, when=when)
    assert (
        shared.case.void(shared.case.letter(shared.joint, shared.ada, ring=_place(shared, epoch=1))) == "RI-7"
    )
    shared.case.put(shared.case.letter(shared.joint, shared.bob))


def test_an_epoch_that_a_ring_has_not_reached_is_as_good_as_now(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.bob, history=since(5)))
    ring, when = shared.case.folded(shared.joint), shared.world.time
    assert shared.case.circle.rotation_due(ring, when=when) is Rotation.JOINED
    for expected in (2, 2, 2, 2, 2):
        shared.case.rotate(shared.joint, shared.ada)
        held = shared.case.circle.holders(shared.joint, when=when)
        assert held[shared.bob.fingerprint].first == expected


def _place(scene, **changes):
    ring = scene.case.folded(scene.joint)
    body = scene.case.letter(scene.joint, scene.ada)
    assert body.ring.count == ring.count
    return replace(body.ring, **changes)


# Letters


def test_nobody_writes_to_a_ring_they_do_not_hold(shared):
    for actor in (shared.bob, shared.vic, shared.quin):
        assert shared.case.void(shared.case.letter(shared.joint, actor)) == "EV-3"
    notes = shared.case.ring("tenant", tenant=shared.uv.genesis)
    shared.case.rotate(notes, shared.uma)
    assert shared.case.void(shared.case.letter(notes, shared.ada)) == "EV-3"


def test_an_author_outside_the_roll_is_no_author(shared):
    shared.case.put(shared.case.roll(shared.ada))
    assert shared.case.void(shared.case.letter(shared.joint, shared.uma)) == "EV-3"


def test_a_letter_is_signed_by_its_author(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.bob))
    in_the_name_of_bob = Author(tenant=shared.pip.genesis, person=shared.bob.person)
    assert shared.case.void(shared.case.letter(shared.joint, shared.ada, author=in_the_name_of_bob)) == "EV-3"
    in_the_name_of_uv = Author(tenant=shared.uv.genesis, person=shared.uma.person)
    assert shared.case.void(shared.case.letter(shared.joint, shared.ada, author=in_the_name_of_uv)) == "ST-13"


def test_a_letter_names_a_ring_and_the_epoch_in_force(shared):
    assert (
        shared.case.void(shared.case.letter(shared.joint, shared.ada, ring=_place(shared, epoch=2))) == "RI-7"
    )
    elsewhere = _place(shared, id=digits("nowhere"))
    assert shared.case.void(shared.case.letter(shared.joint, shared.ada, ring=elsewhere)) == "EV-3"
    shared.case.rotate(shared.joint, shared.ada)
    assert (
        shared.case.void(shared.case.letter(shared.joint, shared.ada, ring=_place(shared, epoch=1))) == "RI-7"
    )


def test_an_envelope_s_id_serves_once_in_a_case(shared):
    letter = shared.case.put(shared.case.letter(shared.joint, shared.ada))
    again = shared.case.letter(shared.joint, shared.uma, envelope=letter.body.envelope)
    assert shared.case.void(again) == "EV-5"


def test_a_letter_whose_author_saw_another_chain_is_refused_by_the_hub_and_noted_by_readers(shared):
    first = shared.case.put(shared.case.letter(shared.joint, shared.ada))
    place = _place(shared)
    world = shared.world
    for ring in (replace(place, count=2), replace(place, count=0), replace(place, head=digits("x", 64))):
        statement = world.signed(shared.case.letter(shared.joint, shared.uma, ring=ring))
        with pytest.raises(Exception, match="RI-9"):
            world.replay.judge_case(statement, when=world.time)
        assert world.log_case(statement).counts
        assert statement.hash in shared.case.circle.gaps
    assert first.hash not in shared.case.circle.gaps
    assert len(shared.case.circle.letters) == 4


def test_an_author_who_saw_less_of_the_chain_has_seen_no_gap(shared):
    early = _place(shared)
    shared.case.put(shared.case.letter(shared.joint, shared.ada))
    shared.case.put(shared.case.letter(shared.joint, shared.uma, ring=early))
    assert not shared.case.circle.gaps


# The reporter


@pytest.fixture
def told(shared):
    """The roll names a reporter, who has a share of the reporter ring."""
    shared.words, keys = reporter_keys("ren")
    shared.case.put(shared.case.roll(shared.ada, shared.uv, reporter=keys))
    shared.wire = shared.case.ring("reporter")
    shared.case.rotate(shared.wire, shared.ada)
    return shared


def test_the_reporter_ring_is_for_the_owner_s_readers_and_the_reporter(told):
    assert told.case.holders(told.wire) == {told.ada.fingerprint, told.words.fingerprint}
    assert told.case.void(told.case.letter(told.wire, told.uma)) == "EV-3"
    told.case.put(told.case.letter(told.wire, told.ada))
    told.case.put(told.case.answer(told.wire, told.words))


def test_the_reporter_writes_to_the_reporter_ring_alone(told):
    assert told.case.void(told.case.answer(told.joint, told.words)) == "EV-3"


def test_another_reporter_writes_nowhere_in_the_case(told):
    stranger, keys = reporter_keys("sol")
    assert told.case.void(told.case.answer(told.wire, stranger)) == "EV-3"
    borrowed = Author(reporter=told.words.fingerprint, sign=keys.sign)
    assert told.case.void(told.case.answer(told.wire, stranger, author=borrowed)) == "EV-3"
    honest = Author(reporter=told.words.fingerprint, sign=told.words.keys.sign)
    assert told.case.void(told.case.answer(told.wire, stranger, author=honest)) == "ST-8"
    whole = told.world.signed(told.case.answer(told.wire, told.words))
    bad = Statement(whole.body, whole.signed, whole.hash, (keys.sign,))
    with pytest.raises(BadSignatureError, match="ST-8"):
        told.world.log_case(bad)


def test_without_a_roll_there_is_no_reporter(scene):
    words, _ = reporter_keys("ren")
    wire = scene.case.ring("reporter")
    scene.case.rotate(wire, scene.ada)
    assert scene.case.holders(wire) == {scene.ada.fingerprint}
    assert scene.case.void(scene.case.answer(wire, words)) == "EV-3"


def test_a_reporter_who_comes_later_reads_from_the_next_epoch(told):
    words, keys = reporter_keys("sol")
    told.case.put(told.case.roll(told.ada, told.uv, reporter=keys))
    ring, when = told.case.folded(told.wire), told.world.time
    assert told.case.circle.rotation_due(ring, when=when) is Rotation.LEFT
    told.case.rotate(told.wire, told.ada)
    assert told.case.circle.holders(told.wire, when=when)[words.fingerprint].first == 2
    assert told.case.void(told.case.answer(told.wire, told.words)) == "EV-3"


def test_a_reporter_neither_founds_nor_shares(told):
    told.world.secrets[told.words.fingerprint] = told.words
    for body in (told.case.epoch(told.wire, told.ada), told.case.share(told.wire, told.ada, told.ada)):
        assert told.case.void(replace(body, by=told.words.fingerprint)) == "ST-13"
