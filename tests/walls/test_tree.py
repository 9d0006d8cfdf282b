"""What is committed: the agreed top level, hashed requirements, nothing about any one machine or network."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {
    "hub", "tenants", "crypto", "migrations", "tests", "pyproject.toml", "README.md", "Dockerfile",
    ".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "compose.yaml",
    "requirements-dev.txt", "requirements.txt",
}  # fmt: skip
MACHINE = re.compile(r"(?<![\w.~$}-])/(?:work|opt|root|home|Users)/\w")
NETWORK = re.compile(
    r"index-url|trusted-host|find-links|pypi\.org/simple|files\.pythonhosted|registry\.npmjs|deb\.debian\.org"
)
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; .+)?")


def committed() -> list[Path]:
    """Return the files that a clone would have; without git, as from an archive, there is nothing to ask."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this tree is not a git clone")
    # Named as safe because a container's user need not own the clone.
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def faults(text: str) -> list[str]:
    """Return every machine path and registry host in a text."""
    return [found[0] for pattern in (MACHINE, NETWORK) for found in pattern.finditer(text)]


def unpinned(text: str) -> list[str]:
    """Return the entries of a requirements file without an exact version and a hash, and its stray lines."""
    wrong = []
    for entry in text.replace("\\\n", " ").splitlines():
        name, *hashes = re.split(r"\s+--hash=", entry.strip())
        if not (
            PIN.fullmatch(name)
            and hashes
            and all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)
        ):
            wrong.append(entry)
    return wrong


def test_the_top_level_is_exactly_what_was_agreed():
    assert {path.relative_to(ROOT).parts[0] for path in committed()} <= TOP


def test_no_committed_file_knows_a_machine_or_a_registry():
    found = {}
    for path in committed():
        if path == Path(__file__):
            continue  # what is searched for is written here
        try:
            wrong = faults(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue  # a binary file is a test vector
        if wrong:
            found[path.relative_to(ROOT).as_posix()] = wrong

    assert found == {}


@pytest.mark.parametrize(
    "text",
    ["cd /work/main", "see /home/me/x", "--extra-index-url=x", "https://files.pythonhosted.org/p"],
    ids=["work", "home", "index", "host"],
)
def test_a_planted_machine_or_registry_is_found(text):
    assert faults(text)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_hashed_and_without_addresses(name):
    text = (ROOT / name).read_text()

    assert unpinned(text) == []
    assert "://" not in text


@pytest.mark.parametrize(
    "entry",
    [
        "flask==3.1.3",
        "flask>=3 --hash=sha256:" + "0" * 64,
        "flask==3.1.3 --hash=md5:00",
        "--find-links x",
        "flask @ x",
    ],
    ids=["no hash", "no version", "weak hash", "an option", "an address"],
)
def test_a_requirement_that_pins_nothing_is_found(entry):
    assert unpinned(entry) == [entry]


def test_what_runs_is_pinned_alike_for_development():
    """A version that was tested is the version that runs."""
    runtime, development = (
        set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert runtime <= development
