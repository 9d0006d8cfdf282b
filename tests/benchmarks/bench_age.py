"""age: sealing and opening 64 MiB, against the bare cipher and against another implementation of the format.

Streaming is held against the bare ChaCha20-Poly1305 loop, both letting each 64 KiB go at once: what is left
over is the price of our framing. Whole files are held against pyrage (Rust), both returning one `bytes`.
"""

import random
from collections.abc import Iterable
from functools import cache

import pyrage
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt, crypto_aead_chacha20poly1305_ietf_encrypt

from crypto.age import X25519Recipient, seal, seal_chunks
from crypto.unseal import X25519Identity, open_chunks, open_file
from tests.benchmarks.harness import Benchmark

SIZE = 64 * 1024 * 1024
CHUNK = 64 * 1024
KEY = bytes(range(32))
NONCE = bytes(12)

IDENTITY = X25519Identity.from_seed(KEY)
RECIPIENT = X25519Recipient.parse(str(IDENTITY.recipient))
THEIR_IDENTITY = pyrage.x25519.Identity.from_str(str(IDENTITY))
THEIR_RECIPIENT = THEIR_IDENTITY.to_public()


@cache
def plaintext() -> bytes:
    """Return the 64 MiB that everybody seals; made at the first use, since importing must stay cheap."""
    return random.Random(0).randbytes(SIZE)  # noqa: S311 - filler, not a secret


@cache
def plaintext_pieces() -> list[bytes]:
    """Return the plaintext as a file read in 64 KiB pieces would come."""
    return [plaintext()[at : at + CHUNK] for at in range(0, SIZE, CHUNK)]


@cache
def sealed() -> bytes:
    """Return the plaintext as an age file."""
    return seal(plaintext(), [RECIPIENT])


@cache
def sealed_pieces() -> list[bytes]:
    """Return the age file as it would be read in 64 KiB pieces, which do not match its chunks."""
    return [sealed()[at : at + CHUNK] for at in range(0, len(sealed()), CHUNK)]


@cache
def sealed_bare() -> list[bytes]:
    """Return what the bare loop makes."""
    return [crypto_aead_chacha20poly1305_ietf_encrypt(each, None, NONCE, KEY) for each in plaintext_pieces()]


def _drain(chunks: Iterable[bytes]) -> None:
    for _ in chunks:
        pass


def _seal_stream() -> None:
    _drain(seal_chunks(plaintext_pieces(), [RECIPIENT]))


def _open_stream() -> None:
    _drain(open_chunks(sealed_pieces(), [IDENTITY]))


def _seal_bare() -> None:
    for each in plaintext_pieces():
        crypto_aead_chacha20poly1305_ietf_encrypt(each, None, NONCE, KEY)


def _open_bare() -> None:
    for each in sealed_bare():
        crypto_aead_chacha20poly1305_ietf_decrypt(each, None, NONCE, KEY)


BENCHMARKS = [
    Benchmark("age seal 64 MiB stream / bare cipher", _seal_stream, _seal_bare, target=1.15),
    Benchmark("age open 64 MiB stream / bare cipher", _open_stream, _open_bare, target=1.15),
    Benchmark(
        "age seal 64 MiB file / pyrage",
        lambda: seal(plaintext(), [RECIPIENT]),
        lambda: pyrage.encrypt(plaintext(), [THEIR_RECIPIENT]),
        target=0.8,
    ),
    Benchmark(
        "age open 64 MiB file / pyrage",
        lambda: open_file(sealed(), [IDENTITY]),
        lambda: pyrage.decrypt(sealed(), [THEIR_IDENTITY]),
        target=0.8,
    ),
]
