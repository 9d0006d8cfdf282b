"""Twelve words: BIP39's published examples, RE-2 written a second time, and every way to mistype them."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import MalformedError
from crypto.reporter import new_words, seeds

# BIP39, "Test vectors" (trezor/python-mnemonic, vectors.json), the English ones of 128 bits.
BIP39 = [
    (
        "00000000000000000000000000000000",
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    ),
    (
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "legal winner thank year wave sausage worth useful legal winner thank yellow",
    ),
    (
        "80808080808080808080808080808080",
        "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
    ),
    ("ffffffffffffffffffffffffffffffff", "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"),
]
WORDS = BIP39[1][1]


def rfc5869(entropy, info):
    """HKDF-SHA-256 of 32 bytes by its definition (RFC 5869 2), to hold RE-2 against."""
    key = hmac.new(b"accord-reporter-v1", entropy, hashlib.sha256).digest()
    return hmac.new(key, info + b"\x01", hashlib.sha256).digest()


@pytest.mark.parametrize(
    "words",
    [
        "",
        WORDS.removesuffix(" yellow"),
        WORDS + " yellow",
        WORDS.replace("yellow", "year"),
        WORDS.replace("winner thank", "thank winner", 1),
        WORDS.replace("sausage", "sausages"),
        WORDS.replace("legal", "légal"),
        WORDS.replace("yellow", "yell"),
        " ".join(["abandon"] * 12),
        WORDS.replace(" ", ","),
    ],
    ids=[
        "no word",
        "one missing",
        "one too many",
        "wrong word",
        "wrong order",
        "misspelt",
        "accent",
        "cut",
        "wrong checksum",
        "commas",
    ],
)
def test_words_that_are_not_right_are_refused(words):
    """RE-1."""
    with pytest.raises(MalformedError) as refused:
        seeds(words)

    assert refused.value.rule == "RE-1"


def test_a_refusal_does_not_repeat_a_word():
    """Messages end in logs, and a misspelt word is nearly the word."""
    with pytest.raises(MalformedError, match=r"^word 6 is not") as refused:
        seeds(WORDS.replace("sausage", "sausagge"))

    assert "sausag" not in str(refused.value)


@pytest.mark.parametrize(("entropy", "words"), BIP39)
def test_words_are_those_of_bip39(entropy, words):
    """RE-1, RE-2."""
    assert new_words(lambda size: bytes.fromhex(entropy)[:size]) == words

    found = seeds(words)

    assert found.sign == rfc5869(bytes.fromhex(entropy), b"sign")
    assert found.seal == rfc5869(bytes.fromhex(entropy), b"seal")


def test_spaces_and_capitals_are_the_reader_s_own():
    assert seeds("  Legal WINNER thank\nyear wave\tsausage worth useful legal winner thank yellow ") == seeds(
        WORDS
    )


def test_seeds_show_nothing():
    assert repr(seeds(WORDS)) == "ReporterSeeds()"


def test_fresh_words_are_never_the_same():
    assert new_words() != new_words()


@given(entropy=st.binary(min_size=16, max_size=16))
def test_any_words_lead_back_to_their_seeds(entropy):
    assert seeds(new_words(lambda _: entropy)).sign == rfc5869(entropy, b"sign")
