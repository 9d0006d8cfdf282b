"""Bring the tables to the newest revision, or check that models and revisions say the same.

python -m hub.migrate upgrade URL     as the owner of the tables
python -m hub.migrate check           against a temporary engine: no model without its revision
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, create_engine, text

from hub.engines import EngineError, start

APPLICATION_ROLE = "accord_app"


class MigrationError(Exception):
    """The tables cannot be brought to this release; one sentence says why."""


def upgrade(url: str) -> None:
    """Run every revision that is missing. `url` connects as the owner; two at once do no harm.

    MigrationError if the role of the hub does not exist yet.
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        known = connection.execute(
            text("SELECT FROM pg_roles WHERE rolname = :name"), {"name": APPLICATION_ROLE}
        ).first()
    if known is None:
        raise MigrationError(
            f"the role {APPLICATION_ROLE} does not exist: "
            f"CREATE ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS"
        )
    command.upgrade(_config(url), "head")


def check(url: str) -> None:
    """Upgrade, then compare the models with the tables; MigrationError names the first difference."""
    upgrade(url)
    try:
        command.check(_config(url))
    except CommandError as error:
        raise MigrationError(str(error)) from error


def is_current(connection: Connection) -> bool:
    """Say whether the tables are those of this release; what readiness asks."""
    heads = set(MigrationContext.configure(connection).get_current_heads())
    return heads == set(ScriptDirectory.from_config(_config("")).get_heads())


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", "migrations:")  # a package, not a folder beside the caller
    config.attributes["url"] = url
    return config


def main(words: list[str]) -> int:
    """Run one of the two commands; 0 if it held, 2 after one sentence if not."""
    try:
        match words:
            case ["upgrade", url]:
                upgrade(url)
            case ["check"]:
                with tempfile.TemporaryDirectory() as folder, start(Path(folder), durable=False) as engines:
                    check(engines.database_url_owner)
            case ["check", url]:
                check(url)
            case _:
                sys.stderr.write(f"{__doc__}\n")
                return 2
    except (EngineError, MigrationError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
