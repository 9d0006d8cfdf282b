"""The one clock. Everything below hub/ gets an instant as an argument and never asks for one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """What a service that needs the time is given."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock, the only one outside the demo."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class ShiftedClock:
    """The machine's clock moved by a number of seconds, for the replayed case.

    The file, if given, holds the number and is read again at each call, so that a hub which is already
    running follows when the replay moves on to the day of publication.
    """

    seconds: int = 0
    file: Path | None = None

    def now(self) -> datetime:
        """Return the shifted instant in UTC; ValueError if the file holds no whole number."""
        seconds = int(self.file.read_text()) if self.file and self.file.exists() else self.seconds
        return datetime.now(UTC) + timedelta(seconds=seconds)
