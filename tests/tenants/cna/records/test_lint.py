"""Each rule finds what it forbids, and the advisories of the replay have no finding."""

from dataclasses import replace
from datetime import date

import pytest

from tenants.cna.records.lint import blocking, lint
from tenants.cna.records.model import (
    Credit,
    CreditRole,
    Product,
    RecordTag,
    Reference,
    ReferenceTag,
    Scheme,
    VersionRange,
    Weakness,
)

DAY = date(2026, 5, 31)
ANN = Credit("Ann Example", CreditRole.REPORTER)


def rules(advisory, **more):
    return {finding.rule for finding in lint(advisory, at=DAY, **{"test_ids": True, **more})}


def with_product(advisory, **members):
    return replace(advisory, products=(replace(advisory.products[0], **members),))


def with_ranges(advisory, *ranges):
    return with_product(advisory, ranges=ranges)


def with_reference(advisory, *references):
    return replace(advisory, references=(*advisory.references, *references))


def test_the_replayed_advisories_have_no_finding(pip, uv):
    assert lint(pip, at=DAY, test_ids=True) == lint(uv, at=DAY, test_ids=True) == ()


CASES = {
    "no product": ("5.1.3", lambda a: replace(a, products=())),
    "no versions": ("5.1.4", with_ranges),
    "no type": ("5.1.7", lambda a: replace(a, weaknesses=())),
    "blank cause": ("5.1.7", lambda a: replace(a, weaknesses=(), cause=" ")),
    "no number": ("5.1.7", lambda a: replace(a, weaknesses=(Weakness("CWE-0", "Nothing"),))),
    "no name": ("5.1.7", lambda a: replace(a, weaknesses=(Weakness("CWE-22", " "),))),
    "person in text": ("5.2.4", lambda a: replace(a, credits=(ANN,), description="Ann Example saw it.")),
    "credit in text": ("5.2.4", lambda a: replace(a, description="A flaw. Reported by our friends.")),
    "no reference": ("5.3.1", lambda a: replace(a, references=())),
    "no advisory": ("4.5.2.2", lambda a: replace(a, references=(Reference("https://example.org/"),))),
    "record page": (
        "5.3.3",
        lambda a: with_reference(a, Reference("https://www.cve.org/CVERecord?id=CVE-1900-0001")),
    ),
    "record file": (
        "5.3.3",
        lambda a: with_reference(a, Reference("https://h.example/cve/CVE-1900-0001.json")),
    ),
    "login": (
        "5.3.3",
        lambda a: with_reference(a, Reference("https://example.org/", (ReferenceTag.PERMISSIONS_REQUIRED,))),
    ),
    "prefix": ("4.5.3.10", lambda a: replace(a, description=f"** DISPUTED ** {a.description}")),
    "unexplained": ("4.5.3.10", lambda a: replace(a, tags=(RecordTag.DISPUTED,))),
    "installed": ("5.1.11.1", lambda a: replace(a, tags=(RecordTag.HOSTED,))),
    "other scope": ("4.2.16.1", lambda a: with_product(a, purl="pkg:pypi/uv")),
    "other name": ("4.2.16.1", lambda a: with_product(a, purl=None, name="uv")),
    "bad id": ("AD-2", lambda a: replace(a, cve_id="CVE-26-1")),
    "blank title": ("AD-3", lambda a: replace(a, title=" ")),
    "blank cause text": ("AD-3", lambda a: replace(a, cause=" x")),
    "line in credit": ("AD-3", lambda a: replace(a, credits=(replace(ANN, name="Ann\nBcc: x"),))),
    "escape": ("AD-3", lambda a: replace(a, description=r"First.\r\nSecond.")),
    "entity": ("AD-3", lambda a: replace(a, title="Use of &lt;script&gt;")),
    "operator": ("AD-4", lambda a: with_ranges(a, VersionRange(Scheme.PYTHON, "< 0.8.6"))),
    "backwards": ("AD-4", lambda a: with_ranges(a, VersionRange(Scheme.PYTHON, "2.0", fixed="1.9"))),
    "two ends": ("AD-4", lambda a: with_ranges(a, VersionRange(Scheme.PYTHON, "1", "2", "2"))),
    "short commit": ("AD-4", lambda a: with_ranges(a, VersionRange(Scheme.GIT, "0", fixed="4eaf489"))),
    "two numbers": ("AD-4", lambda a: with_ranges(a, VersionRange(Scheme.SEMVER, "0", fixed="1.2"))),
    "no purl": ("AD-5", lambda a: with_product(a, purl="pypi/pip")),
    "empty purl": ("AD-5", lambda a: with_product(a, purl="pkg:")),
    "purl version": ("AD-5", lambda a: with_product(a, purl="pkg:pypi/pip@26.1")),
    "no vector": ("AD-6", lambda a: replace(a, severities=())),
    "bad vector": ("AD-6", lambda a: replace(a, severities=("CVSS:4.0/AV:N",))),
    "twice": ("AD-7", lambda a: with_reference(a, a.references[0])),
    "script": ("AD-7", lambda a: with_reference(a, Reference("javascript:alert(1)"))),
    "user": ("AD-7", lambda a: with_reference(a, Reference("https://me:pw@example.org/"))),
    "blank": ("AD-7", lambda a: with_reference(a, Reference("https://example.org/a b"))),
    "bracket": ("AD-7", lambda a: with_reference(a, Reference("https://[::1/"))),
    "no host": ("AD-7", lambda a: with_reference(a, Reference("https:///path"))),
    "http": ("AD-7", lambda a: with_reference(a, Reference("http://example.org/"))),
    "credited twice": ("AD-7", lambda a: replace(a, credits=(*a.credits, a.credits[0]))),
    "contact": (
        "AD-7",
        lambda a: replace(a, credits=(*a.credits, replace(ANN, contact="mailto:a@b.example"))),
    ),
    "no reviewer": ("AD-9", lambda a: replace(a, credits=a.credits[:3])),
    "placeholder": ("AD-10", lambda a: with_product(a, vendor="n/a")),
    "no vendor": ("AD-10", lambda a: with_product(a, vendor=" ")),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_what_it_forbids(pip, case):
    rule, change = CASES[case]
    assert rule in rules(change(pip))


def test_an_id_for_tests_is_found_outside_of_tests(pip):
    assert "5.4" in rules(pip, test_ids=False)
    assert "5.4" not in rules(replace(pip, cve_id="CVE-2026-8643"), test_ids=False)


def test_what_a_cna_should_do_does_not_stop_a_publication(pip):
    bare = replace(pip, credits=(), severities=(), references=(Reference("http://example.org/"),))
    found = lint(bare, at=DAY, test_ids=True)
    assert {finding.rule for finding in found} == {"AD-6", "AD-7", "AD-9", "4.5.2.2"}
    assert blocking(found) == ()


def test_the_demos_own_addresses_may_be_http_on_this_machine(pip):
    for url in ("http://localhost:8080/advisories/pip-2026-1", "http://pip.localhost:8080/x"):
        assert rules(with_reference(pip, Reference(url))) == set()


def test_another_cnas_advisory_is_not_held_against_our_scope(uv):
    assert rules(replace(uv, cve_id=None)) == set()


def test_every_scheme_has_versions_that_pass(pip):
    ranges = (
        VersionRange(Scheme.PYTHON, "0", fixed="26.1.2"),
        VersionRange(Scheme.PYTHON, "3.13.0a1", last="3.13.0a1"),
        VersionRange(Scheme.SEMVER, "0", fixed="0.11.15"),
        VersionRange(Scheme.SEMVER, "1.0.0-rc.1", last="1.0.0+build.5"),
        VersionRange(Scheme.GIT, "0", fixed="a" * 40),
        VersionRange(Scheme.GIT, "b" * 64),
    )
    assert rules(with_ranges(pip, *ranges)) == set()


def test_a_dispute_that_is_tagged_and_explained_passes(pip):
    text = f"{pip.description}\n\nThe vendor disputes that this is a vulnerability."
    assert rules(replace(pip, description=text, tags=(RecordTag.DISPUTED,))) == set()


def test_a_hosted_service_may_say_so(pip):
    hosted = Product(
        "Python Software Foundation", "CPython", (VersionRange(Scheme.GIT, "0", fixed="a" * 40),)
    )
    assert rules(replace(pip, products=(hosted,), tags=(RecordTag.HOSTED,))) == set()
