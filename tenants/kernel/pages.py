"""Long lists are read a page at a time, in the order of a key, after the last key of the page before.

A key is an id that never changes, so rows that come or go between two pages neither repeat nor hide others.
"""

from typing import Any, TypeVar

from sqlalchemy import Select, SQLColumnExpression

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

PAGE = 500
"""How many rows a full page has; a shorter one is the last."""


def page(wanted: S, key: SQLColumnExpression[str], *, after: str) -> S:
    """Narrow a reading to the page that follows the key `after`; the first follows the empty word."""
    return wanted.where(key > after).order_by(key).limit(PAGE)
