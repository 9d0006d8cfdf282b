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
        if plaintext is None:
            yield from _explain(key, number, chunk, last=last)
            return
        yield plaintext


def _explain(key: bytes, number: int, chunk: bytes, *, last: bool) -> Iterator[bytes]:
    """Say why a chunk did not open: it does so under the other final flag, or not at all.

    A full chunk that is right in itself is released first: the testkit states what may come out, and one loop
    that reads chunk by chunk would have let it go before it saw the end or the excess.
    """
    if not chunk:
        raise MalformedError("AGE-14", "the payload ends without a final chunk")
    other = aead_open(key, chunk_nonce(number, last=not last), chunk)
    if other is None:
        raise MalformedError("AGE-13", f"chunk {number} of the payload was altered or cut")
    if len(chunk) == SEALED_CHUNK_SIZE:
        yield other
    if last:
        raise MalformedError("AGE-14", "the payload ends without its final chunk")
    raise MalformedError("AGE-14", "something follows the final chunk")
