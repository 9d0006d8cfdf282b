"""What is published: valid by the official schemas, and nothing of the advisory is lost in any output."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tenants.cna.errors import AdvisoryInvalidError, OutOfScopeError
from tenants.cna.records.announce import advisory_text, announcement, range_text
from tenants.cna.records.cve import PSF, Assigner, cna_container, cve_record, same_container
from tenants.cna.records.cvss import metric, score_of
from tenants.cna.records.exact import record_bytes
from tenants.cna.records.model import CreditRole, Reference, ReferenceTag, Scheme, VersionRange
from tenants.cna.records.osv import next_id, osv_record
from tenants.cna.records.page import page
from tenants.cna.records.read_cve import advisory_of

RESERVED = datetime(2026, 5, 14, 9, tzinfo=UTC)
T0 = datetime(2026, 5, 31, 15, tzinfo=UTC)
PAGE = "https://accord.example/advisories/pip-2026-1"
FOUR = {"reporter", "coordinator", "remediation developer", "remediation reviewer"}


def cve(advisory):
    return cve_record(advisory, PSF, reserved=RESERVED, published=T0)


def osv(advisory, osv_id="PSF-2026-1"):
    return osv_record(advisory, osv_id, published=T0, modified=T0)


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "AV:N/AC:L/Au:N/C:N/I:N/A:C",
        "CVSS:4.1/AV:L",
        "CVSS:4.0/",
        "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N",
        "CVSS:4.0/AC:L/AV:L/AT:P/PR:L/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N",
        "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N/AU:Y/E:P",
        "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:L/A:Q",
    ],
)
def test_a_vector_that_osv_would_refuse_has_no_score(vector):
    with pytest.raises(ValueError, match="vector"):
        score_of(vector)


def test_scores_are_those_that_real_records_carry():
    # CVE-2025-8869, CVE-2026-1703 and CVE-2026-3298 as the PSF published them.
    for vector, base, band in (
        ("AV:N/AC:L/AT:P/PR:N/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", 5.9, "MEDIUM"),
        ("AV:N/AC:L/AT:P/PR:L/UI:A/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", 2.0, "LOW"),
        ("AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:H/SC:N/SI:N/SA:N", 8.8, "HIGH"),
    ):
        score = score_of(f"CVSS:4.0/{vector}")
        assert (score.version, score.base, score.band) == ("4.0", base, band)


def test_the_base_score_leaves_threat_metrics_out_and_the_vector_keeps_them():
    vector = "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N"
    item = metric(f"{vector}/E:P")["cvssV4_0"]
    assert item["baseScore"] == score_of(vector).base == 4.1
    assert item["vectorString"].endswith("/E:P")
    assert item["version"] == "4.0"


def test_an_advisory_that_another_cna_numbered_has_no_record_of_ours(uv):
    with pytest.raises(OutOfScopeError) as refused:
        cna_container(uv, PSF)
    assert refused.value.rule == "4.2.16.1"


def test_a_record_without_an_id_is_not_made(pip):
    with pytest.raises(ValueError, match="CVE ID"):
        cve(replace(pip, cve_id=None))


@pytest.mark.parametrize(
    "osv_id",
    [
        "",
        "PSF-0000-CVE-1900-0001",
        "PSF-2026-0",
        "PSF-2026-01",
        "PSF-0000-1",
        "psf-2026-1",
        "PSF-2026-1\n",
        "GHSA-1",
    ],
)
def test_a_placeholder_is_no_osv_id(pip, osv_id):
    with pytest.raises(AdvisoryInvalidError) as refused:
        osv(pip, osv_id)
    assert refused.value.rule == "OSV-1"


def test_a_prefix_is_used_for_its_own_cnas_records_alone(pip, uv):
    for advisory, osv_id in ((pip, "x_ACCORD-2026-1"), (uv, "PSF-2026-1")):
        with pytest.raises(AdvisoryInvalidError) as refused:
            osv(advisory, osv_id)
        assert refused.value.rule == "OSV-2"


def test_the_next_osv_id_is_one_above_the_highest_of_its_year_and_prefix():
    taken = [
        "PSF-2026-2",
        "PSF-2026-10",
        "PSF-2025-77",
        "x_ACCORD-2026-40",
        "PSF-0000-CVE-2026-3298",
        "GHSA-a",
    ]
    assert next_id("PSF", 2026, taken) == "PSF-2026-11"
    assert next_id("PSF", 2027, taken) == "PSF-2027-1"
    assert next_id("GitHub_M", 2026, taken) == "x_ACCORD-2026-41"


@pytest.mark.parametrize("name", ["pip", "full"])
def test_the_cve_record_is_one_of_the_format(request, name, cve_faults):
    assert cve_faults(cve(request.getfixturevalue(name))) == []


@pytest.mark.parametrize("name", ["pip", "full"])
def test_the_osv_record_is_one_of_the_schema(request, name, osv_faults):
    assert osv_faults(osv(request.getfixturevalue(name))) == []


def test_an_osv_record_of_another_cnas_advisory_is_one_of_the_schema(uv, osv_faults):
    record = osv(uv, "x_ACCORD-2026-1")
    assert osv_faults(record) == []
    assert record["aliases"] == [uv.cve_id]
    assert record["related"] == ["CVE-1900-0001"]


def test_all_four_credit_types_are_in_both_records(pip):
    assert {one["type"] for one in cve(pip)["containers"]["cna"]["credits"]} == FOUR
    assert {one["type"].lower().replace("_", " ") for one in osv(pip)["credits"]} == FOUR


def test_no_output_loses_a_credit_cwe_score_title_or_reference(full):
    container, record = cve(full)["containers"]["cna"], osv(full)
    text, view = advisory_text(full, page=PAGE), page(full)
    assert container["title"] == record["summary"] == view.title == full.title
    assert full.title in text
    for credit in full.credits:
        written = f"{credit.name} ({credit.contact})"
        assert {"lang": "en", "type": credit.role, "value": written} in container["credits"]
        kind = credit.role.upper().replace(" ", "_")
        assert {"name": credit.name, "type": kind, "contact": [credit.contact]} in record["credits"]
        assert f"{credit.role}: {written}" in text
    for reference in full.references:
        assert reference.url in text
    assert [one["url"] for one in container["references"]] == [one.url for one in full.references]
    assert [one["url"] for one in record["references"]] == [one.url for one in full.references]
    for vector in full.severities:
        assert vector in text
        assert vector in [one["score"] for one in record["severity"]]
        assert vector in str(container["metrics"])
        assert vector in [one[3] for one in view.severities]
    for weakness in full.weaknesses:
        assert weakness.cwe in str(container["problemTypes"])
        assert weakness.cwe in record["database_specific"]["cwe_ids"]
        assert weakness.cwe in text
    assert full.cause in text
    assert (view.credits, view.references, view.rows) == (full.credits, full.references, full.rows)
    assert ("cause", full.cause) in view.weaknesses
    assert {one.tool for one in full.rows} == {"pip", "uv"}
    assert all(f"{one.tool}: {one.standing}" in text for one in full.rows)


def test_reading_a_record_back_gives_the_advisory_it_came_from(full):
    again = advisory_of(cve(full))
    kept = replace(
        full,
        id=full.cve_id,
        rows=(),
        aliases=(),
        related=(),
        upstream=(),
        public_at=None,
        products=tuple(replace(one, versions=()) for one in full.products),
    )
    assert again == kept


def test_osv_reference_types_follow_the_tags(full):
    types = {one["url"].rsplit("/", 1)[1]: one["type"] for one in osv(full)["references"]}
    assert types["vendor-advisory"] == types["third-party-advisory"] == "ADVISORY"
    assert (types["patch"], types["issue-tracking"], types["exploit"]) == ("FIX", "REPORT", "EVIDENCE")
    assert (types["mailing-list"], types["media-coverage"], types["plain"]) == (
        "DISCUSSION",
        "ARTICLE",
        "WEB",
    )


def test_cpythons_fixes_are_one_git_range_with_every_commit(full):
    other = "7" * 40
    patches = (
        Reference(f"https://github.com/python/cpython/commit/{other}", (ReferenceTag.PATCH,)),
        Reference(f"https://github.com/someone/fork/commit/{'8' * 40}", (ReferenceTag.PATCH,)),
        Reference(f"https://github.com/python/cpython/commit/{'9' * 40}"),
    )
    cpython = osv(replace(full, references=patches))["affected"][1]
    (git,) = cpython["ranges"]
    own = full.products[1].ranges[2].fixed
    assert git["events"] == [{"introduced": "0"}, {"fixed": own}, {"fixed": other}]
    assert "package" not in cpython
    assert cpython["database_specific"]["python_ranges"] == [
        [{"introduced": "3.12.0"}, {"fixed": "3.12.6"}],
        [{"introduced": "3.13.0a1"}, {"last_affected": "3.13.0rc1"}],
    ]


def test_a_package_of_the_index_has_its_normal_name_and_its_releases(full):
    flask = osv(full)["affected"][2]
    assert flask["package"] == {"ecosystem": "PyPI", "name": "flask", "purl": "pkg:pypi/flask"}
    assert flask["versions"] == ["1.0", "1.1"]
    assert [one["type"] for one in flask["ranges"]] == ["ECOSYSTEM", "SEMVER"]


def test_a_product_known_by_nothing_but_its_name_still_stands_in_osv(pip, osv_faults):
    bare = replace(pip.products[0], purl=None, repository=None)
    record = osv(replace(pip, products=(bare,)))
    assert record["affected"][0]["database_specific"]["python_ranges"] == [
        [{"introduced": "0"}, {"fixed": "26.1.2"}]
    ]
    assert osv_faults(record) == []


def test_an_advisory_without_optional_parts_is_rendered_without_empty_members(pip, cve_faults, osv_faults):
    poor = replace(
        pip, credits=(), severities=(), weaknesses=(), cause="A cause", rows=(), related=(), public_at=None
    )
    assert cve_faults(cve(poor)) == []
    assert osv_faults(osv(poor)) == []
    assert "credits" not in cve(poor)["containers"]["cna"]
    assert "no CVSS score" in advisory_text(poor, page=PAGE)
    assert page(poor).public_at == ""


def test_the_container_is_the_same_bytes_every_time(pip):
    assert record_bytes(cna_container(pip, PSF)) == record_bytes(cna_container(replace(pip), PSF))


def test_containers_are_compared_but_for_the_provider(pip):
    ours = cna_container(pip, PSF)
    theirs = ours | {"providerMetadata": {"orgId": "another", "dateUpdated": "2026-05-31T15:00:01.000Z"}}
    assert same_container(ours, theirs)
    assert not same_container(ours, theirs | {"title": "Another"})
    assert not same_container(ours, {name: value for name, value in theirs.items() if name != "credits"})
    assert same_container(ours, cna_container(pip, Assigner("PSF", "another")))


def test_the_announcement_is_one_subject_line_and_a_body_that_says_where_it_stands(pip, uv):
    mail = announcement(pip, page=PAGE)
    assert mail.subject == f"[CVE-1900-0001] {pip.title}"
    assert "\n" not in mail.subject
    assert mail.body.endswith(f"This advisory: {PAGE}\n")
    assert "MEDIUM severity vulnerability affecting pip." in mail.body
    assert "as it could have gone" in mail.body
    unnumbered = announcement(replace(uv, cve_id=None), page=PAGE)
    assert unnumbered.subject.startswith("[uv-2026-1]")


def test_the_page_has_paragraphs_and_names_who_assigned_what(full):
    view = page(full)
    assert view.identifiers == (
        ("CVE-1900-0001", "assigned by PSF"),
        ("GHSA-xxxx-xxxx-xxxx", "the same vulnerability"),
        ("CVE-1900-9118", "a related vulnerability"),
        ("CVE-1900-7777", "the upstream vulnerability"),
    )
    assert view.public_at == "2026-05-31T15:00:00Z"
    assert page(replace(full, description="one\n\n\n\ntwo\nlines")).paragraphs == ("one", "two\nlines")
    assert page(replace(full, cve_id=None)).identifiers[0][0] == "GHSA-xxxx-xxxx-xxxx"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (VersionRange(Scheme.PYTHON, "0", fixed="2"), "before 2"),
        (VersionRange(Scheme.PYTHON, "1", fixed="2"), "1 up to before 2"),
        (VersionRange(Scheme.PYTHON, "0", last="2"), "all up to 2"),
        (VersionRange(Scheme.PYTHON, "1", last="2"), "1 up to 2"),
        (VersionRange(Scheme.PYTHON, "2", last="2"), "2"),
        (VersionRange(Scheme.PYTHON, "1"), "1 and later"),
        (VersionRange(Scheme.PYTHON, "0"), "all versions"),
    ],
)
def test_a_range_is_said_in_words(one, words):
    assert range_text(one) == words


def test_the_ten_roles_are_the_same_in_both_vocabularies(full):
    assert len(CreditRole) == len({one["type"] for one in osv(full)["credits"]}) == 10
