"""Signed statements on the wire: DSSE v1.0.2 (secure-systems-lab/dsse) with Ed25519.

    DS-1  The JSON text has at most 96 KiB, the payload at most 64 KiB, and there are at most 16 signatures.
    DS-2  The text is strict JSON (JS-1 to JS-8): exactly ``payloadType``, ``payload`` and ``signatures``, and
          in each signature exactly ``keyid`` and ``sig``.
    DS-3  ``payload`` and ``sig`` are base64 of RFC 4648 section 4 in its canonical spelling.
    DS-4  ``payloadType`` has 1 to 128 visible ASCII characters.
    DS-5  ``keyid`` is the signer's public key in 64 lower-case hex digits; ``sig`` holds 64 bytes.
    DS-6  No key signs twice.
    DS-7  Every signature verifies (ED-2) over PAE(payloadType, payload); one that does not spoils the
          statement.
    DS-8  A statement is named by its leaf in the log: SHA-256(0x00, PAE(payloadType, payload)), in 64
          lower-case hex digits. Signatures are no part of it: the same decision signed by more people is the
          same decision.

Narrower than DSSE on purpose: one spelling of base64, no unknown members, and the key itself where DSSE has a
hint. That a key signed is all this module says; whether it may is decided against the log.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from crypto import ed25519, strict_base64, strict_json
from crypto.errors import BadSignatureError, LimitError, MalformedError

MAX_TEXT = 96 * 1024
MAX_PAYLOAD = 64 * 1024
MAX_SIGNATURES = 16
_PAYLOAD_TYPE = re.compile(r"[!-~]{1,128}")
_KEY_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Signature:
    """`signature` (64 bytes) made by `key` (32 bytes), not yet verified (DS-5)."""

    key: bytes
    signature: bytes

    def __post_init__(self) -> None:
        """Refuse what could not be written; MalformedError (DS-5)."""
        if len(self.key) != ed25519.KEY_SIZE or len(self.signature) != ed25519.SIGNATURE_SIZE:
            raise MalformedError("DS-5", "a signature has 64 bytes and its key 32")


@dataclass(frozen=True)
class SignedStatement:
    """A payload, its type and the signatures over both; a notice of the hub has none."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        """Refuse what could not be written; MalformedError (DS-4, DS-6), LimitError (DS-1)."""
        if not _PAYLOAD_TYPE.fullmatch(self.payload_type):
            raise MalformedError("DS-4", "a payload type has 1 to 128 visible ASCII characters")
        if len(self.payload) > MAX_PAYLOAD:
            raise LimitError("DS-1", f"a payload of more than {MAX_PAYLOAD} bytes")
        if len(self.signatures) > MAX_SIGNATURES:
            raise LimitError("DS-1", f"more than {MAX_SIGNATURES} signatures")
        if len({each.key for each in self.signatures}) != len(self.signatures):
            raise MalformedError("DS-6", "a key signs twice")


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: DSSE's pre-authentication encoding (protocol.md)."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def parse(data: bytes) -> SignedStatement:
    """Return the statement in the JSON text `data` (DS-1 to DS-6); its signatures are not verified yet.

    Raises LimitError and MalformedError.
    """
    if len(data) > MAX_TEXT:
        raise LimitError("DS-1", f"a statement of more than {MAX_TEXT} bytes")
    fields = strict_json.parse(data, limit=MAX_TEXT)
    if fields.keys() != {"payloadType", "payload", "signatures"}:
        raise MalformedError("DS-2", "a statement has payloadType, payload and signatures")
    signatures = fields["signatures"]
    if not isinstance(signatures, list):
        raise MalformedError("DS-2", "signatures is not a list")
    if len(signatures) > MAX_SIGNATURES:
        raise LimitError("DS-1", f"more than {MAX_SIGNATURES} signatures")
    return SignedStatement(
        payload_type=_text(fields, "payloadType"),
        payload=strict_base64.decode(_text(fields, "payload"), rule="DS-3"),
        signatures=tuple(_parse_signature(each) for each in signatures),
    )


def write(statement: SignedStatement) -> bytes:
    """Return the JSON text of `statement`; `parse` gives the same statement back."""
    return strict_json.dump(
        {
            "payloadType": statement.payload_type,
            "payload": strict_base64.encode(statement.payload),
            "signatures": [
                {"keyid": each.key.hex(), "sig": strict_base64.encode(each.signature)}
                for each in statement.signatures
            ],
        },
    )


def verify_all(statement: SignedStatement) -> list[bytes]:
    """Return the keys (32 bytes each) that signed, in order; one bad signature is BadSignatureError (DS-7).

    A statement without signatures gives an empty list: who needs a signer asks for one.
    """
    signed = pae(statement.payload_type, statement.payload)
    for number, each in enumerate(statement.signatures, start=1):
        try:
            ed25519.verify(each.key, signed, each.signature)
        except BadSignatureError as error:
            raise BadSignatureError("DS-7", f"signature {number}: {error.message}") from error
    return [each.key for each in statement.signatures]


def leaf_hash(statement: SignedStatement) -> bytes:
    """Return the 32 bytes by which the log knows `statement` (DS-8; RFC 6962 2.1)."""
    return sha256(b"\x00" + pae(statement.payload_type, statement.payload)).digest()


def statement_hash(statement: SignedStatement) -> str:
    """Return the statement's name everywhere: its leaf hash in hex (DS-8)."""
    return leaf_hash(statement).hex()


def _parse_signature(value: object) -> Signature:
    if not isinstance(value, dict) or value.keys() != {"keyid", "sig"}:
        raise MalformedError("DS-2", "a signature has keyid and sig")
    key_id = _text(value, "keyid")
    if not _KEY_ID.fullmatch(key_id):
        raise MalformedError("DS-5", "keyid is not 64 lower-case hex digits")
    return Signature(
        key=bytes.fromhex(key_id), signature=strict_base64.decode(_text(value, "sig"), rule="DS-3")
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise MalformedError("DS-2", f"{name} is not a string")
    return value
