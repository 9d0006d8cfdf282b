"""A database with one small table for each kind of wall."""

import pytest

from tests.support import play


@pytest.fixture
def playground(bench):
    """Make sessions on a database in which pip and uv have the same small things."""
    with bench.database("play", play.prepare) as database:
        play.fill(database.sessions)
        yield database
