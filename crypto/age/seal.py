"""Seal a plaintext to recipients: header, nonce, payload (age.md, Encrypted file format)."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import Protocol

from crypto.age.header import Header, Stanza
from crypto.age.primitives import FILE_KEY_SIZE, Random, system_random
from crypto.age.stream import NONCE_SIZE, payload_key, seal_payload


class Recipient(Protocol):
    """Whoever a file key can be wrapped for."""

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Return a stanza that holds the file key."""
        ...


def seal(plaintext: bytes, recipients: Sequence[Recipient], *, random: Random = system_random) -> bytes:
    """Return an age file (binary) that each of `recipients` can open alone.

    Random bytes are drawn in this order: file key (16), then what each recipient draws, then the nonce (16).
    Raises MalformedError for no recipient (AGE-2) or a passphrase beside other recipients (AGE-10).
    """
    # BytesIO hands its buffer out without a copy; joining a list would touch every page twice.
    out = BytesIO()
    out.writelines(seal_chunks([memoryview(plaintext)], recipients, random=random))
    return out.getvalue()


def seal_chunks(
    chunks: Iterable[bytes | memoryview], recipients: Sequence[Recipient], *, random: Random = system_random
) -> Iterator[bytes]:
    """Return the pieces of an age file whose plaintext arrives in pieces of any size, in constant memory.

    The header is made, and all randomness drawn, at the call; otherwise as `seal`.
    """
    file_key = random(FILE_KEY_SIZE)
    header = Header.make((recipient.wrap(file_key, random) for recipient in recipients), file_key)
    nonce = random(NONCE_SIZE)
    return chain([bytes(header) + nonce], seal_payload(payload_key(file_key, nonce), chunks))
