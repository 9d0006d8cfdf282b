"""What is negotiated has a version; whoever changes it names the one they saw (design section 7).

The comparison is made by the database in the UPDATE itself: of two who saw the same version, one wins.
"""

from typing import Any, cast

from sqlalchemy import CursorResult, inspect, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from tenants.kernel.errors import PreconditionRequiredError, StaleError


class Versioned:
    """A row whose every change raises `version` by one, beginning at 1. It is what an ETag shows."""

    version: Mapped[int] = mapped_column(default=1)


def advance(session: Session, row: Versioned, seen: int | None, **changes: Any) -> None:  # noqa: ANN401 - columns
    """Set the columns and raise the version, if the row still has the version that was seen.

    PreconditionRequiredError if none was named, StaleError if it is not the current one. The row shows the
    new values at once; nothing else of it is read again.
    """
    if seen is None:
        raise PreconditionRequiredError("name the version that was seen")
    state = inspect(row)
    values = {**changes, "version": seen + 1}
    statement = (
        update(state.mapper)
        .where(*(column == key for column, key in zip(state.mapper.primary_key, state.identity, strict=True)))
        .where(state.mapper.columns["version"] == seen)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        raise StaleError("somebody else changed this first: read it again")
    for name, value in values.items():
        set_committed_value(row, name, value)
