"""How Alembic runs here: as the owner, in one transaction, one process at a time.

The address comes from ``config.attributes["url"]`` (`hub.migrate`) or from ``alembic -x url=…``; it is never
in a file. The tables are those of every ``tenants.*.models`` and of the kernel.
"""

import importlib
import pkgutil

from alembic import context
from sqlalchemy import NullPool, create_engine, text

import tenants
import tenants.kernel.idempotency
import tenants.kernel.outbox
import tenants.kernel.schedule
from tenants.kernel.orm import Base

# Two processes that migrate at once: the second waits, then finds nothing to do.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7233172)")


def _load_models() -> None:
    for found in pkgutil.walk_packages(tenants.__path__, "tenants."):
        if found.name.endswith(".models"):
            importlib.import_module(found.name)


def _migrate(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(_ONE_AT_A_TIME)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            compare_server_default=True,
        )
        context.run_migrations()


_load_models()
_migrate(context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True)["url"])
