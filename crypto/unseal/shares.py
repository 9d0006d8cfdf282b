"""Shares: a ring's identities, sealed to one holder and opened by nobody else (FORMATS.md 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar

from crypto import age
from crypto.age.primitives import Random, system_random
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.sharing import Share
from crypto.plaintext import Plaintext
from crypto.ring import check_share_file
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
class ShareFile(Plaintext):
    """The plaintext of a share: of which ring, to which device, and the epochs one after the other."""

    RULE: ClassVar = "SH-4"

    ring: Id
    to: Hash
    epochs: Annotated[tuple[EpochKey, ...], Size(1, 4096, ordered=True)]

    def __post_init__(self) -> None:
        """SH-4: epochs ascend without a gap."""
        if any(after.epoch != before.epoch + 1 for before, after in pairwise(self.epochs)):
            raise MalformedError("SH-4", "the epochs of a share ascend without a gap")


def seal_share(
    ring: str, to: str, seal_to: str, keys: Mapping[int, X25519Identity], *, random: Random = system_random
) -> bytes:
    """The age file that carries `keys` (epoch number to identity) of `ring` to the device `to`.

    `to` is the device's fingerprint and `seal_to` its recipient. MalformedError (ST-5, SH-4) for no epoch or
    a gap between them. Draws 64 bytes of `random`, as `age.seal` does.
    """
    epochs = tuple(EpochKey(epoch=number, identity=str(keys[number])) for number in sorted(keys))
    plaintext = ShareFile(ring=ring, to=to, epochs=epochs).to_json()
    return age.seal(plaintext, [age.X25519Recipient.parse(seal_to)], random=random)


def open_share(
    file: bytes, share: Share, mine: X25519Identity, recipients: Mapping[int, str]
) -> dict[int, X25519Identity]:
    """SH-3 and SH-4: the identities in a share, each proved to be the one its epoch's statement names.

    `recipients` maps the ring's epoch numbers to their signed recipients. NotAllowedError (SH-1, SH-4) if
    statement or file say anything else; MalformedError (SH-3) if it is not the statement's file;
    WrongKeyError or MalformedError as `open_file`.
    """
    check_share_file(share, file)
    if recipients.get(share.epoch) != share.recipient:
        raise NotAllowedError("SH-1", "the share names another recipient than its epoch")
    found = ShareFile.from_json(open_file(file, [mine]), limit=SHARE_LIMIT)
    if (found.ring, found.to) != (share.ring.id, share.to):
        raise NotAllowedError("SH-4", "the share is for another ring or device")
    if [each.epoch for each in found.epochs] != list(range(share.from_epoch, share.epoch + 1)):
        raise NotAllowedError("SH-4", "the share holds other epochs than its statement says")
    keys = {each.epoch: X25519Identity.parse(each.identity) for each in found.epochs}
    for number, identity in keys.items():
        if str(identity.recipient) != recipients.get(number):
            raise NotAllowedError("SH-4", f"the key given for epoch {number} is not that epoch's")
    return keys
