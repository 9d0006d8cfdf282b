"""The tree of the logs: published values, every proof up to 64 leaves, and every way to spoil one."""

from collections.abc import Callable, Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import merkle
from crypto.errors import BadSignatureError, CryptoError, MalformedError
from crypto.merkle import Frontier, MemoryStorage, Node, Tree

# Eight leaves and the roots over the first 0 to 8 of them, known from the Certificate Transparency projects:
# transparency-dev/merkle, testonly/constants.go (LeafInputs, RootHashes, NodeHashes).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_01 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
NODE_23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
NODE_67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
NODE_0123 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
NODE_4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

MOST = 64
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(MOST)]


def mth(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def tree_of(leaves: Sequence[bytes]) -> Tree:
    """A tree in memory."""
    tree = Tree(MemoryStorage())
    for leaf in leaves:
        tree.append(leaf)
    return tree


def refused(verify: Callable[..., None], **arguments: object) -> bool:
    """Whether the proof was refused."""
    try:
        verify(**arguments)
    except CryptoError:
        return True
    return False


def spoiled(proof: Sequence[bytes]) -> list[list[bytes]]:
    """The proof with each hash altered, cut or swapped; without its first or last; and with one too many."""
    spoils = [[*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]] for at in range(len(proof))]
    spoils += [[*proof[:at], proof[at][:-1], *proof[at + 1 :]] for at in range(len(proof))]
    spoils += [[*proof[:at], *proof[at : at + 2][::-1], *proof[at + 2 :]] for at in range(len(proof) - 1)]
    spoils += [[*proof[:-1]], [*proof[1:]]] if proof else []
    return [*spoils, [*proof, merkle.EMPTY_ROOT], [merkle.EMPTY_ROOT, *proof], [*proof, b""]]


TREE = tree_of(LEAVES)
ROOT_AT = [mth(LEAVES[:size]) for size in range(MOST + 1)]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert Tree(MemoryStorage()).root().hex() == ROOTS[0]
    assert Frontier().root().hex() == ROOTS[0]
    assert merkle.root_of([]).hex() == ROOTS[0]


def test_the_roots_published_for_eight_leaves():
    tree = tree_of([merkle.leaf_hash(entry) for entry in INPUTS])

    assert [tree.root(size).hex() for size in range(9)] == ROOTS
    assert [merkle.root_of_entries(INPUTS[:size]).hex() for size in range(9)] == ROOTS


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 2, [LEAF_1]),
        (1, 2, [LEAF_0]),
        (2, 3, [NODE_01]),
        (1, 5, [LEAF_0, NODE_23, LEAF_4]),
        (0, 8, [LEAF_1, NODE_23, NODE_4567]),
        (5, 8, [LEAF_4, NODE_67, NODE_0123]),
    ],
)
def test_the_inclusion_proofs_published_for_eight_leaves(index, size, proof):
    """Source: transparency-dev/merkle, testonly/reference_test.go, TestRefInclusionProof."""
    tree = tree_of([merkle.leaf_hash(entry) for entry in INPUTS])

    assert [each.hex() for each in tree.inclusion_proof(index, size)] == proof


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [
        (1, 1, []),
        (1, 8, [LEAF_1, NODE_23, NODE_4567]),
        (2, 5, [NODE_23, LEAF_4]),
        (6, 8, [NODE_45, NODE_67, NODE_0123]),
    ],
)
def test_the_consistency_proofs_published_for_eight_leaves(old, new, proof):
    """Source: transparency-dev/merkle, testonly/reference_test.go, TestRefConsistencyProof."""
    tree = tree_of([merkle.leaf_hash(entry) for entry in INPUTS])

    assert [each.hex() for each in tree.consistency_proof(old, new)] == proof


