"""Teams: who they are, whom they are made of, which keys they use, and with whom they share cases.

What binds is read from the directory log, folded; the operator's row gives the name in words and the profile.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from crypto.directory import View
from crypto.directory.facts import Edge
from crypto.kinds import Boundary
from crypto.replay import Replay
from hub.access import CallerKind, allow, current_session, hub_name, now
from hub.pages.paging import after
from tenants.directory.models import AdmittedTenant
from tenants.directory.profiles import products
from tenants.directory.service import CLOSED_STAGES, all_admitted
from tenants.journal.record import replay_now
from tenants.kernel.errors import NotFoundError

blueprint = Blueprint("tenants", __name__)

LABELS = {
    "scope": "Products",
    "capabilities": "What it does",
    "relations": "Relations",
    "countries": "Keeps the holidays of",
    "blackouts": "Publishes nothing on",
    "policy": "Policy",
    "charter": "Charter",
    "threat_model": "Threat model",
    "contact": "Contact",
}
SENT = {"allow": "yes", "ask": "after asking, each time", "deny": "no"}
VERIFIED = {
    "in-person": "keys compared in person",
    "call": "keys compared in a call",
    "published": "key published by the team",
    "group": "keys known through a group",
    "vouched": "keys vouched for",
}


@dataclass(frozen=True)
class TenantLine:
    """A team in a list."""

    slug: str
    name: str
    kind: str
    stage: str
    scope: tuple[str, ...]


@dataclass(frozen=True)
class PersonLine:
    """A member: roles in words, devices by fingerprint."""

    name: str
    roles: tuple[str, ...]
    devices: tuple[str, ...]


@dataclass(frozen=True)
class EdgeLine:
    """How cases pass between this team and another; `source` says what that rests on."""

    slug: str
    name: str
    to_them: str
    from_them: str
    source: str
    until: datetime | None


@dataclass(frozen=True)
class Door:
    """Where a report to a team goes; without a `recipient` it takes none."""

    slug: str
    name: str
    genesis: str
    stage: str
    closed: bool
    scope: tuple[str, ...]
    recipient: str | None
    epoch: int | None
    epoch_since: datetime | None


@dataclass(frozen=True)
class TenantPage(Door):
    """Everything a team's own page shows."""

    kind: str
    profile: tuple[tuple[str, tuple[str, ...]], ...]
    version: int
    threshold: int
    expires: datetime
    expired: bool
    people: tuple[PersonLine, ...]
    edges: tuple[EdgeLine, ...]
    groups: tuple[tuple[str, str], ...]


def line(row: AdmittedTenant) -> TenantLine:
    """Return a team as lists show it."""
    return TenantLine(row.slug, row.name, row.kind, row.stage, products(row.profile))


def door(row: AdmittedTenant, replay: Replay) -> Door:
    """Return how a team is reported to at present."""
    return Door(**_door(row, replay))


def tenant_page(
    row: AdmittedTenant, others: Sequence[AdmittedTenant], replay: Replay, now: datetime
) -> TenantPage:
    """Return the page of the team `row`; `others` are all admitted teams, itself among them or not."""
    view = replay.directory.now
    roster = view.roster(row.id)
    if roster is None:
        raise NotFoundError
    return TenantPage(
        **_door(row, replay),
        kind=row.kind,
        profile=tuple(_profile(row.profile)),
        version=roster.body.version,
        threshold=roster.body.threshold,
        expires=roster.body.expires,
        expired=view.expired(row.id, now),
        people=tuple(_people(view, row.id)),
        edges=tuple(_edges(view, row.id, others, now)),
        groups=tuple(
            (each.body.group, each.body.name)
            for each in view.groups()
            if is_in(view, row.id, each.body.group)
        ),
    )


def is_in(view: View, genesis: str, group: str) -> bool:
    """Return whether a team takes part in a group."""
    join = view.join(genesis, group)
    return join is not None and join.body.state == "joined"


@blueprint.get("/tenants")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def index() -> str:
    """List the teams and the groups."""
    session, start = current_session(), request.args.get("after", "")
    lines, later = after([line(each) for each in all_admitted(session)], start, key=lambda each: each.slug)
    view = replay_now(session, hub=hub_name()).directory.now
    groups = [(each.body.group, each.body.name) for each in view.groups()]
    return render_template(
        "tenants.html", tenants=lines, groups=() if start else groups, later=later, further=bool(start)
    )


@blueprint.get("/tenants/<slug>")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def tenant(slug: str) -> str:
    """Show one team."""
    session = current_session()
    rows = all_admitted(session)
    page = tenant_page(of_slug(rows, slug), rows, replay_now(session, hub=hub_name()), now())
    return render_template("tenant.html", tenant=page)


def of_slug(rows: Sequence[AdmittedTenant], slug: str) -> AdmittedTenant:
    """Return the team of that name; NotFoundError."""
    found = next((each for each in rows if each.slug == slug), None)
    if found is None:
        raise NotFoundError
    return found


def _door(row: AdmittedTenant, replay: Replay) -> dict[str, Any]:
    ring = replay.intake.get(row.id)
    epoch = ring.current if ring else None
    closed = row.stage in CLOSED_STAGES
    takes = epoch is not None and not closed
    return {
        "slug": row.slug,
        "name": row.name,
        "genesis": row.id,
        "stage": row.stage,
        "closed": closed,
        "scope": products(row.profile),
        "recipient": epoch.recipient if epoch and takes else None,
        "epoch": epoch.number if epoch and takes else None,
        "epoch_since": epoch.since if epoch and takes else None,
    }


def _profile(profile: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in [*LABELS, *sorted(profile.keys() - LABELS.keys())]:
        values = tuple(_lines(profile.get(name)))
        if values:
            yield LABELS.get(name, name.replace("_", " ").capitalize()), values


def _lines(value: object) -> Iterator[str]:
    """Yield the texts of a profile's member: of lists each, of a relation its kind and product in one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _lines(each)
    elif isinstance(value, dict) and "kind" in value:
        yield " ".join(str(value[name]) for name in ("kind", "purl") if name in value)
    elif isinstance(value, dict):
        for name in sorted(value):
            yield from _lines(value[name])


def _people(view: View, genesis: str) -> Iterator[PersonLine]:
    duty = view.duty(genesis)
    for person in view.people(genesis):
        roles = [*sorted(person.roles), *(["on duty"] if person.person in duty else [])]
        yield PersonLine(person.name, tuple(roles), tuple(person.devices))


def _edges(view: View, genesis: str, others: Sequence[AdmittedTenant], now: datetime) -> Iterator[EdgeLine]:
    for other in others:
        own, theirs = view.boundary(genesis, other.id), view.boundary(other.id, genesis)
        shared = [
            each.body.name
            for each in view.groups()
            if is_in(view, genesis, each.body.group) and is_in(view, other.id, each.body.group)
        ]
        if other.id == genesis or not (own or theirs or shared):
            continue
        out, back = view.edge(genesis, other.id, now), view.edge(other.id, genesis, now)
        yield EdgeLine(
            slug=other.slug,
            name=other.name,
            to_them=_passage(out, back),
            from_them=_passage(back, out),
            source=_source(own.body if own else None, shared),
            until=own.body.until if own else None,
        )


def _passage(sender: Edge, receiver: Edge) -> str:
    return SENT[sender.rule] if receiver.takes or sender.rule == "deny" else "no: none are taken"


def _source(own: Boundary | None, shared: Sequence[str]) -> str:
    if own is not None:
        return f"own boundary, {VERIFIED[own.verified]}"
    return f"group {', '.join(shared)}" if shared else "their boundary alone"
