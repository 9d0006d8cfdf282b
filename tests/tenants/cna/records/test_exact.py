"""One document has one spelling and one hash (REV-1), as RFC 8785 writes it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.cna.errors import AdvisoryInvalidError
from tenants.cna.records.exact import LIMIT, digest_of, read_exact, record_bytes

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1.0}',
        b'{"a":"\\u00e9"}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":"\xff"}',
        b'{"a":"\\ud800"}',
        b'\xef\xbb\xbf{"a":1}',
        b"[" * 100_000,
        b'{"a":"' + b"x" * LIMIT + b'"}',
    ],
    ids=range(17),
)
def test_any_other_spelling_is_refused(wrong):
    with pytest.raises(AdvisoryInvalidError) as refused:
        read_exact(wrong)
    assert refused.value.rule == "AD-1"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_carry_is_not_written(value):
    with pytest.raises(ValueError, match=r"JSON|surrogates"):
        record_bytes({"a": value})


def test_members_are_sorted_by_utf_16_and_numbers_are_short():
    # The order is RFC 8785 section 3.2.3's example: by UTF-16 code units, U+1F600 before U+FB33.
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4.0, "\U0001f600": 5, "\x80": 6, "\u00f6": 4.1}
    written = record_bytes(value)
    assert written == (
        b'{"\\r":2,"1":4,"\xc2\x80":6,"\xc3\xb6":4.1,"\xe2\x82\xac":1,"\xf0\x9f\x98\x80":5,"\xef\xac\xb3":3}'
    )


def test_the_digest_is_sha_256_of_the_bytes():
    # FIPS 180-2, appendix B.1
    assert digest_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), VALUES, max_size=4))
def test_what_is_written_is_read_back_and_order_does_not_matter(value):
    try:
        written = record_bytes(value)
    except UnicodeEncodeError:
        return  # a lone surrogate in a key
    assert read_exact(written) == json.loads(json.dumps(value))
    assert record_bytes(dict(reversed(value.items()))) == written
