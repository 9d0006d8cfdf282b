"""Envelopes from outside: sealing them, and what can be checked without any key (FORMATS.md 7).

An envelope is a manifest and one age file. The hub calls `check_file`; readers call it too and trust no hub.
Opening is `crypto.unseal.envelopes`.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from crypto import age
from crypto.age.header import Header
from crypto.age.primitives import TAG_SIZE, Random, system_random
from crypto.age.stream import CHUNK_SIZE, NONCE_SIZE
from crypto.age.x25519 import KIND, read_stanza
from crypto.errors import LimitError, MalformedError
from crypto.kinds.sharing import Manifest
from crypto.letter import (
    LETTER_LIMIT,
    MEMBER_ATTACHMENT_LIMIT,
    REPORTER_ATTACHMENT_LIMIT,
    Letter,
    pad_attachment,
    plain_hash,
    to_plaintext,
)
from crypto.padding import padded_length

HEADER_LIMIT = 2048


@dataclass(frozen=True)
class Sealed:
    """An age file and what its manifest says of it; `plain` is None for an attachment."""

    file: bytes
    sha256: str
    plain: str | None

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return len(self.file)


def seal_letter(letter: Letter, recipient: str, *, random: Random = system_random) -> Sealed:
    """Seal a letter or record to a ring's recipient (``age1…``)."""
    plaintext = to_plaintext(letter)
    file = age.seal(plaintext, [_recipient(recipient)], random=random)
    return Sealed(file, hashlib.sha256(file).hexdigest(), plain_hash(plaintext))


def seal_attachment(data: bytes, recipient: str, *, random: Random = system_random) -> Sealed:
    """Seal an attachment's bytes, padded, to a ring's recipient."""
    file = age.seal(pad_attachment(data), [_recipient(recipient)], random=random)
    return Sealed(file, hashlib.sha256(file).hexdigest(), None)


@lru_cache(maxsize=2**10)  # a client writes to few rings, over and over
def _recipient(text: str) -> age.X25519Recipient:
    return age.X25519Recipient.parse(text)


def largest(manifest: Manifest) -> int:
    """EV-2: how large the age file of such an envelope may be, in bytes."""
    plaintext = LETTER_LIMIT
    if manifest.kind == "attachment":
        by_reporter = manifest.author.reporter is not None
        plaintext = padded_length(REPORTER_ATTACHMENT_LIMIT if by_reporter else MEMBER_ATTACHMENT_LIMIT)
    chunks = -(-plaintext // CHUNK_SIZE)
    return HEADER_LIMIT + NONCE_SIZE + plaintext + TAG_SIZE * chunks


def check_file(manifest: Manifest, file: bytes) -> None:
    """EV-2, EV-6 and EV-8: size, hash and header of the age file. LimitError or MalformedError."""
    if manifest.size > largest(manifest):
        raise LimitError("EV-2", f"a {manifest.kind} of {manifest.size} bytes is too large")
    if len(file) != manifest.size:
        raise MalformedError("EV-2", "the file's size is not the manifest's")
    if hashlib.sha256(file).hexdigest() != manifest.sha256:
        raise MalformedError("EV-8", "the file's hash is not the manifest's")
    check_header(file)


def check_header(file: bytes) -> Header:
    """EV-6: a header of at most 2 KiB with exactly one X25519 stanza; ``-grease`` stanzas are ignored.

    A fault of the header itself keeps the number it has in `crypto.age` (AGE-1 to 6, AGE-18).
    """
    header = age.inspect(file, HEADER_LIMIT)
    if [stanza.kind for stanza in header.addressed] != [KIND]:
        raise MalformedError("EV-6", "the file is not for exactly one X25519 recipient")
    read_stanza(header.addressed[0])
    return header