def test_the_proofs_of_the_example_in_rfc_6962():
    """RFC 6962 2.1.3 draws a tree of seven leaves d0 to d6 and names its nodes (`last` is its l)."""
    _, b, c, d, _, f, j = leaves = LEAVES[:7]
    g, h, i, k, last = (mth(leaves[part]) for part in map(slice, (0, 2, 4, 0, 4), (2, 4, 6, 4, 7)))
    tree = tree_of(leaves)

    assert tree.inclusion_proof(0) == [b, h, last]
    assert tree.inclusion_proof(3) == [c, g, last]
    assert tree.inclusion_proof(4) == [f, j, k]
    assert tree.inclusion_proof(6) == [i, k]
    assert tree.consistency_proof(3) == [c, d, g, last]
    assert tree.consistency_proof(4) == [last]
    assert tree.consistency_proof(6) == [i, j, k]


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_leaf_is_proved_and_no_spoiled_proof_is_taken(size):
    root = TREE.root(size)
    assert root == ROOT_AT[size]
    for index in range(size):
        proof = TREE.inclusion_proof(index, size)
        good = {"index": index, "size": size, "leaf": LEAVES[index], "proof": proof, "root": root}

        merkle.verify_inclusion(**good)
        assert all(refused(merkle.verify_inclusion, **{**good, "proof": bad}) for bad in spoiled(proof))
        assert refused(merkle.verify_inclusion, **{**good, "root": merkle.EMPTY_ROOT})
        assert refused(merkle.verify_inclusion, **{**good, "leaf": merkle.EMPTY_ROOT})
        assert all(
            refused(merkle.verify_inclusion, **{**good, "index": other})
            for other in range(size)
            if other != index
        )


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_earlier_tree_is_proved_and_no_spoiled_proof_is_taken(size):
    for old in range(1, size + 1):
        proof = TREE.consistency_proof(old, size)
        good = {"old": old, "old_root": ROOT_AT[old], "new": size, "new_root": ROOT_AT[size], "proof": proof}

        merkle.verify_consistency(**good)
        assert all(refused(merkle.verify_consistency, **{**good, "proof": bad}) for bad in spoiled(proof))
        assert refused(merkle.verify_consistency, **{**good, "old_root": merkle.EMPTY_ROOT})
        assert refused(merkle.verify_consistency, **{**good, "new_root": merkle.EMPTY_ROOT})


def test_no_history_is_consistent_with_another():
    """A leaf changed below the earlier size: its honest proofs do not help."""
    for old in range(1, 17):
        for place in range(old):
            other = tree_of([*LEAVES[:place], merkle.EMPTY_ROOT, *LEAVES[place + 1 : 17]])
            with pytest.raises(BadSignatureError) as refusal:
                merkle.verify_consistency(
                    old=old,
                    old_root=ROOT_AT[old],
                    new=17,
                    new_root=other.root(),
                    proof=other.consistency_proof(old),
                )
            assert refusal.value.rule == "LG-5"


def test_every_tree_begins_with_the_empty_one():
    assert TREE.consistency_proof(0) == []
    merkle.verify_consistency(old=0, old_root=merkle.EMPTY_ROOT, new=MOST, new_root=ROOT_AT[MOST], proof=[])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"old_root": ROOT_AT[1]}, "LG-5"),
        ({"proof": [ROOT_AT[1]]}, "LG-3"),
        ({"old": -1}, "LG-2"),
        ({"old": 3}, "LG-2"),
        ({"new": -1}, "LG-2"),
        ({"new": 2**63}, "LG-2"),
        ({"new_root": b""}, "LG-1"),
    ],
)
def test_a_claim_about_the_empty_tree_is_held_to_the_rules(change, rule):
    good = {"old": 0, "old_root": merkle.EMPTY_ROOT, "new": 2, "new_root": ROOT_AT[2], "proof": []}

    with pytest.raises(CryptoError) as refusal:
        merkle.verify_consistency(**{**good, **change})

    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"proof": []}, "LG-3"),
        ({"proof": [LEAVES[0], b""]}, "LG-3"),
        ({"proof": [b""]}, "LG-1"),
        ({"leaf": b""}, "LG-1"),
        ({"root": b"\0" * 33}, "LG-1"),
        ({"index": -1}, "LG-2"),
        ({"index": 2}, "LG-2"),
        ({"size": 0}, "LG-2"),
        ({"size": 2**63}, "LG-2"),
        ({"root": LEAVES[0]}, "LG-4"),
    ],
)
def test_a_claim_of_inclusion_is_held_to_the_rules(change, rule):
    good = {"index": 1, "size": 2, "leaf": LEAVES[1], "proof": [LEAVES[0]], "root": ROOT_AT[2]}

    with pytest.raises(CryptoError) as refusal:
        merkle.verify_inclusion(**{**good, **change})

    assert refusal.value.rule == rule


