"""Envelopes from outside: what a hub refuses without any key (EV-2, EV-6, EV-8)."""

import pytest

from crypto import age
from crypto.age.header import Header, Stanza
from crypto.age.primitives import TAG_SIZE
from crypto.age.stream import CHUNK_SIZE, NONCE_SIZE
from crypto.envelope import HEADER_LIMIT, check_file, check_header, largest, seal_attachment, seal_letter
from crypto.errors import CryptoError
from crypto.letter import from_plaintext, pad_attachment, to_plaintext
from crypto.padding import padded_length
from crypto.unseal import open_file
from tests.support.envelopes import (
    ADA,
    BEN,
    KEY,
    OF_REPORTER,
    RECIPIENT,
    attach,
    fixed_random,
    letter,
    outside,
    outside_attached,
    renamed,
    seal,
)

MINE = letter()
SEALED = seal(MINE)
MANIFEST = outside(MINE, SEALED)
MIB = 1024 * 1024


def rule_of(act, *args):
    with pytest.raises(CryptoError) as refused:
        act(*args)
    return refused.value.rule


def file_for(*recipients):
    return age.seal(to_plaintext(MINE), list(recipients), random=fixed_random("file"))


def with_stanzas(*stanzas):
    return bytes(Header(stanzas, bytes(32))) + bytes(64)


STANZA = age.inspect(SEALED.file).stanzas[0]
GREASE = Stanza("x-grease", ("a",), bytes(100))


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        (b"", "AGE-1"),
        (b"not age", "AGE-1"),
        (with_stanzas(GREASE), "EV-6"),
        (with_stanzas(STANZA, STANZA), "EV-6"),
        (with_stanzas(STANZA, Stanza("ssh-ed25519", (), b"")), "EV-6"),
        (with_stanzas(Stanza("mlkem768x25519", ("a",), bytes(32))), "EV-6"),
        (with_stanzas(Stanza("X25519", (), bytes(32))), "AGE-6"),
        (with_stanzas(Stanza("X25519", STANZA.args, bytes(31))), "AGE-6"),
        (with_stanzas(STANZA, *[GREASE] * 14), "AGE-18"),
        (file_for(age.ScryptRecipient("passphrase", 1)), "EV-6"),
        (
            file_for(age.X25519Recipient.parse(ADA.keys.seal), age.X25519Recipient.parse(BEN.keys.seal)),
            "EV-6",
        ),
    ],
    ids=[
        "empty",
        "no age file",
        "grease alone",
        "twice",
        "another kind beside",
        "another kind",
        "no share",
        "short body",
        "a header of 2 KiB",
        "a passphrase",
        "two readers",
    ],
)
def test_a_header_for_anybody_but_one_recipient_is_refused(file, rule):
    """EV-6."""
    assert rule_of(check_header, file) == rule


def test_grease_beside_the_one_stanza_is_ignored():
    """EV-6: typage and rage add it."""
    assert check_header(with_stanzas(GREASE, STANZA, GREASE)).addressed == (STANZA,)


def test_a_file_of_another_size_is_refused():
    """EV-2."""
    assert rule_of(check_file, MANIFEST, b"") == "EV-2"
    assert rule_of(check_file, MANIFEST, SEALED.file[:-1]) == "EV-2"
    assert rule_of(check_file, MANIFEST, SEALED.file + b"\0") == "EV-2"


def test_another_file_of_the_same_size_is_refused():
    """EV-8."""
    other = seal_letter(MINE, RECIPIENT).file

    assert len(other) == len(SEALED.file)
    assert rule_of(check_file, MANIFEST, other) == "EV-8"


def test_a_file_that_its_manifest_names_but_two_could_read_is_refused():
    """EV-6."""
    shared = file_for(age.X25519Recipient.parse(RECIPIENT), age.X25519Recipient.parse(BEN.keys.seal))

    assert rule_of(check_file, renamed(MANIFEST, shared), shared) == "EV-6"


@pytest.mark.parametrize(
    ("changes", "plaintext"),
    [
        ({}, MIB),
        ({"kind": "record"}, MIB),
        ({"kind": "attachment", "plain": None}, 25 * MIB),
        ({"kind": "attachment", "plain": None, "author": OF_REPORTER}, 5 * MIB),
    ],
    ids=["letter", "record", "attachment", "a reporter's attachment"],
)
def test_an_envelope_beyond_its_limit_is_refused_before_it_is_looked_at(changes, plaintext):
    """EV-2: the largest plaintext is a length of Padmé, then header, nonce and a tag for each chunk."""
    chunks = plaintext // CHUNK_SIZE
    highest = plaintext + HEADER_LIMIT + NONCE_SIZE + TAG_SIZE * chunks

    assert padded_length(plaintext) == plaintext
    assert largest(outside(MINE, SEALED, **changes)) == highest
    assert rule_of(check_file, outside(MINE, SEALED, **changes, size=highest + 1), b"") == "EV-2"


def test_the_largest_attachment_of_a_reporter_passes():
    """EV-2."""
    named, sealed = attach(bytes(5 * MIB))
    manifest = outside_attached(letter(author=OF_REPORTER), named, sealed)

    check_file(manifest, sealed.file)
    assert sealed.size <= largest(manifest)


def test_what_is_sealed_passes_and_opens_with_the_key():
    check_file(MANIFEST, SEALED.file)
    named, sealed = attach(b"+ fixed\n")
    check_file(outside_attached(MINE, named, sealed), sealed.file)

    assert from_plaintext(open_file(SEALED.file, [KEY])) == MINE
    assert open_file(sealed.file, [KEY]) == pad_attachment(b"+ fixed\n")
    assert sealed.plain is None
    assert SEALED.size == len(SEALED.file)


def test_two_seals_of_one_text_share_nothing():
    assert seal_letter(MINE, RECIPIENT).file != seal_letter(MINE, RECIPIENT).file
    assert seal_attachment(b"x", RECIPIENT).sha256 != seal_attachment(b"x", RECIPIENT).sha256


def test_nobody_seals_to_what_is_no_recipient():
    """AGE-17."""
    assert rule_of(seal_letter, MINE, "age1nobody") == "AGE-17"
