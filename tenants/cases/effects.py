"""What else happens when a statement of a kind is logged: a table that other domains add to.

    @on(IdRequest)
    def note_request(session: Session, circle: Circle, entry: Entry, *, now: datetime) -> None:
        ...

An effect runs inside the case, in the transaction of the append, after every rule has let the statement pass;
`circle` holds the statement already. It writes caches of what the log says, and orders work.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from crypto.circle import Circle
from crypto.kinds import Body
from crypto.statement import Entry


class Effect(Protocol):
    """What is done about one logged statement."""

    def __call__(self, session: Session, circle: Circle, entry: Entry, /, *, now: datetime) -> None:
        """Do it; a refusal is raised as a DomainError and undoes the append."""


EFFECTS: dict[type[Body], Effect] = {}


def on(kind: type[Body]) -> Callable[[Effect], Effect]:
    """Register the effect of a kind of statement; ValueError if it has one already."""

    def register(effect: Effect) -> Effect:
        if kind in EFFECTS:
            raise ValueError(f"two effects of {kind.TYPE}")
        EFFECTS[kind] = effect
        return effect

    return register
