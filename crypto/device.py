"""The public half of a device or reporter: its fingerprint, and how people compare it (FORMATS.md 4.1)."""

import re
from functools import lru_cache
from hashlib import sha256

from crypto.age import X25519Recipient
from crypto.errors import MalformedError
from crypto.kinds.directory import DeviceKeys

_LABEL = b"accord-device-v1\n"
_QR_PREFIX = "accord-device:"
_GROUP = 4


@lru_cache(maxsize=2**14)  # each roster lists the devices of the one before again
def fingerprint(keys: DeviceKeys) -> str:
    """Return the 64 hex digits that name a device: SHA-256 over a label and both public keys (DV-2).

    Raises MalformedError (AGE-7, AGE-17) if `seal` is no recipient.
    """
    seal = X25519Recipient.parse(keys.seal).public
    return sha256(_LABEL + bytes.fromhex(keys.sign) + seal).hexdigest()


def qr_text(fingerprint: str) -> str:
    """Return what a QR code of a device says (DV-2)."""
    return _QR_PREFIX + fingerprint


def parse_qr(text: str) -> str:
    """Return the fingerprint in the text of a QR code; MalformedError (DV-2) if it is another text."""
    found = re.fullmatch(re.escape(_QR_PREFIX) + r"([0-9a-f]{64})", text)
    if not found:
        raise MalformedError("DV-2", "not the QR code of a device")
    return found[1]


def groups(fingerprint: str) -> str:
    """Return the fingerprint as sixteen groups of four digits, for reading aloud; none is left out (DV-2)."""
    return " ".join(fingerprint[place : place + _GROUP] for place in range(0, len(fingerprint), _GROUP))
