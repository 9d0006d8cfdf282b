"""The style sheet comes from npm when the project is built, and from nowhere when it is there already."""

import importlib.util
import json
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[3] / "hub" / "pages" / "assets"


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ASSETS / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path, hook):
    place = tmp_path / "source"
    place.mkdir()
    for name in ("package.json", hook.LOCK):
        (place / name).write_bytes((ASSETS / name).read_bytes())
    return place


def installs(hook, text="body{}"):
    """Return an installation that needs no network, and the list of the places it was called in."""
    places = []

    def install(place):
        places.append(place)
        assert (place / hook.LOCK).is_file()
        for path in hook.TAKEN:
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(text)

    return install, places


def test_a_failed_installation_leaves_no_mark(hook, source, tmp_path):
    def install(place):
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        hook.bring(source, tmp_path / "dist", install)

    assert not (tmp_path / "dist" / hook.MARK).exists()


def test_what_is_locked_is_brought_once(hook, source, tmp_path):
    install, places = installs(hook)
    dist = tmp_path / "dist"

    assert hook.bring(source, dist, install)
    assert not hook.bring(source, dist, install)
    assert len(places) == 1
    assert sorted(each.name for each in dist.iterdir()) == sorted([hook.MARK, *hook.TAKEN.values()])


@pytest.mark.parametrize("change", ["lock", "file"])
def test_another_lock_file_or_a_lost_file_brings_it_again(hook, source, tmp_path, change):
    install, places = installs(hook)
    dist = tmp_path / "dist"
    hook.bring(source, dist, install)
    if change == "lock":
        (source / hook.LOCK).write_text("{}")
    else:
        (dist / "pico.min.css").unlink()

    assert hook.bring(source, dist, install)
    assert len(places) == 2


def test_the_lock_file_has_a_hash_for_every_archive_and_no_address():
    text = (ASSETS / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    wanted = packages.pop("")["dependencies"]

    assert "resolved" not in text
    assert "://" not in text
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert wanted == {"@picocss/pico": packages["node_modules/@picocss/pico"]["version"]}
