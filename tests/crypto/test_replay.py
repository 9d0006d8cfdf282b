"""Both logs together: anchors, gaps, and the same verdicts for every reader (LO-5, LO-9, ST-10, CA-11)."""

from dataclasses import replace

import pytest

from crypto.errors import BadSignatureError, CryptoError
from crypto.kinds import Login
from crypto.kinds.body import LogPoint
from crypto.replay import Replay
from crypto.statement import Entry
from tests.support.cases import CaseWorld, reporter_keys
from tests.support.people import digits


@pytest.fixture
def world():
    """Pip (ada, bob) with an intake ring, uv (uma), and two cases: ada's with uv in it, and bob's."""
    made = CaseWorld()
    pip, uv = made.found("pip", "ada"), made.found("uv", "uma")
    bob = made.join(pip, "bob", role="coordinator")
    made.connect(pip, uv)
    made.put(made.duty(pip, pip["ada"]))
    made.put(made.intake_epoch(pip, pip["ada"]))
    made.pip, made.uv, made.ada, made.uma, made.bob = pip, uv, pip["ada"], uv["uma"], bob
    made.mine, made.theirs = made.open(pip["ada"], pip), made.open(bob, pip)
    made.mine.join(made.ada, uv, made.uma)
    made.joint = made.mine.ring("joint")
    made.mine.rotate(made.joint, made.ada)
    made.theirs.rotate(made.theirs.ring("joint"), made.bob)
    made.put_case(made.report(pip, reporter_keys("ren")[0]))
    return made


def fresh(world, *, directory=True, size=None):
    """Another reader, who holds the directory and nothing of the cases yet."""
    replay = Replay(hub=world.hub, cna=None)
    for entry in world.entries[: size if directory else 0]:
        replay.add_directory(entry)
    return replay


def seen_by(world, case):
    """The case log as a reader of this one case is served it: all anchors and its own statements."""
    ids = {case.id}
    for entry in world.case_entries:
        body = entry.statement.body
        ring_case = getattr(getattr(body, "ring", None), "case", None)
        if body.TYPE == "anchor" or {getattr(body, "case", None), ring_case} & ids:
            yield entry


# Order and gaps


def test_empty_logs_know_nothing(world):
    replay = Replay(hub=world.hub, cna=None)
    assert (replay.directory.size, replay.case_size, replay.anchored) == (0, 0, 0)
    assert replay.circles == {}
    assert replay.intake == {}
    assert replay.gaps == {}


def test_whoever_folds_the_whole_log_comes_to_the_same_state(world):
    replay = fresh(world)
    for entry in world.case_entries:
        assert replay.add_case(entry).counts
    for case in (world.mine, world.theirs):
        assert replay.circles[case.id].facts == case.circle.facts
        assert replay.circles[case.id].letters == case.circle.letters
    assert replay.intake[world.pip.genesis].heads == world.replay.intake[world.pip.genesis].heads


def test_a_reader_of_one_case_comes_to_the_same_verdicts_without_the_others(world):
    world.mine.void(world.mine.status(world.bob))
    world.mine.put(world.mine.letter(world.joint, world.uma))
    replay = fresh(world)
    verdicts = [replay.add_case(entry) for entry in seen_by(world, world.mine)]
    indexes = [each.entry.index for each in verdicts]
    assert indexes != list(range(len(indexes)))
    mine, whole = replay.circles[world.mine.id], world.mine.circle
    assert [(each.entry, str(each.fault)) for each in mine.verdicts] == [
        (each.entry, str(each.fault)) for each in whole.verdicts
    ]
    assert mine.facts == whole.facts
    assert mine.gaps == {}
    assert replay.case_size == world.replay.case_size
    assert world.theirs.id not in replay.circles


def test_leaves_are_folded_in_order(world):
    replay = fresh(world)
    first, second, *_ = world.case_entries
    replay.add_case(second)
    for entry in (first, second):
        with pytest.raises(ValueError, match="after leaf"):
            replay.add_case(entry)
    with pytest.raises(ValueError, match="belongs"):
        replay.add_directory(world.entries[0])


def test_a_withheld_letter_shows_as_a_gap_and_the_next_is_read_all_the_same(world):
    withheld = world.mine.put(world.mine.letter(world.joint, world.ada))
    shown = world.mine.put(world.mine.letter(world.joint, world.uma))
    replay = fresh(world)
    for entry in seen_by(world, world.mine):
        if entry.statement.hash != withheld.hash:
            assert replay.add_case(entry).counts
    assert list(replay.circles[world.mine.id].gaps) == [shown.hash]


# Statements in the wrong place


def test_a_statement_of_the_directory_has_no_place_in_the_case_log(world):
    assert world.refuse_case(world.duty(world.pip, world.ada)) == "ST-1"


