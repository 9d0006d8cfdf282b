"""Who is looking. A session shows rows only from inside a scope, and both walls read that scope.

Rules of this file:

1. Every statement is narrowed, whatever its kind. The manual's recipe for tenant filters leaves out column
   loads,
   relationship loads and everything that is not a SELECT: updates, deletes and lazy loads then go free.
   There is no "only if" here.
2. Row security in PostgreSQL holds without rule 1: each transaction is told the scope with
   ``set_config(…, true)``, which ends with the transaction. A plain ``SET`` would reach the next user of a
   pooled connection. Core statements, ``text()`` and bulk inserts are held by row security alone.
3. A session has one tenant and one person for its life in a scope; leaving closes the session, so that no
   loaded
   object passes from one person to the next.
4. A case is entered inside a scope, after the caller's own row on that case was read (a grant, a delivery, a
   participant): row security compares, it does not judge.
5. There is no scope that sees everything. A named system job is admitted by the policies of the few tables
   that
   list its name, and by no other; for it row security is the only wall.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, event, func, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from tenants.kernel.orm import CaseBound, PersonOnCase, PersonOwned, TenantOnCase, TenantOwned, Walled

_KEY = "accord.scope"
_TELL = select(
    *(
        func.set_config(f"accord.{name}", bindparam(name), True)  # noqa: FBT003 - the argument of PostgreSQL
        for name in ("tenant", "person", "case", "system")
    )
)


class ScopeError(Exception):
    """A bug of ours, never a caller's: a session was used without a scope or against it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is looking: one tenant and one person at most, the case they have entered, and the person's roles.

    An empty word stands for nobody. `system` names a job (rule 5), and is set by the kernel and by jobs
    alone.
    """

    tenant_id: str = ""
    person_id: str = ""
    case_id: str = ""
    roles: frozenset[str] = frozenset()
    system: str = ""


NOBODY = Scope()
"""Before sign-in: sees what is public and no tenant's, person's or case's rows."""


class ScopedSession(Session):
    """A session that refuses to work outside a scope. The hub's session classes inherit it."""


def scope_of(session: Session) -> Scope:
    """Return who is looking through this session; ScopeError if it has not been said."""
    scope = session.info.get(_KEY)
    if not isinstance(scope, Scope):
        raise ScopeError("no scope entered on this session")
    return scope


@contextmanager
def acting_as(session: Session, scope: Scope) -> Iterator[Session]:
    """Enter a scope; leaving it rolls back what was not committed and closes the session (rule 3).

    ScopeError if the session is already in a scope.
    """
    if _KEY in session.info:
        raise ScopeError("a session changes its scope only by leaving it")
    session.info[_KEY] = scope
    try:
        yield session
    finally:
        session.close()
        del session.info[_KEY]


@contextmanager
def inside_case(session: Session, case_id: str) -> Iterator[None]:
    """Enter a case within the scope (rule 4). An exception that passes through rolls the transaction back."""
    with _changed(session, replace(scope_of(session), case_id=case_id)):
        yield


@contextmanager
def also_as_system(session: Session, name: str) -> Iterator[None]:
    """Let a named job's tables show as well, for statements of the kernel (rule 5)."""
    with _changed(session, replace(scope_of(session), system=name)):
        yield


@contextmanager
def _changed(session: Session, scope: Scope) -> Iterator[None]:
    before = scope_of(session)
    session.flush()  # what is pending was written in the scope that is being left
    _enter(session, scope)
    try:
        yield
        session.flush()  # and what is pending now, in the one that is being left
    except BaseException:
        # A failed transaction takes no further set_config; rolling back is the one way out that never leaves
        # the inner scope behind.
        session.info[_KEY] = before
        session.rollback()
        raise
    _enter(session, before)


def _enter(session: Session, scope: Scope) -> None:
    session.info[_KEY] = scope
    if session.in_transaction():
        session.connection().execute(_TELL, _words(scope))


def _words(scope: Scope) -> dict[str, str]:
    return {
        "tenant": scope.tenant_id,
        "person": scope.person_id,
        "case": scope.case_id,
        "system": scope.system,
    }


@event.listens_for(ScopedSession, "do_orm_execute", propagate=True)
def _narrow(state: ORMExecuteState) -> None:
    scope = scope_of(state.session)
    if not scope.system:
        state.statement = state.statement.options(*_walls(scope.tenant_id, scope.person_id, scope.case_id))


@lru_cache(
    maxsize=256
)  # a request asks many times from one place, and making the five costs as much as a query
def _walls(tenant: str, person: str, case: str) -> tuple[ExecutableOption, ...]:
    # The lambdas run once per class and their closure becomes bound parameters: plain names only.
    return (
        _only(TenantOwned, lambda row: row.tenant_id == tenant),
        _only(PersonOwned, lambda row: row.person_id == person),
        _only(CaseBound, lambda row: row.case_id == case),
        _only(TenantOnCase, lambda row: (row.tenant_id == tenant) | (row.case_id == case)),
        _only(PersonOnCase, lambda row: (row.person_id == person) | (row.case_id == case)),
    )


def _only(kind: type[Walled], criterion: Callable[[Any], Any]) -> ExecutableOption:
    return with_loader_criteria(kind, criterion, include_aliases=True)


@event.listens_for(ScopedSession, "before_flush", propagate=True)
def _refuse_foreign_rows(session: Session, _context: object, _instances: object) -> None:
    scope = scope_of(session)
    for row in session.new | session.dirty | session.deleted:
        if isinstance(row, Walled) and not scope.system and not row.stands_within(scope):
            raise ScopeError(f"a row of {type(row).__name__} does not stand within the scope")


@event.listens_for(ScopedSession, "after_begin", propagate=True)
def _tell_postgres(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if not transaction.nested:  # a savepoint inherits what its transaction was told
        connection.execute(_TELL, _words(scope_of(session)))
