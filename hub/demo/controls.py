"""Controls for the search (canaries.py): a word in every disguise, which has to be found in each of them."""

import base64
import bz2
import gzip
import lzma
import secrets
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hub.demo.canaries import PIECE, Canaries


def _base64(offset: int) -> Callable[[bytes], bytes]:
    return lambda word: base64.b64encode(secrets.token_bytes(offset) + word + b" and more")


def _long(word: bytes) -> bytes:
    """The word two pieces after the beginning, behind random hex, which is packed by half and not stored."""
    return secrets.token_hex(2 * PIECE).encode() + word


DISGUISES: Mapping[str, Callable[[bytes], bytes]] = {
    "hex": lambda word: word.hex().encode(),
    **{f"base64 at {offset}": _base64(offset) for offset in range(3)},
    "UTF-16, low byte first": lambda word: word.decode().encode("utf-16-le"),
    "UTF-16, high byte first": lambda word: word.decode().encode("utf-16-be"),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "gzip of zlib of base64": lambda word: gzip.compress(zlib.compress(base64.b64encode(word))),
    "gzip over three pieces": lambda word: gzip.compress(_long(word)),
    "zlib over three pieces": lambda word: zlib.compress(_long(word)),
    "across a border": bytes,
    "gzip that begins across a border": gzip.compress,
}
_BEFORE_BORDER = {"across a border": 7, "gzip that begins across a border": 2}


@contextmanager
def disguised(canaries: Canaries, path: Path) -> Iterator[None]:
    """Keep a file with one control in each disguise, while the search looks."""
    path.write_bytes(contents(canaries))
    try:
        yield
    finally:
        path.unlink()


def contents(canaries: Canaries) -> bytes:
    """Return the bytes of such a file, which is read from its beginning in pieces of PIECE bytes."""
    found = bytearray()
    for how, wrap in DISGUISES.items():
        if how in _BEFORE_BORDER:
            found += bytes(-(len(found) + _BEFORE_BORDER[how]) % PIECE)
        found += wrap(canaries.control(how).encode()) + b"\n"
    return bytes(found)
