"""Instants for tests that run the client, whose clock is the machine's."""

from datetime import UTC, datetime, timedelta


def in_days(days: int) -> str:
    """An instant so many days ahead, as people write one."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT15:00Z}"
