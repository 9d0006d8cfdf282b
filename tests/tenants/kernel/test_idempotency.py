"""A repeated request gets the answer it got; a key is one request's."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tenants.kernel.idempotency import (
    Answer,
    IdempotencyKeyError,
    IdempotencyKeyReusedError,
    claim_key,
    forget_keys,
    settle_key,
)
from tenants.kernel.scope import NOBODY, Scope, acting_as

NOW = datetime(2026, 5, 18, tzinfo=UTC)
ANA, BEN = Scope(person_id="1" * 32), Scope(person_id="2" * 32)
KEY = "k" * 22
HASH, OTHER_HASH = b"h" * 32, b"o" * 32
ANSWER = Answer(201, {"Location": "/cases/1"}, b"{}")


def do(sessions, who, request_hash=HASH, answer=ANSWER):
    """Do one request to its end; return what was remembered of an earlier one."""
    with acting_as(sessions(), who) as session:
        known = claim_key(session, KEY, request_hash, NOW)
        if known is None and answer is not None:
            settle_key(session, KEY, answer)
        session.commit()
        return known


@pytest.mark.parametrize("key", [None, "", "k" * 21, "k" * 129, "k" * 21 + " ", "k" * 21 + "é"])
def test_a_key_that_is_missing_or_malformed_is_refused(sessions, key):
    with acting_as(sessions(), ANA) as session, pytest.raises(IdempotencyKeyError):
        claim_key(session, key, HASH, NOW)


def test_the_same_key_for_another_request_is_refused(sessions):
    do(sessions, ANA)
    with pytest.raises(IdempotencyKeyReusedError):
        do(sessions, ANA, OTHER_HASH)


def test_a_key_that_was_claimed_and_never_answered_is_refused(sessions):
    do(sessions, ANA, answer=None)
    with pytest.raises(IdempotencyKeyReusedError):
        do(sessions, ANA)


def test_a_repeated_request_gets_its_answer(sessions):
    assert do(sessions, ANA) is None
    assert do(sessions, ANA) == ANSWER


def test_the_same_key_of_somebody_else_is_another_key(sessions):
    do(sessions, ANA)
    assert do(sessions, BEN) is None


def test_a_request_that_failed_leaves_its_key_free(sessions):
    with acting_as(sessions(), ANA) as session:
        claim_key(session, KEY, HASH, NOW)
    assert do(sessions, ANA) is None


def test_of_two_equal_requests_at_once_the_second_waits_for_the_answer(sessions):
    found = []
    with acting_as(sessions(), ANA) as session:
        claim_key(session, KEY, HASH, NOW)
        second = threading.Thread(target=lambda: found.append(do(sessions, ANA)))
        second.start()
        second.join(0.2)
        assert second.is_alive()
        settle_key(session, KEY, ANSWER)
        session.commit()
    second.join(30)
    assert found == [ANSWER]


def test_everybodys_old_keys_are_forgotten_and_new_ones_kept(sessions):
    do(sessions, ANA)
    with acting_as(sessions(), NOBODY) as session:
        forget_keys(session, NOW)
        session.commit()
    with acting_as(sessions(), ANA) as session:
        assert claim_key(session, KEY, HASH, NOW) == ANSWER
    with acting_as(sessions(), NOBODY) as session:
        forget_keys(session, NOW + timedelta(seconds=1))
        session.commit()
    with acting_as(sessions(), ANA) as session:
        assert claim_key(session, KEY, HASH, NOW) is None
