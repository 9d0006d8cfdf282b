"""What every member command shares: the unlocked desk, and one way to print for people and for scripts."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import rich_click as click

from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.home import Home

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for scripts.")


def ask_passphrase() -> str:
    """Ask at the terminal; nothing is echoed."""
    answer: str = click.prompt("Passphrase of this device", hide_input=True, err=True)
    return answer


def ask_new_passphrase() -> str:
    """Ask twice for a new one."""
    answer: str = click.prompt(
        "Choose a passphrase for this device", hide_input=True, confirmation_prompt=True, err=True
    )
    return answer


def open_desk() -> Desk:
    """Unlock this home's device, sign in and sync."""
    desk = Desk.open(Home.default(), ask_passphrase)
    if desk.stale:
        click.echo("accord: the hub's directory is older than 7 days: nothing can be signed on it", err=True)
    return desk


def emit(found: Mapping[str, Any], *, as_json: bool, text: str | Sequence[str]) -> None:
    """Print the result: JSON with --json, else the sentences."""
    if as_json:
        click.echo(json.dumps(found, default=_plain))
        return
    for line in (text,) if isinstance(text, str) else text:
        click.echo(line)


def instant(text: str) -> datetime:
    """An instant with its offset, such as ``2026-12-01T15:00Z``; ClientError without one."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ClientError(f"{text} is not an instant: write it like 2026-12-01T15:00Z", code=Exit.USAGE)
    return found.astimezone(UTC).replace(microsecond=0)


def shown(moment: datetime | None) -> str:
    """An instant for people."""
    return "no date" if moment is None else moment.strftime("%a %d %b %Y %H:%M UTC")


def read_input(name: str, most: int = -1) -> bytes:
    """The bytes of a file, or of standard input for ``-``; no more than `most` of them if it is given."""
    try:
        with click.open_file(name, "rb") as file:
            data: bytes = file.read(most)
    except OSError as error:
        raise ClientError(f"cannot read {name}: {error.strerror}", code=Exit.USAGE) from error
    return data


def read_text(name: str) -> str:
    """The text of a file or of standard input."""
    try:
        return read_input(name).decode()
    except UnicodeDecodeError:
        raise ClientError(f"{name} is not UTF-8 text", code=Exit.USAGE) from None


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)
