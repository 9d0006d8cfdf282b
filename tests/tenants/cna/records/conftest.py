"""The official schemas as checks, and an advisory that uses every field of the model."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tenants.cna.records.model import (
    Credit,
    CreditRole,
    Product,
    RecordTag,
    Reference,
    ReferenceTag,
    Scheme,
    VersionRange,
)
from tests.support.facts import document

COMMIT = "4eaf4891c12589e3c7bdad5f5b076e4c8392dd06"


def _faults(validator, value):
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


@pytest.fixture(scope="session")
def cve_faults():
    """Return a function from a CVE record to what the format 5.2.0 says against it."""
    schema = document("schemas/cve/CVE_Record_Format_bundled.json")
    check = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    return lambda record: _faults(check, record)


@pytest.fixture(scope="session")
def osv_faults():
    """Return a function from an OSV record to what the schema says against it."""
    schema = document("schemas/osv/osv-schema.json")
    check = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return lambda record: _faults(check, record)


@pytest.fixture
def full(pip):
    """An advisory with every credit role, every tag and every kind of range."""
    cpython = Product(
        vendor="Python Software Foundation",
        name="CPython",
        purl="pkg:github/python/cpython",
        repository="https://github.com/python/cpython",
        ranges=(
            VersionRange(Scheme.PYTHON, "3.12.0", fixed="3.12.6"),
            VersionRange(Scheme.PYTHON, "3.13.0a1", last="3.13.0rc1"),
            VersionRange(Scheme.GIT, "0", fixed=COMMIT),
        ),
        platforms=("Windows",),
        modules=("tarfile",),
    )
    flask = Product(
        vendor="Pallets",
        name="Flask",
        purl="pkg:pypi/flask",
        collection="https://packages.example",
        package="flask",
        ranges=(VersionRange(Scheme.PYTHON, "1.0"), VersionRange(Scheme.SEMVER, "2.0.0", fixed="2.0.1")),
        versions=("1.0", "1.1"),
    )
    return replace(
        pip,
        description="A flaw. Its assessment is disputed, because it needs a crafted wheel.",
        products=(*pip.products, cpython, flask),
        cause="An unusual cause",
        severities=(*pip.severities, "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:L/A:N"),
        references=tuple(
            Reference(f"https://example.org/{tag}", (tag, ReferenceTag.RELATED), name="A name")
            if tag is not ReferenceTag.RELATED
            else Reference("https://example.org/plain")
            for tag in ReferenceTag
        ),
        credits=tuple(
            Credit(f"Person {index}", role, f"https://example.org/people/{index}")
            for index, role in enumerate(CreditRole)
        ),
        tags=(RecordTag.DISPUTED,),
        aliases=("GHSA-xxxx-xxxx-xxxx",),
        upstream=("CVE-1900-7777",),
        public_at=datetime(2026, 5, 31, 15, tzinfo=UTC),
    )
