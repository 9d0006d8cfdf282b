"""OSV 1.7.5: nothing of the advisory is lost on the way (credits, CWE, CVSS, title and references kept).

IDs: the PSF's records are ``PSF-YYYY-N``, allotted once, in order, before the record is signed; there is no
placeholder, because downstreams copy an ID within hours. ``PSF-`` is the PSF's own registered prefix, so an
advisory that another CNA numbered gets ``x_ACCORD-YYYY-N``: the schema keeps ``x_`` for databases that the
common one does not aggregate, and the numbering CNA publishes the record that is.
"""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from packageurl import PackageURL
from packaging.utils import canonicalize_name

from tenants.cna.errors import AdvisoryInvalidError, Finding
from tenants.cna.records.cvss import score_of
from tenants.cna.records.model import Advisory, Credit, Product, Reference, ReferenceTag, Scheme, VersionRange
from tenants.cna.records.parse import instant
from tenants.cna.scope import OURS

SCHEMA_VERSION = "1.7.5"
_ID = re.compile(r"(PSF|x_ACCORD)-([1-9][0-9]{3})-([1-9][0-9]{0,8})")
_COMMIT = re.compile(r"(https://.+)/commit/([0-9a-f]{40}|[0-9a-f]{64})")

# The first tag that matches decides the type; a reference without any of them is WEB.
_TYPES = {
    ReferenceTag.VENDOR_ADVISORY: "ADVISORY",
    ReferenceTag.THIRD_PARTY_ADVISORY: "ADVISORY",
    ReferenceTag.PATCH: "FIX",
    ReferenceTag.ISSUE_TRACKING: "REPORT",
    ReferenceTag.EXPLOIT: "EVIDENCE",
    ReferenceTag.TECHNICAL_DESCRIPTION: "ARTICLE",
    ReferenceTag.MEDIA_COVERAGE: "ARTICLE",
    ReferenceTag.MAILING_LIST: "DISCUSSION",
}


def next_id(cna: str, year: int, taken: Collection[str]) -> str:
    """Return the next free ID of `year` for an advisory that `cna` numbered; `taken` are all given so far.

    The caller stores it under a unique constraint in the same transaction (OSV-1).
    """
    prefix = "PSF" if cna == OURS else "x_ACCORD"
    numbers = [
        int(found[3])
        for one in taken
        if (found := _ID.fullmatch(one)) and found[1] == prefix and int(found[2]) == year
    ]
    return f"{prefix}-{year}-{max(numbers, default=0) + 1}"


def osv_record(advisory: Advisory, osv_id: str, *, published: datetime, modified: datetime) -> dict[str, Any]:
    """Return the OSV record under a final ID; instants are aware.

    Raises AdvisoryInvalidError for an ID that is no ID (OSV-1) or of a prefix that is not its CNA's (OSV-2).
    """
    _checked(osv_id, advisory.cna)
    names = ([advisory.cve_id] if advisory.cve_id else []) + list(advisory.aliases)
    record: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "id": osv_id,
        "published": instant(published),
        "modified": instant(modified),
        "aliases": names,
        "related": list(advisory.related),
        "upstream": list(advisory.upstream),
        "summary": advisory.title,
        "details": advisory.description,
        "severity": [_severity(vector) for vector in advisory.severities],
        "affected": [_affected(product, advisory.references) for product in advisory.products],
        "references": [{"type": _type(one), "url": one.url} for one in advisory.references],
        "credits": [_credit(one) for one in advisory.credits],
        "database_specific": _specific(advisory),
    }
    return {name: value for name, value in record.items() if value}


def _checked(osv_id: str, cna: str) -> None:
    found = _ID.fullmatch(osv_id)
    if found is None:
        raise AdvisoryInvalidError((Finding("OSV-1", "id", "this is not a final OSV ID"),))
    if (found[1] == "PSF") != (cna == OURS):
        raise AdvisoryInvalidError((Finding("OSV-2", "id", "the prefix belongs to another CNA"),))


