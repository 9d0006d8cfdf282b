"""`accord hub init`: the key that signs the logs, made once and kept by the worker alone."""

import os
import secrets
from dataclasses import replace
from pathlib import Path

import rich_click as click

from hub.config import Settings
from hub.jobs.checkpoint import log_signer


@click.command
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--origin", envvar="ACCORD_ORIGIN", default=Settings.origin, show_default=True)
def init(*, file: Path, origin: str) -> None:
    """Make the log key in FILE, readable by you alone, unless it is there; print what readers verify with.

    Give the file to the worker as ACCORD_LOG_KEY_FILE, keep a copy offline, and hand the printed key out.
    """
    key = secret_file(file).read_text(encoding="utf-8").strip()
    click.echo(str(log_signer(replace(Settings(origin=origin), log_key=key)).key))


def secret_file(path: Path) -> Path:
    """Return the file, made 0600 with 32 random bytes in hex if it was not there; ClickException."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(f"{secrets.token_hex(32)}\n")
    except OSError as error:
        raise click.ClickException(f"cannot write {path}: {error.strerror}") from error
    return path
