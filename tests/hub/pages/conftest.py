"""The pages of a hub on real engines, and what was published there."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert

from hub.demo.advisories import pip_advisory
from tenants.cna.models import Publication
from tenants.cna.records.parse import advisory_bytes
from tenants.kernel.scope import Scope, acting_as
from tests.support.hub import hub, signed_in

__all__ = ["hub", "signed_in"]

T0 = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
CVE = "CVE-1900-1001"


@pytest.fixture
def published(hub):
    """Return a way to publish: an advisory by its value, or any record by its bytes."""

    def publish(
        name="pip-2026-1", *, kind="advisory", tenant="pip", cve=CVE, body=None, at=T0, advisory=None
    ):
        value = advisory or pip_advisory(cve_id=CVE, page="https://hub.example/advisories/x", public_at=at)
        exact = advisory_bytes(value) if body is None else body
        row = {
            "name": name,
            "kind": kind,
            "tenant": tenant,
            "cve": cve,
            "title": value.title,
            "body": exact,
            "sha256": sha256(exact).hexdigest(),
            "published_at": at,
        }
        with acting_as(hub.sessions(), Scope(system="publish")) as session:
            session.execute(insert(Publication).values(row))
            session.commit()
        return exact

    return publish


@pytest.fixture
def many(published):
    """Publish as many advisories as are asked for, a minute apart, the last one the newest."""

    def publish(count, *, first=0):
        for number in range(first, first + count):
            published(f"pip-2026-{number:04}", at=T0 + timedelta(minutes=number))

    return publish
