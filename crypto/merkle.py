"""The Merkle tree of the logs: RFC 6962 section 2.1 with SHA-256, over storage that is passed in.

    LG-1  A leaf hash is SHA-256(0x00, entry), a node SHA-256(0x01, left, right), the empty tree SHA-256 of
          nothing. Every hash has 32 bytes.
    LG-2  Sizes are below 2^63; a leaf's index is below the size, an earlier size is not above the later.
    LG-3  A proof has exactly the hashes that RFC 6962 2.1.1 and 2.1.2 list for its sizes, in that order.
    LG-4  An inclusion proof leads from the leaf hash to the root.
    LG-5  A consistency proof leads to the earlier root and, with the same hashes, to the later. From the
          empty tree, and between equal sizes, it is empty.

Every proof is a list of ranges of leaves, found by splitting as the RFC does. Who writes a proof hashes the
ranges; who reads one knows from the same ranges how many hashes there must be and on which side each
belongs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, Protocol

from crypto.errors import BadSignatureError, MalformedError

HASH_SIZE = 32
MAX_SIZE = 2**63 - 1
EMPTY_ROOT = sha256(b"").digest()
# A whole subtree that stays in the processor's cache while its root is computed.
_CHUNK = 2**14


class Node(NamedTuple):
    """A complete subtree: the leaves from ``place << level`` up to ``(place + 1) << level``."""

    level: int
    place: int


class HashStorage(Protocol):
    """Where the hashes of complete subtrees are kept; a hash that was written never changes."""

    def read(self, nodes: Sequence[Node]) -> Sequence[bytes]:
        """Return the hashes of `nodes`, in their order."""
        ...

    def write(self, hashes: Mapping[Node, bytes]) -> None:
        """Keep `hashes`."""
        ...


class MemoryStorage:
    """Hashes in a dictionary, for clients that replay a log and for tests."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._hashes: dict[Node, bytes] = {}

    def read(self, nodes: Sequence[Node]) -> Sequence[bytes]:
        """Return the hashes of `nodes`, in their order."""
        return [self._hashes[node] for node in nodes]

    def write(self, hashes: Mapping[Node, bytes]) -> None:
        """Keep `hashes`."""
        self._hashes.update(hashes)


class Frontier:
    """The right edge of a tree: all that appending needs, one hash per set bit of the size (at most 63)."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Take up a tree of `size` leaves; `hashes` are those of its complete subtrees, largest first."""
        _require_size(size)
        _require_hashes(hashes, count=size.bit_count())
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf_hash: bytes) -> dict[Node, bytes]:
        """Add a leaf and return every subtree that it completes, itself first: what storage must keep."""
        _require_hashes([leaf_hash], count=1)
        _require_size(self.size + 1)
        node, value = Node(0, self.size), leaf_hash
        completed = {node: value}
        while node.place & 1:
            node, value = Node(node.level + 1, node.place >> 1), _parent(self.hashes.pop(), value)
            completed[node] = value
        self.hashes.append(value)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return _fold(self.hashes)


class Tree:
    """A tree of `size` leaves over stored hashes; each act reads once and touches O(log size) hashes."""

    def __init__(self, storage: HashStorage, size: int = 0) -> None:
        """Take up the tree that `storage` holds the first `size` leaves of."""
        _require_size(size)
        self.storage = storage
        self.size = size

    def append(self, leaf_hash: bytes) -> int:
        """Add a leaf and return its index."""
        frontier = Frontier(self.size, self.storage.read(_cover(range(self.size))))
        self.storage.write(frontier.append(leaf_hash))
        self.size = frontier.size
        return self.size - 1

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves (all, if not given); MalformedError (LG-2)."""
        return self._hashes([range(self._at(size))])[0]

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that leaf `index` is in the tree of `size` leaves; MalformedError (LG-2)."""
        return self._hashes(_inclusion_ranges(index, self._at(size)))

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of `old` leaves begins that of `size`; MalformedError (LG-2)."""
        return self._hashes(_consistency_ranges(old, self._at(size)))

    def _at(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise MalformedError("LG-2", "the tree never had that size")
        return size

    def _hashes(self, ranges: Sequence[range]) -> list[bytes]:
        covers = [_cover(leaves) for leaves in ranges]
        stored = iter(self.storage.read([node for cover in covers for node in cover]))
        return [_fold(list(islice(stored, len(cover)))) for cover in covers]


def leaf_hash(entry: bytes) -> bytes:
    """Return the leaf hash of `entry` (LG-1)."""
    return sha256(b"\x00" + entry).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over all `leaf_hashes`, each read once; for verifying a whole log offline."""
    return _root_of_chunks(leaf_hashes, _require_chunk)


