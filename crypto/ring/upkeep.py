"""What a ring still needs: a rotation (RI-6), shares that are due (SH-2); and may one seal now (EV-4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from crypto.errors import NotAllowedError
from crypto.ring.holders import Holder
from crypto.ring.ring import Ring

INTAKE_AGE = timedelta(days=90)
INTAKE_GRACE = timedelta(days=30)


class Rotation(StrEnum):
    """Why a rotation is pending; the value is a sentence for people."""

    LEFT = "somebody who has its key may no longer read"
    JOINED = "somebody may read from now on and has no epoch yet"
    AGED = "the intake key is older than 90 days"


class Due(NamedTuple):
    """A share that is missing: `holder` may have the epochs from `first` to `last` (SH-2)."""

    holder: Holder
    first: int
    last: int


def rotation_due(ring: Ring, holders: Mapping[str, Holder], when: datetime) -> Rotation | None:
    """RI-6: why the ring must rotate at log time `when`, or None; without an epoch there is nothing to."""
    if ring.current is None:
        return None
    if not ring.holding() <= holders.keys():
        return Rotation.LEFT
    if any(each.first is None for each in holders.values()):
        return Rotation.JOINED
    if ring.ref.kind == "intake" and when - ring.current.since > INTAKE_AGE:
        return Rotation.AGED
    return None


def pending_shares(ring: Ring, holders: Mapping[str, Holder]) -> list[Due]:
    """The shares that computed holders should have and have not, by fingerprint; any holder may make them."""
    last = len(ring.epochs)
    due = []
    for fingerprint, holder in sorted(holders.items()):
        allowed = range(holder.first, last + 1) if holder.first is not None else range(0)
        missing = [n for n in allowed if not any(share.gives(fingerprint, n) for share in ring.shares)]
        if missing:
            due.append(Due(holder, missing[0], last))
    return due


def sealable_epochs(ring: Ring, when: datetime) -> tuple[int, ...]:
    """RI-7: the epochs a letter may name at log time `when`, the current one first."""
    numbers = [each.number for each in reversed(ring.epochs)]
    grace = ring.ref.kind == "intake" and numbers and when - ring.epochs[-1].since <= INTAKE_GRACE
    return tuple(numbers[: 2 if grace else 1])


def check_may_seal(ring: Ring, holders: Mapping[str, Holder], when: datetime) -> None:
    """EV-4: refuse to seal to a ring without an epoch (RI-4), or whose rotation is pending (RI-6).

    A pending rotation never closes an intake ring: who reports cannot rotate it. NotAllowedError.
    """
    if ring.current is None:
        raise NotAllowedError("RI-4", "the ring has no epoch yet")
    pending = rotation_due(ring, holders, when)
    if pending is not None and ring.ref.kind != "intake":
        raise NotAllowedError("RI-6", f"rotate first: {pending}")
