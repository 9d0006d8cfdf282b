"""The verified cache: what the logs were seen to hold, in one SQLite file.

Only what `hub.client.mirror` has checked is written. Every signed checkpoint that was ever shown is kept: two
that conflict are the proof that the hub lied (LO-2).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS entry
    (log TEXT, place INTEGER, scope TEXT, wire BLOB, logged_at TEXT, PRIMARY KEY (log, scope, place));
CREATE TABLE IF NOT EXISTS leaf (place INTEGER PRIMARY KEY, hash BLOB);
CREATE TABLE IF NOT EXISTS note (log TEXT, size INTEGER, note BLOB, PRIMARY KEY (log, size, note));
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
"""


@dataclass(frozen=True)
class Kept:
    """A statement at its place; `scope` is ``directory``, ``anchor`` or a case's id."""

    log: str
    place: int
    scope: str
    wire: bytes
    logged_at: datetime


class Store:
    """One home's cache; each method is one transaction."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, for its owner alone."""
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with self._open() as connection:
            connection.executescript(SCHEMA)

    def entries(self, log: str) -> list[Kept]:
        """Everything kept of a log, in its order."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT log, place, scope, wire, logged_at FROM entry WHERE log = ? ORDER BY place", (log,)
            ).fetchall()
        return [
            Kept(row[0], row[1], row[2], row[3], datetime.fromisoformat(row[4]).astimezone(UTC))
            for row in rows
        ]

    def next_place(self, log: str, scope: str) -> int:
        """The place from which entries of this scope are still to be fetched."""
        with self._open() as connection:
            found = connection.execute(
                "SELECT max(place) FROM entry WHERE log = ? AND scope = ?", (log, scope)
            ).fetchone()
        return 0 if found[0] is None else found[0] + 1

    def leaves(self) -> list[bytes]:
        """The leaf hashes of the case log."""
        with self._open() as connection:
            return [row[0] for row in connection.execute("SELECT hash FROM leaf ORDER BY place")]

    def notes(self, log: str) -> list[bytes]:
        """Every checkpoint seen, smallest first."""
        with self._open() as connection:
            rows = connection.execute("SELECT note FROM note WHERE log = ? ORDER BY size, rowid", (log,))
            return [row[0] for row in rows]

    def keep(
        self,
        log: str,
        *,
        notes: Iterable[tuple[int, bytes]] = (),
        entries: Iterable[Kept] = (),
        leaves: Sequence[tuple[int, bytes]] = (),
    ) -> None:
        """Add what was verified together, or nothing of it."""
        with self._open() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO note VALUES (?, ?, ?)", [(log, size, note) for size, note in notes]
            )
            connection.executemany(
                "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?)",
                [
                    (each.log, each.place, each.scope, each.wire, each.logged_at.isoformat())
                    for each in entries
                ],
            )
            connection.executemany("INSERT OR IGNORE INTO leaf VALUES (?, ?)", leaves)

    def fact(self, name: str) -> str | None:
        """A small thing remembered, such as the epoch keys' file or a letter that was read."""
        with self._open() as connection:
            found = connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def remember(self, name: str, value: str) -> None:
        """Remember a small thing."""
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def evidence(self) -> list[str]:
        """The notes that contradict what was known: kept for whoever has to be shown them."""
        with self._open() as connection:
            rows = connection.execute("SELECT value FROM fact WHERE name LIKE 'evidence %' ORDER BY name")
            return [str(row[0]) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=30)) as connection, connection:
            yield connection