def test_a_statement_of_a_case_has_no_place_in_the_directory(world):
    assert world.refuse(world.mine.status(world.ada)) == "ST-1"


def test_a_login_has_no_place_in_a_log(world):
    login = Login(
        **(world.common(world.ada.fingerprint) | {"key": world.ada.device.keys.sign, "challenge": "0" * 64})
    )
    assert world.refuse_case(login) == "ST-1"


def test_a_statement_filed_under_another_case_is_judged_against_the_case_inside(world):
    body = world.mine.grant(world.ada, world.bob)
    assert world.refuse_case(replace(body, case=world.theirs.id)) == "CA-7"
    assert world.refuse_case(replace(body, id=digits("x"), case=digits("no such case"))) == "CA-11"


def test_a_letter_for_a_ring_of_another_case_is_void(world):
    other = world.theirs.letter(world.theirs.ring("joint"), world.bob)
    assert world.refuse_case(replace(other, case=world.mine.id)) == "EV-3"


# Anchors


def test_anchors_never_go_back(world):
    size, anchored = world.directory.size, world.replay.anchored
    smaller = LogPoint(size=size - 1, root=world.directory.root(size - 1))
    old = world.anchor(directory=smaller, log=smaller)
    assert world.refuse_case(old, anchored=False) == "LO-5"
    assert world.replay.anchored == anchored
    world.put_case(world.anchor())


def test_an_anchor_s_root_is_that_of_the_directory(world):
    fork = LogPoint(size=world.directory.size, root=digits("fork", 64))
    assert world.refuse_case(world.anchor(directory=fork), anchored=False) == "LO-5"


def test_an_anchor_is_made_with_no_more_of_the_directory_than_it_names(world):
    old = world.point()
    world.join(world.pip, "dee")
    assert world.refuse_case(world.anchor(directory=old), anchored=False) == "ST-10"


def test_an_anchor_s_id_serves_once(world):
    anchor = world.anchor()
    world.put_case(anchor)
    assert world.refuse_case(anchor, anchored=False) == "ST-9"


def test_an_anchor_beyond_the_folded_directory_waits_for_it(world):
    replay = fresh(world, size=4)
    (first, *_) = world.case_entries
    with pytest.raises(ValueError, match="of which 4 were folded"):
        replay.add_case(first)
    for entry in world.entries[4:]:
        replay.add_directory(entry)
    assert replay.add_case(first).counts


def test_a_withheld_anchor_does_not_keep_a_revoked_device_alive(world):
    world.mine.put(world.mine.grant(world.ada, world.bob))
    world.leave(world.pip, world.bob)
    honest = world.mine.status(world.ada)
    assert world.refuse_case(honest, anchored=False) == "ST-10"
    late = world.signed(world.mine.status(world.bob, log=LogPoint(size=0, root=world.directory.root(0))))
    assert world.log_case(late).counts
    world.mine.put(replace(honest, id=digits("again")))
    assert world.refuse_case(replace(late.body, id=digits("later"))) == "ST-13"


def test_a_case_leaf_is_judged_with_the_anchor_below_it_and_not_with_a_newer_directory(world):
    world.mine.put(world.mine.grant(world.ada, world.bob))
    statement = world.signed(world.mine.status(world.bob))
    entry = Entry(world.replay.case_size, statement, world.time)
    world.leave(world.pip, world.bob)
    assert world.replay.add_case(entry).counts


# Asking before appending


def test_the_hub_may_ask_for_a_leaf_further_on(world):
    index = world.replay.case_size + 40
    ahead = world.mine.epoch(world.joint, world.ada)
    ahead = replace(ahead, at=replace(ahead.at, cases=index))
    statement = world.signed(ahead)
    world.replay.judge_case(statement, when=world.time, index=index)
    with pytest.raises(CryptoError, match="RI-2"):
        world.replay.judge_case(statement, when=world.time)


def test_asking_changes_nothing(world):
    body = world.mine.grant(world.ada, world.bob)
    statement = world.signed(body)
    for _ in range(2):
        world.replay.judge_case(statement, when=world.time)
    for made in (world.intake_epoch(world.pip, world.ada), world.duty(world.pip, world.ada, world.bob)):
        world.replay.judge_directory(world.signed(made), when=world.time)
    world.mine.put(body)


def test_a_bad_copy_is_no_verdict_and_leaves_no_trace(world):
    whole = world.signed(world.mine.grant(world.ada, world.bob))
    bad = replace(whole, keys=(world.bob.device.keys.sign,))
    with pytest.raises(BadSignatureError):
        world.log_case(bad)
    assert world.log_case(whole).counts
