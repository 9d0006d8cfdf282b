"""The vault: what a browser fetches, compressed, before the first page can be used, against a most.

That is the page, what it names, and what those scripts import before they run; where the vault was locked,
the part with the door, too. What is imported later, when a page needs it, is not in it: a browser test keeps
all of that back and still reads a case.
"""

import re
from collections.abc import Iterator

from hub.vault.release import Asset, Release
from tests.benchmarks.harness import Size

MOST = 150_000
DOOR = "part-outside-"  # as build.mjs names hub/vault/src/pages/outside.ts
_NAMED = re.compile(r'(?:src|href)="(/assets/[^"]+)"')
_IMPORTED = re.compile(r'(?:\bfrom|\bimport)\s*"\./([^"]+)"')


def first_load(release: Release, page: str = "/", part: str | None = None) -> Iterator[Asset]:
    """Yield the files that a page needs at once, and those of a part that it fetches later."""
    later = [path for path in release.assets if part and path.startswith(f"/assets/{part}")]
    waiting, seen = [page, *later], set[str]()
    while waiting:
        path = waiting.pop()
        asset = release.assets.get(path)
        if path in seen or asset is None:
            continue
        seen.add(path)
        yield asset
        text = asset.body.decode()
        waiting += _NAMED.findall(text) if path == page else []
        waiting += [f"/assets/{name}" for name in _IMPORTED.findall(text)] if path.endswith(".js") else []


def compressed(release: Release, page: str = "/", part: str | None = None) -> int:
    """Return how many bytes of them go over the wire; SystemExit if no vault was built here."""
    if not release.assets:
        raise SystemExit("the vault was not built here: run make assets")
    return sum(len(asset.compressed) for asset in first_load(release, page, part))


BENCHMARKS = [
    Size("vault: first load, compressed / 150 KB", lambda: compressed(Release()), MOST),
    Size("vault with its locked door: first load / 150 KB", lambda: compressed(Release(), part=DOOR), MOST),
    Size("report page: first load, compressed / 150 KB", lambda: compressed(Release(), "/report"), MOST),
]
