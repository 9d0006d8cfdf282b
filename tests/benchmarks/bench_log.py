"""The log: recomputing the root over a million leaves, as an auditor does offline.

The ceiling is the simplest tamper-evident history there is, a SHA-256 hash chain over the same leaves: one
hash for each. A tree needs two where the entries themselves are given (leaf hash and node), one where the
leaf hashes are.
"""

import random
from functools import cache
from hashlib import sha256

from crypto import merkle
from tests.benchmarks.harness import Benchmark

LEAVES = 1_000_000
ENTRY_SIZE = 128
TARGET = 2.5


@cache
def entries() -> list[bytes]:
    """Return the entries of the log, each shorter than any statement: the harder case."""
    filler = random.Random(0).randbytes(LEAVES * 16)  # noqa: S311 - filler, not a secret
    return [filler[at : at + 16] * (ENTRY_SIZE // 16) for at in range(0, len(filler), 16)]


@cache
def leaf_hashes() -> list[bytes]:
    """Return the leaf hashes of `entries`."""
    return [merkle.leaf_hash(entry) for entry in entries()]


def chain(items: list[bytes]) -> bytes:
    """Return the head of a plain hash chain over `items`."""
    head = bytes(32)
    for item in items:
        head = sha256(head + item).digest()
    return head


BENCHMARKS = [
    Benchmark(
        name="log: 1 M entries to the root",
        ours=lambda: merkle.root_of_entries(entries()),
        ceiling=lambda: chain(entries()),
        target=TARGET,
        rounds=7,
    ),
    Benchmark(
        name="log: 1 M leaf hashes to the root",
        ours=lambda: merkle.root_of(leaf_hashes()),
        ceiling=lambda: chain(leaf_hashes()),
        target=TARGET,
        rounds=7,
    ),
]