def root_of_entries(entries: Iterable[bytes]) -> bytes:
    """Return the root over the leaf hashes of all `entries`, each read once."""
    return _root_of_chunks(entries, lambda chunk: [sha256(b"\x00" + entry).digest() for entry in chunk])


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Return if `proof` shows the leaf hash `leaf` at `index` under `root` of a tree of `size` leaves.

    Raises MalformedError (LG-1 to LG-3) and BadSignatureError (LG-4).
    """
    ranges = _inclusion_ranges(index, size)
    _require_hashes([leaf, root], count=2)
    _require_hashes(proof, count=len(ranges))
    value = leaf
    for leaves, sibling in zip(ranges, proof, strict=True):
        value = _parent(value, sibling) if leaves.start > index else _parent(sibling, value)
    if value != root:
        raise BadSignatureError("LG-4", "the inclusion proof does not lead to the root")


def verify_consistency(
    *, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Return if `proof` shows that the tree of `new` leaves begins with the tree of `old` leaves.

    Raises MalformedError (LG-1 to LG-3) and BadSignatureError (LG-5).
    """
    ranges = _consistency_ranges(old, new)
    _require_hashes([old_root, new_root], count=2)
    _require_hashes(proof, count=len(ranges))
    if old == 0:
        if old_root != EMPTY_ROOT:
            raise BadSignatureError("LG-5", "not the root of the empty tree")
        return
    sides = list(zip(ranges, proof, strict=True))
    # A range that ends where the old tree ends is the corner both share; if none does, it is the old tree.
    corner = sides.pop(0)[1] if ranges and ranges[0].stop == old else old_root
    old_value = new_value = corner
    for leaves, sibling in sides:
        if leaves.start < old:
            old_value, new_value = _parent(sibling, old_value), _parent(sibling, new_value)
        else:
            new_value = _parent(new_value, sibling)
    if old_value != old_root or new_value != new_root:
        raise BadSignatureError("LG-5", "the consistency proof does not lead to both roots")


def _inclusion_ranges(index: int, size: int) -> list[range]:
    # RFC 6962 2.1.1: PATH(m, D[n]) from the leaf up; here walked from the root down and turned round.
    _require_size(size)
    if not 0 <= index < size:
        raise MalformedError("LG-2", "no leaf has that index")
    siblings, leaves = [], range(size)
    while len(leaves) > 1:
        left, right = _split(leaves)
        inside, sibling = (left, right) if index in left else (right, left)
        siblings.append(sibling)
        leaves = inside
    return siblings[::-1]


def _consistency_ranges(old: int, new: int) -> list[range]:
    # RFC 6962 2.1.2: PROOF(m, D[n]); leaves narrows to the subtree that ends where the old tree ends.
    _require_size(new)
    if not 0 <= old <= new:
        raise MalformedError("LG-2", "an earlier size is above the later")
    if old == 0:
        return []
    ranges, leaves = [], range(new)
    while leaves.stop != old:
        left, right = _split(leaves)
        inside, sibling = (left, right) if old <= left.stop else (right, left)
        ranges.append(sibling)
        leaves = inside
    if leaves.start > 0:
        ranges.append(leaves)
    return ranges[::-1]


def _split(leaves: range) -> tuple[range, range]:
    middle = leaves.start + (1 << ((len(leaves) - 1).bit_length() - 1))
    return range(leaves.start, middle), range(middle, leaves.stop)


def _cover(leaves: range) -> list[Node]:
    # The complete subtrees that fill the range, largest first; its start is a multiple of the largest.
    nodes, start = [], leaves.start
    while start < leaves.stop:
        level = (leaves.stop - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def _fold(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    *rest, value = hashes
    for left in reversed(rest):
        value = _parent(left, value)
    return value


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _root_of_chunks(items: Iterable[bytes], hashed: Callable[[list[bytes]], list[bytes]]) -> bytes:
    source, roots = iter(items), []
    while chunk := list(islice(source, _CHUNK)):
        roots.append(_reduce(hashed(chunk)))
    return _reduce(roots) if roots else EMPTY_ROOT


def _reduce(level: list[bytes]) -> bytes:
    # An odd last hash moves up unhashed: on each level it stands for the incomplete right edge.
    while len(level) > 1:
        pairs = iter(level)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(level) & 1:
            above.append(level[-1])
        level = above
    return level[0]


def _require_chunk(chunk: list[bytes]) -> list[bytes]:
    # Lengths must be looked at: a short hash beside a long one would give the node of another pair.
    if set(map(len, chunk)) != {HASH_SIZE}:
        raise MalformedError("LG-1", "a leaf hash has 32 bytes")
    return chunk


def _require_hashes(hashes: Sequence[bytes], *, count: int) -> None:
    if len(hashes) != count:
        raise MalformedError("LG-3", f"{len(hashes)} hashes where {count} belong")
    if any(len(value) != HASH_SIZE for value in hashes):
        raise MalformedError("LG-1", "a hash has 32 bytes")


def _require_size(size: int) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise MalformedError("LG-2", "a size is not below 2^63")
