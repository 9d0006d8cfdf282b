"""What is public after T0, held against the official schemas and against what was armed."""

import hashlib

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from hub.jobs.registry import cve_services
from tests.support.facts import document

pytestmark = pytest.mark.slow

CREDITS = ["reporter", "coordinator", "remediation developer", "remediation reviewer"]


@pytest.fixture(scope="module")
def published(desk):
    """The case after T0: its CVE ID, the records as armed, and those that are public."""
    case = desk.case()
    cve = desk.number(case)
    made = desk.arm(case, cve)
    desk.until_t0()
    desk.work()
    return cve, made, {row.name: row for row in desk.publications()}


def faults(validator, value):
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def test_the_cve_record_is_the_one_that_cve_services_stored_and_validates(desk, published):
    cve, _, rows = published
    record = desk.body(cve)
    assert record == cve_services(desk.settings).get_record(cve)
    schema = document("schemas/cve/CVE_Record_Format_bundled.json")
    assert faults(Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER), record) == []
    assert [each["type"] for each in record["containers"]["cna"]["credits"]] == CREDITS
    assert rows[cve].cve == cve


def test_the_osv_record_validates_and_credits_all_four(desk, published):
    cve, made, rows = published
    name = next(each.name for each in made if each.kind == "osv")
    record = desk.body(name)
    schema = document("schemas/osv/osv-schema.json")
    assert (
        faults(Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER), record) == []
    )
    assert [each["type"] for each in record["credits"]] == [
        each.upper().replace(" ", "_") for each in CREDITS
    ]
    assert (record["id"], record["aliases"], rows[name].cve) == (name, [cve], cve)


def test_advisories_and_osv_are_public_byte_for_byte_as_they_were_signed(published):
    _, made, rows = published
    for each in made:
        assert rows[each.name].sha256 == hashlib.sha256(rows[each.name].body).hexdigest()
        if each.kind != "cve":
            assert rows[each.name].sha256 == each.sha256


def test_lists_know_title_team_and_id_without_opening_a_record(published):
    cve, made, rows = published
    advisory = next(rows[each.name] for each in made if each.name.startswith("pip-"))
    assert (advisory.tenant, advisory.cve, advisory.kind) == ("pip", cve, "advisory")
    assert advisory.title.startswith("Entry point names")
