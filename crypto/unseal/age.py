"""Open an age file: header, file key, MAC, payload (age.md, Encrypted file format)."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import Protocol

from crypto.age.header import Header, Stanza, find_end
from crypto.age.stream import NONCE_SIZE, payload_key
from crypto.errors import MalformedError, WrongKeyError
from crypto.unseal.age_stream import open_payload

MAX_HEADER_SIZE = 1 << 20
"""Bytes of header held in memory at most: some ten thousand X25519 stanzas."""


class Identity(Protocol):
    """Whoever a file key can be unwrapped by."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None if the stanza is for somebody else."""
        ...


def open_file(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Return the whole plaintext of a binary age file, or nothing of it.

    Raises WrongKeyError (AGE-11) if it is well-formed but for somebody else, LimitError (AGE-9, AGE-18)
    instead of computing beyond a limit, and MalformedError (AGE-1 to 15) for what can be right for nobody.
    """
    out = BytesIO()  # hands its buffer out without a copy
    out.writelines(open_chunks([data], identities))
    return out.getvalue()


def open_chunks(chunks: Iterable[bytes], identities: Sequence[Identity]) -> Iterator[bytes]:
    """Return the plaintext of a binary age file that arrives in pieces of any size, in constant memory.

    To open: (1) parse the header strictly, (2) find the stanza that is for one of `identities`, (3) check the
    header MAC, (4) read the nonce, (5) open chunk after chunk to the final one. Steps 1 to 4 happen at the
    call and raise as `open_file` does; step 5 as the result is drained, with MalformedError (AGE-13 to 15).

    **Nothing that comes out counts before the iterator has ended**: what was yielded before an error is the
    sender's text, but cut short. A caller who wants all or nothing uses `open_file`.
    """
    source = iter(chunks)
    header, rest = _read_header(source)  # (1)
    file_key = _unwrap(header, identities)  # (2)
    header.check_mac(file_key)  # (3)
    nonce, rest = _read_nonce(rest, source)  # (4)
    return open_payload(payload_key(file_key, nonce), chain([rest], source))  # (5)


def _read_header(source: Iterator[bytes]) -> tuple[Header, memoryview]:
    data = next(source, b"")
    end = find_end(data, MAX_HEADER_SIZE)
    while end is None and (chunk := next(source, None)) is not None:
        data += chunk
        end = find_end(data, MAX_HEADER_SIZE)
    # Without an end the parser is given what there is, and says what is wrong with it.
    header = Header.parse(data[:end])
    return header, memoryview(data)[len(bytes(header)) :]


def _unwrap(header: Header, identities: Sequence[Identity]) -> bytes:
    """Return the file key of the first stanza that opens; the identities are tried in their order."""
    for identity in identities:
        for stanza in header.stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise WrongKeyError("AGE-11", "this file is for none of these identities")


def _read_nonce(rest: memoryview, source: Iterator[bytes]) -> tuple[bytes, memoryview]:
    while len(rest) < NONCE_SIZE:
        chunk = next(source, None)
        if chunk is None:
            raise MalformedError("AGE-12", "the file ends before the nonce of its payload")
        rest = memoryview(bytes(rest) + chunk)
    return bytes(rest[:NONCE_SIZE]), rest[NONCE_SIZE:]
