"""A member's copy of the logs, shown by an honest hub and by hubs that lie."""

import json
from datetime import timedelta

import pytest

from crypto import dsse
from crypto.kinds import Anchor
from crypto.kinds.body import LogPoint
from crypto.statement import encode
from crypto.tlog import Checkpoint, LogSigner
from hub.client.errors import HubLiesError
from hub.client.home import Membership
from hub.client.known import fold
from hub.client.mirror import CASES, DIRECTORY, Mirror, check_copy, newest_note
from hub.client.store import Store
from tests.support.people import LOG_KEY, START, World, digits
from tests.support.shown_hub import ShownHub


@pytest.fixture
def world():
    found = World()
    found.found("pip", "ada", "bob")
    return found


@pytest.fixture
def hub(world):
    shown = ShownHub(world)
    shown.sign_off()
    return shown


@pytest.fixture
def member(world):
    genesis = world.now.by_slug("pip").genesis
    return Membership(
        hub=world.hub,
        log_key=LOG_KEY,
        cna=genesis,
        tenant=genesis,
        person=world.now.people(genesis)[0].person,
    )


@pytest.fixture
def mirror(hub, member, tmp_path):
    return Mirror(Store(tmp_path / "home" / "cache.sqlite"), hub, member)


def grow(world, hub, slug="uv"):
    world.found(slug, f"{slug} lead")
    hub.sign_off()


def test_an_empty_log_gives_an_empty_copy(member, tmp_path):
    mirror = Mirror(Store(tmp_path / "cache.sqlite"), ShownHub(World()), member)

    mirror.copy_directory()
    mirror.copy_cases([])

    assert mirror.timeline(DIRECTORY).size == 0
    assert newest_note(mirror.store, DIRECTORY) is None


def test_the_copy_folds_to_the_same_directory(world, mirror, member):
    mirror.copy_directory()

    known = fold(mirror.store, member)
    assert known.view.by_slug("pip").genesis == member.tenant
    assert known.at.directory == world.directory.size
    assert all(each.counts for each in known.verdicts)


def test_a_leafs_time_is_that_of_the_first_checkpoint_over_it(world, hub, mirror):
    """The time that the hub writes beside an entry is not looked at."""
    early = world.directory.size
    grow(world, hub)

    mirror.copy_directory()

    times = [each.logged_at for each in mirror.store.entries(DIRECTORY)]
    assert times[early - 1] == START
    assert times[early] == START + timedelta(minutes=1)


def test_what_came_later_is_fetched_alone(world, hub, mirror, member):
    mirror.copy_directory()
    before = len(mirror.store.entries(DIRECTORY))
    grow(world, hub)

    mirror.copy_directory()

    assert len(mirror.store.entries(DIRECTORY)) > before
    check_copy(mirror.store, member)


class Meanwhile:
    """A hub that two ask at once: after its answer number `turn`, and before that arrives, `act` is done."""

    def __init__(self, hub, turn, act):
        self.hub, self.turn, self.act = hub, turn, act

    def get(self, path, **query):
        answer = self.hub.get(path, **query)
        self.turn -= 1
        if self.turn == 0:
            self.act()
        return answer


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("begun", [False, True], ids=["the first copy", "a later copy"])
def test_two_processes_that_copy_into_one_home_accuse_nobody(world, hub, member, mirror, begun, turn):
    """An agent and a command, say: what the other one keeps in the middle is no rollback and no fork."""

    def everything(asked):
        each = Mirror(mirror.store, asked, member)
        each.copy_directory()
        each.copy_cases([])

    def other_copies_more():
        grow(world, hub, f"team-{turn}")
        hub.add_leaf(dsse.leaf_hash(world.entries[1].statement.signed))
        everything(hub)

    hub.add_leaf(dsse.leaf_hash(world.entries[0].statement.signed))
    if begun:
        everything(hub)
        grow(world, hub)
        hub.add_leaf(dsse.leaf_hash(world.entries[2].statement.signed))
    meanwhile = Meanwhile(hub, turn, other_copies_more)

    everything(meanwhile)

    if turn < 6:
        assert meanwhile.turn <= 0, "the other one never came in between"
    everything(hub)
    check_copy(mirror.store, member)
    assert mirror.store.evidence() == []
    assert (mirror.timeline(DIRECTORY).size, mirror.timeline(CASES).size) == (
        hub.directory.size,
        hub.cases.size,
    )