def test_an_inner_node_is_not_taken_for_a_leaf():
    """The two prefixes of LG-1 keep entry and node apart (RFC 6962 2.1)."""
    entry = LEAVES[0] + LEAVES[1]

    assert merkle.leaf_hash(entry) != ROOT_AT[2]


@pytest.mark.parametrize("size", [-1, MOST + 1])
def test_a_size_the_tree_never_had_is_refused(size):
    for ask in (
        TREE.root,
        lambda size: TREE.inclusion_proof(0, size),
        lambda size: TREE.consistency_proof(1, size),
    ):
        with pytest.raises(MalformedError) as refusal:
            ask(size)

        assert refusal.value.rule == "LG-2"


def test_a_tree_of_impossible_size_is_refused():
    with pytest.raises(MalformedError):
        Tree(MemoryStorage(), -1)


def test_a_tree_taken_up_again_goes_on_as_if_never_left():
    storage = MemoryStorage()
    for index, leaf in enumerate(LEAVES):
        assert Tree(storage, index).append(leaf) == index

    assert Tree(storage, MOST).root() == ROOT_AT[MOST]
    assert Tree(storage, 40).consistency_proof(13) == TREE.consistency_proof(13, 40)


def test_a_frontier_taken_up_again_goes_on_as_if_never_left():
    """What it completes is all that the tree's storage needs."""
    storage, size, hashes = MemoryStorage(), 0, []
    for leaf in LEAVES:
        frontier = Frontier(size, hashes)
        storage.write(frontier.append(leaf))
        size, hashes = frontier.size, frontier.hashes
        assert frontier.root() == ROOT_AT[size]

    assert storage.read([Node(0, 5), Node(6, 0)]) == [LEAVES[5], ROOT_AT[MOST]]
    assert Tree(storage, size).inclusion_proof(17) == TREE.inclusion_proof(17)


@pytest.mark.parametrize(
    ("size", "hashes", "rule"),
    [
        (-1, [], "LG-2"),
        (2**63, [LEAVES[0]], "LG-2"),
        (1, [], "LG-3"),
        (3, [LEAVES[0]], "LG-3"),
        (0, [LEAVES[0]], "LG-3"),
        (1, [b""], "LG-1"),
    ],
)
def test_a_frontier_that_fits_no_tree_is_refused(size, hashes, rule):
    with pytest.raises(MalformedError) as refusal:
        Frontier(size, hashes)

    assert refusal.value.rule == rule


def test_a_leaf_of_another_length_is_refused_and_nothing_is_appended():
    frontier = Frontier()
    with pytest.raises(MalformedError):
        frontier.append(b"short")

    assert frontier.root() == merkle.EMPTY_ROOT


def test_the_largest_tree_takes_no_further_leaf():
    full = Frontier(merkle.MAX_SIZE, [LEAVES[0]] * 63)

    with pytest.raises(MalformedError) as refusal:
        full.append(LEAVES[1])

    assert refusal.value.rule == "LG-2"
    assert full.size == merkle.MAX_SIZE


@pytest.mark.parametrize("size", [16383, 16384, 16385, 32769, 40000])
def test_a_long_log_hashed_in_pieces_has_the_root_of_one_grown_leaf_by_leaf(size):
    entries = [b"%d" % number for number in range(size)]
    frontier = Frontier()
    for entry in entries:
        frontier.append(merkle.leaf_hash(entry))

    assert merkle.root_of_entries(iter(entries)) == frontier.root()
    assert merkle.root_of(map(merkle.leaf_hash, entries)) == frontier.root()


def test_leaf_hashes_whose_lengths_only_add_up_are_refused():
    """31 and 33 bytes, joined, are the node of another pair."""
    first, second = LEAVES[:2]

    with pytest.raises(MalformedError) as refusal:
        merkle.root_of([first + second[:1], second[1:]])

    assert refusal.value.rule == "LG-1"


@given(leaves=st.lists(st.binary(min_size=32, max_size=32), max_size=200))
def test_all_ways_to_a_root_agree(leaves):
    assert merkle.root_of(leaves) == tree_of(leaves).root() == mth(leaves)
