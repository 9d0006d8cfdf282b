"""Base64 that has exactly one spelling for each value (RFC 4648 section 4, with padding).

The stdlib decoder skips foreign characters unless told otherwise and never looks at the unused bits of the
last character, so one value could be written in several ways, and whoever compares texts would be deceived.
"""

import binascii

from crypto.errors import MalformedError


def encode(value: bytes) -> str:
    """Return the standard alphabet's text, padded, on one line."""
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def decode(text: str, *, rule: str) -> bytes:
    """Return the bytes of `text`; MalformedError names `rule` unless `encode` would write the same text."""
    try:
        value = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        raise MalformedError(rule, "not base64") from None
    if encode(value) != text:
        raise MalformedError(rule, "base64 that is not canonical")
    return value
