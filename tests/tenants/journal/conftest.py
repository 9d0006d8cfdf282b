"""A small directory of one team, appended by the record itself."""

from datetime import UTC, datetime, timedelta

import pytest

from tenants.journal.record import append_directory
from tenants.kernel.scope import NOBODY, acting_as
from tests.support.people import HUB, World

NOW = datetime(2026, 11, 21, 8, 0, 0, 700_000, tzinfo=UTC)


class Log:
    """The directory log of a hub, and a world that signs for it and folds beside it."""

    def __init__(self, sessions):
        """Begin empty."""
        self.sessions = sessions
        self.world = World()
        self.now = NOW
        self.team = None

    def pass_(self, **span):
        """Let time pass."""
        self.now += timedelta(**span)
        self.world.time = self.now.replace(microsecond=0)

    def append(self, *statements, commit=True):
        """Append as a request would."""
        with acting_as(self.sessions(), NOBODY) as session:
            receipts = append_directory(session, statements, hub=HUB, now=self.now)
            if commit:
                session.commit()
        return receipts

    def grow(self, count=1):
        """Append so many duties."""
        for _ in range(count):
            body = self.world.duty(self.team, self.team["ada"])
            self.append(self.world.put(body))

    def look(self, read):
        """Read in a session of its own."""
        with acting_as(self.sessions(), NOBODY) as session:
            return read(session)


@pytest.fixture
def log(sessions):
    """A log in which pip was founded by ada, and admitted."""
    fresh = Log(sessions)
    fresh.team = fresh.world.found("pip", "ada")
    fresh.append(*(entry.statement for entry in fresh.world.entries))
    return fresh
