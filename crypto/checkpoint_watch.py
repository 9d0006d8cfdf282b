"""What a client does with every checkpoint it is shown: only forward, and keep the proof of a lie.

    LG-16  Two signed notes of one log, of one size and with different roots, are a fork: together they
           prove that the log lied to somebody.
    LG-17  A checkpoint smaller than the highest one seen is a rollback and is refused.
    LG-18  A larger one is taken only with a consistency proof from the highest one seen (LG-5); the first
           one seen needs none.

A note that is not of this log raises instead (LG-6 to LG-11): nobody answers for it, so it says nothing of
the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crypto import merkle, tlog
from crypto.errors import CryptoError
from crypto.notes import VerifierKey


class Verdict(StrEnum):
    """What became of a checkpoint; the values are kept in stores and shown to people."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    ROLLBACK = "rollback"
    FORK = "fork"
    BAD_PROOF = "bad-proof"


@dataclass(frozen=True)
class Fork:
    """Two signed notes of one log that cannot both be true, as they came (LG-16)."""

    first: bytes
    second: bytes


@dataclass(frozen=True)
class Judgement:
    """The `verdict`, the `watch` to go on with, and the evidence if the log forked."""

    verdict: Verdict
    watch: "CheckpointWatch"
    fork: Fork | None = None


@dataclass(frozen=True)
class CheckpointWatch:
    """The highest signed note seen of the log `origin`, whose key is `key`; None before the first."""

    origin: str
    key: VerifierKey
    highest: bytes | None = None

    def judge(self, note: bytes, proof: Sequence[bytes]) -> Judgement:
        """Say what the signed `note` is to somebody who has seen `highest` (LG-16 to LG-18).

        `proof` is the consistency proof from the highest size seen, empty from none. Raises what
        `tlog.open_checkpoint` raises.
        """
        new = tlog.open_checkpoint(note, origin=self.origin, key=self.key)
        old = tlog.Checkpoint(self.origin, 0, merkle.EMPTY_ROOT)
        if self.highest is not None:
            old = tlog.open_checkpoint(self.highest, origin=self.origin, key=self.key)
            if new.size < old.size:
                return Judgement(Verdict.ROLLBACK, self)
            fork = compare_checkpoints(self.highest, note, origin=self.origin, key=self.key)
            if fork is not None:
                return Judgement(Verdict.FORK, self, fork)
        try:
            merkle.verify_consistency(
                old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=proof
            )
        except CryptoError:
            return Judgement(Verdict.BAD_PROOF, self)
        if self.highest is not None and new.size == old.size:
            return Judgement(Verdict.KNOWN, self)
        return Judgement(Verdict.ACCEPTED, replace(self, highest=note))


def compare_checkpoints(first: bytes, second: bytes, *, origin: str, key: VerifierKey) -> Fork | None:
    """Return the evidence if two signed notes of one log conflict by themselves (LG-16), else None.

    Notes of different sizes need a consistency proof to be compared. Raises as `tlog.open_checkpoint` does.
    """
    one = tlog.open_checkpoint(first, origin=origin, key=key)
    other = tlog.open_checkpoint(second, origin=origin, key=key)
    if one.size == other.size and one.root != other.root:
        return Fork(first, second)
    return None
