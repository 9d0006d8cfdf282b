"""Long lists go on where they stopped, by the key of the last entry shown: stable while entries are added."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hub.pages.frame import PAGE_SIZE

T = TypeVar("T")


def after(entries: Sequence[T], start: str, *, key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """Return the entries that follow the one of key `start`, and the key to go on after if more follow.

    Without such an entry (the empty word, or one that is gone) the list begins at its beginning.
    """
    place = next((at + 1 for at, each in enumerate(entries) if key(each) == start), 0)
    shown = entries[place : place + PAGE_SIZE]
    return shown, key(shown[-1]) if place + PAGE_SIZE < len(entries) else None
