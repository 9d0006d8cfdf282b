"""The front page, and how it works: what a hub can and cannot see, said once."""

from flask import Blueprint, render_template

from hub.access import CallerKind, allow, current_session
from hub.pages.publications import newest

blueprint = Blueprint("home", __name__)

LATEST = 5


@blueprint.get("/")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def front() -> str:
    """Show what this is for, and what was published last."""
    return render_template("home.html", advisories=newest(current_session(), None, limit=LATEST))


@blueprint.get("/how-it-works")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def how_it_works() -> str:
    """Show a case step by step, and the honest list of what the hub learns."""
    return render_template("how_it_works.html")
