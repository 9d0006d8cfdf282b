"""The rows of cases with the Python wall off: what PostgreSQL itself shows, and lets nobody write."""

from contextlib import contextmanager

import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from tests.support.hub_cases import key_of
from tests.support.people import digits

pytestmark = pytest.mark.slow

OF_A_CASE = ("case_access", "case_entry", "case_file", "case_stub", "delivery", "envelope", "share_file")


@contextmanager
def as_seen_by(room, team, actor, case_id=""):
    """A connection of the application that was told who looks, without SQLAlchemy."""
    told = {"tenant": team.genesis, "person": key_of(room.hub, actor), "case": case_id}
    with room.database.connect() as connection:
        for name, value in told.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"accord.{name}", value])
        yield connection


def rows(room, case, team, actor):
    """How many rows of a case each table shows to somebody."""
    with as_seen_by(room, team, actor) as connection:
        count = SQL("SELECT count(*) FROM {} WHERE case_id = %s")
        return {
            table: connection.execute(count.format(Identifier(table)), [case.id]).fetchone()[0]
            for table in OF_A_CASE
        }


NOTHING = dict.fromkeys(OF_A_CASE, 0)


def test_of_a_foreign_case_no_row_shows(room, case):
    case.write(case.ring("joint"), room.ada)
    for team, actor in ((room.cpython, room.cyd), (room.pip, room.eve), (room.uv, room.uma)):
        assert rows(room, case, team, actor) == NOTHING


def test_before_the_accept_an_invited_tenant_has_its_stub_and_nothing_else(room, case):
    case.write(case.ring("joint"), room.ada)
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    assert rows(room, case, room.uv, room.uma) == NOTHING | {"case_stub": 1}
    assert rows(room, case, room.uv, room.udo) == NOTHING | {"case_stub": 1}
    with as_seen_by(room, room.uv, room.uma) as connection:
        question = "SELECT code_name, inviter, state, wire IS NULL FROM case_stub WHERE case_id = %s"
        stub = connection.execute(question, [case.id]).fetchone()
    assert stub == (case.opening.code_name, "pip", "open", False)


def test_after_a_decline_the_stub_has_no_contents(room, case):
    case.put(case.proposal(room.ada))
    case.invite(room.uv)
    case.put(case.decline(room.uma), version=0)
    assert rows(room, case, room.uv, room.uma) == NOTHING | {"case_stub": 1}
    with as_seen_by(room, room.uv, room.uma) as connection:
        question = "SELECT state, wire, terms_wire FROM case_stub WHERE case_id = %s"
        assert connection.execute(question, [case.id]).fetchone() == ("declined", None, None)


def test_a_reader_who_has_not_entered_sees_their_own_lines_alone(room, case):
    case.write(case.ring("joint"), room.ada)
    shown = rows(room, case, room.pip, room.ben)
    assert shown == NOTHING | {"case_access": 1, "delivery": 1, "share_file": 1}


@pytest.mark.parametrize("table", ["case_access", "delivery", "share_file"])
def test_nobody_lists_themselves_on_a_case(room, case, table):
    """Row security refuses it where a person writes a line of their own from outside the case."""
    case.write(case.ring("joint"), room.ada)
    columns = SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s")
    with as_seen_by(room, room.pip, room.ben) as connection:
        names = [name for (name,) in connection.execute(columns, [table])]
        key = {"case_access": "case_id", "delivery": "envelope_id", "share_file": "hash"}[table]
        changed = [SQL("%s") if name == key else Identifier(name) for name in names]
        copy = SQL("INSERT INTO {} ({}) SELECT {} FROM {} LIMIT 1").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, names)),
            SQL(", ").join(changed),
            Identifier(table),
        )
        with pytest.raises(InsufficientPrivilege, match="row-level security"):
            connection.execute(copy, [digits("new", 32)])


def test_what_a_tenant_may_know_of_an_invitation_is_not_its_to_write(room, case):
    case.invite(room.uv)
    with as_seen_by(room, room.uv, room.uma) as connection:
        changed = connection.execute("UPDATE case_stub SET state = 'accepted' WHERE case_id = %s", [case.id])
        assert changed.rowcount == 0


def test_nobody_leaves_anything_at_a_tenant_but_through_the_intake(room):
    insert = (
        "INSERT INTO intake_envelope (tenant_id, id, kind, sha256, size, received_at)"
        " VALUES (%s, %s, 'drop', 'x', 1, now())"
    )
    with (
        as_seen_by(room, room.uv, room.uma) as connection,
        pytest.raises(InsufficientPrivilege, match="row-level security"),
    ):
        connection.execute(insert, [room.pip.genesis, digits("planted")])


def test_what_is_logged_and_sealed_is_never_changed_or_deleted(room, case):
    case.write(case.ring("joint"), room.ada)
    for statement in (
        "UPDATE envelope SET ciphertext = 'x'",
        "DELETE FROM envelope",
        "UPDATE share_file SET ciphertext = 'x'",
        "DELETE FROM share_file",
        "DELETE FROM case_file",
        "DELETE FROM intake_envelope",
    ):
        with (
            as_seen_by(room, room.pip, room.ada, case.id) as connection,
            pytest.raises(InsufficientPrivilege, match="permission denied"),
        ):
            connection.execute(statement)
