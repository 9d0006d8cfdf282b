"""The identities that armed records are sealed to: made, kept and erased by the worker alone (CN-4).

One file each in the worker's own directory, which no backup of the database holds; workers that share the
work share the directory. An identity is gone once its records are out, or were never to come out.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from crypto.unseal import X25519Identity
from hub.config import ConfigError, Settings
from hub.failpoints import failpoint
from hub.jobs import Tools, handles
from tenants.cna import publisher

DIRECTORY = "publisher"


@handles(publisher.MAKE)
def make_identity(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
    """Make the identity of a publisher, once, and say whom to seal to; nothing if that has ended."""
    found = publisher.made(session, args["publisher"])
    if found.ended_at is None and found.recipient is None:
        identity = _made(_path(tools.settings, found.id))
        failpoint("publish.after-identity")
        found.recipient = str(identity.recipient)


@handles(publisher.ERASE)
def erase_identity(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
    """Erase the identity of a publisher that has ended."""
    if publisher.made(session, args["publisher"]).ended_at is not None:
        path = _path(tools.settings, args["publisher"])
        if path.exists():
            path.write_bytes(bytes(path.stat().st_size))
            path.unlink()


def identity_of(settings: Settings, publisher_id: str) -> X25519Identity:
    """Return a kept identity; FileNotFoundError if it was erased, or is another worker's."""
    return X25519Identity.parse(_path(settings, publisher_id).read_text(encoding="ascii"))


def _path(settings: Settings, publisher_id: str) -> Path:
    if settings.data is None:
        raise ConfigError(["ACCORD_DATA: set a directory that only the workers read, to publish at T0."])
    directory = settings.data / DIRECTORY
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory / publisher_id


def _made(path: Path) -> X25519Identity:
    """Return the identity in this file, or a fresh one that is durable there before anybody hears of it."""
    if path.exists():
        return X25519Identity.parse(path.read_text(encoding="ascii"))
    fresh, half = X25519Identity.generate(), path.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(str(fresh))
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return fresh
