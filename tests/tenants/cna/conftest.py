"""The advisories of the replayed case, as every test of the desk starts from them."""

from datetime import UTC, datetime

import pytest

from hub.demo.advisories import pip_advisory, uv_advisory

PUBLIC_AT = datetime(2026, 5, 31, 15, tzinfo=UTC)
PAGES = "https://accord.example/advisories/"


@pytest.fixture
def pip():
    return pip_advisory(cve_id="CVE-1900-0001", page=f"{PAGES}pip-2026-1", public_at=PUBLIC_AT)


@pytest.fixture
def uv():
    return uv_advisory(pip_cve_id="CVE-1900-0001", page=f"{PAGES}uv-2026-1", public_at=PUBLIC_AT)
