"""The real vault, packed and installed: an sdist needs no Node, and its desk serves what the list says."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import requests

from hub.vault.release import MANIFEST, Release, path_of
from tests.support.rehearsal import free_port

pytestmark = pytest.mark.drill

ROOT = Path(__file__).parents[3]
LIBRARIES = Path(sysconfig.get_path("purelib"))
# The build backend and what it imports; nothing else is there when the sdist is installed.
BACKEND = ("hatchling", "packaging", "pathspec", "pluggy", "trove_classifiers")


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Wheel and sdist of this very tree."""
    if not Release().assets:
        pytest.skip("the vault was not built here: make assets")
    folder = tmp_path_factory.mktemp("packed")
    skipped = shutil.ignore_patterns(
        ".venv", ".git", "node_modules", "__pycache__", ".*_cache", ".hypothesis"
    )
    shutil.copytree(ROOT, folder / "project", ignore=skipped)
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder / "made")]
    subprocess.run(command, cwd=folder / "project", check=True, capture_output=True)
    [wheel], [sdist] = (list((folder / "made").glob(each)) for each in ("*.whl", "*.tar.gz"))
    return wheel, sdist


@pytest.fixture(scope="module")
def place(packed, tmp_path_factory):
    """An environment into which pip installed the sdist, where there is no Node and no network."""
    place, backend = tmp_path_factory.mktemp("place"), tmp_path_factory.mktemp("backend")
    venv.create(place, with_pip=True)
    for each in BACKEND:
        (backend / each).symlink_to(LIBRARIES / each)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation"]
    command = [str(place / "bin" / "python"), "-m", "pip", "install", *quiet, str(packed[1])]
    variables = {"PATH": str(place / "bin"), "PYTHONPATH": str(backend), "HOME": str(place)}
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return place


def files_of(archive):
    """Each file below hub/ of a wheel or an sdist, by its name."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as file:
            return {name.removeprefix("hub/"): file.read(name) for name in file.namelist()}
    with tarfile.open(archive) as file:
        inside = [each for each in file.getmembers() if each.isfile() and "/hub/" in each.name]
        return {each.name.partition("/hub/")[2]: file.extractfile(each).read() for each in inside}


@pytest.mark.parametrize("which", [0, 1], ids=["wheel", "sdist"])
def test_the_list_has_the_hash_of_every_file_that_was_built(packed, which):
    files = files_of(packed[which])
    listed = json.loads(files[f"vault/dist/{MANIFEST}"])
    built = {
        name.removeprefix("vault/dist/") for name in files if name.startswith(("vault/dist/", "static/dist/"))
    }

    assert built - {MANIFEST, "built-from"} == listed.keys()
    for name, hash_ in listed.items():
        where = name if name.startswith("static/") else f"vault/dist/{name}"
        assert sha256(files[where]).hexdigest() == hash_, name


def test_an_installed_sdist_opens_a_desk_that_serves_what_the_list_says(place):
    port = free_port()
    command = [str(place / "bin" / "accord"), "desk", "--port", str(port), "--url", "http://localhost:1"]
    variables = {**os.environ, "PYTHONPATH": str(LIBRARIES), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True, cwd=place) as desk:
        try:
            told = desk.stdout.readline()
            origin = re.search(r"http://localhost:\d+", told)[0]
            listed = requests.get(f"{origin}/{MANIFEST}", timeout=10).json()
            served = {name for name in listed if not name.startswith("static/")}
            assert {"index.html", "assets/app.js"} <= served
            for name in served:
                found = requests.get(origin + path_of(name), timeout=10)
                assert sha256(found.content).hexdigest() == listed[name], name
        finally:
            desk.terminate()
    [hub] = place.glob("lib/python*/site-packages/hub")
    for name in listed.keys() - served:
        assert sha256((hub / name).read_bytes()).hexdigest() == listed[name], name
