"""The textual header of an age file: stanzas that wrap the file key, and a MAC (age.md, Header).

Parsing accepts one spelling only, so `bytes(Header.parse(data)) == data`, and the MAC can be computed over
what is written instead of over what was read.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from crypto.age.primitives import decode64, encode64, hkdf
from crypto.errors import LimitError, MalformedError

VERSION_LINE = b"age-encryption.org/v1\n"
COLUMNS = 64
INSPECTION_LIMIT = 2048
"""Bytes of header that a hub reads at most: room for one X25519 stanza and a large grease stanza."""

SCRYPT = "scrypt"
GREASE = "-grease"

_ARGUMENT = re.compile(r"[!-~]+")
# The ABNF of a stanza. Every newline is spelled out: a parser that skips or trims makes a file malleable.
_STANZA = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)")
_END = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
_END_ANYWHERE = re.compile(rb"\n---[^\n]*\n")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapping of the file key: its kind, its other arguments and its body.

    Raises MalformedError (AGE-2) for arguments that could not be read back.
    """

    kind: str
    args: tuple[str, ...]
    body: bytes

    def __post_init__(self) -> None:
        """Check the arguments."""
        if not all(_ARGUMENT.fullmatch(argument) for argument in (self.kind, *self.args)):
            raise MalformedError("AGE-2", "a stanza's argument is empty or not visible ASCII")

    def __bytes__(self) -> bytes:
        """Return the stanza as it stands in the file, body wrapped at 64 columns."""
        body = encode64(self.body)
        # A body of full lines is followed by an empty one: only a short line ends a stanza.
        lines = [body[i : i + COLUMNS] for i in range(0, len(body) + 1, COLUMNS)]
        return "\n".join([" ".join(["->", self.kind, *self.args]), *lines, ""]).encode("ascii")


@dataclass(frozen=True, slots=True)
class Header:
    """The stanzas and the MAC (32 bytes).

    Raises MalformedError for no stanza (AGE-2) and for a passphrase beside other recipients (AGE-10).
    """

    stanzas: tuple[Stanza, ...]
    mac: bytes

    def __post_init__(self) -> None:
        """Check the stanzas."""
        if not self.stanzas:
            raise MalformedError("AGE-2", "the header has no stanza")
        if len(self.stanzas) > 1 and any(stanza.kind == SCRYPT for stanza in self.stanzas):
            raise MalformedError("AGE-10", "an scrypt stanza is not the only stanza")

    @property
    def addressed(self) -> tuple[Stanza, ...]:
        """The stanzas that may be for somebody: all but those of a kind that ends in ``-grease``.

        rage and typage add such stanzas of random content so that readers learn to skip unknown kinds.
        """
        return tuple(stanza for stanza in self.stanzas if not stanza.kind.endswith(GREASE))

    @classmethod
    def make(cls, stanzas: Iterable[Stanza], file_key: bytes) -> Self:
        """Return the header of these stanzas with the MAC of a 16-byte file key."""
        stanzas = tuple(stanzas)
        return cls(stanzas, _mac(stanzas, file_key))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Return the header that is exactly `data`. Raises MalformedError (AGE-1 to 4, AGE-10)."""
        if not data.startswith(VERSION_LINE):
            raise MalformedError("AGE-1", "this is not an age v1 file")
        at, stanzas = len(VERSION_LINE), list[Stanza]()
        while found := _STANZA.match(data, at):
            arguments, body = found[1].decode("ascii").split(" "), found[2].replace(b"\n", b"")
            stanzas.append(Stanza(arguments[0], tuple(arguments[1:]), decode64(body.decode("ascii"))))
            at = found.end()
        if not data.startswith(b"---", at):
            raise MalformedError("AGE-2", f"stanza {len(stanzas) + 1} is malformed or the header is cut off")
        end = _END.fullmatch(data, at)
        if not end:
            raise MalformedError("AGE-4", "the last line of the header is not --- and a MAC of 32 bytes")
        return cls(tuple(stanzas), decode64(end[1].decode("ascii")))

    def __bytes__(self) -> bytes:
        """Return the header as it stands in the file, from the version line to the newline after the MAC."""
        return _marked(self.stanzas) + b" " + encode64(self.mac).encode("ascii") + b"\n"

    def check_mac(self, file_key: bytes) -> None:
        """Raise MalformedError (AGE-5) unless the MAC is that of this file key (age.md, Header MAC)."""
        if not hmac.compare_digest(self.mac, _mac(self.stanzas, file_key)):
            raise MalformedError("AGE-5", "the header was altered: its MAC is not that of the file key")


def find_end(data: bytes | bytearray, limit: int) -> int | None:
    """Return the length of the header at the start of `data`, or None if its last line is not there yet.

    Raises LimitError (AGE-18) if it does not end within `limit` bytes, and MalformedError (AGE-1) as soon as
    it is plain that this is no age file. Finding the end first lets one parser serve whole files and streams:
    no other line of a header can begin with ``---``.
    """
    if not VERSION_LINE.startswith(data[: len(VERSION_LINE)]):
        raise MalformedError("AGE-1", "this is not an age v1 file")
    found = _END_ANYWHERE.search(data, 0, limit)
    if not found and len(data) > limit:
        raise LimitError("AGE-18", f"the header is longer than {limit} bytes")
    return found.end() if found else None


def inspect(data: bytes, limit: int = INSPECTION_LIMIT) -> Header:
    """Return the header of an age file, of which `data` is the whole or a beginning, without any key.

    The payload starts at ``len(bytes(header))``. So a hub can check length, kinds and forms; that the MAC and
    the payload are right is known to holders of a key only.

    Raises LimitError (AGE-18) beyond `limit` bytes of header, MalformedError (AGE-1 to 4, AGE-10).
    """
    return Header.parse(bytes(data[: find_end(data, limit)]))


def _marked(stanzas: tuple[Stanza, ...]) -> bytes:
    return VERSION_LINE + b"".join(bytes(stanza) for stanza in stanzas) + b"---"


def _mac(stanzas: tuple[Stanza, ...], file_key: bytes) -> bytes:
    key = hkdf(ikm=file_key, salt=b"", info=b"header")
    return hmac.digest(key, _marked(stanzas), hashlib.sha256)
