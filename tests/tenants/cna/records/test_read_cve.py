"""Real records, read and written again: what the converters of 2024 lost is kept, and traps are named."""

import copy
from datetime import UTC, date, datetime

import pytest

from tenants.cna.errors import AdvisoryInvalidError
from tenants.cna.records.cve import PSF, cve_record
from tenants.cna.records.lint import lint
from tenants.cna.records.model import CreditRole, Scheme, VersionRange, Weakness
from tenants.cna.records.osv import osv_record
from tenants.cna.records.parse import advisory_bytes, parse_advisory
from tenants.cna.records.read_cve import advisory_of
from tests.support.facts import lines, record

AT = datetime(2026, 5, 31, tzinfo=UTC)
UNREADABLE = {"CVE-2023-5752"}  # "affected unless listed" instead of ranges


def real():
    return [advisory_of(one) for one in lines("realdata/psf-cve5.jsonl") if name(one) not in UNREADABLE]


def name(one):
    return one["cveMetadata"]["cveId"]


def osv(advisory):
    return osv_record(advisory, "PSF-2026-1", published=AT, modified=AT)


def findings(one):
    with pytest.raises(AdvisoryInvalidError) as refused:
        advisory_of(one)
    return [finding.rule for finding in refused.value.findings]


def rules(advisory):
    return {finding.rule for finding in lint(advisory, at=date(2026, 5, 31))}


@pytest.fixture
def small(pip):
    return cve_record(pip, PSF, reserved=AT, published=AT)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"cveMetadata": {}},
        {"cveMetadata": {"cveId": "CVE-1900-0001"}, "containers": {"cna": {"descriptions": 3}}},
        {"cveMetadata": [], "containers": []},
    ],
)
def test_what_is_no_record_is_refused(broken):
    assert findings(broken) == ["AD-2"]


def test_an_unknown_word_is_refused(small):
    small["containers"]["cna"]["credits"][0]["type"] = "bystander"
    assert findings(small) == ["AD-2"]


def test_a_record_without_english_is_refused(small):
    small["containers"]["cna"]["descriptions"][0]["lang"] = "fr"
    assert findings(small) == ["5.2.5"]


@pytest.mark.parametrize(
    "version",
    [
        {"version": "< 0.8.6", "status": "affected"},
        {"version": "1.0", "status": "affected", "versionType": "custom", "lessThan": "2.0"},
        {
            "version": "1.0",
            "status": "affected",
            "versionType": "python",
            "lessThan": "2.0",
            "changes": [{"at": "1.5", "status": "unaffected"}],
        },
        {"version": "2.0", "status": "affected", "versionType": "python", "lessThan": "1.0"},
    ],
)
def test_a_version_entry_that_cannot_be_compared_is_named_and_not_guessed(small, version):
    small["containers"]["cna"]["affected"][0]["versions"] = [version]
    assert findings(small) == ["AD-4"]


def test_one_version_alone_is_a_range_of_itself(small):
    small["containers"]["cna"]["affected"][0]["versions"] = [
        {"version": "1.0", "status": "affected"},
        {"version": "0.9", "status": "unaffected"},
    ]
    assert advisory_of(small).products[0].ranges == (VersionRange(Scheme.PYTHON, "1.0", last="1.0"),)


def test_a_credit_without_type_is_a_finder_and_own_tags_are_left_out(small):
    cna = small["containers"]["cna"]
    cna["credits"] = [{"lang": "en", "value": "Somebody (not an address)"}]
    cna["references"][0]["tags"] = ["x_ours", "patch"]
    cna["tags"] = ["x_ours", "disputed"]
    advisory = advisory_of(small)
    assert (advisory.credits[0].role, advisory.credits[0].name) == (
        CreditRole.FINDER,
        "Somebody (not an address)",
    )
    assert [tag.value for tag in advisory.references[0].tags] == ["patch"]
    assert [tag.value for tag in advisory.tags] == ["disputed"]


