"""The fold of the stored logs: what it says is what stands in the database, whatever happened before."""

import threading

import pytest
from sqlalchemy import select

from crypto.errors import NotAllowedError
from crypto.kinds import Recusal
from crypto.statement import parse
from tenants.journal.ledger import AlreadyLoggedError, lock
from tenants.journal.models import CaseEntry, Leaf, OpenEntry, SignedCheckpoint
from tenants.journal.record import (
    CorruptLogError,
    append_case,
    append_directory,
    append_intake,
    cna_of,
    load_case,
    replay_now,
)
from tenants.journal.stored import case_entries, leaves, open_entries
from tenants.kernel.scope import NOBODY, Scope, acting_as, inside_case
from tests.support.cases import CaseWorld, reporter_keys
from tests.support.people import HUB
from tests.support.statements_sent import counted


def size(log):
    return log.look(lambda session: replay_now(session, hub=HUB).directory.size)


def sign_off(session, count, at):
    session.add(SignedCheckpoint(log="directory", size=count, note=b"", key="", signed_at=at))
    session.commit()


def test_an_empty_log_folds_to_nothing(sessions):
    with acting_as(sessions(), NOBODY) as session:
        replay = replay_now(session, hub=HUB)

        assert (replay.directory.size, cna_of(replay.directory.now)) == (0, None)


def test_nothing_is_appended_by_an_empty_batch(log):
    assert log.append() == []
    assert size(log) == 2


def test_what_was_appended_is_what_everybody_folds(log):
    log.grow(3)
    fold = log.look(lambda session: replay_now(session, hub=HUB).directory)

    assert fold.size == log.world.directory.size
    assert fold.root() == log.world.directory.root()
    assert fold.now.duty(log.team.genesis) == (log.team["ada"].person,)


def test_when_nothing_is_new_the_fold_costs_one_statement(log):
    size(log)
    with counted(log.sessions.kw["bind"]) as sent:
        size(log)

    assert len([each for each in sent if "set_config" not in each]) == 1


def test_entries_that_another_process_appended_are_folded_in(log):
    size(log)
    other = threading.Thread(target=log.grow, args=(2,))
    other.start()
    other.join()

    assert size(log) == 4


def test_a_refused_statement_leaves_nothing_behind(log):
    before = size(log)
    bad = log.world.signed(log.world.roster(log.team, version=9))
    good = log.world.signed(log.world.duty(log.team, log.team["ada"]))
    for batch in ([bad], [good, bad]):
        with pytest.raises(NotAllowedError, match="RO-2"):
            log.append(*batch)

    assert size(log) == before
    log.append(good)
    assert size(log) == before + 1


def test_a_transaction_that_was_rolled_back_is_forgotten(log):
    mine = log.world.signed(log.world.duty(log.team, log.team["ada"]))
    log.append(mine, commit=False)

    assert size(log) == 2
    assert log.look(lambda session: leaves(session, "directory", start=2)) == []


def test_a_fold_that_was_rolled_back_while_others_appended_is_made_again(log):
    mine = log.world.signed(log.world.duty(log.team, log.team["ada"]))
    log.append(mine, commit=False)
    other = threading.Thread(target=log.grow)
    other.start()
    other.join()
    fold = log.look(lambda session: replay_now(session, hub=HUB).directory)

    assert fold.root() == log.world.directory.root()
    assert not fold.now.seen_id(mine.body.id)


def test_one_statement_twice_is_refused_by_its_id(log):
    statement = log.world.signed(log.world.duty(log.team, log.team["ada"]))
    with pytest.raises(NotAllowedError, match="ST-9"):
        log.append(statement, statement)


def test_the_ledger_itself_refuses_an_id_it_has(log):
    statement = log.world.entries[0].statement
    with acting_as(log.sessions(), NOBODY) as session:
        writer = lock(session, "directory", log.now)
        writer.publish(statement)
        with pytest.raises(AlreadyLoggedError) as refused:
            writer.close()

    assert refused.value.rule == "ST-9"


def test_rows_changed_by_hand_are_noticed(log, database):
    size(log)
    with database.connect("accord_owner") as owner:
        owner.execute("UPDATE log_tree SET size = 1, frontier = decode(repeat('ab', 32), 'hex')")
    with pytest.raises(CorruptLogError):
        size(log)


def test_another_hubs_name_is_another_fold(log):
    size(log)
    with pytest.raises(Exception, match="ST-7"):
        log.look(lambda session: replay_now(session, hub="other.example"))


def test_an_entry_keeps_the_hubs_time_until_a_checkpoint_gives_it_one(log):
    def times():
        entries = log.look(lambda session: open_entries(session, "directory", start=0))
        return [each.logged_at for each in entries]

    appended = log.now.replace(microsecond=0)
    assert times() == [appended, appended]
    log.pass_(minutes=5)
    log.look(lambda session: sign_off(session, 1, log.now.replace(microsecond=0)))

    assert times() == [log.now.replace(microsecond=0), appended]


def test_the_fold_takes_the_time_that_a_checkpoint_gives(log):
    """An invitation that ran out between append and checkpoint was never used, for anybody."""
    team, world = log.team, log.world
    bob, secret = world.actor("bob"), world.fresh("secret")
    expires = world.time.replace(minute=30)
    invitation = world.put(world.invitation(team, bob, secret, expires=expires))
    log.append(invitation)
    device = world.signed(
        world.device(team, bob, bob.device, invitation=invitation.hash), world.code_key(team, secret)
    )
    log.append(device)

    def member():
        return log.look(
            lambda session: replay_now(session, hub=HUB).directory.now.person(team.genesis, bob.person)
        )

    assert member()
    log.look(lambda session: sign_off(session, 4, expires))
    assert member() is None