def _specific(advisory: Advisory) -> dict[str, Any]:
    specific: dict[str, Any] = {
        "advisory": advisory.id,
        "assigner": advisory.cna,
        "cwe_ids": [weakness.cwe for weakness in advisory.weaknesses],
        "cause": advisory.cause,
        "tags": list(advisory.tags),
    }
    return {name: value for name, value in specific.items() if value}


def _severity(vector: str) -> dict[str, str]:
    return {"type": "CVSS_V" + score_of(vector).version[0], "score": vector}


def _type(reference: Reference) -> str:
    return next((kind for tag, kind in _TYPES.items() if tag in reference.tags), "WEB")


def _credit(credit: Credit) -> dict[str, Any]:
    item: dict[str, Any] = {"name": credit.name, "type": credit.role.upper().replace(" ", "_")}
    return item | ({"contact": [credit.contact]} if credit.contact else {})


def _affected(product: Product, references: tuple[Reference, ...]) -> dict[str, Any]:
    """One product. A package of the index has ECOSYSTEM ranges; anything else is known by its commits.

    OSV has no ecosystem for CPython, so its PEP 440 ranges stand in `database_specific`.
    """
    item: dict[str, Any] = {}
    index = _index_name(product)
    ranges = [_versions(one) for one in product.ranges if _fits(one, indexed=index is not None)]
    rest = [one for one in product.ranges if one.scheme is Scheme.PYTHON and index is None]
    if index is not None:
        item["package"] = {"ecosystem": "PyPI", "name": index, "purl": product.purl}
        item["versions"] = list(product.versions)
    git = _commits(product, references)
    if git is not None:
        ranges.append(git)
    item["ranges"] = ranges
    specific: dict[str, Any] = {
        "product": product.name,
        "vendor": product.vendor,
        "python_ranges": [_versions(one)["events"] for one in rest],
        "platforms": list(product.platforms),
        "modules": list(product.modules),
    }
    item["database_specific"] = {name: value for name, value in specific.items() if value}
    return {name: value for name, value in item.items() if value}


def _index_name(product: Product) -> str | None:
    """PEP 503 name of a package of the index, or None for everything else."""
    if product.purl is None or not product.purl.startswith("pkg:pypi/"):
        return None
    return str(canonicalize_name(PackageURL.from_string(product.purl).name))


def _fits(one: VersionRange, *, indexed: bool) -> bool:
    return one.scheme is Scheme.SEMVER or (one.scheme is Scheme.PYTHON and indexed)


def _versions(one: VersionRange) -> dict[str, Any]:
    events = [{"introduced": one.introduced}]
    if one.fixed is not None:
        events.append({"fixed": one.fixed})
    elif one.last is not None:
        events.append({"last_affected": one.last})
    return {"type": "SEMVER" if one.scheme is Scheme.SEMVER else "ECOSYSTEM", "events": events}


def _commits(product: Product, references: tuple[Reference, ...]) -> dict[str, Any] | None:
    """One GIT range with every fixing commit: a second range would show the other branches as affected.

    Commits come from the product's own `git` ranges and from references to patches in its repository.
    """
    if product.repository is None:
        return None
    own = [one for one in product.ranges if one.scheme is Scheme.GIT]
    linked = [
        found[2]
        for one in references
        if ReferenceTag.PATCH in one.tags
        and (found := _COMMIT.fullmatch(one.url))
        and found[1] == product.repository
    ]
    fixed = dict.fromkeys([*(one.fixed for one in own if one.fixed), *linked])
    introduced = dict.fromkeys([one.introduced for one in own] or ["0"])
    if not fixed and not own:
        return None
    events = [{"introduced": one} for one in introduced] + [{"fixed": one} for one in fixed]
    return {"type": "GIT", "repo": product.repository, "events": events}