class Growing(Store):
    """A cache that another process adds to after each read of it."""

    def __init__(self, path, grow):
        super().__init__(path)
        self.grow = grow

    def entries(self, log):
        return self._then_more(super().entries(log))

    def notes(self, log):
        return self._then_more(super().notes(log))

    def leaves(self):
        return self._then_more(super().leaves())

    def _then_more(self, found):
        self.grow()
        return found


@pytest.fixture
def growing(world, hub, mirror, tmp_path):
    """Give a cache that another process is never done with."""
    mirror.copy_directory()
    mirror.copy_cases([])
    statement = world.entries[0].statement.signed

    def other_copies_more():
        grow(world, hub, f"team-{world.directory.size}")
        shown = {"index": hub.cases.size, "wire": json.loads(dsse.write(statement)), "logged_at": ""}
        hub.case_entries.setdefault("c", []).append(shown)
        hub.add_leaf(dsse.leaf_hash(statement))
        mirror.copy_directory()
        mirror.copy_cases(["c"])

    return Growing(tmp_path / "home" / "cache.sqlite", other_copies_more)


def test_a_copy_that_grows_while_it_is_checked_is_no_contradiction(hub, member, growing):
    check_copy(growing, member)
    assert hub.cases.size > 3, "nothing came in between"


def test_a_fold_claims_to_know_no_more_of_the_logs_than_it_has_folded(hub, member, growing):
    """What is signed names the directory that its author had seen."""
    known = fold(growing, member)
    assert known.point.size == known.replay.directory.size
    assert known.at.directory == known.replay.directory.size < hub.directory.size
    assert known.replay.case_size <= known.at.cases


def test_an_anchor_for_more_of_the_directory_than_was_copied_waits_for_the_rest(world, hub, mirror, member):
    """Another process keeps one in the middle of a fold; the next fold has the rest."""
    mirror.copy_directory()
    grow(world, hub)
    point = LogPoint(size=hub.directory.size, root=hub.directory.root().hex())
    anchor = encode(Anchor(**world.common("0" * 64), directory=point))
    hub.add_leaf(dsse.leaf_hash(anchor))
    hub.anchors = [{"index": 0, "wire": json.loads(dsse.write(anchor)), "logged_at": ""}]
    mirror.copy_cases([])

    assert fold(mirror.store, member).replay.anchored == 0

    mirror.copy_directory()
    assert fold(mirror.store, member).replay.anchored == world.directory.size


def test_a_rolled_back_log_is_refused(world, hub, mirror):
    old = hub.notes["directory"][-1]
    grow(world, hub)
    mirror.copy_directory()
    hub.notes["directory"] = [old]

    with pytest.raises(HubLiesError, match="older log"):
        mirror.copy_directory()


def test_a_forked_log_is_refused_and_both_notes_are_kept(world, hub, mirror, member, tmp_path):
    """Two checkpoints of one size with different roots: the proof that the hub lied (LO-2)."""
    mirror.copy_directory()
    other = World()
    other.found("pip", "eve", "bob")
    lying = ShownHub(other)
    lying.sign_off()
    forked = Mirror(mirror.store, lying, member)

    with pytest.raises(HubLiesError, match="contradict"):
        forked.copy_directory()

    assert mirror.store.evidence(), "the note that contradicts was not kept"


def test_a_log_without_a_proof_of_growth_is_refused(world, hub, mirror):
    mirror.copy_directory()
    grow(world, hub)
    hub.changed["logs/directory/consistency"] = {"hashes": []}

    with pytest.raises(HubLiesError, match="only grew"):
        mirror.copy_directory()


def test_a_withheld_entry_is_noticed(hub, mirror):
    del hub.entries[1]

    with pytest.raises(HubLiesError):
        mirror.copy_directory()

    assert mirror.store.entries(DIRECTORY) == []


