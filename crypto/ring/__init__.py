"""Rings: who holds which epoch of which key, and what still has to be done about it (FORMATS.md 6).

The holders of a ring are computed from the logs, never chosen. `judge_epoch`, `judge_share` and
`judge_letter` hold a statement against them; `rotation_due`, `pending_shares` and `check_may_seal` tell a
client what to do.
"""

from crypto.ring.holders import BEFORE_ALL, NO_TENANT, Claim, Holder, Reader, Start, claim
from crypto.ring.judgement import Computed, check_share_file, judge_epoch, judge_letter, judge_share
from crypto.ring.ring import Ring, RingEpoch, RingShare, first_head, next_head
from crypto.ring.upkeep import Due, Rotation, check_may_seal, pending_shares, rotation_due, sealable_epochs

__all__ = [
    "BEFORE_ALL",
    "NO_TENANT",
    "Claim",
    "Computed",
    "Due",
    "Holder",
    "Reader",
    "Ring",
    "RingEpoch",
    "RingShare",
    "Rotation",
    "Start",
    "check_may_seal",
    "check_share_file",
    "claim",
    "first_head",
    "judge_epoch",
    "judge_letter",
    "judge_share",
    "next_head",
    "pending_shares",
    "rotation_due",
    "sealable_epochs",
]
