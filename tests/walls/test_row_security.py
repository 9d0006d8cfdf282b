"""The wall of every table, read from the catalog of a migrated database.

A table that belongs to a tenant, a person or a case has row security, enabled and forced, and policies that
are plain equality. Every other table is in `OPEN`, each with the reason why everybody may see it.
"""

import re

import psycopg
import pytest
from psycopg import errors
from psycopg.sql import SQL, Identifier, Placeholder

from hub.engines.postgres import APPLICATION, SUPERUSER

OWNERS = {"tenant_id", "person_id", "case_id"}
OPEN = {
    "alembic_version": "which revision the tables are at; read by readiness",
    "log_checkpoint": "the directory log is public to all tenants, the case log's leaves are blinded",
    "log_cosignature": "as log_checkpoint",
    "log_fresh": "as log_checkpoint",
    "log_leaf": "as log_checkpoint",
    "log_node": "as log_checkpoint",
    "log_open_entry": "the directory log's statements, which every client replays in full",
    "log_tree": "as log_checkpoint",
    "publication": "what was published is public, byte by byte",
    "tenant": "who takes part is public",
}
# What a policy may say: equality of a column with what the transaction was told, or of a listed job's name.
_TOLD = r"NULLIF\(current_setting\('accord\.{}'::text, true\), ''::text\)"
_COLUMN = "|".join(
    rf"\(?\(?{column}\)?(::text)? = {_TOLD.format(word)}\)?"
    for column, word in (("tenant_id", "tenant"), ("person_id", "person"), ("case_id", "case"))
)
_JOB = rf"\(?{_TOLD.format('system')} = '[a-z-]+'::text\)?"
PLAIN = re.compile(rf"\(*({_COLUMN}|{_JOB})( OR ({_COLUMN}|{_JOB}))*\)*", re.ASCII)


@pytest.fixture
def catalog(database):
    """Ask the catalog."""
    with database.connect(SUPERUSER) as connection:
        yield lambda question, *values: connection.execute(question, values).fetchall()


def columns(catalog):
    """Return the columns of each table of ours."""
    found = {}
    for table, column in catalog(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND attnum > 0 AND NOT attisdropped"
    ):
        found.setdefault(table, set()).add(column)
    return found


