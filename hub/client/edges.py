"""Whom a team lets in: boundaries and groups (FORMATS.md 4.4)."""

from datetime import timedelta
from typing import Literal

from crypto.directory import Tenant
from crypto.kinds import Boundary, Group, GroupJoin
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.lookup import chained

EDGE_LIFE = timedelta(days=365)
Rule = Literal["allow", "ask", "deny"]


def set_boundary(desk: Desk, to: Tenant, *, rule: Rule, takes: bool, verified: str) -> str:
    """Sign this team's own edge to another, pinning the roster version it has seen."""
    body = desk.body(
        Boundary,
        tenant=desk.tenant,
        to=to.genesis,
        to_version=to.roster.version,
        rule=rule,
        takes=takes,
        verified=verified,
        until=(desk.now + EDGE_LIFE).replace(microsecond=0),
        **chained(desk.known.view.boundary(desk.tenant, to.genesis)),
    )
    return desk.post_directory([desk.sign(body)])[0]


def make_group(desk: Desk, slug: str, name: str, *, rule: Rule) -> str:
    """Found a group: a template of boundaries that others join as a whole."""
    body = desk.body(
        Group,
        tenant=desk.tenant,
        group=slug,
        name=name,
        rule=rule,
        takes=True,
        until=(desk.now + EDGE_LIFE).replace(microsecond=0),
        **chained(desk.known.view.group(slug)),
    )
    return desk.post_directory([desk.sign(body)])[0]


def join_group(desk: Desk, slug: str, *, leave: bool = False) -> str:
    """Accept a group's terms as they stand now, or leave it."""
    terms = desk.known.view.group(slug)
    if terms is None:
        raise ClientError(f"no group is called {slug}", code=Exit.NOT_FOUND)
    body = desk.body(
        GroupJoin,
        tenant=desk.tenant,
        group=slug,
        terms=terms.hash,
        state="left" if leave else "joined",
        **chained(desk.known.view.join(desk.tenant, slug)),
    )
    return desk.post_directory([desk.sign(body)])[0]
