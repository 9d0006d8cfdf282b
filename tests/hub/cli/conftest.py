"""People who run the client against a hub of this area."""

from tests.support.engines import bench, database, redis_url, sessions
from tests.support.hub_desk import one_double
from tests.support.served import furnished, people, strangers

__all__ = ["bench", "database", "furnished", "one_double", "people", "redis_url", "sessions", "strangers"]
