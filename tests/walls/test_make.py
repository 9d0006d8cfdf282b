"""What `make` says on a machine that lacks something, before it has made anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHONS = ("python3", "python3.11", "python3.12", "python3.13", "python3.14")
TOOLS = ("make", "sh", "find", "test", "echo")
# Stands in for each Python: whether it is new enough, and whether it has venv.
STUB = """#!/bin/sh
case "$2" in *venv*) exit {without_venv} ;; *) exit {too_old} ;; esac
"""
DEBIAN = "on Debian and Ubuntu: apt-get install python3-venv"
NO_VENV = {"without_venv": 1, "too_old": 0}
OLD = {"without_venv": 1, "too_old": 1}


def made(folder, **stub):
    """Run `make setup` where every Python is such a one; the last words and the status."""
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name))
    for name in PYTHONS:
        (folder / name).write_text(STUB.format(**stub))
        (folder / name).chmod(0o755)
    done = subprocess.run(
        ["make", "--no-print-directory", "setup", f"VENV={folder / 'venv'}"],  # noqa: S607 - it is linked there
        cwd=ROOT,
        env={"PATH": str(folder), "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.splitlines()[0], done.returncode


@pytest.mark.parametrize(
    ("stub", "missing"),
    [
        (NO_VENV, f"Python's venv module is missing: install it ({DEBIAN})"),
        (OLD, "Python 3.11 or newer is needed: install it"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(tmp_path, stub, missing):
    assert made(tmp_path, **stub) == (f"{missing}, then run make again.", 2)
