"""The one byte form of a JSON document, because a second person signs the hash of exactly these bytes.

It is RFC 8785 (JSON Canonicalization Scheme) for the values that occur here: members sorted by their UTF-16
code units, no spaces, UTF-8, a number without fraction written without one.
"""

import hashlib
import json
from collections.abc import Mapping

from tenants.cna.errors import AdvisoryInvalidError, Finding

LIMIT = 1_000_000  # bytes; CVE Services takes 3.8 MB, a record of ours has a few kilobytes


def record_bytes(record: object) -> bytes:
    """Return the canonical bytes of `record` (JSON values; floats only like 4.1, never infinite or NaN).

    Raises ValueError for what JSON cannot carry: NaN, infinities, text that is not valid Unicode.
    """
    text = json.dumps(_plain(record), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def digest_of(exact: bytes) -> str:
    """SHA-256 of the exact bytes, in hex: what a review names."""
    return hashlib.sha256(exact).hexdigest()


def _plain(value: object) -> object:
    """Sort members; write 5.0 as 5 (RFC 8785 section 3.2.2.3)."""
    if isinstance(value, Mapping):
        members = sorted(value.items(), key=lambda item: str(item[0]).encode("utf-16-be"))
        return {name: _plain(member) for name, member in members}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def read_exact(exact: bytes) -> dict[str, object]:
    """Parse bytes that `record_bytes` wrote; raises AdvisoryInvalidError (AD-1) for any other bytes.

    Repeated members, spaces, another order or another spelling of a number: all are refused, so that one
    document has one hash.
    """
    if len(exact) > LIMIT:
        raise _refused("the document is too large")
    try:
        value = json.loads(exact)
        same = record_bytes(value) == exact
    except (ValueError, RecursionError):
        raise _refused("the bytes are not a JSON document") from None
    if not isinstance(value, dict):
        raise _refused("the document is not a JSON object")
    if not same:
        raise _refused("the bytes are not in canonical form")
    return value


def _refused(message: str) -> AdvisoryInvalidError:
    return AdvisoryInvalidError((Finding("AD-1", "", message),))
