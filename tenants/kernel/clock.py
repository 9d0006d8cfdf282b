"""What "now" means to the domain: an argument. The hub passes the machine's clock, the demo a shifted one."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Whoever needs the time is given one of these and never asks the machine."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...
