"""What must hold before an advisory is published: CNA rules 4.2.0 and what the schema alone does not show.

Each finding has a rule of `rule_texts`. `blocks` is false for what a CNA should do. The list restates in our
own words what CNA rules section 5 and the checks of the public linter cvelint ask for.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urlsplit

from packageurl import PackageURL
from packaging.version import InvalidVersion, Version

from tenants.cna.errors import Finding
from tenants.cna.records.cvss import score_of
from tenants.cna.records.model import (
    Advisory,
    CreditRole,
    Product,
    RecordTag,
    ReferenceTag,
    Scheme,
    VersionRange,
)
from tenants.cna.records.text import fault_of, has_escapes
from tenants.cna.scope import OURS, InScope, decide

_CVE = re.compile(r"CVE-(?:[0-9]{4})-(?:[0-9]{4,19})")
_CWE = re.compile(r"CWE-[1-9][0-9]{0,4}")
_COMMIT = re.compile(r"0|[0-9a-f]{40}|[0-9a-f]{64}")
_SEMVER = re.compile(r"0|[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_CREDITING = re.compile(r"\b(?:reported|discovered|found|credited?) (?:by|to)\b", re.IGNORECASE)
_PLACEHOLDERS = frozenset({"n/a", "na", "none", "unknown", "unspecified", "tbd", "-", "vendor", "product"})
_WANTED_ROLES = (
    CreditRole.REPORTER,
    CreditRole.COORDINATOR,
    CreditRole.REMEDIATION_DEVELOPER,
    CreditRole.REMEDIATION_REVIEWER,
)


def lint(advisory: Advisory, *, at: date, test_ids: bool = False) -> tuple[Finding, ...]:
    """Return every finding about `advisory` on the day `at`; an empty tuple means it may be published.

    `test_ids` allows IDs of the year 1900, which only the demo and tests use (CNA rule 5.4).
    """
    found = [finding for check in _CHECKS for finding in check(advisory)]
    return (*found, *_identity(advisory, at, test_ids=test_ids))


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that stop a publication."""
    return tuple(finding for finding in findings if finding.blocks)


def _identity(advisory: Advisory, at: date, *, test_ids: bool) -> Iterator[Finding]:
    cve_id = advisory.cve_id
    if cve_id is not None and not _CVE.fullmatch(cve_id):
        yield Finding("AD-2", "cve_id", "this is not a CVE ID")
    elif cve_id is not None and cve_id.startswith("CVE-1900-") and not test_ids:
        yield Finding("5.4", "cve_id", "the ID is one for tests")
    if advisory.cna != OURS:
        return
    for index, product in enumerate(advisory.products):
        if not _ours(product, at):
            yield Finding("4.2.16.1", f"products[{index}]", "the product is outside our scope")


def _ours(product: Product, at: date) -> bool:
    """By purl, else by name; a purl that cannot be read is `_product`'s finding."""
    try:
        return isinstance(decide(product.purl or product.name, at), InScope)
    except ValueError:
        return True


def _texts(advisory: Advisory) -> Iterator[Finding]:
    named = [("title", advisory.title, False), ("description", advisory.description, True)]
    named += [("cause", advisory.cause, True)] if advisory.cause is not None else []
    named += [(f"credits[{index}].name", one.name, False) for index, one in enumerate(advisory.credits)]
    for path, text, lines in named:
        fault = fault_of(text, lines=lines)
        if fault is not None:
            yield Finding("AD-3", path, fault)
        if has_escapes(text):
            yield Finding("AD-3", path, "the text holds a written-out escape", blocks=False)
    if "** DISPUTED **" in advisory.description or "** REJECT **" in advisory.description:
        yield Finding("4.5.3.10", "description", "a state is said by a tag, not by a prefix")
    if RecordTag.DISPUTED in advisory.tags and "disput" not in advisory.description.lower():
        yield Finding("4.5.3.10", "description", "the dispute is not explained")


def _products(advisory: Advisory) -> Iterator[Finding]:
    if not advisory.products:
        yield Finding("5.1.3", "products", "no affected product is named")
    for index, product in enumerate(advisory.products):
        yield from _product(product, f"products[{index}]")


def _product(product: Product, path: str) -> Iterator[Finding]:
    if not product.ranges:
        yield Finding("5.1.4", f"{path}.ranges", "the product has no affected versions")
    for field, text in (("vendor", product.vendor), ("name", product.name)):
        if text.strip().lower() in _PLACEHOLDERS or not text.strip():
            yield Finding("AD-10", f"{path}.{field}", "this is a placeholder, not a name")
    if product.purl is not None and (fault := _purl_fault(product.purl)):
        yield Finding("AD-5", f"{path}.purl", fault)
    for index, one in enumerate(product.ranges):
        fault = range_fault(one)
        if fault is not None:
            yield Finding("AD-4", f"{path}.ranges[{index}]", fault)


def _purl_fault(text: str) -> str | None:
    try:
        purl = PackageURL.from_string(text)
    except ValueError:
        return "this is not a purl"
    extra = purl.version or purl.qualifiers or purl.subpath
    return "a purl here has no version, qualifiers or path" if extra else None


