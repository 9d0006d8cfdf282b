"""Epochs at their leaf: holders, order, founding (RI-1 to RI-5, RI-7)."""

from dataclasses import replace
from itertools import combinations

import pytest

from crypto.kinds.sharing import At
from tests.support.people import digits


def fingerprints(*actors):
    return tuple(sorted(each.fingerprint for each in actors))


@pytest.mark.parametrize("holders", ["dropped", "added", "other"])
def test_an_epoch_whose_holders_are_not_the_computed_ones_is_void(shared, holders):
    wrong = {
        "dropped": fingerprints(shared.uma),
        "added": fingerprints(shared.ada, shared.uma, shared.pia),
        "other": fingerprints(shared.ada, shared.vic),
    }[holders]
    assert shared.case.void(shared.case.epoch(shared.joint, shared.uma, holders=wrong)) == "RI-2"


def test_every_true_subset_of_the_holders_is_refused(shared):
    shared.case.put(shared.case.grant(shared.ada, shared.bob))
    everybody = sorted(shared.case.holders(shared.joint))
    for size in range(1, len(everybody)):
        for some in combinations(everybody, size):
            assert shared.case.void(shared.case.epoch(shared.joint, shared.ada, holders=some)) == "RI-2"


def test_an_epoch_computed_before_somebody_was_removed_is_void(shared):
    old = shared.case.epoch(shared.joint, shared.uma)
    shared.case.put(shared.case.grant(shared.ada, shared.bob))
    with_bob = shared.case.epoch(shared.joint, shared.uma)
    shared.case.put(shared.case.grant(shared.ada, shared.bob, state="ended"))
    assert shared.case.void(with_bob) == "RI-2"
    shared.world.leave(shared.pip, shared.bob)
    assert shared.case.void(replace(with_bob, id=digits("again"), at=old.at)) == "RI-2"


def test_an_epoch_that_is_right_now_but_wrong_where_it_says_is_void(shared):
    early = At(directory=shared.world.directory.size, cases=0)
    assert shared.case.void(shared.case.epoch(shared.joint, shared.ada, at=early)) == "RI-2"
    teams = At(directory=3, cases=shared.world.replay.case_size)
    assert shared.case.void(shared.case.epoch(shared.joint, shared.ada, at=teams)) == "RI-2"


def test_an_epoch_computed_beyond_its_leaf_is_void(shared):
    for more, later in ((1, 0), (0, 1)):
        size, index = shared.world.directory.size, shared.world.replay.case_size
        at = At(directory=size + more, cases=index + later)
        assert shared.case.void(shared.case.epoch(shared.joint, shared.ada, at=at)) == "RI-2"


def test_of_two_epochs_with_one_previous_the_lower_index_counts(shared):
    one, other = shared.case.epoch(shared.joint, shared.ada), shared.case.epoch(shared.joint, shared.uma)
    shared.case.put(one)
    assert shared.case.void(other) == "RI-3"
    assert shared.case.folded(shared.joint).current.statement.body == one


def test_an_epoch_follows_by_number_and_hash(shared):
    for change in ({"epoch": 3}, {"previous": digits("nothing", 64)}, {"epoch": 1, "previous": None}):
        assert shared.case.void(shared.case.epoch(shared.joint, shared.ada, **change)) == "RI-3"


def test_an_epoch_of_another_ring_under_the_same_id_is_void(shared):
    twin = replace(shared.case.ring("record"), id=shared.joint.id)
    assert shared.case.void(shared.case.epoch(twin, shared.ada)) == "RI-3"


def test_a_recipient_serves_once(shared):
    first = shared.case.folded(shared.joint).current.recipient
    record = shared.case.ring("record")
    assert shared.case.void(shared.case.epoch(shared.joint, shared.ada, recipient=first)) == "RI-5"
    assert shared.case.void(shared.case.epoch(record, shared.ada, recipient=first)) == "RI-5"
    device = shared.uma.device.keys.seal
    assert shared.case.void(shared.case.epoch(record, shared.ada, recipient=device)) == "RI-5"


@pytest.mark.parametrize("kind", ["joint", "reporter", "record"])
def test_a_case_has_one_ring_of_each_kind(shared, kind):
    ring = shared.case.ring(kind)
    if kind != "joint":
        shared.case.rotate(ring, shared.ada)
    second = replace(ring, id=digits("second"))
    assert shared.case.void(shared.case.epoch(second, shared.ada)) == "RI-4"


def test_a_participant_has_one_ring_of_its_own_and_founds_it_itself(shared):
    notes = shared.case.ring("tenant", tenant=shared.uv.genesis)
    assert shared.case.void(shared.case.epoch(notes, shared.ada)) == "RI-4"
    shared.case.rotate(notes, shared.uma)
    assert shared.case.void(shared.case.epoch(replace(notes, id=digits("second")), shared.uma)) == "RI-4"
    shared.case.rotate(shared.case.ring("tenant", tenant=shared.pip.genesis), shared.ada)
    assert shared.case.holders(notes) == {shared.uma.fingerprint}


def test_threads_are_founded_by_their_parties_and_there_may_be_several(shared):
    parties = tuple(sorted([shared.pip.genesis, shared.uv.genesis]))
    first, alone = (
        shared.case.ring("thread", parties=parties),
        shared.case.ring("thread", parties=parties[:1]),
    )
    shared.case.rotate(first, shared.uma)
    shared.case.rotate(replace(first, id=digits("second")), shared.ada)
    assert len(shared.case.holders(alone)) == 1
    stranger = shared.ada if parties[0] == shared.uv.genesis else shared.uma
    assert shared.case.void(shared.case.epoch(alone, stranger)) == "RI-4"


def test_nobody_founds_or_rotates_a_ring_they_do_not_hold(shared):
    record = shared.case.ring("record")
    for actor in (shared.bob, shared.vic, shared.quin, shared.pia):
        assert shared.case.void(shared.case.epoch(shared.joint, actor)) == "RI-4"
        assert shared.case.void(shared.case.epoch(record, actor)) == "RI-4"
    stranger = shared.world.actor("nobody")
    assert shared.case.void(shared.case.epoch(shared.joint, stranger)) == "ST-13"


def test_a_participant_who_holds_the_ring_may_rotate_and_found_it(shared):
    shared.case.rotate(shared.joint, shared.uma)
    shared.case.rotate(shared.case.ring("record"), shared.uma)


def test_an_intake_ring_has_no_place_in_a_case(shared):
    body = shared.case.epoch(shared.joint, shared.ada, ring=shared.world.intake_ref(shared.pip))
    assert shared.world.refuse_case(body) == "ST-1"
