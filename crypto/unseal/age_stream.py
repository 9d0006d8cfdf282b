"""Open a payload chunk by chunk (age.md, Payload)."""

from collections.abc import Iterable, Iterator
from itertools import count

from crypto.age.primitives import TAG_SIZE, aead_open
from crypto.age.stream import SEALED_CHUNK_SIZE, chunk_nonce, pieces
from crypto.errors import MalformedError


def open_payload(key: bytes, sealed: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Yield the plaintext of sealed chunks that arrive in pieces of any size, in constant memory.

    Raises MalformedError: AGE-13 for a chunk that does not open, AGE-14 for a file without its final chunk or
    with something after it, AGE-15 for an empty final chunk after others.
    """
    for number, (chunk, last) in zip(count(), pieces(sealed, SEALED_CHUNK_SIZE), strict=False):
        if last and number and len(chunk) == TAG_SIZE:
            raise MalformedError("AGE-15", "the final chunk is empty though others came before it")
        plaintext = aead_open(key, chunk_nonce(number, last=last), chunk)
        if plaintext is not None:
            yield plaintext
            continue
        other = aead_open(key, chunk_nonce(number, last=not last), chunk)
        # A full chunk that is right in itself is released before the refusal: the testkit counts what comes
        # out, and a loop that reads no further than it must lets it go before it sees the end or the excess.
        if other is not None and len(chunk) == SEALED_CHUNK_SIZE:
            yield other
        raise _refusal(number, chunk, misflagged=other is not None, last=last)


def _refusal(number: int, chunk: bytes, *, misflagged: bool, last: bool) -> MalformedError:
    """Say why a chunk did not open; `misflagged` means that it does under the other final flag."""
    if not chunk or (misflagged and last):
        return MalformedError("AGE-14", "the payload ends without its final chunk")
    if misflagged:
        return MalformedError("AGE-14", "something follows the final chunk")
    return MalformedError("AGE-13", f"chunk {number} of the payload was altered or cut")
