"""What is signed off: committed leaves only, times that never go back, one signer at a time."""

import threading
from datetime import timedelta

import pytest

from crypto import notes, tlog
from crypto.errors import MalformedError
from crypto.merkle import EMPTY_ROOT
from tenants.journal.checkpoints import ClockBehindError, keep, newest, time_of, unsigned
from tenants.kernel.scope import NOBODY, acting_as
from tests.support.people import HUB

SIGNER = tlog.LogSigner(b"\x05" * 32, HUB)


def sign(log, session, now=None):
    checkpoint = unsigned(session, HUB, "directory", now or log.now)
    if checkpoint is not None:
        keep(session, "directory", SIGNER.sign_checkpoint(checkpoint), key=SIGNER.key)
    return checkpoint


def sign_and_commit(log, now=None):
    with acting_as(log.sessions(), NOBODY) as session:
        checkpoint = sign(log, session, now)
        session.commit()
    return checkpoint


def test_an_empty_log_is_signed_off_once(sessions, log):
    with acting_as(sessions(), NOBODY) as session:
        checkpoint = unsigned(session, HUB, "cases", log.now)

        assert (checkpoint.size, checkpoint.root) == (0, EMPTY_ROOT)
        keep(session, "cases", SIGNER.sign_checkpoint(checkpoint), key=SIGNER.key)
        assert unsigned(session, HUB, "cases", log.now) is None


def test_what_is_signed_is_the_tree_that_readers_fold(log):
    log.grow(4)
    checkpoint = sign_and_commit(log)

    assert checkpoint.origin == f"{HUB}/directory"
    assert (checkpoint.size, checkpoint.root.hex()) == (6, log.world.directory.root())
    assert time_of(checkpoint) == log.now.replace(microsecond=0)


def test_what_is_covered_is_not_signed_again(log):
    assert sign_and_commit(log)
    assert sign_and_commit(log, log.now + timedelta(hours=1)) is None


def test_what_is_not_committed_is_not_signed(log):
    """LO-1: the signer waits for the writer, and then sees all of its leaves or none."""
    statement = log.world.signed(log.world.duty(log.team, log.team["ada"]))
    log.append(statement, commit=False)

    assert sign_and_commit(log).size == 2


def test_time_never_goes_back(log):
    sign_and_commit(log)
    log.grow()
    with pytest.raises(ClockBehindError):
        sign_and_commit(log, log.now - timedelta(seconds=1))


def test_the_second_signer_waits_and_finds_nothing(log):
    found = []
    with acting_as(log.sessions(), NOBODY) as session:
        assert sign(log, session)
        second = threading.Thread(target=lambda: found.append(sign_and_commit(log)))
        second.start()
        second.join(0.2)
        assert second.is_alive()
        session.commit()
    second.join(30)

    assert found == [None]


def test_the_key_that_signed_is_kept_beside_the_note(log):
    sign_and_commit(log)
    kept = log.look(lambda session: newest(session, "directory"))

    assert notes.VerifierKey.parse(kept.key) == SIGNER.key
    tlog.open_checkpoint(kept.note, origin=f"{HUB}/directory", key=SIGNER.key)


@pytest.mark.parametrize("line", [(), ("time yesterday",), ("when 2026-11-21T08:00:00Z",)])
def test_a_checkpoint_without_its_time_is_none_of_ours(line):
    with pytest.raises(MalformedError, match="LO-1"):
        time_of(tlog.Checkpoint(f"{HUB}/directory", 0, EMPTY_ROOT, line))
