"""The proof a person keeps: its text, and that no other text is taken for it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import merkle, tlog_proof
from crypto.errors import BadSignatureError, CryptoError, LimitError, MalformedError
from crypto.merkle import MemoryStorage, Tree
from crypto.tlog import Checkpoint, LogSigner
from crypto.tlog_proof import LogProof

ORIGIN = "hub.example/directory"
LOG = LogSigner(b"\x01" * 32, "hub.example")
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(11)]
TREE = Tree(MemoryStorage())
for each in LEAVES:
    TREE.append(each)
CHECKPOINT = Checkpoint(ORIGIN, TREE.size, TREE.root())
PROOF = LogProof(5, tuple(TREE.inclusion_proof(5)), LOG.sign_checkpoint(CHECKPOINT))
HEAD = b"c2sp.org/tlog-proof@v1\n"
HASH = base64.b64encode(LEAVES[0])


def test_the_text_is_that_of_the_specification():
    """c2sp.org/tlog-proof, Format."""
    proof = LogProof(73894, (LEAVES[0], LEAVES[1]), b"any checkpoint\n", b"extra")
    text = b"\n".join(
        [
            b"c2sp.org/tlog-proof@v1",
            b"extra ZXh0cmE=",
            b"index 73894",
            base64.b64encode(LEAVES[0]),
            base64.b64encode(LEAVES[1]),
            b"",
            b"any checkpoint\n",
        ]
    )

    assert tlog_proof.write(proof) == text
    assert tlog_proof.parse(text) == proof


def test_the_only_leaf_of_a_log_has_a_proof_without_hashes():
    tree = Tree(MemoryStorage())
    tree.append(LEAVES[0])
    checkpoint = Checkpoint(ORIGIN, 1, tree.root())
    proof = LogProof(0, (), LOG.sign_checkpoint(checkpoint))

    read = tlog_proof.parse(tlog_proof.write(proof))

    assert tlog_proof.verify(read, leaf=LEAVES[0], origin=ORIGIN, key=LOG.key) == checkpoint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEAD,
        HEAD + b"index 0\n",
        b"\n\nnote\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n",
        b" " + HEAD + b"index 0\n\nnote\n",
        HEAD + b"\nnote\n",
        HEAD + HASH + b"\n\nnote\n",
        HEAD + b"index 0\nindex 0\n\nnote\n",
        HEAD + b"index\n\nnote\n",
        HEAD + b"index \n\nnote\n",
        HEAD + b"index 00\n\nnote\n",
        HEAD + b"index -1\n\nnote\n",
        HEAD + b"index %d\n\nnote\n" % 2**63,
        HEAD + b"index 0\nextra QQ==\n\nnote\n",
        HEAD + b"extra \nindex 0\n\nnote\n",
        HEAD + b"extra QR==\nindex 0\n\nnote\n",
        HEAD + b"extra QQ==\nextra QQ==\nindex 0\n\nnote\n",
        HEAD + b"index 0\n" + HASH[:-1] + b"\n\nnote\n",
        HEAD + b"index 0\n" + HASH + b"\r\n\nnote\n",
        HEAD + b"index 0\n\xc3\xa9\n\nnote\n",
    ],
)
def test_a_proof_out_of_form_is_refused(data):
    with pytest.raises(MalformedError) as refusal:
        tlog_proof.parse(data)

    assert refusal.value.rule == "LG-14"


def test_more_hashes_than_any_tree_needs_are_refused():
    with pytest.raises(LimitError) as refusal:
        tlog_proof.parse(HEAD + b"index 0\n" + (HASH + b"\n") * 64 + b"\nnote\n")

    assert refusal.value.rule == "LG-14"


def test_a_proof_above_the_limit_is_refused_unread():
    with pytest.raises(LimitError):
        tlog_proof.parse(b"\xff" * (128 * 1024 + 1))


def test_a_proof_of_one_leaf_is_none_of_another():
    with pytest.raises(BadSignatureError) as refusal:
        tlog_proof.verify(PROOF, leaf=LEAVES[6], origin=ORIGIN, key=LOG.key)

    assert refusal.value.rule == "LG-4"


def test_a_proof_under_another_logs_checkpoint_is_refused():
    with pytest.raises(CryptoError) as refusal:
        tlog_proof.verify(PROOF, leaf=LEAVES[5], origin="hub.example/cases", key=LOG.key)

    assert refusal.value.rule == "LG-11"


@given(st.data())
def test_a_proof_with_one_byte_changed_is_refused(data):
    raw = bytearray(tlog_proof.write(PROOF))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(CryptoError):
        tlog_proof.verify(tlog_proof.parse(bytes(raw)), leaf=LEAVES[5], origin=ORIGIN, key=LOG.key)


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_every_leaf_has_a_proof_that_verifies_offline(index):
    proof = LogProof(index, tuple(TREE.inclusion_proof(index)), PROOF.checkpoint, b"any extra")

    read = tlog_proof.parse(tlog_proof.write(proof))

    assert read == proof
    assert tlog_proof.verify(read, leaf=LEAVES[index], origin=ORIGIN, key=LOG.key) == CHECKPOINT
