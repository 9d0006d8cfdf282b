"""The hub that this area's tests call, and a room in it with teams that share cases."""

from tests.support.desk_numbered import numbered, original
from tests.support.hub import hub
from tests.support.hub_cases import case, own_room, room
from tests.support.hub_desk import desk, one_double

__all__ = ["case", "desk", "hub", "numbered", "one_double", "original", "own_room", "room"]
