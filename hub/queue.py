"""The doorbell: one RQ queue that says "there is an order", and nothing else.

The outbox in PostgreSQL is the truth. A bell carries no argument, may be lost with all of Redis, and rings
again at the next commit; the relay looks into the outbox once a second whether it rang or not. The
serializer is JSON: RQ's default would unpickle what anybody with access to Redis wrote.
"""

import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "accord"
ANSWER = "hub.jobs.worker.answer_bell"
"""What a stock `rq worker` runs for a bell; `accord hub worker` drains the outbox itself."""

_PATIENCE_S = 2.0  # a commit is done: its answer does not wait for Redis
_BELL_LIVES_S = 60


class Bell:
    """The queue of one process. None of its methods raises if Redis is away."""

    def __init__(self, redis_url: str) -> None:
        """Remember the address; connections are made when needed."""
        self._redis = Redis.from_url(
            redis_url,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=_PATIENCE_S,
            socket_timeout=_PATIENCE_S,
        )
        self._queue = Queue(QUEUE, connection=self._redis, serializer=JSONSerializer)

    def ring(self) -> bool:
        """Say that there is an order; False if Redis is away, and then the relay finds it by itself."""
        try:
            self._queue.enqueue(ANSWER, ttl=_BELL_LIVES_S, result_ttl=0, failure_ttl=0)
        except RedisError:
            return False
        return True

    def wait(self, seconds: float) -> bool:
        """Return True as soon as it rings, False after the time; several bells are answered as one."""
        try:
            rung = self._redis.blpop([self._queue.key], timeout=seconds)
            if rung is None:
                return False
            self._redis.delete(self._queue.key)  # each bell itself expires
        except RedisError:
            time.sleep(seconds)
            return False
        return True

    def answers(self) -> bool:
        """Say whether Redis is there."""
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False

    def close(self) -> None:
        """Let the connections go."""
        self._redis.close()
