"""How to report, without account: which teams take reports, and the commands that seal one to a team."""

from flask import Blueprint, render_template, request

from hub.access import CallerKind, allow, current_session, hub_name
from hub.pages.paging import after
from hub.pages.tenants import door, of_slug
from tenants.directory.service import all_admitted
from tenants.journal.record import replay_now

blueprint = Blueprint("report", __name__)


@blueprint.get("/report")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def report() -> str:
    """Show what reporting is like, and every team that takes reports."""
    session = current_session()
    replay = replay_now(session, hub=hub_name())
    doors = [door(each, replay) for each in all_admitted(session)]
    open_doors = [each for each in doors if each.recipient]
    shown, later = after(open_doors, request.args.get("after", ""), key=lambda each: each.slug)
    return render_template("report.html", doors=shown, later=later)


@blueprint.get("/report/<slug>")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def report_to(slug: str) -> str:
    """Show the commands for one team."""
    session = current_session()
    row = of_slug(all_admitted(session), slug)
    return render_template("report_to.html", door=door(row, replay_now(session, hub=hub_name())))
