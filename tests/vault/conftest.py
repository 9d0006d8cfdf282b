"""People at a served hub, for the browser's client to work beside Python's."""

from tests.support.engines import bench, database, redis_url, sessions
from tests.support.served import furnished, people, strangers

__all__ = ["bench", "database", "furnished", "people", "redis_url", "sessions", "strangers"]
