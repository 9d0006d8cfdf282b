"""Whom your team lets in: `boundary` and `group`."""

import rich_click as click

from hub.cli.context import emit, json_option, open_desk
from hub.client.edges import join_group, make_group, set_boundary
from hub.client.lookup import tenant_named

rule_option = click.option(
    "--rule", type=click.Choice(["allow", "ask", "deny"]), default="ask", show_default=True
)


@click.group("boundary")
def boundary() -> None:
    """Your team's edges to other teams."""


@boundary.command("set")
@click.argument("tenant")
@rule_option
@click.option("--takes/--takes-not", default=True, help="Whether your team takes cases from TENANT.")
@click.option(
    "--verified",
    type=click.Choice(["in-person", "call", "published", "vouched"]),
    required=True,
    help="How you compared TENANT's genesis outside the hub.",
)
@json_option
def boundary_set(*, tenant: str, rule: str, takes: bool, verified: str, as_json: bool) -> None:
    """Say whether cases of your team may go to TENANT, and whether you take theirs."""
    desk = open_desk()
    to = tenant_named(desk.known.view, tenant)
    hash_ = set_boundary(desk, to, rule=rule, takes=takes, verified=verified)  # type: ignore[arg-type] # click.Choice checked it
    emit({"hash": hash_}, as_json=as_json, text=f"Your edge to {to.slug} is {rule} now.")


@click.group("group")
def group() -> None:
    """Groups: boundaries accepted as a whole. A group gives no key and no reading right."""


@group.command("create")
@click.argument("slug")
@click.option("--name", required=True)
@rule_option
@json_option
def group_create(*, slug: str, name: str, rule: str, as_json: bool) -> None:
    """Found a group and join it."""
    desk = open_desk()
    make_group(desk, slug, name, rule=rule)  # type: ignore[arg-type] # click.Choice checked it
    hash_ = join_group(desk, slug)
    emit({"hash": hash_}, as_json=as_json, text=f"The group {slug} exists, and your team is in it.")


@group.command("join")
@click.argument("slug")
@json_option
def group_join(*, slug: str, as_json: bool) -> None:
    """Accept the terms of a group."""
    emit({"hash": join_group(open_desk(), slug)}, as_json=as_json, text=f"Your team is in {slug}.")


@group.command("leave")
@click.argument("slug")
@json_option
def group_leave(*, slug: str, as_json: bool) -> None:
    """Leave a group; boundaries that your team signed itself stay."""
    emit(
        {"hash": join_group(open_desk(), slug, leave=True)},
        as_json=as_json,
        text=f"Your team has left {slug}.",
    )
