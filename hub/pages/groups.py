"""A group's page: its terms, who set them and who has joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template

from crypto.directory import View
from hub.access import CallerKind, allow, current_session, hub_name
from hub.pages.tenants import is_in
from tenants.directory.models import AdmittedTenant
from tenants.directory.service import all_admitted
from tenants.journal.record import replay_now
from tenants.kernel.errors import NotFoundError

blueprint = Blueprint("groups", __name__)

RULES = {
    "allow": "one member may invite another to a case",
    "ask": "a member is asked before it invites another",
    "deny": "none are passed on",
}


@dataclass(frozen=True)
class GroupMember:
    """A team that joined; `current` if under the terms in force."""

    slug: str
    name: str
    current: bool


@dataclass(frozen=True)
class GroupPage:
    """What the page shows; `terms` is the hash that teams sign to join."""

    slug: str
    name: str
    rule: str
    until: datetime
    version: int
    terms: str
    founder: AdmittedTenant | None
    members: tuple[GroupMember, ...]


def group_page(view: View, slug: str, rows: Sequence[AdmittedTenant]) -> GroupPage:
    """Return the page of a group; `rows` are the admitted teams. NotFoundError if there is no such group."""
    found = view.group(slug)
    if found is None:
        raise NotFoundError
    terms = found.body
    return GroupPage(
        slug=slug,
        name=terms.name,
        rule=RULES[terms.rule] + ("" if terms.takes else ", and members take none"),
        until=terms.until,
        version=terms.seq,
        terms=found.hash,
        founder=next((each for each in rows if each.id == terms.tenant), None),
        members=tuple(
            GroupMember(each.slug, each.name, _terms(view, each.id, slug) == found.hash)
            for each in rows
            if is_in(view, each.id, slug)
        ),
    )


@blueprint.get("/groups/<slug>")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def group(slug: str) -> str:
    """Show one group."""
    session = current_session()
    view = replay_now(session, hub=hub_name()).directory.now
    return render_template("group.html", group=group_page(view, slug, all_admitted(session)))


def _terms(view: View, genesis: str, group: str) -> str | None:
    join = view.join(genesis, group)
    return join.body.terms if join else None
