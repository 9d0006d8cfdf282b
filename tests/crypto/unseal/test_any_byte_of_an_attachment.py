"""One changed byte of an attachment: its file, its manifest, or its entry in the letter (AT-1)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import age, dsse
from crypto.errors import CryptoError
from crypto.letter import from_plaintext, to_plaintext
from crypto.statement import parse
from crypto.unseal.envelopes import open_attachment, open_letter
from tests.support.envelopes import (
    ADA,
    KEY,
    RECIPIENT,
    attach,
    fixed_random,
    letter,
    outside,
    outside_attached,
    renamed,
    seal,
)
from tests.support.people import HUB

BYTES = b"+ fixed\n"
NAMED, SEALED = attach(BYTES)
LETTER = letter(attachments=(NAMED,))
OUTER = outside(LETTER, seal(LETTER))
MANIFEST = outside_attached(LETTER, NAMED, SEALED)
WIRE = dsse.write(ADA.sign(MANIFEST))
PLAIN = to_plaintext(LETTER)
ENTRY = PLAIN.index(b'"attachments"')
ENTRY_END = PLAIN.index(b"]", ENTRY) + 1


def changed(data: bytes, place: int, flip: int) -> bytes:
    """The bytes with one of them another."""
    return data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]


@given(place=st.integers(0, SEALED.size - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_its_file_is_refused(place, flip):
    """EV-8; and by age itself if a manifest named the changed file."""
    file = changed(SEALED.file, place, flip)

    with pytest.raises(CryptoError) as refused:
        open_attachment((OUTER, NAMED), MANIFEST, file, KEY)
    assert refused.value.rule == "EV-8"
    with pytest.raises(CryptoError):
        open_attachment((OUTER, NAMED), renamed(MANIFEST, file), file, KEY)


@given(place=st.integers(0, len(WIRE) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_its_manifest_is_refused(place, flip):
    with pytest.raises(CryptoError):
        parse(changed(WIRE, place, flip), hub=HUB)


@given(place=st.integers(0, 4095), flip=st.integers(1, 255))
def test_any_changed_byte_of_what_was_sealed_is_refused(place, flip):
    """AT-1: bytes and padding, sealed anew by somebody who holds the ring and named by a manifest."""
    plaintext = changed(BYTES.ljust(4096, b"\0"), place, flip)
    file = age.seal(plaintext, [age.X25519Recipient.parse(RECIPIENT)], random=fixed_random("again"))

    with pytest.raises(CryptoError) as refused:
        open_attachment((OUTER, NAMED), renamed(MANIFEST, file), file, KEY)
    assert refused.value.rule == "AT-1"


@given(place=st.integers(ENTRY, ENTRY_END - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_its_entry_in_the_letter_is_refused(place, flip):
    """EV-10: the author's manifest commits to the letter, sealed anew or not."""
    spoilt = changed(PLAIN, place, flip)
    file = age.seal(spoilt, [age.X25519Recipient.parse(RECIPIENT)], random=fixed_random("again"))

    with pytest.raises(CryptoError) as refused:
        open_letter(renamed(OUTER, file), file, KEY)
    assert refused.value.rule == "EV-10"


@given(place=st.integers(ENTRY, ENTRY_END - 1), flip=st.integers(1, 255))
def test_a_changed_entry_taken_at_its_word_leads_to_no_other_bytes(place, flip):
    """AT-1: only the name and the type, which are the letter's own words, may read otherwise."""
    try:
        entries = from_plaintext(changed(PLAIN, place, flip)).attachments
    except CryptoError:
        return
    for entry in entries:
        if replace(entry, name=NAMED.name, type=NAMED.type) == NAMED:
            assert open_attachment((OUTER, entry), MANIFEST, SEALED.file, KEY) == BYTES
        else:
            with pytest.raises(CryptoError):
                open_attachment((OUTER, entry), MANIFEST, SEALED.file, KEY)


def test_the_entry_is_where_these_tests_change_it():
    assert json.loads(b"{" + PLAIN[ENTRY:ENTRY_END] + b"}")["attachments"][0]["sha256"] == NAMED.sha256
    assert open_letter(OUTER, seal(LETTER).file, KEY).attachments == (NAMED,)
