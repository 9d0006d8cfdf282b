"""The join code: all that a newcomer trusts, handed over another channel (FORMATS.md 4.2, EN-1, EN-2)."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Self

from crypto import strict_base64, strict_json
from crypto.age.primitives import hkdf
from crypto.directory import View
from crypto.errors import CryptoError, MalformedError, NotAllowedError
from crypto.schema import Hash, HubName, Id, Struct, Vkey

_PREFIX = "accord-join-1."
_SALT = b"accord-join-v1"
_LIMIT = 4096
_TEXT = re.compile(re.escape(_PREFIX) + r"([A-Za-z0-9_-]{1,4096})\.([0-9a-f]{8})")


@dataclass(frozen=True, kw_only=True)
class JoinCode(Struct):
    """What the code says; whoever has `secret` (128 bits in hex) may join once in the place of `person`."""

    hub: HubName
    log_key: Vkey
    cna: Hash
    tenant: Hash
    person: Id
    secret: Id = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse a code as it was handed over; MalformedError (EN-1) if it was cut or mistyped."""
        found = _TEXT.fullmatch(text)
        if not found:
            raise MalformedError("EN-1", f"a join code begins with {_PREFIX} and ends with a checksum")
        try:
            data = strict_base64.decode(_padded(found[1]), rule="EN-1")
            if _checksum(data) != found[2]:
                raise MalformedError("EN-1", "the checksum of the join code is wrong")
            return cls.parse(strict_json.parse(data, limit=_LIMIT), "join code ")
        except CryptoError as error:
            raise MalformedError("EN-1", error.message) from error

    def to_text(self) -> str:
        """The text to hand over: prefix, base64url of the JSON without padding, checksum."""
        data = strict_json.dump(self.dump())
        body = strict_base64.encode(data).translate(_URL).rstrip("=")
        return f"{_PREFIX}{body}.{_checksum(data)}"


_URL = str.maketrans("+/", "-_")
_PLAIN = str.maketrans("-_", "+/")


def _padded(text: str) -> str:
    return text.translate(_PLAIN) + "=" * (-len(text) % 4)


def _checksum(data: bytes) -> str:
    return sha256(data).hexdigest()[:8]


def code_seed(secret: str, tenant: str) -> bytes:
    """Return the Ed25519 seed (32 bytes) of the code key; `secret` and the genesis `tenant` in hex (EN-2)."""
    return hkdf(ikm=bytes.fromhex(secret), salt=_SALT, info=bytes.fromhex(tenant))


def check_code_against(code: JoinCode, view: View, *, code_key: str, when: datetime) -> None:
    """Return if the directory a newcomer was shown is that of the code, before anything is signed (EN-1).

    `view` is folded from a log whose checkpoint verified under `code.log_key` (LO-1) as that of `code.hub`;
    `code_key` is the public half (hex) of the key from `code_seed`. Raises NotAllowedError.
    """
    for genesis, whose in ((code.cna, "the CNA"), (code.tenant, "the tenant")):
        if view.tenant(genesis) is None:
            raise NotAllowedError("EN-1", f"{whose} of the join code is not in this directory")
    invited = view.invitation(code.tenant, code.person)
    if invited is None or invited.statement.body.code != code_key:
        raise NotAllowedError("EN-3", "the tenant's invitation is for another code")
    if invited.closed or invited.statement.body.state != "open" or when >= invited.statement.body.expires:
        raise NotAllowedError("EN-3", "the invitation was used, withdrawn or has expired")
