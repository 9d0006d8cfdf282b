"""A hub with teams and cases, for looking at their rows."""

from tests.support.hub_cases import case, room

__all__ = ["case", "room"]
