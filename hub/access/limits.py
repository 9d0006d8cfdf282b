"""How often one address may write without an account: a counter a minute in Redis.

Redis away is no reason to turn a report down: each process then counts for itself. The address is kept as a
keyed hash, and only for the minute.
"""

from collections import Counter
from datetime import datetime
from hashlib import blake2b
from threading import Lock

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from werkzeug.exceptions import TooManyRequests

from hub.config import Settings

WINDOW_S = 60
_PATIENCE_S = 0.5
_AWAY_S = 10  # for so long Redis is not asked again


class Limiter:
    """The counters of one process, and those it shares."""

    def __init__(self, settings: Settings, patience_s: float = _PATIENCE_S) -> None:
        """Remember the address of Redis, which is away after so long; connections are made when needed."""
        self._key = (settings.secret_key or "").encode()[:64]
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._window = 0
        self._away_until = 0.0
        self._redis = (
            Redis.from_url(
                settings.redis_url,
                retry=Retry(NoBackoff(), 0),
                socket_connect_timeout=patience_s,
                socket_timeout=patience_s,
            )
            if settings.redis_url
            else None
        )

    def count(self, route: str, address: str, limit: int, now: datetime) -> None:
        """Count one request; TooManyRequests (429) beyond `limit` in this minute."""
        window, passed = divmod(int(now.timestamp()), WINDOW_S)
        who = blake2b(address.encode(), key=self._key, digest_size=12).hexdigest()
        name = f"accord:limit:{window}:{route}:{who}"
        found = self._shared(name, now.timestamp())
        if found is None:
            found = self._own(name, window)
        if found > limit:
            raise TooManyRequests(retry_after=WINDOW_S - passed)

    def _shared(self, name: str, instant: float) -> int | None:
        if self._redis is None or instant < self._away_until:
            return None
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.incr(name)
                pipe.expire(name, WINDOW_S)
                return int(pipe.execute()[0])
        except RedisError:
            self._away_until = instant + _AWAY_S
            return None

    def _own(self, name: str, window: int) -> int:
        with self._lock:
            if window != self._window:
                self._counts.clear()
                self._window = window
            self._counts[name] += 1
            return self._counts[name]
