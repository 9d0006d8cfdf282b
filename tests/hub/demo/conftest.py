"""The double of CVE Services in this process, with a clock that stands still."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from hub.demo.advisories import pip_advisory
from hub.demo.cve_services.app import create_double
from hub.demo.cve_services.store import Store
from tenants.cna.records.cve import PSF, cna_container

NOW = datetime(2026, 5, 31, 15, tzinfo=UTC)


@dataclass
class StandingClock:
    """A clock that a test sets."""

    at: datetime = NOW

    def now(self):
        return self.at


class Caller:
    """A client of the double with an account."""

    def __init__(self, app, store, org, user):
        self.http = app.test_client()
        self.headers = {"CVE-API-ORG": org, "CVE-API-USER": user, "CVE-API-KEY": store.key_of(org, user)}

    def call(self, method, path, **more):
        return self.http.open(f"/api/{path}", method=method, headers=self.headers, **more)

    def reserve(self, amount=1, **more):
        values = {"amount": amount, "cve_year": "2026", "short_name": self.headers["CVE-API-ORG"]} | more
        return self.call("POST", "cve-id", query_string=values)

    def new_id(self):
        return self.reserve().json["cve_ids"][0]["cve_id"]


@pytest.fixture
def clock():
    return StandingClock()


@pytest.fixture
def store(tmp_path, clock):
    return Store(tmp_path, clock)


@pytest.fixture
def app(store):
    return create_double(store)


@pytest.fixture
def psf(app, store):
    return Caller(app, store, PSF.short_name, "accord-hub")


@pytest.fixture
def other(app, store):
    return Caller(app, store, "other_cna", "clerk")


@pytest.fixture
def container():
    page = "https://accord.example/advisories/pip-2026-1"
    return cna_container(pip_advisory(cve_id="CVE-1900-0001", page=page, public_at=NOW), PSF)
