"""Facts that are kept outside of the project: official schemas and real records; absent on a bare machine."""

import json
from functools import cache
from pathlib import Path

import pytest

ABSENT = "this test needs an official file that is not here"
SHARED = Path(__file__).parents[2] / ".." / "shared"


def shared(path):
    """Return the file below the facts, or skip the test that needs it."""
    file = SHARED / path
    if not SHARED.exists():
        pytest.skip(f"{ABSENT}: ../shared/{path}")
    assert file.exists(), f"../shared is here, and {path} is not in it"
    return file


@cache
def _read(file):
    return json.loads(file.read_text(encoding="utf-8"))


def document(path):
    """Return a JSON document of the facts, or skip."""
    return _read(shared(path))


def lines(path):
    """Return the JSON documents of a file with one a line, or skip."""
    text = shared(path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def record(cve_id):
    """Return one real CVE record by its ID, or skip."""
    found = lines("realdata/psf-cve5.jsonl") + lines("realdata/other-cna-cve5.jsonl")
    return next(one for one in found if one["cveMetadata"]["cveId"] == cve_id)
