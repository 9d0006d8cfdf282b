"""A log that lies: goes back, forks, or grows without proof; and one that is honest."""

import pytest

from crypto import merkle
from crypto.checkpoint_watch import CheckpointWatch, Fork, Verdict, compare_checkpoints
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.merkle import MemoryStorage, Tree
from crypto.tlog import Checkpoint, LogSigner

ORIGIN = "hub.example/directory"
LOG = LogSigner(b"\x01" * 32, "hub.example")


def tree_of(*entries: bytes) -> Tree:
    """A tree over these entries."""
    tree = Tree(MemoryStorage())
    for entry in entries:
        tree.append(merkle.leaf_hash(entry))
    return tree


def note_of(tree: Tree, size: int, *extensions: str, signer: LogSigner = LOG) -> bytes:
    """The signed checkpoint of the tree at a size."""
    return signer.sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size), extensions))


HONEST = tree_of(*(b"%d" % number for number in range(9)))
OTHER = tree_of(*(b"other %d" % number for number in range(9)))
AT_5 = CheckpointWatch(ORIGIN, LOG.key, note_of(HONEST, 5))


def test_a_smaller_checkpoint_is_a_rollback():
    judgement = AT_5.judge(note_of(HONEST, 4), [])

    assert (judgement.verdict, judgement.watch, judgement.fork) == (Verdict.ROLLBACK, AT_5, None)


def test_an_empty_log_after_a_full_one_is_a_rollback():
    assert AT_5.judge(note_of(HONEST, 0), []).verdict is Verdict.ROLLBACK


def test_another_root_at_the_same_size_is_a_fork_and_both_notes_are_the_proof():
    lie = note_of(OTHER, 5)

    judgement = AT_5.judge(lie, [])

    assert (judgement.verdict, judgement.watch) == (Verdict.FORK, AT_5)
    assert judgement.fork == Fork(AT_5.highest, lie)
    assert compare_checkpoints(judgement.fork.first, judgement.fork.second, origin=ORIGIN, key=LOG.key)


@pytest.mark.parametrize(
    ("tree", "proof"),
    [
        (HONEST, []),
        (HONEST, HONEST.consistency_proof(4, 9)),
        (HONEST, [*HONEST.consistency_proof(5, 9), merkle.EMPTY_ROOT]),
        (OTHER, HONEST.consistency_proof(5, 9)),
        (OTHER, OTHER.consistency_proof(5, 9)),
    ],
)
def test_growth_without_the_right_proof_is_refused(tree, proof):
    judgement = AT_5.judge(note_of(tree, 9), proof)

    assert (judgement.verdict, judgement.watch, judgement.fork) == (Verdict.BAD_PROOF, AT_5, None)


def test_the_first_checkpoint_needs_no_proof_and_takes_none():
    fresh = CheckpointWatch(ORIGIN, LOG.key)
    note = note_of(HONEST, 5)

    assert fresh.judge(note, [merkle.EMPTY_ROOT]).verdict is Verdict.BAD_PROOF
    assert fresh.judge(note, []).verdict is Verdict.ACCEPTED
    assert fresh.judge(note, []).watch == AT_5


def test_an_empty_log_can_be_the_first_seen_and_grow():
    empty = CheckpointWatch(ORIGIN, LOG.key).judge(note_of(HONEST, 0), [])

    assert empty.verdict is Verdict.ACCEPTED
    assert empty.watch.judge(note_of(HONEST, 9), []).verdict is Verdict.ACCEPTED


def test_proved_growth_moves_the_watch_forward():
    note = note_of(HONEST, 9)

    judgement = AT_5.judge(note, HONEST.consistency_proof(5, 9))

    assert (judgement.verdict, judgement.watch.highest) == (Verdict.ACCEPTED, note)


def test_the_same_checkpoint_is_known_whatever_its_extension_lines():
    assert AT_5.judge(note_of(HONEST, 5), []).verdict is Verdict.KNOWN
    assert AT_5.judge(note_of(HONEST, 5, "more"), []).watch == AT_5


def test_a_known_checkpoint_with_a_proof_is_refused():
    assert AT_5.judge(note_of(HONEST, 5), [merkle.EMPTY_ROOT]).verdict is Verdict.BAD_PROOF


def test_a_note_of_somebody_else_says_nothing_of_the_log():
    impostor = LogSigner(b"\x02" * 32, LOG.key.name)
    case_log = LOG.sign_checkpoint(Checkpoint("hub.example/cases", 5, OTHER.root(5)))

    with pytest.raises(BadSignatureError):
        AT_5.judge(note_of(OTHER, 5, signer=impostor), [])
    with pytest.raises(NotAllowedError):
        AT_5.judge(case_log, [])
    with pytest.raises(MalformedError):
        AT_5.judge(b"", [])
    with pytest.raises(BadSignatureError):
        compare_checkpoints(
            note_of(HONEST, 5), note_of(OTHER, 5, signer=impostor), origin=ORIGIN, key=LOG.key
        )


def test_notes_that_do_not_conflict_by_themselves_prove_nothing():
    five = note_of(HONEST, 5)

    assert compare_checkpoints(five, note_of(HONEST, 5, "more"), origin=ORIGIN, key=LOG.key) is None
    assert compare_checkpoints(five, note_of(OTHER, 9), origin=ORIGIN, key=LOG.key) is None
