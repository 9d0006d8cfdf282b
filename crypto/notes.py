"""Signed notes and verifier keys (c2sp.org/signed-note@v1.0.0), with the two Ed25519 signature types.

    LG-6  A note is UTF-8, at most 64 KiB, without control characters but the newline: text that ends in a
          newline, an empty line, then 1 to 32 signature lines: em dash, space, name, space, base64
          (canonical) of key ID and signature, newline. No name and key ID sign twice.
    LG-7  A name has 1 to 200 characters: no space of Unicode, no plus, no control character.
    LG-8  A key ID is the first 4 bytes of SHA-256(name, newline, type, key). A verifier key is the text
          ``name+hex(key ID)+base64(type, key)``; its type is 0x01 (note) or 0x04 (cosignature), its key
          ED-1's.
    LG-9  A note counts if the reader's key signed it and the signature verifies (ED-2) over the text. Lines
          of other keys are passed over; a line of the reader's key that fails spoils the note.

Of the signature types in the specification only the two with Ed25519 are read (`SignatureType`).
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from hashlib import sha256
from typing import Self

from crypto import ed25519, strict_base64
from crypto.errors import BadSignatureError, LimitError, MalformedError

MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 32
KEY_ID_SIZE = 4
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+\x00-\x1f]{1,200}")
_LINE = re.compile(r"— ([^ ]+) ([^ ]+)")
_VKEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([^ ]+)")


class SignatureType(IntEnum):
    """The signature types this project reads; signed-note assigns the numbers."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class VerifierKey:
    """A public key with the name and type it signs notes as (LG-7, LG-8)."""

    name: str
    type: SignatureType
    key: bytes

    def __post_init__(self) -> None:
        """Refuse what could not be written; MalformedError."""
        require_name(self.name)
        if len(self.key) != ed25519.KEY_SIZE:
            raise MalformedError("LG-8", "an Ed25519 verifier key has 32 bytes")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key; MalformedError (LG-7, LG-8)."""
        parts = _VKEY.fullmatch(text)
        if parts is None:
            raise MalformedError("LG-8", "a verifier key is name+id+key")
        material = strict_base64.decode(parts[3], rule="LG-8")
        if material[0] not in set(SignatureType):
            raise MalformedError("LG-8", "a signature type that is not read here")
        key = cls(parts[1], SignatureType(material[0]), material[1:])
        if key.key_id.hex() != parts[2]:
            raise MalformedError("LG-8", "the key ID is not that of name and key")
        return key

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that name this key in a signature line, together with its name."""
        return sha256(b"%b\n%c%b" % (self.name.encode(), self.type, self.key)).digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        """Write the verifier key; `parse` gives it back."""
        material = strict_base64.encode(bytes([self.type]) + self.key)
        return f"{self.name}+{self.key_id.hex()}+{material}"


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: who, by which key, and the type's own bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        """Refuse what could not be written; MalformedError (LG-6, LG-7)."""
        require_name(self.name)
        if len(self.key_id) != KEY_ID_SIZE or not self.signature:
            raise MalformedError("LG-6", "a signature line holds 4 bytes of key ID and a signature")

    def __str__(self) -> str:
        """Write the line, without its newline."""
        return f"— {self.name} {strict_base64.encode(self.key_id + self.signature)}"


@dataclass(frozen=True)
class Note:
    """A text and the signatures under it, none of them verified yet (LG-6)."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        """Refuse what could not be written; MalformedError, LimitError."""
        if not self.text.endswith("\n") or _CONTROL.search(self.text):
            raise MalformedError("LG-6", "a note's text ends in a newline and has no other control character")
        if not self.signatures:
            raise MalformedError("LG-6", "a note has a signature")
        if len(self.signatures) > MAX_SIGNATURES:
            raise LimitError("LG-6", f"a note of more than {MAX_SIGNATURES} signatures")
        if len({(each.name, each.key_id) for each in self.signatures}) != len(self.signatures):
            raise MalformedError("LG-6", "a key signs a note twice")

    def with_signature(self, added: NoteSignature) -> "Note":
        """Return the note with `added` in place of an earlier line of that key, or as the last line."""
        others = [s for s in self.signatures if (s.name, s.key_id) != (added.name, added.key_id)]
        return replace(self, signatures=(*others, added))

    def signature_by(self, key: VerifierKey) -> bytes | None:
        """Return what stands in the line of `key`, unverified, or None if it has no line."""
        for each in self.signatures:
            if (each.name, each.key_id) == (key.name, key.key_id):
                return each.signature
        return None


def parse(data: bytes) -> Note:
    """Read a note (LG-6); MalformedError, LimitError. `write` gives the same bytes back."""
    if len(data) > MAX_NOTE:
        raise LimitError("LG-6", f"a note of more than {MAX_NOTE} bytes")
    try:
        text, blank, lines = data.decode("utf-8").rpartition("\n\n")
    except UnicodeDecodeError:
        raise MalformedError("LG-6", "a note is UTF-8") from None
    if not blank or not lines.endswith("\n"):
        raise MalformedError("LG-6", "a note is text, an empty line and signature lines")
    return Note(text + "\n", tuple(_parse_line(line) for line in lines[:-1].split("\n")))


def write(note: Note) -> bytes:
    """Return the bytes of `note`."""
    return "".join([note.text, "\n", *(f"{each}\n" for each in note.signatures)]).encode("utf-8")


def verify(note: Note, key: VerifierKey) -> None:
    """Return if `key`, of type 0x01, signed `note`, else raise BadSignatureError (LG-9)."""
    signature = note.signature_by(key)
    if key.type is not SignatureType.NOTE or signature is None:
        raise BadSignatureError("LG-9", f"the note is not signed by {key.name}")
    try:
        ed25519.verify(key.key, note.text.encode("utf-8"), signature)
    except BadSignatureError as error:
        raise BadSignatureError("LG-9", f"the note's signature by {key.name} does not verify") from error


def require_name(name: str) -> None:
    """Return if `name` can name a key (LG-7), else raise MalformedError."""
    if not _NAME.fullmatch(name):
        raise MalformedError("LG-7", "a key's name has 1 to 200 characters, no space and no plus")


def _parse_line(line: str) -> NoteSignature:
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise MalformedError("LG-6", "a signature line is an em dash, a name and base64")
    value = strict_base64.decode(parts[2], rule="LG-6")
    return NoteSignature(parts[1], value[:KEY_ID_SIZE], value[KEY_ID_SIZE:])
