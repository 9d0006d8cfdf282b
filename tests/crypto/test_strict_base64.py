"""Base64 with one spelling per value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import strict_base64
from crypto.errors import MalformedError


@pytest.mark.parametrize(
    "text",
    [
        "Q",  # no byte fits
        "QQ",  # padding missing
        "QQ=",
        "QQ===",
        "QQ==\n",
        " QQ==",
        "Q Q==",
        "QQ==QQ==",  # goes on after the padding
        "=QQ=",
        "-_8=",  # the URL's alphabet
        "QR==",  # unused bits set: also 0x41
        "QUJ=",
        "\u0661QQ=",  # a digit, but not of ASCII
    ],
)
def test_any_other_spelling_is_refused_under_the_readers_rule(text):
    with pytest.raises(MalformedError) as refusal:
        strict_base64.decode(text, rule="XX-1")

    assert refusal.value.rule == "XX-1"


def test_nothing_is_written_as_nothing():
    assert strict_base64.encode(b"") == ""
    assert strict_base64.decode("", rule="XX-1") == b""


@given(st.binary())
def test_what_is_written_is_read_back(value):
    assert strict_base64.decode(strict_base64.encode(value), rule="XX-1") == value
