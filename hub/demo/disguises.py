"""Finding a word in bytes although it was encoded or compressed on the way."""

import base64
from collections.abc import Mapping, Sequence

from hub.demo.unpacking import Sink, Unpacking

_DEPTH = 2


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


class Search:
    """A search through bytes that arrive in pieces, compressed streams included; `found` grows meanwhile.

    Needles are {(word, how): its shape}. With `first`, a piece that shows none of these shapes is not looked
    at further; each needle has to hold one of them.
    """

    def __init__(
        self,
        needles: Mapping[tuple[str, str], bytes],
        first: Sequence[bytes] = (b"",),
        *,
        depth: int = _DEPTH,
        found: set[tuple[str, str]] | None = None,
        through: str = "",
    ) -> None:
        self.found: set[tuple[str, str]] = set() if found is None else found
        self._needles, self._first, self._depth, self._through = needles, first, depth, through
        self._overlap = max(map(len, needles.values()), default=1) - 1
        self._tail = b""
        self._streams = Unpacking(self._inside) if depth else None

    def feed(self, piece: bytes) -> None:
        """Look at the next piece; a word that stands across its border is found."""
        window = self._tail + piece
        if any(shape in window for shape in self._first):
            self.found |= {
                (word, self._through + how) for (word, how), shape in self._needles.items() if shape in window
            }
        self._tail = window[-self._overlap :] if self._overlap else b""
        if self._streams:
            self._streams.feed(piece)

    def _inside(self) -> Sink:
        through = f"compressed {self._through}"
        inside = Search(self._needles, self._first, depth=self._depth - 1, found=self.found, through=through)
        return inside.feed


def needles(words: Sequence[str]) -> dict[tuple[str, str], bytes]:
    """Return every shape of every word, as a search wants them."""
    return {(word, how): shape for word in words for how, shape in disguises(word).items()}


def find(words: Sequence[str], data: bytes) -> set[tuple[str, str]]:
    """Return (word, how it was disguised) for every word that the data shows, compressed streams included."""
    search = Search(needles(words))
    search.feed(data)
    return search.found
