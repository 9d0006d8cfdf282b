"""Bech32 against the vectors of BIP 173."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age import X25519Recipient, bech32
from crypto.errors import MalformedError
from crypto.unseal import X25519Identity

KEY = X25519Identity.from_seed(b"\x42" * 32)

INVALID = [
    "",
    " 1nwldj5",  # character of the prefix out of range
    "\x7f1axkwrx",
    "\x801eym55h",
    "pzry9x0s0muk",  # no separator
    "1pzry9x0s0muk",  # no prefix
    "x1b4n0q5v",  # not a character of the alphabet
    "li1dgmt3",  # checksum too short
    "de1lg7wt\xff",
    "A1G7SGD8",  # checksum computed over capitals
    "10a06t8",
    "1qzzfhee",
    "A12uEL5L",  # mixed case
    "a1\u0130uel5l",  # a letter whose lower case is two characters
]

VALID = {
    "A12UEL5L": ("A", ""),
    "a12uel5l": ("a", ""),
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs": (
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio",
        "",
    ),
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw": ("abcdef", "00443214c74254b635cf84653a56d7c675be77df"),
    "1" + "1" + "q" * 82 + "c8247j": ("1", "00" * 51),
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w": (
        "split",
        "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d",
    ),
    "?1ezyfcl": ("?", ""),
}


@pytest.mark.parametrize("text", INVALID, ids=ascii)
def test_a_string_that_bip_173_calls_invalid_is_refused(text):
    """And the rule is named."""
    with pytest.raises(MalformedError) as refusal:
        bech32.decode(text)
    assert refusal.value.rule == "AGE-17"


@pytest.mark.parametrize("text", VALID)
def test_a_string_that_bip_173_calls_valid_is_read_and_written(text):
    """The prefix keeps its case, and the same string comes back."""
    prefix, data = VALID[text]
    assert bech32.decode(text) == (prefix, bytes.fromhex(data))
    assert bech32.encode(prefix, bytes.fromhex(data)) in (text, text.lower())


def test_stray_bits_in_the_last_character_are_refused():
    """A key has one spelling: a right checksum over words that no bytes make does not help."""
    words = [31, 31]  # one byte and two stray bits
    check = bech32._polymod([*bech32._expand("age"), *words, *bytes(6)]) ^ 1
    words += [check >> 5 * (5 - i) & 31 for i in range(6)]
    with pytest.raises(MalformedError, match="stray bits"):
        bech32.decode("age1" + "".join(bech32.ALPHABET[word] for word in words))


@given(
    key=st.sampled_from([str(KEY), str(KEY.recipient)]),
    how=st.sampled_from(["replace", "insert", "delete"]),
    character=st.characters(max_codepoint=255),
    data=st.data(),
)
def test_a_key_with_one_character_changed_is_refused(key, how, character, data):
    """AGE-17: the identity in a share as well as the recipient in a statement."""
    place = data.draw(st.integers(0, len(key) - 1))
    added = "" if how == "delete" else character
    changed = key[:place] + added + key[place + (how != "insert") :]
    read = X25519Identity.parse if key == str(KEY) else X25519Recipient.parse

    if changed == key:
        assert str(read(changed)) == key
    else:
        with pytest.raises(MalformedError) as refusal:
            read(changed)
        assert refusal.value.rule == "AGE-17"


def test_a_key_of_another_length_is_refused():
    """31 bytes under the right prefix."""
    with pytest.raises(MalformedError, match="32 bytes"):
        bech32.decode_key(bech32.encode("age", bytes(31)), "age")


def test_a_string_longer_than_bip_173_allows_is_read():
    """age.md, Conventions: Bech32 without length limits on the data part."""
    data = bytes(range(256)) * 5
    assert bech32.decode(bech32.encode("age1tagpq", data)) == ("age1tagpq", data)
