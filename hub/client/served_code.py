"""Is the code that a hub serves the code of this installation? File by file, and under which policy.

The answer is about what this command was sent. A hub that means harm can send a browser something else:
whoever needs more than a spot check serves the vault from their own installation (`hub.client.loopback`).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

import requests

from hub.client.address import reach
from hub.client.errors import ClientError
from hub.vault.release import CONTENT_SECURITY, Asset, Release

TIMEOUT_S = 30
AT_ONCE = 4
HEADERS = {"Content-Security-Policy": CONTENT_SECURITY, "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Difference:
    """A path that is not served as the installed release has it; `what` is one sentence."""

    path: str
    what: str


def differences(origin: str, release: Release) -> list[Difference]:
    """Fetch every file of the release from a vault's origin and return what differs, by path.

    ClientError if there is nothing to compare with, or nobody answers.
    """
    if not release.assets:
        raise ClientError("this installation carries no vault to compare with: install the released wheel")

    def held(asset: tuple[str, Asset]) -> list[Difference]:
        return [Difference(asset[0], what) for what in _faults(_fetch(origin, asset[0]), asset[1])]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each for found in pool.map(held, sorted(release.assets.items())) for each in found]


def _fetch(origin: str, path: str) -> requests.Response:
    base, headers = reach(origin)
    try:
        return requests.get(base + path, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        raise ClientError(f"{origin} does not answer: {type(error).__name__}") from error


def _faults(answer: requests.Response, asset: Asset) -> Iterator[str]:
    """Yield what is wrong with an answer; of a file that is not there only that."""
    if answer.status_code != requests.codes.ok:
        yield f"is not served: the hub answered {answer.status_code}"
        return
    found = sha256(answer.content).hexdigest()
    if found != asset.hash:
        yield f"is another file: SHA-256 {found[:16]}…, not {asset.hash[:16]}…"
    for name, value in (HEADERS | {"Content-Type": asset.content_type}).items():
        if answer.headers.get(name) != value:
            yield f"is served with another {name}: {answer.headers.get(name) or 'none'}"
    if "Set-Cookie" in answer.headers:
        yield "sets a cookie"
