"""The import contracts of pyproject.toml hold, and each one bites."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("hub", "tenants", "crypto", "migrations")
TOOL = Path(sys.executable).with_name("lint-imports")

# where an import is planted, the import, and the contract that must refuse it
PLANTED = [
    ("crypto/planted.py", "import tenants.kernel", "hub over tenants over crypto"),
    ("tenants/kernel/planted.py", "import hub.config", "hub over tenants over crypto"),
    ("hub/clock.py", "import hub.app", "inside hub"),
    ("hub/unplaced.py", "import json", "inside hub"),
    ("tenants/unplaced.py", "import json", "inside tenants"),
    ("tenants/kernel/planted.py", "import flask", "no web, queue or schema library below hub"),
    ("crypto/planted.py", "import sqlalchemy", "no database below tenants"),
    ("hub/app.py", "import nacl", "libsodium is reached through crypto alone"),
    ("hub/app.py", "import crypto.unseal", "what opens or signs is imported by clients"),
    ("hub/client/planted.py", "import sqlalchemy", "a member's machine carries no hub"),
    ("hub/demo/planted.py", "import tenants.kernel", "the replayed case goes through the public doors"),
    ("hub/demo/planted.py", "import crypto.unseal", "what opens or signs is imported by clients"),
    ("hub/demo/script.py", "import tenants.cases", "the replayed case goes through the public doors"),
    ("hub/demo/script.py", "import hub.client.desk", "the replayed case goes through the public doors"),
    ("crypto/errors.py", "import crypto.statement", "no cycles"),
    ("hub/app.py", "import migrations", "nobody imports the migrations"),
]


def verdict(root: Path) -> str:
    """Return what the tool says of the house below `root`."""
    command = [TOOL, "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the house that may be broken."""
    for package in PACKAGES:
        skipped = shutil.ignore_patterns("__pycache__", "static", "node_modules", "dist", "dist.new", "src")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_are_kept():
    said = verdict(ROOT)

    assert "0 broken." in said, said


@pytest.mark.parametrize(
    ("path", "line", "contract"), PLANTED, ids=[f"{path}-{line}" for path, line, _ in PLANTED]
)
def test_a_planted_import_is_refused(copy, path, line, contract):
    planted = copy / path
    planted.parent.mkdir(exist_ok=True)
    (planted.parent / "__init__.py").touch()
    planted.write_text((planted.read_text() if planted.exists() else "") + f"\n{line}\n")
    said = verdict(copy)

    assert any(contract in row and "BROKEN" in row for row in said.splitlines()), said