def test_a_swapped_entry_is_noticed(world, hub, mirror):
    """A roster other than the one that was signed off changes the root (LO-3)."""
    other = World()
    other.found("pip", "eve", "bob")
    hub.entries[0]["wire"] = json.loads(dsse.write(other.entries[0].statement.signed))

    with pytest.raises(HubLiesError) as told:
        mirror.copy_directory()

    assert told.value.rule == "LO-3"


def test_a_stripped_signature_is_noticed(hub, mirror, member):
    """Signatures are not under the leaf: a copy without one folds for nobody (ST-15)."""
    hub.entries[0]["wire"]["signatures"].pop()
    mirror.copy_directory()

    with pytest.raises(HubLiesError, match="signature"):
        fold(mirror.store, member)


def test_another_log_key_is_refused(world, member, tmp_path):
    lying = ShownHub(world, LogSigner(b"\x07" * 32, world.hub))
    lying.sign_off()

    with pytest.raises(HubLiesError, match="log key"):
        Mirror(Store(tmp_path / "cache.sqlite"), lying, member).copy_directory()


def test_checkpoints_that_turn_back_in_time_are_refused(world, hub, mirror):
    world.found("uv", "cyd")
    hub.sign_off(at=START - timedelta(hours=1))

    with pytest.raises(HubLiesError, match="go forward"):
        mirror.copy_directory()


def test_a_case_entry_that_is_not_its_leaf_is_refused(world, hub, mirror):
    statement = world.entries[0].statement.signed
    hub.add_leaf(dsse.leaf_hash(statement))
    other = encode(world.admission(world.team("pip", digits("x", 64))))
    hub.case_entries["c"] = [{"index": 0, "wire": json.loads(dsse.write(other)), "logged_at": ""}]

    with pytest.raises(HubLiesError) as told:
        mirror.copy_cases(["c"])

    assert told.value.rule == "LO-8"


def test_a_case_entry_beyond_the_checkpoint_waits_for_the_next_copy(world, hub, mirror):
    statement = world.entries[0].statement.signed
    wire = json.loads(dsse.write(statement))
    hub.case_entries["c"] = [{"index": 0, "wire": wire, "logged_at": ""}]

    mirror.copy_cases(["c"])
    assert mirror.store.entries(CASES) == []

    hub.add_leaf(dsse.leaf_hash(statement))
    mirror.copy_cases(["c"])
    assert [each.scope for each in mirror.store.entries(CASES)] == ["c"]


def test_a_cache_that_was_tampered_with_is_noticed_offline(hub, mirror, member):
    mirror.copy_directory()
    with mirror.store._open() as connection:
        connection.execute("DELETE FROM entry WHERE place = 0")

    with pytest.raises(HubLiesError):
        check_copy(mirror.store, member)


def signed_again(world, hub, at):
    line = f"time {at:%Y-%m-%dT%H:%M:%SZ}"
    checkpoint = Checkpoint(f"{world.hub}/directory", hub.directory.size, hub.directory.root(), (line,))
    return hub.log.sign_checkpoint(checkpoint).decode()


def test_a_quiet_log_that_is_signed_again_does_not_age(world, hub, mirror, member):
    """Nothing happened for a week; the newest checkpoint came again under a later time (LO-4)."""
    size, note = hub.notes["directory"][-1]
    later = START + timedelta(days=6)
    shown = {"size": size, "note": note.decode(), "fresh": signed_again(world, hub, later)}
    hub.changed["logs/directory/checkpoint"] = shown

    mirror.copy_directory()

    known = fold(mirror.store, member)
    assert known.directory_time == later
    assert mirror.store.entries(DIRECTORY)[0].logged_at == START


def test_a_fresh_note_over_another_root_is_a_fork(world, hub, mirror):
    size, note = hub.notes["directory"][-1]
    other = World()
    other.found("pip", "eve", "bob")
    lying = ShownHub(other)
    lying.sign_off()
    again = signed_again(other, lying, START + timedelta(days=1))
    hub.changed["logs/directory/checkpoint"] = {"size": size, "note": note.decode(), "fresh": again}

    with pytest.raises(HubLiesError, match="contradict"):
        mirror.copy_directory()

    assert mirror.store.evidence()
