"""Opening the compressed streams that begin anywhere in bytes which arrive in pieces.

A stream is known by what it begins with; from there on every piece goes through its decompressor until it
ends or breaks, so its length does not matter and no more than a step of what it holds is in memory. zstd is
not looked for: nothing here writes it, and the standard library before 3.14 cannot read it.
"""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from hub.demo.errors import StepFailedError

_STEP = 4096  # read at once: what stands before a broken place is seen too
_OUT = 2**20
_OPEN_AT_ONCE = 256

Sink = Callable[[bytes], None]


class _Unpacker(Protocol):
    """The interface that bz2 and lzma share."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Deflate:
    """zlib under the interface of the others."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(found) == max_length
        return found


class _ZipEntry(_Deflate):
    """A zip entry (APPNOTE 4.3.7) is met as its local header; the stream after it has none of its own."""

    _FIXED = 30

    def __init__(self) -> None:
        super().__init__(-zlib.MAX_WBITS)
        self._header: bytes | None = b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._header is not None:
            self._header += data
            sizes = (self._header[at : at + 2] for at in (26, 28))  # of the name, of the extra field
            length = self._FIXED + sum(int.from_bytes(size, "little") for size in sizes)
            if len(self._header) < max(length, self._FIXED):
                return b""
            data, self._header = self._header[length:], None
        return super().decompress(data, max_length)


# What a stream begins with, and what opens it. RFC 1950 2.2 (the usual levels), RFC 1952 2.3.1, bzip2, xz.
_STREAMS: Mapping[re.Pattern[bytes], Callable[[], _Unpacker]] = {
    re.compile(rb"\x78[\x01\x5e\x9c\xda]"): lambda: _Deflate(zlib.MAX_WBITS),
    re.compile(rb"\x1f\x8b\x08"): lambda: _Deflate(zlib.MAX_WBITS | 16),
    re.compile(rb"BZh[1-9]1AY&SY"): bz2.BZ2Decompressor,
    re.compile(rb"\xfd7zXZ\x00"): lzma.LZMADecompressor,
    re.compile(rb"PK\x03\x04"): _ZipEntry,
}
_LONGEST_MAGIC = 10


class Unpacking:
    """All streams in one file: `begin` is asked for a sink as each one starts, and gets what it holds."""

    def __init__(self, begin: Callable[[], Sink]) -> None:
        self._begin = begin
        self._open: list[tuple[_Unpacker, Sink]] = []
        self._tail = b""

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the file, of any size.

        Raises StepFailedError if more streams are open at once than can be followed: a search that lets one
        go would be blind to what it holds.
        """
        self._open = [each for each in self._open if _goes_on(*each, memoryview(piece))]
        window, old = self._tail + piece, len(self._tail)
        view = memoryview(window)
        for pattern, opened in _STREAMS.items():
            for match in pattern.finditer(window):
                if match.end() <= old:  # it began with the piece before
                    continue
                stream = opened(), self._begin()
                if _goes_on(*stream, view[match.start() :]):
                    self._open.append(stream)
        if len(self._open) > _OPEN_AT_ONCE:
            raise StepFailedError(f"more than {_OPEN_AT_ONCE} compressed streams are open at one place")
        self._tail = window[-(_LONGEST_MAGIC - 1) :]


def _goes_on(unpacker: _Unpacker, sink: Sink, data: memoryview) -> bool:
    """Put what the data holds into the sink; whether the stream is neither at its end nor broken."""
    try:
        for at in range(0, len(data), _STEP):
            for found in _drained(unpacker, bytes(data[at : at + _STEP])):
                sink(found)
            if unpacker.eof:
                return False
    except (zlib.error, OSError, lzma.LZMAError):
        return False
    return True


def _drained(unpacker: _Unpacker, data: bytes) -> Iterator[bytes]:
    yield unpacker.decompress(data, _OUT)
    while not unpacker.eof and not unpacker.needs_input:
        yield unpacker.decompress(b"", _OUT)


def streams(data: bytes) -> Iterator[bytes]:
    """Yield what each compressed stream in the data holds; one that is cut off yields what came before."""
    found: list[list[bytes]] = []

    def begin() -> Sink:
        found.append([])
        return found[-1].append

    Unpacking(begin).feed(data)
    yield from filter(None, map(b"".join, found))
