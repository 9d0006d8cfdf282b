"""Advisories: what a page shows is what was published, as text and nothing else."""

import dataclasses
from datetime import timedelta

import pytest

from hub.demo.advisories import NOTICE, UV_CVE_ID, pip_advisory, uv_advisory
from hub.pages.frame import PAGE_SIZE
from tenants.cna.records.model import Credit, CreditRole, RecordTag, Reference, Standing, ToolRow
from tests.hub.pages.conftest import CVE, T0
from tests.support.markup import page

HOSTILE = "</title></p><script>alert('1')</script><img src=x onerror=alert(1)>"


def test_hostile_text_in_every_place_is_shown_as_text(hub, published):
    quiet = pip_advisory(cve_id=CVE, page="https://hub.example/a", public_at=T0)
    loud = dataclasses.replace(
        quiet,
        title=HOSTILE,
        description=f"{HOSTILE}\n\n{HOSTILE}",
        products=tuple(dataclasses.replace(each, name=HOSTILE, vendor=HOSTILE) for each in quiet.products),
        weaknesses=tuple(dataclasses.replace(each, name=HOSTILE) for each in quiet.weaknesses),
        credits=(Credit(HOSTILE, CreditRole.REPORTER, contact=f"javascript:{HOSTILE}"),),
        references=(Reference(f"javascript:{HOSTILE}", name=HOSTILE), Reference("https://pip.example/x")),
        rows=(ToolRow(HOSTILE, Standing.UNKNOWN, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        related=(HOSTILE,),
    )
    published(advisory=loud)

    shown = page(hub.client.get("/advisories/pip-2026-1"))
    assert shown.words.count("<script>") >= 10
    assert not any(each.startswith("javascript") for each in shown.links)
    for path in ("/", "/advisories"):
        assert HOSTILE in page(hub.client.get(path)).words


def test_an_advisory_shows_every_tool_and_everybody_who_helped(hub, published):
    hub.found("pip", "ada")
    published()
    shown = page(hub.client.get("/advisories/pip-2026-1"))

    rows = (
        "pip affected before 26.1.2 26.1.2 CVE-1900-1001",
        "uv affected before 0.11.15 0.11.15 CVE-1900-9118",
    )
    assert all(row in shown.words for row in rows)
    for role in ("reporter", "coordinator", "remediation developer", "remediation reviewer"):
        assert f"{role} " in shown.words
    assert NOTICE in shown.words
    assert "CVE-1900-1001 assigned by PSF" in shown.words
    assert f"{UV_CVE_ID} a related vulnerability" in shown.words
    assert "2026-06-01T15:00:00Z" in shown.times
    assert "/tenants/pip" in shown.links
    assert "https://github.com/pypa/pip/pull/14000" in shown.links


def test_only_records_that_are_public_here_are_linked(hub, published):
    published()
    assert not any("json" in each and "openapi" not in each for each in _links(hub))

    published(CVE, kind="cve", body=b"{}")
    published("PSF-2026-1", kind="osv", body=b"{}")
    assert {f"/cve/{CVE}.json", "/osv/PSF-2026-1.json"} <= set(_links(hub))


def test_an_advisory_under_another_cnas_id_links_no_record_of_ours(hub, published):
    other = uv_advisory(pip_cve_id=CVE, page="https://hub.example/a", public_at=T0)
    published(CVE, kind="cve", body=b"{}")
    published("uv-2026-1", tenant="uv", cve=UV_CVE_ID, advisory=other)

    assert f"/cve/{CVE}.json" not in page(hub.client.get("/advisories/uv-2026-1")).links


def test_what_a_record_lacks_leaves_no_empty_section(hub, published):
    bare = dataclasses.replace(
        pip_advisory(cve_id=CVE, page="https://hub.example/a", public_at=T0),
        cve_id=None,
        weaknesses=(),
        severities=(),
        credits=(),
        references=(),
        rows=(),
        related=(),
        tags=(RecordTag.DISPUTED,),
    )
    published(advisory=bare, cve=None)
    shown = page(hub.client.get("/advisories/pip-2026-1"))

    assert [text for _, text in shown.headings[1:]] == ["Affected versions"]
    assert "Marked disputed" in shown.words
    assert "no CVE ID" in page(hub.client.get("/advisories")).words


def test_the_list_is_newest_first_and_goes_on_without_gap_or_repetition(hub, many):
    many(2 * PAGE_SIZE + 1)
    found, path = [], "/advisories"
    while path:
        links = page(hub.client.get(path)).links
        found += [each for each in links if each.startswith("/advisories/")]
        path = next((each for each in links if "before=" in each), None)

    assert found == [f"/advisories/pip-2026-{number:04}" for number in reversed(range(2 * PAGE_SIZE + 1))]


def test_advisories_of_one_instant_are_all_listed(hub, published):
    for number in range(PAGE_SIZE + 5):
        published(f"pip-2026-{number:04}", at=T0)
    first = page(hub.client.get("/advisories")).links
    second = page(hub.client.get(next(each for each in first if "before=" in each))).links

    assert len({each for each in first + second if each.startswith("/advisories/")}) == PAGE_SIZE + 5


@pytest.mark.parametrize("place", ["nothing", "CVE-1900-1001", "%00", "'"])
def test_a_place_that_is_no_advisory_shows_the_way_back(hub, published, place):
    published()

    assert "no older advisories" in page(hub.client.get("/advisories", query_string={"before": place})).words


def test_the_front_page_shows_the_newest(hub, many):
    many(7)
    links = [each for each in page(hub.client.get("/")).links if each.startswith("/advisories/")]

    assert links == [f"/advisories/pip-2026-{number:04}" for number in (6, 5, 4, 3, 2)]


def test_a_team_that_is_not_known_here_is_called_by_its_slug(hub, published):
    published(tenant="elsewhere", at=T0 + timedelta(days=1))

    assert "elsewhere: Entry point names" in page(hub.client.get("/advisories")).words


def _links(hub):
    return page(hub.client.get("/advisories/pip-2026-1")).links
