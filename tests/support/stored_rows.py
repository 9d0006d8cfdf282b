"""What a hub has stored, past all walls: a refused request must not change it."""

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from hub.config import Settings
from hub.engines.postgres import APPLICATION, SUPERUSER

# What whoever asks leaves behind by signing in, whatever they are answered afterwards.
OF_SIGN_IN = {"access_token", "challenge"}


def rows(settings: Settings) -> dict[str, int]:
    """How many rows every table has."""
    url = settings.database_url.replace("postgresql+psycopg", "postgresql").replace(APPLICATION, SUPERUSER)
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        counts = [
            SQL("SELECT {}, count(*) FROM {}").format(Literal(table), Identifier(table))
            for (table,) in tables
            if table not in OF_SIGN_IN
        ]
        return dict(connection.execute(SQL(" UNION ALL ").join(counts)).fetchall())
