"""The payload: 64 KiB chunks, each sealed under its own counter and a final flag (age.md, Payload)."""

from collections.abc import Iterable, Iterator
from itertools import count

from crypto.age.primitives import TAG_SIZE, aead_seal, hkdf

CHUNK_SIZE = 64 * 1024
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
NONCE_SIZE = 16


def payload_key(file_key: bytes, nonce: bytes) -> bytes:
    """Return the 32-byte key of a payload that begins with this 16-byte nonce."""
    return hkdf(ikm=file_key, salt=nonce, info=b"payload")


def chunk_nonce(number: int, *, last: bool) -> bytes:
    """Return the 12-byte nonce of a chunk: 11 bytes of counter, one that is 1 on the final chunk."""
    return (number << 8 | last).to_bytes(12, "big")


def seal_payload(key: bytes, plaintext: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Yield the sealed chunks of a plaintext that arrives in pieces of any size, in constant memory."""
    for number, (chunk, last) in zip(count(), pieces(plaintext, CHUNK_SIZE), strict=False):
        yield aead_seal(key, chunk_nonce(number, last=last), chunk)


def pieces(chunks: Iterable[bytes | memoryview], size: int) -> Iterator[tuple[bytes, bool]]:
    """Cut a stream anew into pieces of `size` bytes, and tell for each whether it is the last.

    The last piece is the only one that may be shorter; it is empty only if the stream is. Pieces that already
    have the right size are handed on without a copy.
    """
    parts: list[bytes | memoryview] = []
    held = 0
    for chunk in chunks:
        view, start = memoryview(chunk), 0
        # A piece is let go only when more follows it: so the last one is known to be the last.
        while held + len(chunk) - start > size:
            stop = start + size - held
            if stop > start:
                parts.append(view[start:stop])
            yield b"".join(parts), False
            parts, held, start = [], 0, stop
        if start < len(chunk):
            parts.append(view[start:] if start else chunk)
            held += len(chunk) - start
    yield b"".join(parts), True
