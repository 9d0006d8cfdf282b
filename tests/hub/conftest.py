"""The engines, for the tests of this area that ask for a database or a queue."""

from tests.support.engines import bench, database, redis_url, sessions

__all__ = ["bench", "database", "redis_url", "sessions"]
