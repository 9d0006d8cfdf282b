"""The join code: all that a newcomer trusts, handed over another channel (FORMATS.md 4.2, EN-1, EN-2)."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Self

from crypto import strict_base64, strict_json
from crypto.age.primitives import hkdf
from crypto.directory import Directory, View
from crypto.errors import CryptoError, MalformedError, NotAllowedError
from crypto.notes import VerifierKey
from crypto.schema import Hash, HubName, Id, Struct, Vkey
from crypto.tlog import open_checkpoint

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


def check_code_against(
    code: JoinCode, directory: Directory, *, checkpoint: bytes, code_key: str, when: datetime
) -> View:
    """Return the directory of the code if that is what a newcomer was shown; sign nothing before (EN-1).

    `checkpoint` is the signed note over `directory`, `code_key` the public half (hex) of the key from
    `code_seed`. Raises NotAllowedError: EN-1 for another log, root, CNA or tenant, EN-3 for an invitation
    that is not the code's or works no longer.
    """
    view = _view_under(code, directory, checkpoint)
    for genesis, whose in ((code.cna, "the CNA"), (code.tenant, "the tenant")):
        if view.tenant(genesis) is None:
            raise NotAllowedError("EN-1", f"{whose} of the join code is not in this directory")
    invited = view.invitation(code.tenant, code.person)
    if invited is None or invited.statement.body.code != code_key:
        raise NotAllowedError("EN-3", "the tenant's invitation is for another code")
    if invited.closed or invited.statement.body.state != "open" or when >= invited.statement.body.expires:
        raise NotAllowedError("EN-3", "the invitation was used, withdrawn or has expired")
    return view


def _view_under(code: JoinCode, directory: Directory, checkpoint: bytes) -> View:
    try:
        key = VerifierKey.parse(code.log_key)
        covered = open_checkpoint(checkpoint, origin=f"{code.hub}/directory", key=key)
    except CryptoError as error:
        raise NotAllowedError("EN-1", f"not of the log in the join code: {error.message}") from error
    if covered.size > directory.size or covered.root.hex() != directory.root(covered.size):
        raise NotAllowedError("EN-1", "the checkpoint is of another directory than was shown")
    return directory.at(covered.size)
