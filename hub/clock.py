"""The machine's clock, for whoever asks `tenants.kernel.clock.Clock` for the time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


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
