"""CVE Record Format 5.2.0: the CNA container we send and the whole record we show (CC0 schema, cve.org)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenants.cna.errors import OutOfScopeError
from tenants.cna.records.cvss import metric
from tenants.cna.records.model import Advisory, Credit, Product, Reference, VersionRange
from tenants.cna.records.parse import instant

FORMAT = "5.2.0"
GENERATOR = "Accord"


@dataclass(frozen=True, slots=True)
class Assigner:
    """The CNA that publishes: short name and the UUID that CVE Services knows it by."""

    short_name: str
    org_id: str


# Public facts: they stand in every record that the PSF has published.
PSF = Assigner("PSF", "28c92f92-d60d-412d-b760-e73465c3df22")


def cna_container(advisory: Advisory, assigner: Assigner) -> dict[str, Any]:
    """Return the CNA container: exactly what is reviewed and sent, a pure function of the advisory.

    CVE Services replaces `providerMetadata` and trims strings; see `same_container`. Raises OutOfScopeError
    for an advisory that another CNA numbered (CNA rule 4.2.16.1) and ValueError for a bad CVSS vector.
    """
    if advisory.cna != assigner.short_name:
        raise OutOfScopeError(f"the record of this advisory belongs to {advisory.cna}")
    container: dict[str, Any] = {
        "providerMetadata": {"orgId": assigner.org_id, "shortName": assigner.short_name},
        "title": advisory.title,
        "descriptions": [{"lang": "en", "value": advisory.description}],
        "affected": [_product(product) for product in advisory.products],
        "references": [_reference(reference) for reference in advisory.references],
        "problemTypes": _problem_types(advisory),
        "metrics": [metric(vector) for vector in advisory.severities],
        "credits": [{"lang": "en", "type": one.role, "value": credit_text(one)} for one in advisory.credits],
        "tags": list(advisory.tags),
        "source": {"discovery": "UNKNOWN", "advisory": advisory.id},
        "x_generator": {"engine": GENERATOR},
        "datePublic": instant(advisory.public_at) if advisory.public_at else None,
    }
    return {name: value for name, value in container.items() if value}


def cve_record(
    advisory: Advisory, assigner: Assigner, *, reserved: datetime, published: datetime
) -> dict[str, Any]:
    """Return the whole record as CVE Services would store it; instants are aware.

    Raises as `cna_container`, and ValueError without a CVE ID.
    """
    if advisory.cve_id is None:
        raise ValueError("a record needs a CVE ID")
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": FORMAT,
        "cveMetadata": {
            "cveId": advisory.cve_id,
            "assignerOrgId": assigner.org_id,
            "assignerShortName": assigner.short_name,
            "state": "PUBLISHED",
            "dateReserved": instant(reserved),
            "datePublished": instant(published),
            "dateUpdated": instant(published),
        },
        "containers": {"cna": cna_container(advisory, assigner)},
    }


def same_container(ours: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Say whether the server's container is ours: all members equal but `providerMetadata`, which it writes.

    The server trims every string; ours have no blanks at the ends (AD-3), so plain equality is right.
    """
    ignored = {"providerMetadata"}
    mine = {name: value for name, value in ours.items() if name not in ignored}
    theirs = {name: value for name, value in stored.items() if name not in ignored}
    return mine == theirs


def credit_text(credit: Credit) -> str:
    """Write a credit as ``Name (address)``: the CVE format has no field for the address."""
    return f"{credit.name} ({credit.contact})" if credit.contact else credit.name


def _product(product: Product) -> dict[str, Any]:
    item: dict[str, Any] = {
        "vendor": product.vendor,
        "product": product.name,
        "collectionURL": product.collection,
        "packageName": product.package,
        "packageURL": product.purl,
        "repo": product.repository,
        "platforms": list(product.platforms),
        "modules": list(product.modules),
        "versions": [_range(one) for one in product.ranges],
        "defaultStatus": "unaffected",
    }
    return {name: value for name, value in item.items() if value}


def _range(one: VersionRange) -> dict[str, str]:
    item = {"version": one.introduced, "status": "affected", "versionType": one.scheme.value}
    if one.fixed is not None:
        item["lessThan"] = one.fixed
    elif one.last is not None:
        item["lessThanOrEqual"] = one.last
    else:
        item["lessThan"] = "*"  # the schema's word for "every later version"
    return item


def _reference(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {"url": reference.url, "name": reference.name, "tags": list(reference.tags)}
    return {name: value for name, value in item.items() if value}


def _problem_types(advisory: Advisory) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = [
        {"lang": "en", "type": "CWE", "cweId": one.cwe, "description": f"{one.cwe} {one.name}"}
        for one in advisory.weaknesses
    ]
    if advisory.cause is not None:
        entries.append({"lang": "en", "type": "text", "description": advisory.cause})
    return [{"descriptions": [entry]} for entry in entries]
