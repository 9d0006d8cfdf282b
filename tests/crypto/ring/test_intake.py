"""Intake rings: duty holds them, whoever reports writes to them (RI-1 to RI-7, SH-1, SH-2, EV-3 to EV-5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crypto.errors import BadSignatureError
from crypto.kinds.sharing import At, Author
from crypto.ring import Rotation, check_may_seal
from crypto.statement import Statement
from tests.support.people import digits


def ring(desk):
    return desk.world.replay.intake[desk.pip.genesis]


def holders(desk):
    return set(desk.world.replay.intake_holders(ring(desk)))


def rotation(desk):
    return desk.world.replay.intake_rotation(ring(desk), when=desk.world.time)


# Epochs


def test_the_holders_are_the_devices_of_those_on_duty(desk):
    assert holders(desk) == {desk.ada.fingerprint, desk.bob.fingerprint}
    desk.world.leave(desk.pip, desk.bob)
    assert holders(desk) == {desk.ada.fingerprint}


def test_nobody_but_duty_and_admins_founds_an_intake_ring(desk):
    fresh = {"ring": desk.world.intake_ref(desk.uv), "holders": (desk.uma.fingerprint,)}
    desk.world.put(desk.world.duty(desk.uv, desk.uma))
    assert desk.world.refuse(desk.world.intake_epoch(desk.uv, desk.ada, **fresh)) == "ST-13"
    vic = desk.world.join(desk.uv, "vic")
    assert desk.world.refuse(desk.world.intake_epoch(desk.uv, vic)) == "RI-4"
    desk.world.put(desk.world.intake_epoch(desk.uv, desk.uma))


def test_an_admin_off_duty_founds_the_ring_and_hands_out_what_they_made(desk):
    vic = desk.world.join(desk.uv, "vic")
    desk.world.put(desk.world.duty(desk.uv, vic))
    desk.world.put(desk.world.intake_epoch(desk.uv, desk.uma))
    made = desk.world.replay.intake[desk.uv.genesis]
    body = desk.share(desk.uma, vic, ring=made.ref, epoch=1, recipient=made.current.recipient)
    desk.world.put(body)
    desk.world.put(desk.world.intake_epoch(desk.uv, vic))
    assert desk.world.refuse(desk.world.intake_epoch(desk.uv, desk.uma)) == "RI-4"
    both = replace(body, id=digits("both"), epoch=2, recipient=made.current.recipient)
    assert desk.world.refuse(both) == "SH-1"


def test_a_tenant_has_one_intake_ring_and_its_id_is_its_own(desk):
    twin = replace(desk.world.intake_ref(desk.pip), id=digits("second"))
    assert desk.world.refuse(desk.world.intake_epoch(desk.pip, desk.ada, ring=twin)) == "RI-3"
    desk.world.put(desk.world.duty(desk.uv, desk.uma))
    taken = replace(desk.world.intake_ref(desk.uv), id=ring(desk).ref.id)
    assert desk.world.refuse(desk.world.intake_epoch(desk.uv, desk.uma, ring=taken)) == "RI-4"


def test_an_epoch_with_other_holders_than_duty_is_void(desk):
    for wrong in ((desk.ada.fingerprint,), tuple(sorted([*holders(desk), desk.cyd.fingerprint]))):
        assert desk.world.refuse(desk.world.intake_epoch(desk.pip, desk.ada, holders=wrong)) == "RI-2"


def test_an_epoch_computed_at_an_old_directory_is_void(desk):
    old = At(directory=desk.world.directory.size, cases=0)
    desk.world.put(desk.world.duty(desk.pip, desk.ada))
    stale = desk.world.intake_epoch(desk.pip, desk.ada, at=old)
    assert desk.world.refuse(stale) == "RI-2"
    with_bob = replace(
        stale, id=digits("b"), holders=tuple(sorted([desk.ada.fingerprint, desk.bob.fingerprint]))
    )
    assert desk.world.refuse(with_bob) == "RI-2"
    beyond = At(directory=desk.world.directory.size + 1, cases=0)
    assert desk.world.refuse(desk.world.intake_epoch(desk.pip, desk.ada, at=beyond)) == "RI-2"


def test_a_recipient_serves_once_in_the_directory(desk):
    used = ring(desk).current.recipient
    assert desk.world.refuse(desk.world.intake_epoch(desk.pip, desk.ada, recipient=used)) == "RI-5"
    device = desk.uma.device.keys.seal
    assert desk.world.refuse(desk.world.intake_epoch(desk.pip, desk.ada, recipient=device)) == "RI-5"


def test_of_two_epochs_with_one_previous_the_lower_index_counts(desk):
    one, other = desk.world.intake_epoch(desk.pip, desk.ada), desk.world.intake_epoch(desk.pip, desk.bob)
    desk.world.put(one)
    assert desk.world.refuse(other) == "RI-3"
    assert len(ring(desk).epochs) == 2


def test_a_ring_s_statement_obeys_the_rules_of_the_log_too(desk):
    body = desk.world.intake_epoch(desk.pip, desk.ada)
    used = desk.world.entries[0].statement.body.id
    assert desk.world.refuse(replace(body, id=used)) == "ST-9"
    assert len(ring(desk).epochs) == 1


def test_a_bad_copy_of_an_epoch_stops_the_reader(desk):
    whole = desk.world.signed(desk.world.intake_epoch(desk.pip, desk.ada))
    bad = Statement(whole.body, whole.signed, whole.hash, (desk.bob.device.keys.sign,))
    size = desk.world.directory.size
    with pytest.raises(BadSignatureError, match="ST-8"):
        desk.world.append(bad)
    assert desk.world.directory.size == size


def test_a_case_s_ring_has_no_place_in_the_directory(desk):
    case = desk.world.open(desk.ada, desk.pip)
    assert desk.world.refuse(case.epoch(case.ring("joint"), desk.ada)) == "ST-1"


# Shares


def test_a_share_at_intake_is_for_duty_alone_and_by_who_has_the_key(desk):
    assert desk.world.refuse(desk.share(desk.ada, desk.cyd)) == "SH-1"
    assert desk.world.refuse(desk.share(desk.cyd, desk.bob)) == "SH-1"
    assert desk.world.refuse(desk.share(desk.uma, desk.bob)) == "ST-13"
    for actor in (desk.ada, desk.bob):
        desk.world.put(desk.share(desk.ada, actor))
    assert desk.due() == []


def test_duty_people_read_from_the_first_epoch_that_has_them(desk):
    desk.world.put(desk.share(desk.ada, desk.bob))
    desk.world.put(desk.world.duty(desk.pip, desk.ada, desk.cyd))
    assert rotation(desk) is Rotation.LEFT
    desk.world.put(desk.world.intake_epoch(desk.pip, desk.ada))
    assert desk.world.refuse(desk.share(desk.ada, desk.cyd)) == "SH-2"
    desk.world.put(desk.share(desk.ada, desk.cyd, from_epoch=2))
    assert rotation(desk) is None
    assert {(each.holder.fingerprint, each.first, each.last) for each in desk.due()} == {
        (desk.ada.fingerprint, 1, 2)
    }


def test_somebody_new_on_duty_leaves_a_rotation_pending(desk):
    desk.world.put(desk.world.duty(desk.pip, desk.ada, desk.bob, desk.cyd))
    assert rotation(desk) is Rotation.JOINED


def test_an_intake_ring_rotates_after_ninety_days(desk):
    desk.world.later(days=90)
    assert rotation(desk) is None
    desk.world.later(seconds=1)
    assert rotation(desk) is Rotation.AGED
    desk.world.put(desk.world.intake_epoch(desk.pip, desk.ada))
    assert rotation(desk) is None


# Letters


def test_whoever_reports_writes_to_the_epoch_in_force(desk):
    letter = desk.world.report(desk.pip, desk.words)
    desk.world.put_case(letter)
    assert ring(desk).count == 1


def test_a_report_is_signed_by_the_reporter_it_names(desk):
    other = desk.world.device_of("other")
    named = Author(reporter=other.fingerprint, sign=other.keys.sign)
    assert desk.world.refuse_case(desk.world.report(desk.pip, desk.words, author=named)) == "ST-8"
    whole = desk.world.signed(desk.world.report(desk.pip, desk.words))
    bad = Statement(whole.body, whole.signed, whole.hash, (other.keys.sign,))
    with pytest.raises(BadSignatureError, match="ST-8"):
        desk.world.log_case(bad)


def test_of_members_only_those_on_duty_write_to_their_intake_ring(desk):
    def by(actor, team, **changes):
        author = Author(tenant=team.genesis, person=actor.person)
        return desk.world.report(desk.pip, actor.device, author=author, **changes)

    desk.world.put_case(by(desk.ada, desk.pip))
    assert desk.world.refuse_case(by(desk.cyd, desk.pip)) == "EV-3"
    assert desk.world.refuse_case(by(desk.uma, desk.uv)) == "EV-3"
    in_the_name_of_bob = Author(tenant=desk.pip.genesis, person=desk.bob.person)
    assert (
        desk.world.refuse_case(desk.world.report(desk.pip, desk.ada.device, author=in_the_name_of_bob))
        == "EV-3"
    )


def test_a_letter_at_intake_names_an_intake_ring_and_is_new(desk):
    letter = desk.world.report(desk.pip, desk.words)
    nowhere = replace(letter, ring=replace(letter.ring, id=digits("nowhere")))
    assert desk.world.refuse_case(nowhere) == "EV-3"
    desk.world.put_case(letter)
    assert desk.world.refuse_case(letter) == "ST-9"
    again = desk.world.report(desk.pip, desk.words, envelope=letter.envelope)
    assert desk.world.refuse_case(again) == "EV-5"


def test_a_letter_made_with_more_of_the_directory_than_the_anchor_is_void(desk):
    letter = desk.world.report(desk.pip, desk.words)
    assert desk.world.refuse_case(letter, anchored=False) == "ST-10"


def test_an_epoch_below_no_anchor_yet_is_unknown_to_the_case_log(desk):
    desk.world.put(desk.world.duty(desk.uv, desk.uma))
    assert desk.world.log_case(desk.world.signed(desk.world.anchor())).counts
    old = desk.world.point()
    desk.world.put(desk.world.intake_epoch(desk.uv, desk.uma))
    letter = desk.world.report(desk.uv, desk.words, log=old)
    assert desk.world.refuse_case(letter, anchored=False) == "RI-4"


def test_the_epoch_before_is_good_for_thirty_days(desk):
    old = desk.world.report(desk.pip, desk.words).ring
    desk.world.put(desk.world.intake_epoch(desk.pip, desk.ada))
    for days, rule in ((30, None), (0.0001, "RI-7")):
        desk.world.later(days=days)
        letter = desk.world.report(desk.pip, desk.words)
        letter = replace(letter, ring=replace(letter.ring, epoch=old.epoch))
        if rule:
            assert desk.world.refuse_case(letter) == rule
        else:
            desk.world.put_case(letter)
    desk.world.put(desk.world.intake_epoch(desk.pip, desk.ada))
    letter = desk.world.report(desk.pip, desk.words)
    assert desk.world.refuse_case(replace(letter, ring=replace(letter.ring, epoch=1))) == "RI-7"
    assert (
        desk.world.refuse_case(replace(letter, id=digits("x"), ring=replace(letter.ring, epoch=4))) == "RI-7"
    )


def test_intake_is_never_closed_by_a_rotation_that_is_pending(desk):
    desk.world.leave(desk.pip, desk.bob)
    desk.world.later(days=100)
    assert rotation(desk) is Rotation.LEFT
    check_may_seal(ring(desk), desk.world.replay.intake_holders(ring(desk)), desk.world.time)
    desk.world.put_case(desk.world.report(desk.pip, desk.words))


def test_a_withheld_report_shows_as_a_gap_to_whoever_reads_the_next(desk):
    world = desk.world
    world.put_case(world.report(desk.pip, desk.words))
    world.put_case(world.report(desk.pip, desk.ada.device, author=_member(desk)))
    second = world.case_entries[-1]
    assert not world.replay.gaps
    blind = type(world.replay)(hub=world.hub, cna=None)
    for entry in world.entries:
        blind.add_directory(entry)
    for entry in world.case_entries:
        if entry.statement.body.TYPE == "anchor" or entry is second:
            assert blind.add_case(entry).counts
    assert list(blind.gaps) == [second.statement.hash]


def _member(desk):
    return Author(tenant=desk.pip.genesis, person=desk.ada.person)


def test_log_time_moves_no_duty(desk):
    desk.world.time += timedelta(days=3000)
    assert holders(desk) == {desk.ada.fingerprint, desk.bob.fingerprint}
