"""`accord hub migrate`: bring the tables to this release, as the role that owns them."""

import rich_click as click

from hub import migrate as tables
from hub.config import Settings


@click.command
def migrate() -> None:
    """Upgrade the database that ACCORD_OWNER_DATABASE_URL names; running it twice does no harm."""
    url = Settings.from_env().owner_database_url
    if url is None:
        raise click.ClickException("ACCORD_OWNER_DATABASE_URL is not set: name the role that owns the tables")
    try:
        tables.upgrade(url)
    except tables.MigrationError as error:
        raise click.ClickException(str(error)) from error
