"""Shares: a ring's identities, sealed to one holder and opened by nobody else (FORMATS.md 6.1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from crypto import age, strict_json
from crypto.age.primitives import Random, system_random
from crypto.envelope import check_header
from crypto.errors import NotAllowedError
from crypto.kinds.sharing import Share
from crypto.schema import Hash, Id, Pattern, Positive, Size, Struct
from crypto.unseal.age import open_file
from crypto.unseal.age_x25519 import X25519Identity

SHARE_LIMIT = 1024 * 1024

SecretKey = Annotated[str, Pattern(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}", "not an age identity")]


@dataclass(frozen=True, kw_only=True)
class EpochKey(Struct):
    """One epoch's identity."""

    epoch: Positive
    identity: SecretKey

    def __repr__(self) -> str:
        """Show the number, never the key."""
        return f"EpochKey(epoch={self.epoch})"


@dataclass(frozen=True, kw_only=True)
class ShareFile(Struct):
    """The plaintext of a share."""

    v: Literal[1] = 1
    ring: Id
    to: Hash
    epochs: Annotated[tuple[EpochKey, ...], Size(1, 4096, ordered=True)]


def seal_share(
    ring: str, to: str, seal_to: str, keys: Mapping[int, X25519Identity], *, random: Random = system_random
) -> bytes:
    """The age file that carries `keys` (epoch number to identity) of `ring` to the device `to`."""
    epochs = tuple(EpochKey(epoch=number, identity=str(keys[number])) for number in sorted(keys))
    plaintext = json.dumps(ShareFile(ring=ring, to=to, epochs=epochs).dump(), separators=(",", ":")).encode()
    return age.seal(plaintext, [age.X25519Recipient.parse(seal_to)], random=random)


def open_share(
    file: bytes, share: Share, mine: X25519Identity, recipients: Mapping[int, str]
) -> dict[int, X25519Identity]:
    """SH-3 and SH-4: the identities in a share, each proved to be the one its epoch's statement names.

    `recipients` maps the ring's epoch numbers to their signed recipients. NotAllowedError (SH-4) if the
    file says anything else than the statement; WrongKeyError or MalformedError as `open_file`.
    """
    check_header(file)
    found = ShareFile.parse(strict_json.parse(open_file(file, [mine]), limit=SHARE_LIMIT))
    numbers = [each.epoch for each in found.epochs]
    if (found.ring, found.to) != (share.ring.id, share.to):
        raise NotAllowedError("SH-4", "the share is for another ring or device")
    if numbers != list(range(share.from_epoch, share.epoch + 1)):
        raise NotAllowedError("SH-4", "the share holds other epochs than its statement says")
    keys = {each.epoch: X25519Identity.parse(each.identity) for each in found.epochs}
    for number, identity in keys.items():
        if str(identity.recipient) != recipients.get(number):
            raise NotAllowedError("SH-4", f"the key given for epoch {number} is not that epoch's")
    return keys
