"""The job that signs the logs off, and the key it needs."""

import base64

import pytest

from crypto.tlog import LogSigner
from hub.config import ConfigError, Settings, seed_of
from hub.jobs.checkpoint import log_signer
from hub.jobs.relay import Relay
from hub.jobs.worker import relay_for
from tenants.journal.checkpoints import newest
from tenants.journal.ledger import order_checkpoint
from tenants.kernel.orders import backlog
from tenants.kernel.scope import NOBODY, acting_as

SEED = b"\x05" * 32


@pytest.mark.parametrize(
    "text", ["", "x", "05" * 31, "05" * 33, "zz" * 32, base64.b64encode(b"5" * 31).decode()]
)
def test_a_key_of_another_form_is_refused(text):
    with pytest.raises(ConfigError, match="ACCORD_LOG_KEY"):
        log_signer(Settings(log_key=text))


@pytest.mark.parametrize("text", ["05" * 32, base64.b64encode(SEED).decode()])
def test_a_key_is_hex_or_base64(text):
    assert seed_of(text) == SEED


def test_the_logs_are_signed_under_the_hubs_name():
    signer = log_signer(Settings(origin="https://accord.example", log_key="05" * 32))

    assert signer.key == LogSigner(SEED, "accord.example").key


@pytest.fixture
def settings(database, redis_url):
    return Settings(database_url=database.app_url, redis_url=redis_url, log_key="05" * 32)


def ordered(sessions, settings):
    with acting_as(sessions(), NOBODY) as session:
        order_checkpoint(session, "cases", settings.clock().now())
        session.commit()


def test_an_order_is_signed_once_and_a_second_finds_nothing_to_do(sessions, settings):
    ordered(sessions, settings)
    ordered(sessions, settings)
    with relay_for(settings) as relay:
        assert relay.drain() == 2
    with acting_as(sessions(), NOBODY) as session:
        assert newest(session, "cases").size == 0
        assert backlog(session) == (0, 0)


def test_without_the_key_the_order_waits(sessions, settings, database):
    ordered(sessions, settings)
    bare = Settings(database_url=database.app_url)
    Relay(sessions, bare, bare.clock()).drain()
    with acting_as(sessions(), NOBODY) as session:
        assert newest(session, "cases") is None
        assert backlog(session) == (1, 0)
