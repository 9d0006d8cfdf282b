"""Real engines without an installation: PostgreSQL and Valkey out of wheels, in a data directory.

    with start(Path("data")) as engines:
        serve(engines.database_url_app, engines.redis_url)

They listen on sockets in a directory that no other account may enter, and on no port. One process holds the
data directory; if it is killed, the next start stops what it left running, recovers, and goes on with the
same data. This is for trials, for the demo and for tests: production sets DATABASE_URL and REDIS_URL.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from hub.engines import postgres, valkey
from hub.engines.ground import EngineError, Ground, socket_directory, take

__all__ = ["EngineError", "Engines", "database_at", "start"]


@dataclass(frozen=True)
class Engines:
    """Two running engines. `stop` stops them and lets the data directory go; a second call does nothing."""

    ground: Ground
    stop: Callable[[], None]

    @property
    def database_url_app(self) -> str:
        """The address for the hub: the role that owns nothing."""
        return postgres.url(self.ground.sockets, postgres.APPLICATION)

    @property
    def database_url_owner(self) -> str:
        """The address for migrations."""
        return postgres.url(self.ground.sockets, postgres.OWNER)

    @property
    def redis_url(self) -> str:
        """The address of Valkey."""
        return valkey.url(self.ground.sockets)

    def __enter__(self) -> Self:
        """Return the engines."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the engines."""
        self.stop()


def database_at(data_dir: Path) -> str:
    """Return the application's address of the database that another process runs in the data directory."""
    return postgres.url(socket_directory(data_dir.resolve()), postgres.APPLICATION)


def start(data_dir: Path, *, durable: bool = True) -> Engines:
    """Start both engines in the data directory, which is made if there is none; it takes one or two seconds.

    The database and its two roles are there afterwards, the tables are not (`hub.migrate.upgrade`). Without
    `durable`, a crash of the machine may lose what was committed: for tests. EngineError says in one
    sentence what to do about a missing extra or a data directory that is foreign, in use or not writable.
    """
    with ExitStack() as stack:
        ground = take(data_dir)
        stack.callback(ground.release)
        server = postgres.start_postgres(ground, durable=durable)
        stack.callback(postgres.stop_postgres, server)
        postgres.make_database(ground.sockets)
        stack.callback(valkey.stop_valkey, valkey.start_valkey(ground))
        return Engines(ground, stack.pop_all().close)
