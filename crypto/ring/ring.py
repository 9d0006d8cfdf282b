"""One ring as the log tells it: its epochs, its shares and the chain of its letters (RI-3, RI-8, RI-9)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crypto.kinds.sharing import Epoch, RingPlace, RingRef, Share
from crypto.ring.holders import Claim, Holder, Reader, Start
from crypto.statement import Statement

CHAIN_LABEL = b"accord-ring-v1\n"


@dataclass(frozen=True)
class RingEpoch:
    """An epoch that counts: its statement, its leaf, the log time of that leaf, and who its holders were."""

    statement: Statement[Epoch]
    index: int
    since: datetime
    readers: frozenset[Reader]

    @property
    def number(self) -> int:
        """The number, from 1."""
        return self.statement.body.epoch

    @property
    def recipient(self) -> str:
        """What is sealed to (``age1…``)."""
        return self.statement.body.recipient


@dataclass(frozen=True)
class RingShare:
    """A share that counts, at its leaf."""

    statement: Statement[Share]
    index: int

    def gives(self, device: str, epoch: int) -> bool:
        """Say if it carries `epoch` to `device`."""
        body = self.statement.body
        return body.to == device and body.from_epoch <= epoch <= body.epoch


def first_head(ring: str) -> str:
    """RI-8: the head of the ring of this id (32 hex) before its first letter."""
    return hashlib.sha256(CHAIN_LABEL + bytes.fromhex(ring)).hexdigest()


def next_head(head: str, manifest: str) -> str:
    """RI-8: the head after the manifest of this hash."""
    return hashlib.sha256(b"\x02" + bytes.fromhex(head) + bytes.fromhex(manifest)).hexdigest()


class Ring:
    """What counts of one ring. It only grows, in the order of the log; `crypto.ring.judgement` judges."""

    def __init__(self, ref: RingRef) -> None:
        """Begin without an epoch: nobody can seal to it yet."""
        self.ref = ref
        self.epochs: list[RingEpoch] = []
        self.shares: list[RingShare] = []
        self.heads = [first_head(ref.id)]

    @property
    def current(self) -> RingEpoch | None:
        """The epoch in force."""
        return self.epochs[-1] if self.epochs else None

    @property
    def count(self) -> int:
        """How many letters its chain has."""
        return len(self.heads) - 1

    def before(self, index: int) -> "Ring":
        """The ring as the log stood just before the leaf `index`; the chain is shared."""
        ring = Ring(self.ref)
        ring.epochs = [each for each in self.epochs if each.index < index]
        ring.shares = [each for each in self.shares if each.index < index]
        ring.heads = self.heads
        return ring

    def add_epoch(self, epoch: RingEpoch) -> None:
        """Put the next epoch in force."""
        self.epochs.append(epoch)

    def add_share(self, share: RingShare) -> None:
        """Keep a share; none is ever taken away."""
        self.shares.append(share)

    def add_manifest(self, statement_hash: str) -> None:
        """Grow the chain by the manifest of this hash (RI-8)."""
        self.heads.append(next_head(self.heads[-1], statement_hash))

    def gap(self, place: RingPlace) -> str | None:
        """RI-9: say what is missing if the author saw another chain than this one, else None."""
        if place.count > self.count:
            return f"its author saw {place.count} letters in the ring, here are {self.count}"
        if self.heads[place.count] != place.head:
            return f"its author saw other letters among the first {place.count} of the ring"
        return None

    def holding(self) -> frozenset[str]:
        """The devices that have the key of the current epoch: its holders, and whom it was given to since."""
        if not self.epochs:
            return frozenset()
        number = self.epochs[-1].number
        given = (each.statement.body for each in self.shares)
        late = {body.to for body in given if body.from_epoch <= number <= body.epoch}
        return frozenset(self.epochs[-1].statement.body.holders) | late

    def holders(self, claims: Mapping[str, Claim]) -> dict[str, Holder]:
        """Give every claim its first epoch (SH-2)."""
        return {
            each.fingerprint: Holder(
                each.fingerprint, each.seal, each.reader, self._first(each.starts), each.presealed
            )
            for each in claims.values()
        }

    def _first(self, starts: tuple[Start, ...]) -> int | None:
        found = [self._reached(start) for start in starts]
        known = [number for number in found if number is not None]
        return max(known) if known and len(known) == len(found) else None

    def _reached(self, start: Start) -> int | None:
        # A named epoch that this ring has not reached is as good as "now": rings count apart (CA-8).
        met = (each.number for each in self.epochs if each.index > start.index and start.meets(each.readers))
        named = start.epoch if start.epoch is not None and start.epoch <= len(self.epochs) else None
        return min((number for number in (named, next(met, None)) if number is not None), default=None)
