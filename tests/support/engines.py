"""Real engines for tests: one PostgreSQL and one Valkey per test process, a fresh database per test.

Imported as fixtures by the conftest of each area that stands on engines. However many areas a process runs,
they share one pair of engines, and the last of them stops it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import pytest
from redis import Redis
from sqlalchemy.orm import sessionmaker

from hub import migrate
from hub.db import session_factory
from hub.engines import Engines, start
from hub.engines.postgres import APPLICATION, OWNER, administer, new_database, url
from tenants.kernel.scope import ScopedSession

_numbers = count(1)

MEMORY = Path("/dev", "shm")  # Linux's file system in memory
ENOUGH = 2 * 2**30


def in_memory() -> Path | None:
    """Return where files live in memory, if there is room; else None, for the usual place.

    What is kept there dies with the test: no test of these asks what outlives the machine, and a copy of a
    database, which is some 500 files, takes a tenth of the time.
    """
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
    return MEMORY if has_room else None


@dataclass
class Database:
    """A migrated database of one test."""

    name: str
    sockets: Path

    @property
    def app_url(self) -> str:
        """As the hub connects."""
        return url(self.sockets, APPLICATION, self.name)

    @property
    def owner_url(self) -> str:
        """As migrations connect."""
        return url(self.sockets, OWNER, self.name)

    @cached_property
    def sessions(self) -> "sessionmaker[ScopedSession]":
        """Make sessions of the application; enter a scope with `acting_as` before using one."""
        return session_factory(self.app_url)

    def connect(self, role: str = APPLICATION) -> psycopg.Connection:
        """Connect without SQLAlchemy, and so without the Python wall."""
        return psycopg.connect(host=str(self.sockets), user=role, dbname=self.name)

    def dispose(self) -> None:
        """Let the connections go."""
        if "sessions" in self.__dict__:
            self.sessions.kw["bind"].dispose()


class Bench:
    """The engines of this process, and a migrated database to copy."""

    def __init__(self) -> None:
        self._users = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.engines: Engines | None = None
        self._templates: set[str] = set()

    @contextmanager
    def used(self) -> Iterator["Bench"]:
        """Start the engines with the first user, stop them with the last."""
        if not self._users:
            self._folder = tempfile.TemporaryDirectory(prefix="accord-tests-", dir=in_memory())
            self.engines = start(Path(self._folder.name) / "data", durable=False)
        self._users += 1
        try:
            yield self
        finally:
            self._users -= 1
            if not self._users:
                self.engines.stop()
                self._folder.cleanup()
                self._templates.clear()

    @property
    def sockets(self) -> Path:
        """Where the engines listen."""
        return self.engines.ground.sockets

    @contextmanager
    def database(self, template: str = "migrated", prepare=migrate.upgrade) -> Iterator[Database]:
        """Yield a copy of a template, which `prepare(owner_url)` fills once per process."""
        if template not in self._templates:
            self._make(template, "template0")
            prepare(url(self.sockets, OWNER, template))
            self._templates.add(template)
        database = Database(f"test_{next(_numbers)}", self.sockets)
        self._make(database.name, template)
        try:
            yield database
        finally:
            database.dispose()
            with administer(self.sockets) as connection:
                connection.execute(f"DROP DATABASE {database.name} WITH (FORCE)")

    def _make(self, name: str, template: str) -> None:
        with administer(self.sockets) as connection:
            for statement in new_database(name, template):
                connection.execute(statement)


BENCH = Bench()


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """Keep the engines running until the last test of this area."""
    with BENCH.used() as running:
        yield running


@pytest.fixture
def database(bench) -> Iterator[Database]:
    """Give a test a migrated, empty database of its own."""
    with bench.database() as fresh:
        yield fresh


@pytest.fixture
def sessions(database):
    """Make sessions of the application on the test's database."""
    return database.sessions


@pytest.fixture
def redis_url(bench) -> str:
    """Give a test an empty Valkey."""
    with Redis.from_url(bench.engines.redis_url) as client:
        client.flushall()
    return bench.engines.redis_url
