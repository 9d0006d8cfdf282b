"""Whether an epoch, a share or a letter may stand in a ring (RI-2 to RI-7, SH-1, SH-2, EV-3, EV-4).

Pure: who belongs into the ring at the leaf has been computed before, from the directory
(`crypto.ring.intake`) or from the case (`crypto.circle`). That the signature is the named device's has been
checked too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from crypto.envelope import check_header
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.sharing import Epoch, Manifest, Share
from crypto.ring.holders import Claim, Holder
from crypto.ring.ring import Ring
from crypto.ring.upkeep import check_may_seal, sealable_epochs


@dataclass(frozen=True)
class Computed:
    """Who belongs into a ring at an epoch's leaf and at its `at`; may its signer found the ring (RI-4)."""

    here: Mapping[str, Claim]
    then: Mapping[str, Claim]
    creator: bool


def judge_epoch(ring: Ring, body: Epoch, computed: Computed) -> None:
    """RI-2 to RI-4 for the next epoch of `ring`; NotAllowedError."""
    _same_ring(ring, body)
    latest = ring.current
    previous = latest.statement.hash if latest else None
    if body.epoch != len(ring.epochs) + 1 or body.previous != previous:
        raise NotAllowedError("RI-3", f"not the epoch that follows number {len(ring.epochs)}")
    if set(body.holders) != computed.here.keys():
        raise NotAllowedError("RI-2", "the holders are not those computed at the epoch's leaf")
    if set(body.holders) != computed.then.keys():
        raise NotAllowedError("RI-2", "the holders are not those computed where the epoch says")
    signer = computed.here.get(body.by)
    if (signer is None or signer.presealed) and not (body.epoch == 1 and computed.creator):
        raise NotAllowedError("RI-4", "an epoch is signed by a holder, the first also by who may found it")


def judge_share(ring: Ring, body: Share, holders: Mapping[str, Holder], *, creator: bool) -> None:
    """SH-1 and SH-2; `creator` as in `Computed`. NotAllowedError."""
    _same_ring(ring, body)
    if body.epoch > len(ring.epochs) or ring.epochs[body.epoch - 1].recipient != body.recipient:
        raise NotAllowedError("SH-1", "the recipient is not that of the epoch")
    holder = holders.get(body.to)
    if holder is None:
        raise NotAllowedError("SH-1", "the share is for a device that may not read the ring")
    if not (holder.holds(body.from_epoch) and body.from_epoch <= body.epoch):
        raise NotAllowedError("SH-2", "the share gives epochs outside what its holder's history allows")
    signer = holders.get(body.by)
    seated = creator if signer is None else not signer.presealed
    for epoch in ring.epochs[body.from_epoch - 1 : body.epoch]:
        has = (signer is not None and signer.holds(epoch.number)) or epoch.statement.body.by == body.by
        if not (seated and has):
            raise NotAllowedError("SH-1", "a share is signed by who holds all its epochs, or signed them")


def check_share_file(share: Share, file: bytes) -> None:
    """SH-3: the age file is the one the statement names and is for one device; MalformedError."""
    if len(file) != share.size or sha256(file).hexdigest() != share.sha256:
        raise MalformedError("SH-3", "the file is not the one that the share names")
    check_header(file)


def judge_letter(ring: Ring, body: Manifest, holders: Mapping[str, Holder], when: datetime) -> None:
    """EV-3 for members and EV-4 for all; who a reporter may write to is not decided here. NotAllowedError."""
    author = holders.get(body.by)
    if body.author.reporter is None and (author is None or author.presealed):
        raise NotAllowedError("EV-3", "the author is no holder of the ring")
    check_may_seal(ring, holders, when)
    if body.ring.epoch not in sealable_epochs(ring, when):
        raise NotAllowedError("RI-7", f"epoch {body.ring.epoch} is not the one in force")


def _same_ring(ring: Ring, body: Epoch | Share) -> None:
    if body.ring != ring.ref:
        raise NotAllowedError("RI-3", "the ring is not the one of that id")
