"""What the server looks at before it acts: account, query, and the container beyond its schema."""

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from cvelib.cve_api import CveRecord, CveRecordValidationError
from flask import request

from hub.demo.cve_services.answers import RefusalError, bad_input, refusal
from hub.demo.cve_services.store import ORGANIZATIONS, Organization, Store
from tenants.cna.records.cve import PSF

LARGEST = 3_800_000  # bytes of one record
_CVE_ID = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(|Z|[+-]\d{2}:\d{2})")
# New in format 5.2.0: `affected` is closed. cvelib ships 5.1.1, where it was open.
_PRODUCT = frozenset({
    "vendor", "product", "collectionURL", "packageName", "packageURL", "cpes", "modules", "programFiles",
    "programRoutines", "platforms", "repo", "defaultStatus", "versions",
})  # fmt: skip


def account(store: Store) -> tuple[Organization, str]:
    """Return who is calling: 400 for a missing header, 401 for a wrong one."""
    values = []
    for header in ("CVE-API-ORG", "CVE-API-USER", "CVE-API-KEY"):
        value = request.headers.get(header)
        if not value:
            raise RefusalError(400, "BAD_REQUEST", f"{header} header field required.")
        values.append(value)
    name, user, key = values
    organization = ORGANIZATIONS.get(name)
    right = organization is not None and user in organization.users
    if organization is None or not right or not hmac.compare_digest(key, store.key_of(name, user)):
        raise refusal("UNAUTHORIZED")
    return organization, user


def reader(store: Store) -> Organization | None:
    """Return who is calling where nobody has to say; wrong headers count as none."""
    try:
        return account(store)[0]
    except RefusalError:
        return None


def cna(store: Store) -> tuple[Organization, str]:
    """Return the calling CNA; 403 for an organization without that role."""
    organization, user = account(store)
    if "CNA" not in organization.roles:
        raise refusal("CNA_ONLY")
    return organization, user


def query(allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the query; 400 for unknown names and for the three characters the server refuses."""
    for name, value in request.args.items():
        if name not in allowed:
            raise bad_input(f"'{name}' is not a valid parameter name.", "", "query")
        if any(character in value for character in '<>"'):
            raise bad_input("contains invalid character", name, "query")
    return request.args.to_dict()


def instant(values: dict[str, str], name: str) -> datetime | None:
    """Read an instant of the query; 400 for another form than the server's."""
    text = values.get(name)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else None
    except ValueError:
        at = None
    if at is None:
        raise bad_input("Bad date, or invalid timestamp format: use yyyy-MM-ddTHH:mm:ss", name, "query")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def well_formed(cve_id: str) -> None:
    """400 for what is not a CVE ID."""
    if not _CVE_ID.fullmatch(cve_id):
        raise bad_input("Invalid value", "id", "params")


def owned(store: Store, cve_id: str, organization: Organization) -> None:
    """403 for an ID of somebody else and for one that does not exist: the server does not tell them apart."""
    well_formed(cve_id)
    line = store.ids.get(cve_id)
    if line is None or line["owning_cna"] != organization.short_name:
        message = f"{organization.short_name} does not own {cve_id}"
        raise RefusalError(403, "ORG_DOES_NOT_OWN_ID", message)


def published_container(store: Store) -> dict[str, Any]:
    """Return the trimmed container of a publication that passes schema and server checks."""
    container = _container(CveRecord.Schemas.CNA_PUBLISHED)
    _one_english(container, "descriptions")
    _not_blank(container, "descriptions")
    _not_far_ahead(container, store.clock.now())
    if request.args.get("erlcheck", "").lower() == "true":
        _enriched(container)
    return container


def rejected_container() -> dict[str, Any]:
    """Return the trimmed container of a rejection that passes schema and server checks."""
    container = _container(CveRecord.Schemas.CNA_REJECTED)
    _one_english(container, "rejectedReasons")
    _not_blank(container, "rejectedReasons")
    return container


def _first_fault(container: dict[str, Any], schema: str) -> str | None:
    """Return the first error only, as the server's validator does."""
    whole = {**container, "providerMetadata": {"orgId": PSF.org_id}}  # written by the server anyway
    try:
        CveRecord.validate(whole, schema)
    except CveRecordValidationError as error:
        return str(error.errors[0].json_path)
    return None


def _container(schema: str) -> dict[str, Any]:
    if (request.content_length or 0) > LARGEST:
        raise refusal("RECORD_TOO_LARGE")
    body = _trimmed(request.get_json(silent=True))
    container = body.get("cnaContainer") if isinstance(body, dict) else None
    if not isinstance(container, dict):
        raise _invalid("$.cnaContainer: required")
    fault = _first_fault(container, schema)
    unknown = [
        name
        for product in container.get("affected", ())
        if isinstance(product, dict)
        for name in product.keys() - _PRODUCT
    ]
    if fault is not None or unknown:
        raise _invalid(fault or "$.affected: additionalProperties")
    return container


def _invalid(fault: str) -> RefusalError:
    message = "CVE cnaContainer JSON schema validation FAILED."
    return RefusalError(400, "INVALID_JSON_SCHEMA", message, details={"errors": [fault]})


def _trimmed(value: object) -> object:
    """Trim every string, as the server does before anything else."""
    if isinstance(value, dict):
        return {name: _trimmed(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_trimmed(item) for item in value]
    return value.strip() if isinstance(value, str) else value


def _one_english(container: dict[str, Any], name: str) -> None:
    codes = [one["lang"].lower() for one in container[name] if one["lang"].lower().startswith("en")]
    if len(codes) != len(set(codes)):
        raise bad_input("Cannot have more than one English language entry", f"cnaContainer.{name}", "body")


def _not_blank(container: dict[str, Any], name: str) -> None:
    if not all(one["value"] for one in container[name]):
        raise bad_input("Invalid value", f"cnaContainer.{name}", "body")


def _not_far_ahead(container: dict[str, Any], now: datetime) -> None:
    """`datePublic` may be 24 hours ahead at most."""
    text = container.get("datePublic")
    if text is None:
        return
    at = datetime.fromisoformat(text)
    if (at if at.tzinfo else at.replace(tzinfo=UTC)) >= now + timedelta(days=1):
        raise bad_input("datePublic cannot be a future date", "cnaContainer.datePublic", "body")


def _enriched(container: dict[str, Any]) -> None:
    """With `erlcheck` (since 2.6) a record needs a CVSS score and a CWE."""
    kinds = [one for kind in container.get("problemTypes", ()) for one in kind["descriptions"]]
    if not container.get("metrics") or not any("cweId" in one for one in kinds):
        raise bad_input("A CVSS score and a CWE are required", "cnaContainer", "body")
