"""Read the CNA container of a CVE record (format 5.x) back into an advisory, or say what cannot be read.

For records that were published before, by us with other tools or by other CNAs. Kept: title, description,
products with their ranges, CWE and cause, CVSS 3 and 4, references with tags, credits, tags. Left out: HTML
copies of a text, CAPEC impacts, other languages than English; our own records carry none of them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tenants.cna.errors import AdvisoryInvalidError, Finding
from tenants.cna.records.lint import range_fault
from tenants.cna.records.model import (
    Advisory,
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

_CREDIT = re.compile(r"(?P<name>.+?) \((?P<contact>https?://[^\s()]+)\)")
_WITH_NUMBER = re.compile(r"CWE-[0-9]+[:\s]\s*")


def advisory_of(record: Mapping[str, Any]) -> Advisory:
    """Return the advisory that a published record tells.

    Raises AdvisoryInvalidError with all findings: no English description (5.2.5), versions that cannot be
    compared (AD-4), another shape than the format's (AD-2).
    """
    findings: list[Finding] = []
    try:
        advisory = _advisory(record, findings)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise AdvisoryInvalidError((Finding("AD-2", "", "this is not a published CVE record"),)) from None
    if findings:
        raise AdvisoryInvalidError(tuple(findings))
    return advisory


def _advisory(record: Mapping[str, Any], findings: list[Finding]) -> Advisory:
    metadata, cna = record["cveMetadata"], record["containers"]["cna"]
    english = [one["value"] for one in cna["descriptions"] if one["lang"].lower().startswith("en")]
    if not english:
        findings.append(Finding("5.2.5", "descriptions", "there is no English description"))
    kinds = [one for kind in cna.get("problemTypes", []) for one in kind["descriptions"]]
    return Advisory(
        id=metadata["cveId"],
        cve_id=metadata["cveId"],
        cna=metadata.get("assignerShortName", ""),
        title=cna.get("title", ""),
        description=english[0] if english else "",
        products=tuple(_product(one, findings) for one in cna["affected"]),
        references=tuple(_reference(one) for one in cna["references"]),
        weaknesses=tuple(_weakness(one) for one in kinds if "cweId" in one),
        cause="; ".join(one["description"] for one in kinds if "cweId" not in one) or None,
        severities=tuple(_vectors(cna.get("metrics", []))),
        credits=tuple(_credit(one) for one in cna.get("credits", [])),
        tags=tuple(RecordTag(tag) for tag in cna.get("tags", []) if not tag.startswith("x_")),
    )


def _weakness(entry: Mapping[str, Any]) -> Weakness:
    return Weakness(entry["cweId"], _WITH_NUMBER.sub("", entry["description"], count=1))


def _vectors(metrics: list[Mapping[str, Any]]) -> Iterator[str]:
    """Version 4 first, whatever the order of the record; CVSS 2 is not read."""
    for key in ("cvssV4_0", "cvssV3_1", "cvssV3_0"):
        yield from (one[key]["vectorString"] for one in metrics if key in one)


def _credit(entry: Mapping[str, Any]) -> Credit:
    """No type means finder: the schema's default."""
    role = CreditRole(entry.get("type", CreditRole.FINDER))
    found = _CREDIT.fullmatch(entry["value"])
    return Credit(found["name"], role, found["contact"]) if found else Credit(entry["value"], role)


def _reference(entry: Mapping[str, Any]) -> Reference:
    known = tuple(ReferenceTag(tag) for tag in entry.get("tags", []) if not tag.startswith("x_"))
    return Reference(entry["url"], known, entry.get("name"))


def _product(entry: Mapping[str, Any], findings: list[Finding]) -> Product:
    name = entry.get("product") or entry["packageName"]
    if entry.get("defaultStatus") == "affected":
        findings.append(
            Finding("AD-4", f"affected {name}", "affected unless listed cannot be read as ranges")
        )
    listed = [one for one in entry.get("versions", []) if one["status"] == "affected"]
    ranges = tuple(one for one in (_range(version, name, findings) for version in listed) if one)
    return Product(
        vendor=entry.get("vendor", ""),
        name=name,
        ranges=ranges,
        purl=entry.get("packageURL") or _index_purl(entry),
        repository=entry.get("repo"),
        collection=entry.get("collectionURL"),
        package=entry.get("packageName"),
        platforms=tuple(entry.get("platforms", ())),
        modules=tuple(entry.get("modules", ())),
    )


def _index_purl(entry: Mapping[str, Any]) -> str | None:
    """A package of the Python index, whichever of its addresses the record gives as its collection."""
    host = urlsplit(entry.get("collectionURL", "")).hostname or ""
    return f"pkg:pypi/{entry['packageName'].lower()}" if host.startswith("pypi.") else None


def _range(version: Mapping[str, Any], name: str, findings: list[Finding]) -> VersionRange | None:
    """A version without type and end is that one version; "changes" and free text have no reading."""
    fixed, last = version.get("lessThan"), version.get("lessThanOrEqual")
    if fixed is None and last is None:
        last = version["version"]
    kind = version.get("versionType", "python")
    if kind in set(Scheme) and "changes" not in version:
        one = VersionRange(Scheme(kind), version["version"], None if fixed == "*" else fixed, last)
        if range_fault(one) is None:
            return one
    findings.append(Finding("AD-4", f"affected {name}", "a version entry cannot be compared"))
    return None
