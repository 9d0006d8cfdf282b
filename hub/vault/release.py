"""What was built of the vault: every file by the path it is served under, and the headers it goes out with.

The wheel carries it with the hash of each file in `assets.json`; whoever has the wheel can hold a hub to it.
Of what was built the main origin serves a part of its own: the list has it under ``static/``.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

DIST = Path(__file__).with_name("dist")
HUB = DIST.parents[1]
MANIFEST = "assets.json"
SHARED = "static/"
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
VAULT_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
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
_HASHED = "part-"  # as build.mjs names what only other files name


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
    """The built vault in a folder, and below `hub` what the main origin has of it; each file by its path."""

    folder: Path = DIST
    hub: Path = HUB

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """What the vault's hosts serve by path; nothing at all where nothing was built."""
        if not self._listed:
            return {}
        names = [MANIFEST, *(name for name in self._listed if not name.startswith(SHARED))]
        return {path_of(name): Asset(name, (self.folder / name).read_bytes()) for name in names}

    @cached_property
    def shared(self) -> Mapping[str, Asset]:
        """What the main origin serves by path."""
        names = (name for name in self._listed if name.startswith(SHARED))
        return {path_of(name): Asset(name, (self.hub / name).read_bytes()) for name in names}

    @cached_property
    def _listed(self) -> list[str]:
        listed = self.folder / MANIFEST
        return list(json.loads(listed.read_text())) if listed.is_file() else []


def path_of(name: str) -> str:
    """Return the path under which a file of the release is served."""
    pages = {file: path for path, file in PAGES.items()}
    return pages.get(name, f"/{name}")
