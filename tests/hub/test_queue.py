"""The bell is JSON, carries nothing, and may be away."""

import json
import threading
import time
import zlib

import pytest
from redis import Redis

from hub.queue import ANSWER, Bell


@pytest.fixture
def bell(redis_url):
    """A bell on a fresh Valkey."""
    made = Bell(redis_url)
    yield made
    made.close()


@pytest.fixture
def far_bell(tmp_path):
    """A bell whose server is not there."""
    made = Bell(f"unix://{tmp_path}/no.sock")
    yield made
    made.close()


def test_without_redis_ringing_says_no_at_once(far_bell):
    began = time.monotonic()
    assert far_bell.ring() is False
    assert time.monotonic() - began < 5


def test_without_redis_waiting_takes_its_time_and_hears_nothing(far_bell):
    began = time.monotonic()
    assert far_bell.wait(0.2) is False
    assert time.monotonic() - began >= 0.2


def test_nothing_is_heard_when_nobody_rings(bell):
    assert bell.wait(0.1) is False


def test_several_bells_are_heard_as_one(bell):
    assert all(bell.ring() for _ in range(3))
    assert bell.wait(1) is True
    assert bell.wait(0.1) is False


def test_who_waits_is_woken(bell, redis_url):
    heard = []
    waiting = threading.Thread(target=lambda: heard.append(bell.wait(30)))
    waiting.start()
    other = Bell(redis_url)
    other.ring()
    waiting.join(30)
    other.close()
    assert heard == [True]


def test_a_bell_carries_no_argument_and_expires(bell, redis_url):
    bell.ring()
    with Redis.from_url(redis_url) as client:
        (key,) = [each for each in client.keys("rq:job:*") if client.type(each) == b"hash"]
        assert json.loads(zlib.decompress(client.hget(key, "data"))) == [ANSWER, None, [], {}]
        assert 0 < client.ttl(key) <= 60
