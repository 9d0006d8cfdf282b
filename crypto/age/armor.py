"""ASCII armor: strict PEM around an age file, both ways and streaming (age.md, ASCII armor; RFC 7468, 3)."""

import binascii
from collections.abc import Iterable, Iterator
from itertools import chain

from crypto.age.stream import pieces
from crypto.errors import MalformedError

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
COLUMNS = 64
LINE_BYTES = 48
BLOCK_BYTES = 1024 * LINE_BYTES
WHITESPACE = b" \t\r\n"


def is_armored(data: bytes) -> bool:
    """Tell whether a file, or its beginning, is an armored age file rather than a binary one."""
    return data.lstrip(WHITESPACE).startswith(BEGIN)


def armor(data: bytes) -> bytes:
    """Return an age file in armor: lines of 64 columns, LF endings."""
    return b"".join(armor_chunks([data]))


def armor_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield an age file in armor, piece by piece, in constant memory."""
    yield BEGIN + b"\n"
    for block, _ in pieces(chunks, BLOCK_BYTES):
        yield _lines(block, b"\n")
    yield END + b"\n"


def dearmor(text: bytes) -> bytes:
    """Return the age file in an armored one. Raises MalformedError (AGE-16).

    Strict: CRLF or LF throughout, lines of 64 columns, canonical base64 with padding, no headers inside, and
    only whitespace outside (AR-1). Anything looser would let one age file have many armored spellings.
    """
    return b"".join(dearmor_chunks([text]))


def dearmor_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the age file in an armored one that arrives in pieces of any size, in constant memory.

    Raises MalformedError (AGE-16) as `dearmor` does, when the draining gets there.
    """
    source = iter(chunks)
    ending, text = _read_begin(source)
    width, padded = COLUMNS + len(ending), False
    while True:
        stop = text.find(b"-")  # no base64 character, so this is where END must stand
        body = text[:stop] if stop >= 0 else text[: len(text) // width * width]
        if body and padded:
            raise MalformedError("AGE-16", "armored data goes on after its padding")
        if body:
            data = _decode(body, ending)
            yield data
            padded = len(data) % LINE_BYTES > 0
        text = text[len(body) :]
        if stop >= 0:
            break
        text += _next(source)
    _read_end(text, source)


def _read_begin(source: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Return the line ending in use and what follows the BEGIN line."""
    text = b""
    for chunk in source:
        text = (text + chunk).lstrip(WHITESPACE)
        if len(text) >= len(BEGIN + b"\r\n"):
            break
    for ending in (b"\n", b"\r\n"):
        if text.startswith(BEGIN + ending):
            return ending, text[len(BEGIN + ending) :]
    raise MalformedError("AGE-16", "armor does not begin with its BEGIN line")


def _next(source: Iterator[bytes]) -> bytes:
    for chunk in source:
        return chunk
    raise MalformedError("AGE-16", "armor has no END line")


def _read_end(text: bytes, source: Iterator[bytes]) -> None:
    """Check that END and whitespace are all that is left."""
    for chunk in chain([b""], source):
        text += chunk
        if len(text) > len(END):
            if text[len(END) :].strip(WHITESPACE):
                raise MalformedError("AGE-16", "something follows the END line of armor")
            text = text[: len(END)]
    if text != END:
        raise MalformedError("AGE-16", "the END line of armor is malformed")


def _decode(body: bytes, ending: bytes) -> bytes:
    try:
        data = binascii.a2b_base64(body.translate(None, b"\r\n"), strict_mode=True)
    except binascii.Error:
        raise MalformedError("AGE-16", "base64 in armor is malformed") from None
    # One comparison for all that is canonical: line lengths, line endings, padding, stray bits.
    if _lines(data, ending) != body:
        raise MalformedError("AGE-16", "base64 in armor is not in canonical lines of 64 columns")
    return data


def _lines(data: bytes, ending: bytes) -> bytes:
    text = binascii.b2a_base64(data, newline=False)
    return b"".join([text[i : i + COLUMNS] + ending for i in range(0, len(text), COLUMNS)])
