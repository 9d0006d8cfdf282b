"""What the fault tests share: a double of CVE Services that runs for one test."""

from datetime import UTC, datetime

import pytest

from hub.demo.advisories import pip_advisory
from tenants.cna.records.cve import PSF, cna_container
from tests.support.cve_double import Double
from tests.support.desk_copies import at_t0
from tests.support.engines import bench
from tests.support.hub_desk import desk

__all__ = ["at_t0", "bench", "desk"]


@pytest.fixture(scope="session")
def one_double(tmp_path_factory):
    """One process for all tests: starting it takes longer than any of them."""
    running = Double(tmp_path_factory.mktemp("cve"))
    yield running
    running.end()


@pytest.fixture
def double(one_double):
    """The double, without IDs, records and faults, at the machine's own time."""
    one_double.forget()
    (one_double.directory / "clock").unlink(missing_ok=True)
    return one_double


@pytest.fixture
def container():
    """The container of the replayed case, public since a moment ago."""
    page = "https://accord.example/advisories/pip-2026-1"
    advisory = pip_advisory(cve_id="CVE-1900-0001", page=page, public_at=datetime.now(UTC))
    return cna_container(advisory, PSF)
