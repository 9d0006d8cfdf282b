"""How many SQL statements a page takes: as many with 1,000 entries as with 10, and few."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert

from hub.db import db
from hub.demo.advisories import pip_advisory
from tenants.cases.models import CaseAccess
from tenants.cna.models import Publication
from tenants.cna.records.parse import advisory_bytes
from tenants.directory.models import AdmittedTenant
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.hub.pages.conftest import CVE, T0
from tests.support.hub_cases import key_of
from tests.support.markup import page
from tests.support.statements_sent import counted

pytestmark = pytest.mark.slow

# The scope is told once to each session; for a member a second one asks whose session it is.
SCOPE, SIGN_IN = 1, 4
BODY = advisory_bytes(pip_advisory(cve_id=CVE, page="https://hub.example/a", public_at=T0))
PATHS = [
    "/",
    "/advisories",
    "/advisories?before=pip-2026-5",
    "/advisories/pip-2026-5",
    "/advisories.atom",
    "/tenants",
    "/tenants/pip",
    "/groups/packaging",
    "/report",
    "/report/pip",
    "/queue",
]


def publication(number):
    return {
        "name": f"pip-2026-{number}",
        "kind": "advisory",
        "tenant": "pip",
        "cve": CVE,
        "title": "A title",
        "body": BODY,
        "sha256": sha256(BODY).hexdigest(),
        "published_at": T0 + timedelta(minutes=number),
    }


def tenant(number):
    return {
        "id": f"{number:064x}",
        "slug": f"team-{number}",
        "name": f"Team {number}",
        "kind": "installer",
        "stage": "informal",
        "profile": {},
    }


def access(hub, team, number):
    return {
        "person_id": key_of(hub, team["ada"]),
        "case_id": f"{number:032x}",
        "tenant_id": team.genesis,
        "role": "owner",
        "code_name": f"quiet-heron-{number}",
        "state": "active",
        "t0": T0,
        "due_what": "say_ready",
        "due_by": T0,
        "turn": "pip",
        "version": 1,
    }


@pytest.fixture
def world(hub):
    """Give a hub with a team, and a way to fill every list from one number up to another."""
    pip = hub.found("pip", "ada")
    hub.put(hub.group(pip, "packaging"))
    hub.put(hub.group_join(pip, "packaging"))
    hub.work()

    def fill(start, stop):
        with acting_as(hub.sessions(), NOBODY) as session:
            session.execute(insert(Publication), [publication(each) for each in range(start, stop)])
            session.execute(insert(AdmittedTenant), [tenant(each) for each in range(start, stop)])
            session.commit()
        for number in range(start, stop):
            with acting_as(hub.sessions(), Scope(case_id=f"{number:032x}")) as session:
                session.execute(insert(CaseAccess).values(access(hub, pip, number)))
                session.commit()

    return pip, fill


def test_every_page_takes_as_few_statements_with_a_thousand_entries_as_with_ten(hub, world, signed_in):
    pip, fill = world
    browser = signed_in(pip, pip["ada"])
    fill(0, 10)
    hub.client.get("/tenants")  # the first reader folds what is new in the directory
    few = {path: sent(hub, browser, path) for path in PATHS}
    fill(10, 1000)
    many = {path: sent(hub, browser, path) for path in PATHS}

    assert many == few
    assert {path: count for path, count in many.items() if count > 4} == {}


def sent(hub, browser, path):
    """Count the statements of a page beside those that say who asks."""
    client, own = (browser, SIGN_IN + SCOPE) if path == "/queue" else (hub.client, SCOPE)
    with hub.app.app_context():
        engine = db.engine
    with counted(engine) as seen:
        answer = client.get(path)
    if "atom" not in path:
        page(answer)
    return len(seen) - own
