"""Advisories: the list, newest first, and one by one, each made of the published bytes and nothing else."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from hub.access import CallerKind, allow, current_session
from hub.pages.frame import PAGE_SIZE
from hub.pages.publications import newest, one, read, records_of
from tenants.cna.records.page import page

blueprint = Blueprint("advisories", __name__)

RECORDS = {"cve": "CVE record", "osv": "OSV record"}


@blueprint.get("/advisories")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def index() -> str:
    """List advisories; `before` is the last one that was shown."""
    before = request.args.get("before")
    found = newest(current_session(), before, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    older = shown[-1].id if len(found) > PAGE_SIZE else None
    return render_template("advisories.html", advisories=shown, older=older, further=before is not None)


@blueprint.get("/advisories/<name>")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def advisory(name: str) -> str:
    """Show one advisory."""
    session = current_session()
    known, team, body = one(session, name)
    return render_template(
        "advisory.html",
        advisory=page(read(body)),
        team=team,
        team_name=known.team,
        public_at=known.published_at,
        records=links(records_of(session, known.cve) if known.cve else ()),
    )


def links(records: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return address and words for records given by kind and name."""
    return [(f"/{kind}/{name}.json", RECORDS[kind]) for kind, name in records]
