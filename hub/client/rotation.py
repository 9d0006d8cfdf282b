"""Epochs and shares: founding a ring, rotating it, and sealing what is due (FORMATS.md 6).

Holders are never chosen here; they come from the fold, and whoever folds the same logs comes to the same.
"""

import hashlib
from collections.abc import Iterable, Mapping

from crypto import dsse
from crypto.kinds import Epoch, Share
from crypto.kinds.sharing import RingRef
from crypto.ring import Holder, Ring, pending_shares
from crypto.unseal.age_x25519 import X25519Identity
from crypto.unseal.shares import seal_share
from hub.client.desk import Desk

Signed = tuple[list[dsse.SignedStatement], dict[str, bytes]]
"""Signed statements and the age files they name, by hash: what a POST takes."""

Holders = Mapping[str, Holder]
"""Who holds a ring, by fingerprint."""


def new_epoch(
    desk: Desk,
    ref: RingRef,
    ring: Ring | None,
    holders: Holders,
    old: Mapping[int, X25519Identity],
) -> Signed:
    """A ring's first or next epoch with a share to every holder: the statements, and the files by hash.

    `old` are the identities this device has of earlier epochs: each holder gets those it may have.
    """
    identity = X25519Identity.generate()
    number = len(ring.epochs) + 1 if ring else 1
    current = ring.current if ring else None
    epoch = desk.body(
        Epoch,
        ring=ref,
        epoch=number,
        previous=current.statement.hash if current else None,
        recipient=str(identity.recipient),
        at=desk.known.at,
        holders=tuple(sorted(holders)),
    )
    keys = {**old, number: identity}
    dues = [(holder, _first_given(holder, number, keys), number) for holder in holders.values()]
    shares, files = seal_shares(desk, ref, dues, keys, str(identity.recipient))
    return [desk.sign(epoch), *shares], files


def seal_shares(
    desk: Desk,
    ref: RingRef,
    dues: Iterable[tuple[Holder, int, int]],
    keys: Mapping[int, X25519Identity],
    recipient: str,
) -> Signed:
    """One share for each (holder, first epoch, last epoch) whose identities are in `keys`."""
    statements, files = [], {}
    for holder, first, last in dues:
        given = {number: keys[number] for number in range(first, last + 1)}
        file = seal_share(ref.id, holder.fingerprint, holder.seal, given)
        digest = hashlib.sha256(file).hexdigest()
        share = desk.body(
            Share,
            ring=ref,
            from_epoch=first,
            epoch=last,
            recipient=recipient,
            to=holder.fingerprint,
            sha256=digest,
            size=len(file),
        )
        statements.append(desk.sign(share))
        files[digest] = file
    return statements, files


def due_shares(desk: Desk, ring: Ring, holders: Holders, keys: Mapping[int, X25519Identity]) -> Signed:
    """The shares that holders should have, have not, and can be given from `keys` (repair unasked, 3.3)."""
    current = ring.current
    dues = [
        each
        for each in pending_shares(ring, holders)
        if all(n in keys for n in range(each.first, each.last + 1))
    ]
    if current is None or not dues:
        return [], {}
    return seal_shares(desk, ring.ref, dues, keys, current.recipient)


def _first_given(holder: Holder, number: int, keys: Mapping[int, X25519Identity]) -> int:
    """The first epoch of an unbroken run up to `number` that this device has and the holder may have."""
    first = number
    allowed = holder.first if holder.first is not None else number
    while first - 1 >= allowed and first - 1 in keys:
        first -= 1
    return first
