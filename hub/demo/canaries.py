"""Words that must stay sealed, and the search for them in everything the hub's machine holds.

Planted are words in the report, the letters, their titles and the drafts. Beside them two controls, one in a
public profile and one in a log: a search that does not find these proves nothing, and fails.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from redis import Redis

from hub.demo.disguises import find
from hub.demo.errors import StepFailedError
from hub.engines import Engines
from hub.engines.postgres import DATABASE, SUPERUSER

PEOPLE = "people"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = 12  # 26^12 is 56 bits: it does not stand in a random file
_PIECE = 8 * 2**20
_OVERLAP = 4096

_TABLES = (
    "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    " ORDER BY 1, 2"
)


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


@dataclass
class Canaries:
    """The planted words by where they were planted; `phrases` of real drafts are searched for as well.

    All words of one run begin alike, so that a search asks for one word first.
    """

    stem: str = field(default_factory=_word)
    planted: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)
    controls: dict[str, str] = field(default_factory=dict)

    def plant(self, place: str) -> str:
        """Return the word of a sealed place: a report, a title, a letter, a draft."""
        return self.planted.setdefault(place, self.stem + _word())

    def control(self, place: str) -> str:
        """Return the word of a place in the open, which has to be found."""
        return self.controls.setdefault(place, self.stem + _word())


@dataclass(frozen=True)
class Scan:
    """What one search saw: how much, which controls, and (place searched, word's place, disguise) leaks."""

    places: int
    size: int
    controls: dict[str, list[str]]
    leaks: list[tuple[str, str, str]]

    def shown(self) -> dict[str, Any]:
        """Return it for the report."""
        return {"places": self.places, "bytes": self.size, "controls": self.controls, "leaks": self.leaks}


def scan(canaries: Canaries, places: Iterator[tuple[str, bytes]]) -> Scan:
    """Search the places; StepFailedError if a sealed word shows, or if a control does not."""
    sealed = {word: place for place, word in (canaries.planted | canaries.phrases).items()}
    open_ = {word: place for place, word in canaries.controls.items()}
    count, size, leaks = 0, 0, []
    controls: dict[str, list[str]] = {place: [] for place in canaries.controls}
    quick = [canaries.stem, *canaries.phrases.values()]
    for name, data in places:
        count, size = count + 1, size + len(data)
        if not find(quick, data):
            continue
        for word, how in find([*sealed, *open_], data):
            if word in sealed:
                leaks.append((name, sealed[word], how))
            else:
                controls[open_[word]].append(f"{name} ({how})")
    result = Scan(count, size, controls, sorted(set(leaks)))
    if result.leaks:
        where, what, how = result.leaks[0]
        raise StepFailedError(f"the word planted in {what} shows in {where} ({how}): the hub could read it")
    missed = [place for place, seen in controls.items() if not seen]
    if missed:
        raise StepFailedError(f"the search is blind: it missed the word put openly into {missed[0]}")
    return result


def everything(engines: Engines, data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all that the hub's machine holds outside of the people's homes: database, Valkey, files."""
    yield from database(engines)
    yield from valkey(engines.redis_url)
    yield from files(data)


def database(engines: Engines) -> Iterator[tuple[str, bytes]]:
    """Yield every table as the superuser sees it, in binary: what is compressed on disk is whole here."""
    with (
        closing(
            psycopg.connect(host=str(engines.ground.sockets), user=SUPERUSER, dbname=DATABASE)
        ) as connection,
        connection.cursor() as cursor,
    ):
        connection.execute("CHECKPOINT")
        for schema, table in cursor.execute(_TABLES).fetchall():
            copy = SQL("COPY {}.{} TO STDOUT (FORMAT binary)").format(Identifier(schema), Identifier(table))
            with cursor.copy(copy) as rows:
                yield f"table {table}", b"".join(bytes(row) for row in rows)


def valkey(redis_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every key with what it holds: job arguments stand there compressed."""
    with Redis.from_url(redis_url) as client:
        for key in client.scan_iter():
            yield f"Valkey {key.decode(errors='replace')}", b"\n".join(_values(client, key))


def files(data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the data directory, outside of the people's homes, in overlapping pieces."""
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        if inside.parts[0] == PEOPLE or path.is_symlink() or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:  # an engine removed it meanwhile
            continue
        yield f"name of {inside}", str(inside).encode()
        for start in range(0, max(len(content), 1), _PIECE):
            yield str(inside), content[start : start + _PIECE + _OVERLAP]


def _values(client: Redis, key: bytes) -> Iterator[bytes]:
    readers: dict[bytes, Callable[[], object]] = {
        b"string": lambda: client.get(key),
        b"hash": lambda: client.hgetall(key),
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"stream": lambda: client.xrange(key),
    }
    kind = client.type(key)
    yield key
    yield from _bytes_in(readers[kind]() if isinstance(kind, bytes) and kind in readers else None)


def _bytes_in(value: object) -> Iterator[bytes]:
    """Yield every byte string in an answer of Valkey's, however it is nested."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        yield from _bytes_in(list(value.items()))
    elif isinstance(value, (list, tuple, set)):
        for each in value:
            yield from _bytes_in(each)