def test_every_table_that_belongs_to_somebody_has_row_security_forced(catalog):
    secured = dict(
        catalog(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    )
    policies = {table for (table,) in catalog("SELECT tablename FROM pg_policies")}
    owned = {table for table, names in columns(catalog).items() if names & OWNERS}
    assert owned >= {"outbox", "schedule", "idempotency"}
    assert {table for table in owned if not secured[table]} == set()
    assert owned - policies == set()


def test_every_other_table_is_open_for_a_reason(catalog):
    unsecured = {
        table
        for (table,) in catalog(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
    }
    assert unsecured == set(OPEN)


def test_every_policy_is_plain_equality(catalog):
    for table, name, using, check in catalog(
        "SELECT tablename, policyname, qual, with_check FROM pg_policies"
    ):
        for clause in filter(None, (using, check)):
            if name.startswith(f"{table}_open_"):
                assert clause == "true"
            else:
                assert PLAIN.fullmatch(clause), f"{table}: {clause}"


def test_a_policy_with_a_subquery_would_be_found():
    assert not PLAIN.fullmatch("(case_id IN ( SELECT case_id FROM seats))")
    assert not PLAIN.fullmatch("true")


def test_the_application_is_a_plain_role_that_owns_nothing(catalog):
    role = catalog("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", APPLICATION)
    assert role == [(False, False)]
    assert catalog("SELECT relname FROM pg_class WHERE relowner = %s::regrole", APPLICATION) == []


def test_the_application_may_read_and_write_rows_and_nothing_more(catalog):
    granted = catalog(
        "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants"
        " WHERE table_schema = 'public' AND grantee IN (%s, 'PUBLIC')",
        APPLICATION,
    )
    assert {verb for (verb,) in granted} <= {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert catalog("SELECT has_schema_privilege(%s, 'public', 'CREATE')", APPLICATION) == [(False,)]


def test_nothing_sees_round_the_wall(catalog):
    """A materialized view, a definer's function and a plain view all see what their owner sees."""
    ways_round = (
        "SELECT relname FROM pg_class WHERE relkind = 'm'",
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace",
        (
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
            " AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"
        ),
    )
    assert [catalog(question) for question in ways_round] == [[], [], []]


PIP, UV = "a" * 32, "b" * 32
WORDS = {
    "bytea": b"b" * 32,
    "integer": 1,
    "bigint": 1,
    "boolean": False,
    "jsonb": "{}",
    "timestamp with time zone": "2026-05-18T00:00:00Z",
}


# Whoever has an order for the relay may leave it; nobody but the relay sees, changes or takes one away.
ANYONE_MAY = {("outbox", "INSERT")}


def fill(connection, catalog, table):
    """Put one row of pip into a table, whatever the table is about."""
    values = {
        column: WORDS.get(kind, PIP if limit in (None, 32) else PIP[:limit])
        for column, kind, limit in catalog(
            "SELECT column_name, data_type, character_maximum_length FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'NO'",
            table,
        )
    }
    names = SQL(", ").join(map(Identifier, values))
    marks = SQL(", ").join(Placeholder() * len(values))
    insert = SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})")
    connection.execute(insert.format(Identifier(table), names, marks), list(values.values()))


@pytest.fixture
def of_pip(catalog, database):
    """Fill every table that belongs to somebody, and name those that are not public."""
    public = {table for (table,) in catalog("SELECT tablename FROM pg_policies WHERE qual = 'true'")}
    owned = [table for table, names in columns(catalog).items() if names & OWNERS]
    with database.connect(SUPERUSER) as connection:
        connection.execute("SET session_replication_role = replica")  # references are not the matter here
        for table in owned:
            fill(connection, catalog, table)
    return [table for table in owned if table not in public]


@pytest.mark.parametrize("told", ["", UV])
def test_with_the_python_wall_off_another_tenant_sees_no_row_of_any_table(of_pip, database, told):
    with database.connect() as connection:
        for word in ("tenant", "person", "case"):
            connection.execute("SELECT set_config(%s, %s, true)", [f"accord.{word}", told])
        for table in of_pip:
            count = SQL("SELECT count(*) FROM {}").format(Identifier(table))
            assert (table, connection.execute(count).fetchone()) == (table, (0,))


def test_the_rows_that_another_tenant_does_not_see_are_there(of_pip, database):
    with database.connect(SUPERUSER) as connection:
        for table in of_pip:
            count = SQL("SELECT count(*) FROM {}").format(Identifier(table))
            assert (table, connection.execute(count).fetchone()) == (table, (1,))


@pytest.fixture(params=["", UV], ids=["told nothing", "told uv"])
def another(database, request):
    """Return what another tenant's session, with the Python wall off, is answered; nothing of it stays."""
    with database.connect() as connection:

        def tell(statement):
            with connection.transaction(force_rollback=True):
                for word in ("tenant", "person", "case"):
                    connection.execute("SELECT set_config(%s, %s, true)", [f"accord.{word}", request.param])
                return statement(connection)

        yield tell


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_with_the_python_wall_off_another_tenant_touches_no_row(of_pip, catalog, another, verb):
    """A verb that the application was not granted is refused outright; any other one finds no row."""
    may = {
        table
        for (table,) in catalog(
            "SELECT table_name FROM information_schema.role_table_grants"
            " WHERE table_schema = 'public' AND grantee = %s AND privilege_type = %s",
            APPLICATION,
            verb,
        )
    }
    assert may & set(of_pip)
    for table in of_pip:
        change = changing(verb, table, min(columns(catalog)[table]))
        if table in may:
            assert (table, another(lambda to, change=change: to.execute(change).rowcount)) == (table, 0)
        else:
            with pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
                another(lambda to, change=change: to.execute(change))


def changing(verb, table, column):
    """A statement that changes, or takes away, every row it finds."""
    change = {"UPDATE": "UPDATE {table} SET {column} = {column}", "DELETE": "DELETE FROM {table}"}[verb]
    return SQL(change).format(table=Identifier(table), column=Identifier(column))


def test_with_the_python_wall_off_another_tenant_puts_no_row_of_pip_into_any_table(
    of_pip, catalog, database, another
):
    with database.connect(SUPERUSER) as connection:
        connection.execute(SQL("TRUNCATE {}").format(SQL(", ").join(map(Identifier, of_pip))))
    for table in of_pip:
        taken = None
        try:
            another(lambda to, table=table: fill(to, catalog, table))
        except psycopg.Error as refused:
            taken = refused
        if (table, "INSERT") in ANYONE_MAY:
            assert taken is None, f"{table}: {taken}"
        else:
            assert isinstance(taken, errors.InsufficientPrivilege), f"{table}: {taken}"
            assert "row-level security" in str(taken), f"{table}: {taken}"


def test_the_same_change_finds_its_row_where_the_session_is_of_pip(of_pip, database):
    """What is refused above is refused by the wall: there is a row, and the statement changes it."""
    with database.connect() as connection:
        for word in ("tenant", "person", "case"):
            connection.execute("SELECT set_config(%s, %s, true)", [f"accord.{word}", PIP])
        assert connection.execute(changing("UPDATE", "case_access", "role")).rowcount == 1
