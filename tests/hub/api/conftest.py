"""The hub that this area's tests call, and a room in it with teams that share cases."""

from tests.support.hub import hub
from tests.support.hub_cases import case, own_room, room

__all__ = ["case", "hub", "own_room", "room"]
