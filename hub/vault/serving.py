"""Serving the vault: on its own hosts, these files and the API, and nothing else; on other hosts, none of it.

    vault.HOST/            index.html
    vault.HOST/report      report.html, receipt.html likewise
    vault.HOST/assets/*    what `assets.json` lists
    vault.HOST/assets.json the hashes of all of it, as they stand in the wheel
    vault.HOST/api/v1/*    the API, by bearer token alone

What is served was read and hashed once; a request names a file, never a path on the disk.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import cast

from flask import Flask, Response, current_app, request
from flask.typing import RouteCallable
from werkzeug.routing import Map, Rule

from hub.access import CallerKind, GuardedFlask, allow
from hub.problems import API
from tenants.kernel.errors import NotFoundError

DIST = Path(__file__).with_name("dist")
MANIFEST = "assets.json"
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGES = {"/": "index.html", "/report": "report.html", "/receipt": "receipt.html"}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
_HASHED = "part-"


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, as they are and compressed."""

    name: str
    body: bytes

    @cached_property
    def compressed(self) -> bytes:
        """The bytes in gzip, the same every time."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the bytes, in hex."""
        return sha256(self.body).hexdigest()

    @property
    def content_type(self) -> str:
        """What it is; never guessed from what it holds."""
        return TYPES[PurePosixPath(self.name).suffix]

    @property
    def cache_control(self) -> str:
        """A name with a hash in it means the same for ever."""
        return FOREVER if PurePosixPath(self.name).name.startswith(_HASHED) else ASK_EACH_TIME


@dataclass(frozen=True)
class Release:
    """The built vault in a folder: every file by the path under which it is served."""

    folder: Path = DIST

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """What is served by path; nothing at all where nothing was built."""
        listed = self.folder / MANIFEST
        if not listed.is_file():
            return {}
        names = [MANIFEST, *json.loads(listed.read_text())]
        return {path_of(name): Asset(name, (self.folder / name).read_bytes()) for name in names}


def path_of(name: str) -> str:
    """Return the path under which a file of the release is served."""
    pages = {file: path for path, file in PAGES.items()}
    return pages.get(name, f"/{name}")


def install(app: GuardedFlask, release: Release | None = None) -> None:
    """Give the vault's hosts of `app` their routes: the release's files, and the API as registered by now."""
    app.vault_map = Map(converters=dict(app.url_map.converters), merge_slashes=False)
    app.extensions["accord.vault"] = release or Release()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API):
            app.vault_map.add(_copy(rule))
    for path in (*PAGES, f"/{MANIFEST}", "/assets/<path:name>"):
        add_route(app, path, "vault.asset", asset)


def add_route(
    app: GuardedFlask, path: str, endpoint: str, view: RouteCallable, methods: tuple[str, ...] = ("GET",)
) -> None:
    """Add a route to the vault's hosts alone; NoPermissionError if its view declares none."""
    app.check_permission(path, view)
    app.view_functions[endpoint] = view
    app.vault_map.add(Rule(path, endpoint=endpoint, methods=methods))


@allow(CallerKind.ANYONE)
def asset(name: str = "") -> Response:  # noqa: ARG001 - the path is looked up whole
    """Answer with one file, compressed for whoever takes that, or 304 for whoever has it."""
    found = release_of(current_app).assets.get(request.path)
    if found is None:
        raise NotFoundError
    zipped = request.accept_encodings.best_match(["gzip"]) == "gzip"
    answer = Response(found.compressed if zipped else found.body, content_type=found.content_type)
    answer.set_etag(f"{found.hash}-gzip" if zipped else found.hash)
    if zipped:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = found.cache_control
    answer.make_conditional(request)
    return answer


def release_of(app: Flask) -> Release:
    """Return what this application serves."""
    return cast("Release", app.extensions["accord.vault"])


def _copy(rule: Rule) -> Rule:
    """Return the rule unbound, with what Flask keeps beside it."""
    copy = rule.empty()
    copy.provide_automatic_options = getattr(rule, "provide_automatic_options", False)  # type: ignore[attr-defined]  # Flask's own, beside werkzeug's
    return copy
