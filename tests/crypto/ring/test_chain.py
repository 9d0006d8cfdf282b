"""The chain of a ring's letters, as anybody could compute it (RI-8, RI-9)."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from crypto.kinds.sharing import RingPlace, RingRef
from crypto.ring import Ring, first_head, next_head
from tests.support.people import digits

HASHES = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), max_size=6)


def ring(*letters):
    made = Ring(RingRef(id=digits("ring"), kind="joint", case=digits("case")))
    for each in letters:
        made.add_manifest(each)
    return made


def place(of):
    return RingPlace(id=of.ref.id, epoch=1, count=of.count, head=of.heads[-1])


def test_the_first_head_is_the_hash_of_label_and_id():
    assert first_head("00" * 16) == hashlib.sha256(b"accord-ring-v1\n" + bytes(16)).hexdigest()


def test_each_letter_hashes_head_and_letter():
    head, letter = "11" * 32, "22" * 32
    assert next_head(head, letter) == hashlib.sha256(b"\x02" + bytes([0x11] * 32 + [0x22] * 32)).hexdigest()


def test_an_empty_ring_holds_nothing_and_has_no_epoch():
    assert ring().holding() == frozenset()
    assert ring().current is None


@given(HASHES, HASHES)
def test_a_reader_who_has_all_that_the_author_saw_finds_no_gap(seen, later):
    assert ring(*seen, *later).gap(place(ring(*seen))) is None


@given(HASHES.filter(bool), st.data())
def test_a_withheld_letter_shows_as_a_gap(letters, data):
    index = data.draw(st.integers(0, len(letters) - 1))
    rest = letters[:index] + letters[index + 1 :]
    assert ring(*rest).gap(place(ring(*letters))) is not None


def test_a_letter_changed_for_another_shows_as_a_gap():
    assert "other letters" in ring("11" * 32).gap(place(ring("22" * 32)))
