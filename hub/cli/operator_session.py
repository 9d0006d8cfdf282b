"""The operator at the database: one act, one commit, and a refusal in one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import rich_click as click
from sqlalchemy.orm import Session

from hub import engines
from hub.config import Settings
from hub.db import DatabaseRefusedError, session_factory
from tenants.directory.models import OPERATOR
from tenants.kernel.errors import DomainError
from tenants.kernel.scope import Scope, acting_as

T = TypeVar("T")


def as_operator(settings: Settings, act: Callable[[Session], T]) -> T:
    """Do one act of the operator and commit; ClickException for a refusal."""
    try:
        with _session(settings) as session:
            result = act(session)
            session.commit()
    except DomainError as error:
        raise click.ClickException(": ".join(filter(None, (error.title, error.detail)))) from error
    except DatabaseRefusedError as error:
        raise click.ClickException(str(error)) from error
    return result


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    url = settings.database_url or engines.database_at(settings.data or Path())
    sessions = session_factory(url)
    try:
        with acting_as(sessions(), Scope(system=OPERATOR)) as session:
            yield session
    finally:
        sessions.kw["bind"].dispose()
