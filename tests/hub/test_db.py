"""What the hub refuses to start on, and what it survives."""

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from hub.db import DatabaseRefusedError, db, init_app, refuse_server, serializable, session_factory
from hub.engines.postgres import OWNER, SUPERUSER, administer, url
from tenants.kernel.idempotency import Answered
from tenants.kernel.scope import Scope, ScopeError, acting_as

ANA = Scope(person_id="1" * 32)
NOW = datetime(2026, 5, 18, tzinfo=UTC)


@pytest.mark.parametrize("version", ["140019", "90624"])
def test_postgresql_before_15_is_refused(version):
    with pytest.raises(DatabaseRefusedError, match="15 or newer"):
        refuse_server(version)


@pytest.mark.parametrize("version", ["150002", "150013", "160009", "170005"])
def test_a_minor_with_a_known_fault_in_row_security_is_refused(version):
    with pytest.raises(DatabaseRefusedError, match="known fault in row security: update to"):
        refuse_server(version)


@pytest.mark.parametrize("version", ["150014", "160010", "170006", "180000", "190001"])
def test_servers_without_a_known_fault_pass(version):
    refuse_server(version)


def test_a_database_that_does_not_answer_is_refused_without_its_address(tmp_path):
    with pytest.raises(DatabaseRefusedError, match="does not answer") as refused:
        session_factory(url(tmp_path, "accord_app"))
    assert str(tmp_path) not in str(refused.value)


def test_the_superuser_is_refused(database):
    with pytest.raises(DatabaseRefusedError, match="passes row security"):
        session_factory(url(database.sockets, SUPERUSER, database.name))


def test_a_role_that_bypasses_row_security_is_refused(bench, database):
    with administer(bench.sockets) as admin:
        admin.execute("CREATE ROLE bypasser LOGIN BYPASSRLS")
        admin.execute(f"GRANT CONNECT ON DATABASE {database.name} TO bypasser")
    with pytest.raises(DatabaseRefusedError, match="BYPASSRLS"):
        session_factory(url(database.sockets, "bypasser", database.name))


def test_the_owner_of_the_tables_is_refused(database):
    with pytest.raises(DatabaseRefusedError, match="owns the table"):
        session_factory(url(database.sockets, OWNER, database.name))


def test_a_member_of_the_owner_is_refused(bench, database):
    """A member may become the owner, and the owner can take the wall down."""
    with administer(bench.sockets) as admin:
        admin.execute(f"CREATE ROLE deputy LOGIN IN ROLE {OWNER}")
    with pytest.raises(DatabaseRefusedError, match="owns the table"):
        session_factory(url(database.sockets, "deputy", database.name))


def app_on(database):
    """A Flask application connected to the test's database."""
    app = Flask("test")
    init_app(app, database.app_url)
    return app


def test_a_request_without_a_scope_cannot_ask_for_anything(database):
    app = app_on(database)
    with app.app_context():
        with pytest.raises(ScopeError):
            db.session.scalar(select(func.count()).select_from(Answered))
        db.engine.dispose()


def test_a_requests_session_stands_behind_the_walls(database):
    app = app_on(database)
    with app.app_context():
        with acting_as(db.session(), ANA) as session:
            session.add(Answered(person_id=ANA.person_id, key="k", request_hash=bytes(32), claimed_at=NOW))
            session.commit()
            assert session.scalar(select(func.count()).select_from(Answered)) == 1
        with acting_as(db.session(), Scope(person_id="2" * 32)) as session:
            assert session.scalar(select(func.count()).select_from(Answered)) == 0
        db.engine.dispose()


def test_every_connection_has_its_limits(sessions):
    with sessions.kw["bind"].connect() as connection:
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            assert (
                connection.scalar(text("SELECT setting::int FROM pg_settings WHERE name = :n"), {"n": name})
                > 0
            )


def test_a_connection_that_died_in_the_pool_is_replaced_unseen(bench, sessions):
    with acting_as(sessions(), ANA) as session:
        session.scalar(select(func.count()).select_from(Answered))
    with administer(bench.sockets) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'accord_app'")
    with acting_as(sessions(), ANA) as session:
        assert session.scalar(select(func.count()).select_from(Answered)) == 0


def test_an_errors_text_repeats_no_value(sessions):
    with acting_as(sessions(), ANA) as session, pytest.raises(DBAPIError) as failed:
        session.execute(text("SELECT CAST(:value AS integer)"), {"value": "7 canary"})
    assert "hidden due to hide_parameters" in str(failed.value)


def two_admins(sessions):
    """Two rows that stand for the admins of a tenant."""
    with acting_as(sessions(), ANA) as session:
        for key in ("one", "two"):
            session.add(Answered(person_id=ANA.person_id, key=key, request_hash=bytes(32), claimed_at=NOW))
        session.commit()


def leave(session, key, meet):
    """Leave unless that leaves nobody; both look before either leaves."""
    left = session.scalars(select(Answered)).all()
    meet()
    if len(left) > 1:
        session.delete(next(each for each in left if each.key == key))


def test_two_who_leave_at_once_do_not_leave_nobody(sessions):
    """Write skew: under READ COMMITTED and REPEATABLE READ both would go."""
    two_admins(sessions)
    barrier = threading.Barrier(2)

    def meet():
        try:
            barrier.wait(2)
        except threading.BrokenBarrierError:  # the second attempt of one of them meets nobody
            barrier.abort()

    def go(key):
        with acting_as(sessions(), ANA) as session:
            serializable(session, lambda inner: leave(inner, key, meet))

    leaving = [threading.Thread(target=go, args=(key,)) for key in ("one", "two")]
    for each in leaving:
        each.start()
    for each in leaving:
        each.join()
    with acting_as(sessions(), ANA) as session:
        assert session.scalar(select(func.count()).select_from(Answered)) == 1


def test_work_that_fails_for_another_reason_is_not_repeated(sessions):
    seen = []

    def fail(session):
        seen.append(1)
        session.execute(text("SELECT 1/0"))

    with acting_as(sessions(), ANA) as session, pytest.raises(DBAPIError, match="division"):
        serializable(session, fail)
    assert len(seen) == 1


def test_work_that_is_always_interfered_with_is_given_up(sessions):
    seen = []

    def interfere(session):
        seen.append(1)
        session.execute(
            text("DO $$ BEGIN RAISE SQLSTATE '40001' USING MESSAGE = 'could not serialize'; END $$")
        )

    with acting_as(sessions(), ANA) as session, pytest.raises(OperationalError):
        serializable(session, interfere)
    assert len(seen) == 5


def test_serializable_work_returns_what_it_found(sessions):
    two_admins(sessions)
    with acting_as(sessions(), ANA) as session:
        found = serializable(session, lambda inner: len(inner.scalars(select(Answered)).all()))
        assert found == 2
        assert session.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_the_owner_connects_for_migrations_alone(database):
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    engine.dispose()
