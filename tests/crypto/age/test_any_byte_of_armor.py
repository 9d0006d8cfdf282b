"""AR-1: one byte of an armored file, changed, added or taken away, is refused or stands outside of it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age import armor, dearmor, seal
from crypto.errors import CryptoError
from crypto.unseal import X25519Identity, open_file

pytestmark = pytest.mark.slow

READER = X25519Identity.from_seed(b"\x42" * 32)
TEXT = b"an entry point named ../../x escapes the scripts directory"
WHITESPACE = b" \t\r\n"


def _armored(padding: int) -> bytes:
    """An armored file whose last line ends with so many signs of padding."""
    sealed = (seal(TEXT + bytes(more), [READER.recipient]) for more in range(3))
    return next(armor(each) for each in sealed if armor(each).count(b"=") == padding)


FILES = [
    (_armored(padding).replace(b"\n", ending)) for padding, ending in product(range(3), [b"\n", b"\r\n"])
]
HOWS = ["replace", "insert", "delete"]


def _changed(whole: bytes, how: str, place: int, byte: int) -> bytes:
    added = b"" if how == "delete" else bytes([byte])
    return whole[:place] + added + whole[place + (how != "insert") :]


def _opened(armored: bytes) -> bytes | None:
    try:
        return open_file(dearmor(armored), [READER])
    except CryptoError:
        return None


def _differs_outside_only(changed: bytes, whole: bytes) -> bool:
    """Tell whether the armor, BEGIN to END with its line ends, is the same and the rest is whitespace."""
    inner = whole.strip(WHITESPACE)
    before, found, after = changed.partition(inner)
    return bool(found) and not (before + after).strip(WHITESPACE)


def _assert_refused_or_outside(changed: bytes, whole: bytes) -> None:
    if _differs_outside_only(changed, whole):
        assert _opened(changed) is not None
    else:
        assert _opened(changed) is None, changed


@pytest.mark.parametrize("whole", FILES, ids=range(len(FILES)))
def test_at_every_place_a_change_to_each_kind_of_byte_is_refused_or_stands_outside(whole):
    """First line, body, padding, last line and every line end, in LF and in CRLF."""
    kinds = [*WHITESPACE, *b"A/=-b", 0, 0x0B, 0xA0, 0xFF]
    for place, how in product(range(len(whole)), HOWS):
        for byte in [*kinds, whole[place] ^ 0x20] if how != "delete" else [0]:
            _assert_refused_or_outside(_changed(whole, how, place, byte), whole)


@given(whole=st.sampled_from(FILES), how=st.sampled_from(HOWS), byte=st.integers(0, 255), data=st.data())
def test_any_byte_at_any_place_is_refused_or_stands_outside(whole, how, byte, data):
    place = data.draw(st.integers(0, len(whole) - 1))
    _assert_refused_or_outside(_changed(whole, how, place, byte), whole)


@given(
    whole=st.sampled_from(FILES),
    before=st.text(WHITESPACE.decode(), max_size=9),
    after=st.text(WHITESPACE.decode(), max_size=9),
)
def test_whitespace_outside_is_all_that_may_differ(whole, before, after):
    """AGE-16: the armor specification lets a reader pass over it."""
    around = before.encode() + whole.strip(WHITESPACE) + after.encode()

    assert dearmor(around) == dearmor(whole)


def test_line_ends_may_change_together_and_not_one_alone():
    """AGE-16: LF throughout or CRLF throughout, the same file in both."""
    whole = FILES[0]
    lines = whole.split(b"\n")

    assert dearmor(whole) == dearmor(whole.replace(b"\n", b"\r\n"))
    for number in range(len(lines) - 2):  # the end of END itself stands outside
        mixed = b"\n".join([*lines[:number], lines[number] + b"\r", *lines[number + 1 :]])
        assert _opened(mixed) is None
