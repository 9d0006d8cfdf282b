"""Is the code that a hub serves the code of this installation? File by file, and under which headers.

The answer is about what this command was sent. A hub that means harm can send a browser something else:
whoever needs more than a spot check serves the vault from their own installation (`hub.client.loopback`).
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

import requests

from hub.client.address import main_of, reach
from hub.client.errors import ClientError
from hub.vault.release import VAULT_HEADERS, Asset, Release

TIMEOUT_S = 30
AT_ONCE = 4
# Each lets others in, sends a page elsewhere, keeps something in the browser or takes something out of it.
NEVER = (
    "Access-Control-Allow-Origin",
    "Clear-Site-Data",
    "Link",
    "Refresh",
    "Service-Worker-Allowed",
    "Set-Cookie",
    "SourceMap",
    "X-SourceMap",
)


@dataclass(frozen=True)
class Difference:
    """A path that is not served as the installed release has it; `what` is one sentence."""

    path: str
    what: str


def differences(origin: str, release: Release) -> list[Difference]:
    """Fetch every file of the release from a vault's origin and its main origin; what differs, by path.

    ClientError if there is nothing to compare with, or nobody answers.
    """
    if not release.assets:
        raise ClientError("this installation carries no vault to compare with: install the released wheel")
    main = main_of(origin)
    pairs = [(origin, path, asset, headers_of(asset)) for path, asset in sorted(release.assets.items())]
    pairs += [(main, path, asset, {}) for path, asset in sorted(release.shared.items())]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [each for found in pool.map(lambda pair: _held(*pair), pairs) for each in found]


def headers_of(asset: Asset) -> Mapping[str, str]:
    """Return what a vault's host has to say with a file."""
    return {**VAULT_HEADERS, "Cache-Control": asset.cache_control, "Content-Type": asset.content_type}


def _held(origin: str, path: str, asset: Asset, right: Mapping[str, str]) -> list[Difference]:
    return [Difference(path, what) for what in _faults(_fetch(origin, path), asset, right)]


def _fetch(origin: str, path: str) -> requests.Response:
    base, headers = reach(origin)
    try:
        return requests.get(base + path, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
    except requests.RequestException as error:
        raise ClientError(f"{origin} does not answer: {type(error).__name__}") from error


def _faults(answer: requests.Response, asset: Asset, right: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with an answer; of a file that is not there only that."""
    if answer.status_code != requests.codes.ok:
        yield f"is not served: the hub answered {answer.status_code}"
        return
    found = sha256(answer.content).hexdigest()
    if found != asset.hash:
        yield f"is another file: SHA-256 {found[:16]}…, not {asset.hash[:16]}…"
    for name, value in right.items():
        if answer.headers.get(name) != value:
            yield f"is served with another {name}: {answer.headers.get(name) or 'none'}"
    for name in NEVER:
        if name in answer.headers:
            yield f"is served with a {name}, which no release has: {answer.headers[name]}"
