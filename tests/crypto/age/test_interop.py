"""pyrage (the Rust implementation) opens what we seal, and we open what it seals."""

import hashlib
import itertools
import tracemalloc
from collections.abc import Iterator

import pyrage
import pytest

from crypto.age import (
    ScryptRecipient,
    armor,
    armor_chunks,
    dearmor,
    dearmor_chunks,
    inspect,
    seal,
    seal_chunks,
)
from crypto.unseal import ScryptIdentity, open_chunks, open_file

pytestmark = pytest.mark.slow

SIZES = [0, 1, 65_535, 65_536, 65_537]
GIB = 1 << 30
PIECE = 1 << 16


@pytest.fixture
def theirs(identity):
    """Our identity in pyrage's hands."""
    return pyrage.x25519.Identity.from_str(str(identity))


def _text(size: int) -> bytes:
    return hashlib.shake_128(b"text").digest(size)


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_opens_what_we_seal(identity, theirs, size):
    """Binary and armored."""
    sealed = seal(_text(size), [identity.recipient])
    assert pyrage.decrypt(sealed, [theirs]) == _text(size)
    assert pyrage.decrypt(armor(sealed), [theirs]) == _text(size)


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_pyrage_seals(identity, theirs, size):
    """Binary and armored; it adds grease that we pass over."""
    sealed = pyrage.encrypt(_text(size), [theirs.to_public()])
    assert open_file(sealed, [identity]) == _text(size)
    assert [stanza.kind for stanza in inspect(sealed).addressed] == ["X25519"]
    armored = pyrage.encrypt(_text(size), [theirs.to_public()], armored=True)
    assert open_file(dearmor(armored), [identity]) == _text(size)


@pytest.mark.parametrize("size", SIZES)
def test_pyrage_opens_what_we_seal_under_a_passphrase(size):
    """With a low work factor, since ours is an argument."""
    sealed = seal(_text(size), [ScryptRecipient("correct horse", 10)])
    assert pyrage.passphrase.decrypt(sealed, "correct horse") == _text(size)
    assert pyrage.passphrase.decrypt(armor(sealed), "correct horse") == _text(size)


def test_we_open_what_pyrage_seals_under_a_passphrase():
    """Once: it measures the machine and chooses a factor that takes a second."""
    sealed = pyrage.passphrase.encrypt(_text(70_000), "correct horse", armored=True)
    assert open_file(dearmor(sealed), [ScryptIdentity("correct horse", 22)]) == _text(70_000)


class _Source:
    """1 GiB as a file to read, every piece different, none kept."""

    def __init__(self) -> None:
        self.pieces = _pieces()
        self.rest = b""

    def read(self, size: int = -1) -> bytes:
        self.rest = self.rest or next(self.pieces, b"")
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken


class _Sink:
    """A file to write whose hash is all that is kept."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def _pieces() -> Iterator[bytes]:
    filler = bytes(PIECE - 8)
    return (number.to_bytes(8, "big") + filler for number in range(GIB // PIECE))


def _digest(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


@pytest.mark.slow
def test_a_gibibyte_goes_both_ways(identity, theirs, tmp_path):
    """Ours to pyrage and pyrage's to us, through a file."""
    path, expected = tmp_path / "gibibyte.age", _digest(_pieces())
    with path.open("wb") as file:
        file.writelines(seal_chunks(_pieces(), [identity.recipient]))
    sink = _Sink()
    with path.open("rb") as file:
        pyrage.decrypt_io(file, sink, [theirs])
    assert sink.hash.hexdigest() == expected
    with path.open("wb") as file:
        pyrage.encrypt_io(_Source(), file, [theirs.to_public()])
    with path.open("rb") as file:
        assert _digest(open_chunks(iter(lambda: file.read(PIECE), b""), [identity])) == expected


@pytest.mark.slow
def test_a_gibibyte_is_sealed_and_opened_in_constant_memory(identity):
    """Less than 2 MiB at any time, whatever the length."""
    tracemalloc.start()
    try:
        opened = open_chunks(seal_chunks(_pieces(), [identity.recipient]), [identity])
        size = sum(len(chunk) for chunk in opened)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == GIB
    assert peak < 2 << 20


def test_armor_streams_in_constant_memory(identity):
    """16 MiB through armor both ways; less than 2 MiB held."""
    tracemalloc.start()
    try:
        text = armor_chunks(seal_chunks(itertools.islice(_pieces(), 256), [identity.recipient]))
        size = sum(len(chunk) for chunk in open_chunks(dearmor_chunks(text), [identity]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 256 * PIECE
    assert peak < 2 << 20
