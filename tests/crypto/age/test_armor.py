"""ASCII armor: one armored spelling of an age file, up to line endings and whitespace around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age import armor, armor_chunks, dearmor, dearmor_chunks, is_armored
from crypto.errors import MalformedError

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
FULL = b"A" * 64


def _cut(text: bytes, size: int) -> list[bytes]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" \n",
        BEGIN,
        BEGIN + b" \n" + END,
        b"x" + BEGIN + b"\n" + END,
        BEGIN + b"\n",
        BEGIN + b"\nQUFB\n",
        BEGIN + b"\nQUFB\n-----",
        BEGIN + b"\nQUFB\n-----END PGP MESSAGE-----",
        BEGIN + b"\nQUFB" + END,
        BEGIN + b"\n\n" + END,
        BEGIN + b"\nQUFB\n\n" + END,
        BEGIN + b"\nQUF\n" + END,
        BEGIN + b"\nQUF=\n" + END.lower(),
        BEGIN + b"\nQUH=\n" + END,  # stray bits
        BEGIN + b"\nQUFB\nQUFB\n" + END,
        BEGIN + b"\n" + FULL + b"AAAA\n" + END,
        BEGIN + b"\n" + FULL + b"\r\n" + END,
        BEGIN + b"\r\n" + FULL + b"\n" + END,
        BEGIN + b"\n" + FULL[:-1] + b"=\n" + FULL + b"\n" + END,
        BEGIN + b"\n" + FULL + b"\nQ Q=\n" + END,
        BEGIN + b"\nQUFB\n" + END + b"\nx",
        BEGIN + b"\nQUFB\n" + END + b"-",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_armor_that_is_not_strict_is_refused_however_it_arrives(text, size):
    """Looser parsers would let one file have many spellings."""
    with pytest.raises(MalformedError) as refusal:
        b"".join(dearmor_chunks(_cut(text, size)))
    assert refusal.value.rule == "AGE-16"


def test_a_full_line_that_ends_with_padding_ends_the_data_in_a_stream_too():
    """The line comes alone, is right in itself, and is let go; the next one is refused."""
    lines = [BEGIN + b"\n", b"A" * 63 + b"=\n", FULL + b"\n", END]
    drained = dearmor_chunks(lines)
    assert next(drained) == bytes(47)
    with pytest.raises(MalformedError, match="after its padding"):
        next(drained)


@given(data=st.binary(max_size=200), size=st.integers(1, 80), crlf=st.booleans())
def test_what_is_armored_comes_back_however_it_is_cut(data, size, crlf):
    """Also with CRLF, and with whitespace around it."""
    text = armor(data)
    assert max(map(len, text.splitlines())) <= 64
    text = b"\n \t" + (text.replace(b"\n", b"\r\n") if crlf else text) + b" \r\n"
    assert dearmor(text) == data
    assert b"".join(dearmor_chunks(_cut(text, size))) == data


@pytest.mark.parametrize("size", [48, 1024 * 48 - 1, 1024 * 48, 1024 * 48 + 1, 200_000])
def test_blocks_join_without_a_seam(size):
    """Files longer than a block, in pieces that do not match it."""
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    text = b"".join(armor_chunks(_cut(data, 5000)))
    assert text == armor(data)
    assert all(len(line) == 64 for line in text.splitlines()[1:-2])
    assert b"".join(dearmor_chunks(_cut(text, 4096))) == data


def test_armor_is_told_from_a_binary_file():
    """By its first line, after whitespace."""
    assert is_armored(b"\r\n " + armor(b"x"))
    assert not is_armored(b"")
    assert not is_armored(b"age-encryption.org/v1\n")
