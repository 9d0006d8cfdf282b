"""A planted word is found in whatever it was wrapped in; what does not hold it does not show it."""

import base64
import bz2
import gzip
import io
import lzma
import secrets
import zipfile
import zlib

import pytest

from hub.demo.disguises import disguises, find, shapes

WORD = "merganserplover"
TEXT = f"before {WORD} after"


def _zipped(text):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a-name.txt", text * 40)
    return archive.getvalue()


def test_nothing_is_found_in_nothing():
    assert find([WORD], b"") == set()


def test_random_bytes_and_a_word_that_is_cut_short_show_nothing():
    assert find([WORD], secrets.token_bytes(200_000) + WORD[:-1].encode()) == set()


def test_a_compressed_stream_that_is_broken_is_no_error():
    broken = zlib.compress(secrets.token_bytes(90_000))[:-5000]

    assert find([WORD], broken + b"\x1f\x8b\x08" + b"BZh91AY&SY" + b"\xfd7zXZ\x00" + b"PK\x03\x04") == set()


@pytest.mark.parametrize(
    ("how", "data"),
    [
        ("raw", TEXT.encode()),
        ("hex", TEXT.encode().hex().encode()),
        ("HEX", TEXT.encode().hex().upper().encode()),
        ("utf-16-le", TEXT.encode("utf-16-le")),
        ("utf-16-be", TEXT.encode("utf-16-be")),
        ("compressed raw", secrets.token_bytes(700) + zlib.compress(TEXT.encode()) + b"tail"),
        ("compressed raw", gzip.compress(secrets.token_bytes(9000) + TEXT.encode())),
        ("compressed raw", bz2.compress(TEXT.encode())),
        ("compressed raw", lzma.compress(TEXT.encode() * 99)),
        ("compressed raw", _zipped(TEXT)),
        ("compressed compressed hex", gzip.compress(zlib.compress(TEXT.encode().hex().encode()))),
        ("compressed raw", zlib.compress(TEXT.encode() + secrets.token_bytes(50_000))[:-9000]),
    ],
    ids=range(12),  # random bytes are no names: every worker must collect the same tests
)
def test_a_word_is_found_through(how, data):
    assert (WORD, how) in find([WORD], data)


@pytest.mark.parametrize("offset", range(6))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_word_is_found_in_base64_wherever_its_group_of_three_begins(encode, offset):
    encoded = encode(secrets.token_bytes(offset) + WORD.encode() + secrets.token_bytes(7))

    assert find([WORD], encoded) == {(WORD, f"base64+{offset % 3}")}


def test_a_phrase_is_found_in_the_url_alphabet_as_well():
    phrase = "why? why? ~~~ why?"

    assert "base64url+1" in disguises(phrase)
    assert find([phrase], base64.urlsafe_b64encode(b"x" + phrase.encode()))


@pytest.mark.parametrize("before", range(4))
def test_a_key_is_found_in_base64_wherever_it_begins(before):
    key = secrets.token_bytes(32)
    data = secrets.token_bytes(before) + key + secrets.token_bytes(5)

    for encoded in (base64.b64encode(data), base64.urlsafe_b64encode(data)):
        assert [how for how, shape in shapes(key).items() if shape in encoded]
    assert not [how for how, shape in shapes(secrets.token_bytes(32)).items() if shape in data]