def test_cve_2024_6232_keeps_in_osv_what_the_public_osv_record_lost():
    advisory = advisory_of(record("CVE-2024-6232"))
    public = next(one for one in lines("realdata/psf-osv.jsonl") if one["id"] == "PSF-2024-11")
    ours = osv(advisory)
    assert ours["summary"] == "Regular-expression DoS when parsing TarFile headers"
    assert [one["type"] for one in ours["credits"]] == [
        "REPORTER",
        "COORDINATOR",
        "REMEDIATION_DEVELOPER",
        "REMEDIATION_REVIEWER",
    ]
    assert ours["database_specific"]["cwe_ids"] == ["CWE-1333"]
    assert "summary" not in public
    assert "credits" not in public
    fixed = [event["fixed"] for event in ours["affected"][0]["ranges"][0]["events"] if "fixed" in event]
    known = [event["fixed"] for event in public["affected"][0]["ranges"][0]["events"] if "fixed" in event]
    assert len(fixed) == 6
    assert set(fixed) <= set(known)
    assert advisory.weaknesses == (Weakness("CWE-1333", "Inefficient Regular Expression Complexity"),)


def test_cve_2026_3298_keeps_two_ranges_and_three_commits():
    ours = osv(advisory_of(record("CVE-2026-3298")))
    affected = ours["affected"][0]
    assert affected["database_specific"]["python_ranges"] == [
        [{"introduced": "3.11.0"}, {"fixed": "3.14.5rc1"}],
        [{"introduced": "3.15.0a1"}, {"fixed": "3.15.0b1"}],
    ]
    assert len(affected["ranges"][0]["events"]) == 4
    assert ours["credits"][0] == {
        "name": "GGAutomaton",
        "type": "REPORTER",
        "contact": ["https://github.com/GGAutomaton"],
    }


def test_the_written_out_line_ends_of_cve_2026_7210_and_its_missing_reporter_are_found():
    found = lint(advisory_of(record("CVE-2026-7210")), at=date(2026, 5, 31))
    assert {(finding.rule, finding.path) for finding in found} == {
        ("AD-3", "description"),
        ("AD-9", "credits"),
    }


def test_pips_records_are_of_the_index_whichever_address_they_give():
    for cve_id in ("CVE-2025-8869", "CVE-2026-1703"):
        advisory = advisory_of(record(cve_id))
        assert osv(advisory)["affected"][0]["package"] == {
            "ecosystem": "PyPI",
            "name": "pip",
            "purl": "pkg:pypi/pip",
        }
    assert "5.1.7" in rules(advisory_of(record("CVE-2025-8869")))


def test_uvs_record_with_a_comparison_as_its_version_is_not_read_as_a_range():
    assert findings(record("CVE-2025-54368")) == ["AD-4"]


def test_pips_record_of_2023_that_lists_what_is_not_affected_is_not_read_as_ranges():
    assert findings(record("CVE-2023-5752")) == ["AD-4"]


def test_real_records_become_valid_osv_with_everything_they_say(osv_faults):
    for advisory in real():
        ours = osv(advisory)
        assert osv_faults(ours) == [], advisory.id
        assert len(ours.get("credits", [])) == len(advisory.credits)
        assert len(ours["references"]) == len(advisory.references)
        assert len(ours.get("severity", [])) == len(advisory.severities)
        assert ours.get("summary", "") == advisory.title


def test_real_records_are_written_again_as_they_were_read(cve_faults):
    for advisory in real():
        again = cve_record(advisory, PSF, reserved=AT, published=AT)
        assert cve_faults(again) == [], advisory.id
        assert advisory_of(copy.deepcopy(again)) == advisory


def test_real_records_pass_through_our_own_form_when_their_texts_are_clean():
    clean = [advisory for advisory in real() if "AD-3" not in rules(advisory)]
    assert len(clean) > 10
    for advisory in clean:
        assert parse_advisory(advisory_bytes(advisory)) == advisory


def test_the_findings_on_the_psfs_records_are_the_ones_that_were_counted_by_hand():
    found = {advisory.id: rules(advisory) for advisory in real()}
    assert sum("5.1.7" in one for one in found.values()) == 7
    assert sum("AD-9" not in one for one in found.values()) == 1
