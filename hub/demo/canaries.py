"""Words that must stay sealed, and the search for them in everything the hub's machine holds.

Planted are words in the report, the letters, their titles and the drafts. Beside them controls, in a public
profile, in a log and in every disguise (controls.py): a search that does not find these proves nothing, and
fails.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from redis import Redis

from hub.demo.disguises import Search, disguises, needles
from hub.demo.errors import StepFailedError
from hub.engines import Engines
from hub.engines.postgres import DATABASE, SUPERUSER

PEOPLE = "people"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LETTERS = 12  # 26^12 is 56 bits: it does not stand in a random file
PIECE = 2**20

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


def scan(canaries: Canaries, places: Iterable[tuple[str, bytes]]) -> Scan:
    """Search the places; StepFailedError if a sealed word shows, or if a control does not.

    A place that comes in several pieces comes in one run of them, under the same name.
    """
    sealed = {word: place for place, word in (canaries.planted | canaries.phrases).items()}
    open_ = {word: place for place, word in canaries.controls.items()}
    count, size, leaks = 0, 0, []
    controls: dict[str, list[str]] = {place: [] for place in canaries.controls}
    wanted = needles([*sealed, *open_])
    first = [
        shape for word in (canaries.stem, *canaries.phrases.values()) for shape in disguises(word).values()
    ]
    for name, pieces in groupby(places, key=itemgetter(0)):
        count += 1
        search = Search(wanted, first)
        for _, piece in pieces:
            size += len(piece)
            search.feed(piece)
        for word, how in sorted(search.found):
            if word in sealed:
                leaks.append((name, sealed[word], how))
            else:
                controls[open_[word]].append(f"{name} ({how})")
    result = Scan(count, size, controls, sorted(leaks))
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
                yield from ((f"table {table}", piece) for piece in _in_pieces(map(bytes, rows)))


def valkey(redis_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every key with what it holds: job arguments stand there compressed."""
    with Redis.from_url(redis_url) as client:
        for key in client.scan_iter():
            yield f"Valkey {key.decode(errors='replace')}", b"\n".join(_values(client, key))


def files(data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the data directory, outside of the people's homes, in pieces."""
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        if inside.parts[0] == PEOPLE or path.is_symlink() or not path.is_file():
            continue
        yield f"name of {inside}", str(inside).encode()
        try:
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    yield str(inside), piece
        except FileNotFoundError:  # an engine removed it meanwhile
            continue


def _in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in fewer pieces: rows are short."""
    piece = bytearray()
    for chunk in chunks:
        piece += chunk
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


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
