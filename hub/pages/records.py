"""/cve/<id>.json and /osv/<id>.json: records by the exact bytes that were reviewed and published."""

from flask import Blueprint, Response

from hub.access import CallerKind, allow, current_session
from hub.pages.conditional import conditional
from hub.pages.publications import exact

blueprint = Blueprint("records", __name__)


@blueprint.get("/cve/<name>.json")
@allow(CallerKind.ANYONE)
def cve(name: str) -> Response:
    """Serve a CVE record."""
    return _record("cve", name)


@blueprint.get("/osv/<name>.json")
@allow(CallerKind.ANYONE)
def osv(name: str) -> Response:
    """Serve an OSV record."""
    return _record("osv", name)


def _record(kind: str, name: str) -> Response:
    found = exact(current_session(), kind, name)
    return conditional(found.body, "application/json", tag=found.sha256, changed=found.published_at)
