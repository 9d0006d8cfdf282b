"""Finding a word in bytes although it was encoded or compressed on the way."""

import base64
import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

_UNPACKED_LIMIT = 16 * 2**20
_DEPTH = 2


class _Unpacker(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


# What a stream begins with, and what opens it. RFC 1950 2.2 (the usual levels), RFC 1952 2.3.1, bzip2, xz.
_STREAMS: Mapping[bytes, Callable[[], _Unpacker]] = {
    rb"\x78[\x01\x5e\x9c\xda]": zlib.decompressobj,
    rb"\x1f\x8b\x08": lambda: zlib.decompressobj(wbits=31),
    rb"BZh[1-9]1AY&SY": bz2.BZ2Decompressor,
    rb"\xfd7zXZ\x00": lzma.LZMADecompressor,
    # A zip entry (APPNOTE 4.3.7) is met as its local header; its stream has no header of its own.
    rb"PK\x03\x04": lambda: zlib.decompressobj(wbits=-15),
}
_ZIP_HEADER = 30


def disguises(word: str) -> dict[str, bytes]:
    """Return the byte strings that show a word: by the name of the encoding."""
    wide = {f"utf-16-{end}": word.encode(f"utf-16-{end}") for end in ("le", "be")}
    return shapes(word.encode()) | wide


def shapes(raw: bytes) -> dict[str, bytes]:
    """Return the byte strings that show these bytes, such as a key: as they are, in hex, in base64.

    base64 depends on where in its group of three bytes the bytes begin; of each of the three spellings only
    the characters that they alone decide are taken. Lower-case letters read the same in both alphabets.
    """
    found = {"raw": raw, "hex": raw.hex().encode(), "HEX": raw.hex().upper().encode()}
    for before in range(3):
        padded = bytes(before) + raw
        decided = slice(-(-before * 8 // 6), len(padded) * 8 // 6)
        found[f"base64+{before}"] = base64.b64encode(padded)[decided]
        found[f"base64url+{before}"] = base64.urlsafe_b64encode(padded)[decided]
    return {
        how: shape
        for how, shape in found.items()
        if shape != found.get(how.replace("url", "")) or "url" not in how
    }


def find(words: Sequence[str], data: bytes) -> set[tuple[str, str]]:
    """Return (word, how it was disguised) for every word that the data shows, compressed streams included."""
    needles = [(word, how, shape) for word in words for how, shape in disguises(word).items()]
    return _find(needles, data, _DEPTH)


def _find(needles: list[tuple[str, str, bytes]], data: bytes, depth: int) -> set[tuple[str, str]]:
    found = {(word, how) for word, how, shape in needles if shape in data}
    if depth:
        for unpacked in streams(data):
            found |= {(word, f"compressed {how}") for word, how in _find(needles, unpacked, depth - 1)}
    return found


def streams(data: bytes) -> Iterator[bytes]:
    """Yield what the compressed streams in the data hold; one that is cut off yields what came before."""
    view = memoryview(data)
    for pattern, opened in _STREAMS.items():
        for match in re.finditer(pattern, data, re.DOTALL):
            start = match.start()
            if pattern.startswith(rb"PK"):
                header = data[start : start + _ZIP_HEADER]
                start += _ZIP_HEADER + sum(int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
            unpacked = _unpack(opened(), view[start:])
            if unpacked:
                yield unpacked


def _unpack(unpacker: _Unpacker, data: memoryview) -> bytes:
    """Decompress piece by piece, so that what stands before a broken place is seen too."""
    pieces, size, at = [], 0, 0
    step = 4096
    try:
        while at < len(data) and size < _UNPACKED_LIMIT and not getattr(unpacker, "eof", False):
            piece = unpacker.decompress(bytes(data[at : at + step]), _UNPACKED_LIMIT)
            pieces.append(piece)
            size += len(piece)
            at += step
    except (zlib.error, OSError, lzma.LZMAError):
        pass
    return b"".join(pieces)
