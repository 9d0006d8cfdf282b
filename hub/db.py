"""The one way to the database: engine, sessions, and what is refused before the first request.

Flask-SQLAlchemy stands over our own `Base` and is used in this file alone; jobs and tests take
`session_factory`. Who may see what is in `tenants.kernel.scope`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from tenants.kernel.orm import Base
from tenants.kernel.scope import ScopedSession

T = TypeVar("T")

OLDEST_MAJOR = 15
# Below these, a fault lets row security be passed: CVE-2023-2455 and CVE-2024-10976 (a policy planned for
# one role is used for another), CVE-2025-8713 (planner statistics show sampled rows behind a policy).
SAFE_MINORS = {15: 14, 16: 10, 17: 6}

# A stopped client may hold a lock until the third of these; nobody waits for it longer than the first.
_LIMITS_MS = {
    "lock_timeout": 5_000,
    "statement_timeout": 30_000,
    "idle_in_transaction_session_timeout": 90_000,
}
# PostgreSQL's manual, appendix A: serialization_failure and deadlock_detected are to be retried as a whole.
_RETRIED = ("40001", "40P01")
_ATTEMPTS = 5

_ROLE = text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
_OWNED = text(
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg_toast%'"
    " AND relkind IN ('r', 'p', 'v', 'm') AND pg_has_role(current_user, relowner, 'MEMBER') LIMIT 1"
)


class DatabaseRefusedError(Exception):
    """The hub does not start on this database; one sentence says what to change."""


class HubSession(FlaskSession, ScopedSession):
    """The session of a request: Flask-SQLAlchemy's life cycle, the kernel's walls."""


def engine_options() -> dict[str, Any]:
    """Return what every engine is made with: timeouts, and a look before a pooled connection is used."""
    limits = " ".join(f"-c {name}={limit}" for name, limit in _LIMITS_MS.items())
    return {
        "pool_pre_ping": True,
        "connect_args": {"options": limits, "application_name": "accord", "connect_timeout": 5},
        "hide_parameters": True,  # an error's text, and so a log, never repeats a value
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": HubSession})


def init_app(app: Flask, database_url: str) -> None:
    """Connect the application; DatabaseRefusedError if role or server would not keep tenants apart."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options()
    db.init_app(app)
    with app.app_context():
        refuse_unsafe(db.engine)


def session_factory(database_url: str) -> sessionmaker[ScopedSession]:
    """Return a maker of sessions for a process without requests; refuses as `init_app` does.

    The engine is ``factory.kw["bind"]`` and is the caller's to dispose of.
    """
    engine = create_engine(database_url, **engine_options())
    refuse_unsafe(engine)
    return sessionmaker(engine, class_=ScopedSession)


def refuse_unsafe(engine: Engine) -> None:
    """Raise DatabaseRefusedError for a server or a role under which row security is no wall."""
    try:
        with engine.connect() as connection:
            refuse_server(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
            _refuse_role(connection)
    except OperationalError as error:
        engine.dispose()
        raise DatabaseRefusedError("the database does not answer: check DATABASE_URL") from error
    except DatabaseRefusedError:
        engine.dispose()
        raise


def refuse_server(version_number: str) -> None:
    """Refuse PostgreSQL before 15 and minors with a known fault in row security; ``170005`` is 17.5."""
    major, minor = divmod(int(version_number), 10_000)
    if major < OLDEST_MAJOR:
        raise DatabaseRefusedError(f"PostgreSQL {major} is too old: {OLDEST_MAJOR} or newer is needed")
    if minor < SAFE_MINORS.get(major, 0):
        raise DatabaseRefusedError(
            f"PostgreSQL {major}.{minor} has a known fault in row security: "
            f"update to {major}.{SAFE_MINORS[major]} or newer"
        )


def _refuse_role(connection: Connection) -> None:
    role = connection.execute(_ROLE).one()
    if role.rolsuper or role.rolbypassrls:
        raise DatabaseRefusedError(
            f"the role {role.rolname} passes row security: connect as a role that is neither superuser "
            "nor BYPASSRLS"
        )
    owned = connection.execute(_OWNED).scalar()
    if owned is not None:
        raise DatabaseRefusedError(
            f"the role {role.rolname} owns the table {owned}: connect as accord_app, which owns nothing"
        )


def serializable(session: Session, work: Callable[[Session], T]) -> T:
    """Do the work in a SERIALIZABLE transaction and commit; repeat it a few times if another one interfered.

    For invariants over several rows: the last admin, a quorum. The session is in its scope and in no
    transaction.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        try:
            result = work(session)
            session.commit()
        except DBAPIError as error:
            session.rollback()
            if attempt == _ATTEMPTS or getattr(error.orig, "sqlstate", None) not in _RETRIED:
                raise
        else:
            return result
    raise AssertionError("the loop returns or raises")