def test_two_writers_at_once_append_one_after_the_other(log):
    statements = [log.world.signed(log.world.boundary(log.team, other)) for other in others(log, 4)]
    start, failures = threading.Barrier(4), []

    def write(statement):
        start.wait()
        try:
            log.append(statement)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails for it
            failures.append(error)

    threads = [threading.Thread(target=write, args=(each,)) for each in statements]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = log.look(lambda session: leaves(session, "directory", start=10))

    assert failures == []
    assert sorted(found) == sorted(each.hash for each in statements)
    assert size(log) == 14


def others(log, count):
    """So many more teams, each founded and admitted."""
    teams = []
    for number in range(count):
        before = len(log.world.entries)
        teams.append(log.world.found(f"team{number}", f"lead{number}"))
        log.append(*(entry.statement for entry in log.world.entries[before:]))
    return teams


class TestCases:
    """A case's statements: blinded to the public, folded inside the case."""

    @pytest.fixture
    def room(self, sessions):
        """A world whose directory is stored, with pip's ada on duty."""
        world = CaseWorld()
        world.pip = world.found("pip", "ada")
        world.ada = world.pip["ada"]
        world.sessions = sessions
        world.put(world.duty(world.pip, world.ada))
        world.put(world.intake_epoch(world.pip, world.ada))
        with acting_as(sessions(), NOBODY) as session:
            statements = [entry.statement for entry in world.entries]
            append_directory(session, statements, hub=HUB, now=world.time)
            session.commit()
        return world

    def post(self, room, case, *statements):
        """Append to the case as a reader's request does."""
        with acting_as(room.sessions(), Scope()) as session, inside_case(session, case):
            receipts, circle = append_case(session, case, statements, hub=HUB, now=room.time)
            session.commit()
        return receipts, circle

    def opened(self, room):
        body = room.opening(room.ada, room.pip)
        return body.case, self.post(room, body.case, room.signed(body))

    def test_a_case_that_was_never_opened_has_no_facts(self, room):
        with acting_as(room.sessions(), NOBODY) as session, inside_case(session, "c" * 32):
            assert load_case(session, "c" * 32, hub=HUB).facts is None

    def test_the_directory_is_anchored_before_the_first_statement(self, room):
        _, (receipts, circle) = self.opened(room)

        assert receipts[0].index == 1
        assert circle.opened.owner == room.pip.genesis
        with acting_as(room.sessions(), NOBODY) as session:
            (anchor,) = open_entries(session, "cases", start=0)
            body = parse(anchor.wire, hub=HUB).body
            assert (body.TYPE, body.directory.size) == ("anchor", 4)

    def test_it_is_anchored_again_only_when_it_has_grown(self, room):
        self.opened(room)
        _, (second, _) = self.opened(room)
        room.put(room.duty(room.pip, room.ada))
        with acting_as(room.sessions(), NOBODY) as session:
            append_directory(session, [room.entries[-1].statement], hub=HUB, now=room.time)
            session.commit()
        _, (third, _) = self.opened(room)

        assert (second[0].index, third[0].index) == (2, 4)

    def test_what_was_posted_is_what_is_loaded(self, room):
        case, _ = self.opened(room)
        recusal = room.signed(room_recusal(room, case))
        self.post(room, case, recusal)
        with acting_as(room.sessions(), NOBODY) as session, inside_case(session, case):
            circle = load_case(session, case, hub=HUB)
            entries = case_entries(session)

        assert circle.opened.recused
        assert [each.directory_size for each in entries] == [4, 4]
        assert case_entries_from(room, case, 2) == [2]

    def test_outside_the_case_only_leaves_show(self, room):
        self.opened(room)
        with acting_as(room.sessions(), Scope(tenant_id=room.pip.genesis)) as session:
            assert session.scalars(select(CaseEntry)).all() == []
            assert len(leaves(session, "cases", start=0)) == 2
            assert len(session.scalars(select(Leaf).where(Leaf.log == "cases")).all()) == 2

    def test_a_statement_of_another_case_is_refused(self, room):
        case, _ = self.opened(room)
        with pytest.raises(NotAllowedError, match="CA-11"):
            self.post(room, case, room.signed(room_recusal(room, "d" * 32)))

    def test_an_intake_letter_leaves_its_leaf_alone(self, room):
        secret, _ = reporter_keys("rae")
        letter = room.signed(room.report(room.pip, secret))
        with acting_as(room.sessions(), NOBODY) as session:
            receipt = append_intake(session, letter, hub=HUB, now=room.time)
            session.commit()

            assert receipt.index == 1
            assert leaves(session, "cases", start=1) == [letter.hash]
            assert session.scalars(select(OpenEntry.type).where(OpenEntry.log == "cases")).all() == ["anchor"]
            with pytest.raises(AlreadyLoggedError):
                append_intake(session, letter, hub=HUB, now=room.time)

    def test_a_letter_to_no_intake_ring_is_refused(self, room):
        secret, _ = reporter_keys("rae")
        body = room.report(room.pip, secret)
        strange = room.signed(type(body)(**{**vars(body), "ring": ring_elsewhere(body.ring)}))
        with acting_as(room.sessions(), NOBODY) as session, pytest.raises(NotAllowedError, match="EV-3"):
            append_intake(session, strange, hub=HUB, now=room.time)


def ring_elsewhere(ring):
    return type(ring)(**{**vars(ring), "id": "e" * 32})


def room_recusal(room, case):
    """Ada steps back from a case."""
    from_ada = room.common(room.ada.fingerprint)
    return Recusal(**from_ada, case=case, tenant=room.pip.genesis, person=room.ada.person)


def case_entries_from(room, case, start):
    with acting_as(room.sessions(), NOBODY) as session, inside_case(session, case):
        return [each.index for each in case_entries(session, start=start)]
