"""The vault from this installation: a small server on loopback that passes the API of one hub through.

Whoever opens it runs code that their package manager brought and checked, under its own policy; the hub can
answer the API and nothing else. It answers under its own names alone, so that no foreign page reaches it by a
name that points here (DNS rebinding), and sends no CORS header.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from urllib.parse import urlsplit

import requests

from hub.client.address import LOOPBACK, reach
from hub.client.errors import ClientError
from hub.vault.release import VAULT_HEADERS, Asset, Release

API = "/api/v1/"
TIMEOUT_S = 120
PIECE = 64 * 1024
# What a client's request and the hub's answer need. Cookies and addresses of pages are not among it.
ASKED = (
    "accept",
    "accord-manifest",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
)
# The time is the hub's or none: this machine's own would hide from the vault that its clock is wrong.
ANSWERED = (
    "cache-control",
    "content-length",
    "content-type",
    "date",
    "etag",
    "retry-after",
    "www-authenticate",
)
# In what the desk serves of its own it names its hub: the vault holds a code or a key file to it (EN-1), and
# shows its address in command lines, as the address of the desk is gone with the desk.
DESK = "accord-desk"
OWN_SITE = (None, "same-origin")


class Loopback(ThreadingHTTPServer):
    """Listens on a port of loopback from construction (0: any that is free); ClientError if it cannot."""

    daemon_threads = True

    def __init__(self, port: int, hub: str, release: Release) -> None:
        """Serve `release` and pass the API of `hub`, an origin, through."""
        self.hub, self.release = hub, release
        if not release.assets:
            raise ClientError("this installation carries no vault: install the released wheel")
        try:
            super().__init__((LOOPBACK, port), Handler)
        except OSError as error:
            raise ClientError(
                f"cannot listen on port {port}: {error.strerror}, choose another --port"
            ) from error
        self.hosts = tuple(f"{name}:{self.server_port}" for name in ("localhost", LOOPBACK))

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # the library's own words

    @property
    def url(self) -> str:
        """Where to point a browser: always the same origin on the same port, as the keys belong to it."""
        return f"http://{self.hosts[0]}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Loopback
    timeout = TIMEOUT_S

    def do_GET(self) -> None:
        """Answer with a file of the release, or with what the hub says."""
        self._answer(self.server.release.assets.get(urlsplit(self.path).path))

    def do_POST(self) -> None:
        """Pass it through."""
        self._answer(None)

    def do_PUT(self) -> None:
        """Pass it through."""
        self._answer(None)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Write no log: addresses hold names of cases."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the library's signature
        """Say what the library refuses as everything is said here."""
        self._refuse(code, message or "this cannot be answered")

    def _answer(self, asset: Asset | None) -> None:
        if not self._is_for_us():
            return
        if self.path.startswith(API):
            self._pass_through()
        elif asset is not None:
            self._send_file(asset)
        else:
            self._refuse(404, "there is nothing at this address")

    def _is_for_us(self) -> bool:
        """Refuse other names for this machine (421), and requests that pages of others make (403)."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self._refuse(421, "this is not the host you asked for")
            return False
        own = (None, f"http://{self.headers['Host'].lower()}")
        calls = self.path.startswith(API) or self.command != "GET"
        if calls and (
            self.headers.get("Origin") not in own or self.headers.get("Sec-Fetch-Site") not in OWN_SITE
        ):
            self._refuse(403, "pages of others get nothing here")
            return False
        return True

    def _send_file(self, asset: Asset) -> None:
        tag = f'"{asset.hash}"'
        if self.headers.get("If-None-Match") == tag:
            self._begin(304, {"ETag": tag})
            return
        about = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": asset.content_type}
        about |= {DESK: self.server.hub, "Content-Length": str(len(asset.body))}
        self._begin(200, about)
        self.wfile.write(asset.body)

    def _pass_through(self) -> None:
        """Send the request on and the answer back, a piece at a time."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isascii() or not length.isdecimal():
            self._refuse(411, "say how long the body is")
            return
        base, host = reach(self.server.hub)
        headers = {name: self.headers[name] for name in ASKED if name in self.headers} | host
        headers |= {"Accept-Encoding": "identity", "User-Agent": "accord-desk"}
        try:
            with requests.Session() as session:
                answer = session.request(
                    self.command,
                    base + self.path,
                    headers=headers,
                    data=Body(self.rfile, int(length)) if int(length) else None,
                    stream=True,
                    allow_redirects=False,
                    timeout=TIMEOUT_S,
                )
                with answer:
                    self._send_on(answer)
        except requests.RequestException as error:
            self._refuse(502, f"the hub does not answer: {type(error).__name__}")

    def _send_on(self, answer: requests.Response) -> None:
        about = {name: answer.headers[name] for name in ANSWERED if name in answer.headers}
        if "content-length" not in about:
            about["Connection"] = "close"
            self.close_connection = True
        self._begin(answer.status_code, about)
        for piece in answer.raw.stream(PIECE, decode_content=False):
            self.wfile.write(piece)

    def _refuse(self, status: int, detail: str) -> None:
        """Answer with a problem document (RFC 9457) and end the connection, whose body may be unread."""
        said = json.dumps(
            {"type": "about:blank", "title": "Not passed on", "status": status, "detail": detail}
        )
        self.close_connection = True
        about = {
            "Content-Type": "application/problem+json",
            "Content-Length": str(len(said)),
            "Connection": "close",
        }
        self._begin(status, about)
        self.wfile.write(said.encode())

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        for name, value in (VAULT_HEADERS | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()


class Body:
    """So many bytes of a connection, read a piece at a time; it has a length, so nothing is chunked."""

    def __init__(self, source: BufferedIOBase, length: int) -> None:
        """Read from `source`."""
        self._source, self._left = source, length

    def __len__(self) -> int:
        """How many bytes are left."""
        return self._left

    def __iter__(self) -> Iterator[bytes]:
        """Yield them."""
        return iter(partial(self.read, PIECE), b"")

    def read(self, size: int = -1) -> bytes:
        """Return at most so many."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._source.read(wanted)
        self._left -= len(data)
        return data
