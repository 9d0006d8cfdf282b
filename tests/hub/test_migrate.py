"""Tables and models say the same, whoever migrates and however often."""

import subprocess
import sys

import pytest
from sqlalchemy import create_engine

from hub import migrate
from hub.migrate import MigrationError


def test_without_the_role_of_the_hub_the_sentence_says_how_to_make_it(bench, database, monkeypatch):
    monkeypatch.setattr(migrate, "APPLICATION_ROLE", "accord_missing")
    with pytest.raises(MigrationError, match="CREATE ROLE accord_missing LOGIN"):
        migrate.upgrade(database.owner_url)


def test_the_models_are_what_the_revisions_make(database):
    migrate.check(database.owner_url)


def test_a_table_without_a_model_is_named(database):
    with database.connect("accord_owner") as connection:
        connection.execute("CREATE TABLE forgotten (id int)")
    with pytest.raises(MigrationError, match="forgotten"):
        migrate.check(database.owner_url)


def test_two_who_migrate_at_once_do_it_once(bench):
    with bench.database("empty", lambda _: None) as database:
        words = [sys.executable, "-m", "hub.migrate", "upgrade", database.owner_url]
        both = [subprocess.Popen(words) for _ in range(2)]
        assert [each.wait() for each in both] == [0, 0]
        migrate.upgrade(database.owner_url)


def test_readiness_tells_an_old_database_from_a_current_one(bench, database):
    engine = create_engine(database.app_url)
    with engine.connect() as connection:
        assert migrate.is_current(connection)
    with database.connect("accord_owner") as owner:
        owner.execute("UPDATE alembic_version SET version_num = 'older'")
    with engine.connect() as connection:
        assert not migrate.is_current(connection)
    engine.dispose()


@pytest.mark.parametrize("words", [[], ["downgrade"], ["upgrade"]])
def test_a_command_that_there_is_not_prints_the_ones_there_are(words, capsys):
    assert migrate.main(words) == 2
    assert "python -m hub.migrate upgrade URL" in capsys.readouterr().err


def test_a_fault_is_one_sentence_and_exit_2(database, capsys):
    with database.connect("accord_owner") as connection:
        connection.execute("CREATE TABLE forgotten (id int)")
    assert migrate.main(["check", database.owner_url]) == 2
    assert "forgotten" in capsys.readouterr().err


def test_both_commands_hold_on_a_database_and_on_a_temporary_engine(database):
    assert migrate.main(["upgrade", database.owner_url]) == 0
    assert migrate.main(["check", database.owner_url]) == 0
    assert migrate.main(["check"]) == 0
