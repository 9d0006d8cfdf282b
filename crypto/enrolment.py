"""The join code: all that a newcomer trusts, handed over another channel (FORMATS.md 4.2, EN-1, EN-2)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from crypto.age.primitives import hkdf
from crypto.directory import Directory, View
from crypto.errors import NotAllowedError
from crypto.handed import HandedText
from crypto.pinned import Pinned, view_under
from crypto.schema import Id

_SALT = b"accord-join-v1"


@dataclass(frozen=True, kw_only=True)
class JoinCode(Pinned):
    """What the code says; whoever has `secret` (128 bits in hex) may join once in the place of `person`."""

    TEXT: ClassVar = HandedText("accord-join-1.", "join code", "EN-1")

    secret: Id = field(repr=False)


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
    view = view_under(code, directory, checkpoint)
    invited = view.invitation(code.tenant, code.person)
    if invited is None or invited.statement.body.code != code_key:
        raise NotAllowedError("EN-3", "the tenant's invitation is for another code")
    if invited.closed or invited.statement.body.state != "open" or when >= invited.statement.body.expires:
        raise NotAllowedError("EN-3", "the invitation was used, withdrawn or has expired")
    return view