def range_fault(one: VersionRange) -> str | None:
    """Return what is wrong with a range as one sentence, or None (AD-4)."""
    ends = [end for end in (one.fixed, one.last) if end is not None]
    if one.fixed is not None and one.last is not None:
        return "a range has one end, fixed or last"
    if one.scheme is Scheme.PYTHON:
        return _python_fault(one.introduced, ends)
    pattern = _COMMIT if one.scheme is Scheme.GIT else _SEMVER
    if not all(pattern.fullmatch(version) for version in (one.introduced, *ends)):
        return "a version is not one of its scheme"
    return None


def _python_fault(introduced: str, ends: list[str]) -> str | None:
    try:
        first, *last = (Version(version) for version in (introduced, *ends))
    except InvalidVersion:
        return "a version is not one of its scheme"
    return "the range ends before it begins" if last and last[0] < first else None


def _type_or_cause(advisory: Advisory) -> Iterator[Finding]:
    if not advisory.weaknesses and not (advisory.cause or "").strip():
        yield Finding("5.1.7", "weaknesses", "neither a CWE nor a cause is given")
    for index, weakness in enumerate(advisory.weaknesses):
        if not _CWE.fullmatch(weakness.cwe) or not weakness.name.strip():
            yield Finding("5.1.7", f"weaknesses[{index}]", "this is not a CWE number with its name")


def _severities(advisory: Advisory) -> Iterator[Finding]:
    if not advisory.severities:
        yield Finding("AD-6", "severities", "there is no CVSS vector", blocks=False)
    for index, vector in enumerate(advisory.severities):
        try:
            score_of(vector)
        except ValueError as error:
            yield Finding("AD-6", f"severities[{index}]", str(error))


def _references(advisory: Advisory) -> Iterator[Finding]:
    if not advisory.references:
        yield Finding("5.3.1", "references", "there is no public reference")
    elif not any(ReferenceTag.VENDOR_ADVISORY in one.tags for one in advisory.references):
        yield Finding("4.5.2.2", "references", "no reference is the vendor's advisory", blocks=False)
    seen: set[str] = set()
    for index, reference in enumerate(advisory.references):
        path = f"references[{index}]"
        if reference.url in seen:
            yield Finding("AD-7", path, "the reference is repeated")
        seen.add(reference.url)
        yield from _address_faults(reference.url, f"{path}.url")
        if ReferenceTag.PERMISSIONS_REQUIRED in reference.tags:
            yield Finding("5.3.3", path, "the reference needs a login")
        if advisory.cve_id is not None and _is_record(reference.url, advisory.cve_id):
            yield Finding("5.3.3", path, "the reference is the record itself")


def _is_record(url: str, cve_id: str) -> bool:
    """A page or file that shows the record: its ID is the last thing in the address."""
    return url.removesuffix("/").removesuffix(".json").endswith((f"/{cve_id}", f"={cve_id}"))


def _address_faults(url: str, path: str) -> Iterator[Finding]:
    """A web address without name and password; http only to this machine, as the demo's own pages have it."""
    try:
        parts = urlsplit(url)
        host, credentials = parts.hostname or "", parts.username or parts.password
    except ValueError:
        host, credentials = "", None
    if not host or credentials or parts.scheme not in {"http", "https"} or re.search(r"[\s<>\"\\]", url):
        yield Finding("AD-7", path, "this is not a plain web address")
    elif parts.scheme == "http" and host != "localhost" and not host.endswith(".localhost"):
        yield Finding("AD-7", path, "the address is not https", blocks=False)


def _credits(advisory: Advisory) -> Iterator[Finding]:
    described = advisory.description.lower()
    if _CREDITING.search(advisory.description):
        yield Finding("5.2.4", "description", "the description credits somebody", blocks=False)
    for index, credit in enumerate(advisory.credits):
        path = f"credits[{index}]"
        if credit in advisory.credits[:index]:
            yield Finding("AD-7", path, "the credit is repeated")
        if len(credit.name.split()) > 1 and credit.name.lower() in described:
            yield Finding("5.2.4", "description", "the description names a credited person")
        if credit.contact is not None:
            yield from _address_faults(credit.contact, f"{path}.contact")
    roles = {credit.role for credit in advisory.credits}
    missing = [role.value for role in _WANTED_ROLES if role not in roles]
    if missing:
        yield Finding("AD-9", "credits", f"nobody is credited as {', '.join(missing)}", blocks=False)


def _hosted(advisory: Advisory) -> Iterator[Finding]:
    packaged = any(one.purl and one.purl.startswith("pkg:pypi/") for one in advisory.products)
    if RecordTag.HOSTED in advisory.tags and packaged:
        yield Finding("5.1.11.1", "tags", "a product of the record is installed, not hosted")


_CHECKS: tuple[Callable[[Advisory], Iterator[Finding]], ...] = (
    _texts,
    _products,
    _type_or_cause,
    _severities,
    _references,
    _credits,
    _hosted,
)
