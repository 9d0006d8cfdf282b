"""Handlers with a countable effect, and a relay that has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from hub.config import Settings
from hub.jobs.relay import Relay
from tests.support import effects
from tests.support.desk_numbered import numbered, original
from tests.support.hub_desk import desk, one_double

__all__ = ["desk", "numbered", "one_double", "original"]


@dataclass
class Watch:
    """A clock that a test moves."""

    at: datetime = effects.NOW

    def now(self):
        """Return where the test put it."""
        return self.at

    def pass_(self, **span):
        """Let time pass."""
        self.at += timedelta(**span)


@pytest.fixture
def watch():
    """A clock at the cast's Monday."""
    return Watch()


@pytest.fixture
def relay(sessions, watch):
    """A relay on the test's database and clock."""
    effects.register()
    return Relay(sessions, Settings(), watch)
