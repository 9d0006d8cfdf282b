"""The pages of a hub on real engines, and what was published there."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert

from hub.access.guard import cookie_name
from hub.demo.advisories import pip_advisory
from tenants.cna.models import Publication
from tenants.cna.records.parse import advisory_bytes
from tenants.directory.tokens import Holder, TokenKind, issue
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.hub import hub

__all__ = ["hub"]

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


@pytest.fixture
def signed_in(hub):
    """Return a browser in which a member of a team is signed in."""

    def browser(team, actor):
        holder = Holder(TokenKind.WEB, team.genesis, actor.person, actor.fingerprint)
        with acting_as(hub.sessions(), NOBODY) as session:
            secret = issue(session, holder, now=hub.time)
            session.commit()
        client = hub.app.test_client()
        with hub.app.test_request_context():
            client.set_cookie(cookie_name(), secret)
        return client

    return browser
