"""The door of a role: a one-time address at a vault's host that puts the role's demo device into the browser.

The driver leaves a key by `leave`; the web process of a demo hands it out once, to a script of the address's
own page. `install` refuses any other hub, and the application of every other hub (`hub.wsgi`) does not know
this module.
"""

import json
import os
import secrets
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Response
from werkzeug.exceptions import NotFound

from hub.access import CallerKind, GuardedFlask, allow, now
from hub.access.guard import settings
from hub.clock import SystemClock
from hub.config import Settings
from hub.vault.serving import add_route

DOORS = "doors"
PAGE = Path(__file__).with_name("door.html")
SCRIPT = Path(__file__).with_name("door.js")
ADDRESS = "/demo/<secret>"
_TOKEN_BYTES = 24


def leave(data: Path, key: Mapping[str, str]) -> str:
    """Leave what a role's browser needs in the hub's directory of a demo, and return the door's secret."""
    secret = secrets.token_urlsafe(_TOKEN_BYTES)
    place = _place(data, secret)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(dict(key), file)
    return secret


def key_of(home: Path, **words: str) -> dict[str, str]:
    """Return what the vault puts in place: the sealed device and the demo's passphrase."""
    sealed = b64encode((home / "device.age").read_bytes()).decode()
    return {"file": sealed, "passphrase": (home / "passphrase").read_text().strip(), **words}


def install(app: GuardedFlask, settings: Settings) -> None:
    """Give the vault's hosts of a demo their doors; ValueError for a hub that is no demo."""
    if not settings.demo or settings.data is None:
        raise ValueError("only a demo has doors")
    add_route(app, "/demo/door.js", "demo.script", script)
    add_route(app, ADDRESS, "demo.door", door)
    add_route(app, ADDRESS, "demo.enter", enter, methods=("POST",))


@allow(CallerKind.ANYONE)
def door(secret: str) -> Response:  # noqa: ARG001 - the script posts to this address
    """Show the page, whose script asks for the key: a preview of the address uses nothing up."""
    return Response(PAGE.read_bytes(), mimetype="text/html", headers={"Cache-Control": "no-store"})


@allow(CallerKind.ANYONE)
def script() -> Response:
    """The script of that page."""
    return Response(SCRIPT.read_bytes(), mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@allow(CallerKind.ANYONE, per_minute=30)
def enter(secret: str) -> Response:
    """Hand the key out, once, and with it by how many seconds the hub's clock is ahead just now.

    If that changes later, whoever is in is warned of a wrong clock until a new door moves theirs too.
    """
    place = _place(settings().data or Path(), secret)
    taken = place.with_suffix(".taken")
    try:
        place.rename(taken)  # whoever comes second finds nothing
        key: dict[str, Any] = json.loads(taken.read_text())
        taken.unlink()
    except FileNotFoundError:
        raise NotFound from None
    ahead = round((now() - SystemClock().now()).total_seconds())
    return Response(
        json.dumps(key | {"ahead": ahead}), mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def _place(data: Path, secret: str) -> Path:
    return data / DOORS / sha256(secret.encode()).hexdigest()
