"""`accord hub tenant`: open a slug for a team, suspend it, take it up again."""

import json
from typing import Any, cast

import rich_click as click

from hub.adapters.holidays import unknown
from hub.cli.operator_session import as_operator
from hub.config import Settings
from tenants.directory import service
from tenants.directory.profiles import countries
from tenants.kernel.errors import InvalidError


@click.group
def tenant() -> None:
    """Decide which teams this hub serves; who is in a team is the team's own affair."""


@tenant.command(name="open")
@click.argument("slug")
@click.option("--kind", required=True, type=click.Choice(service.KINDS))
@click.option("--name", required=True, help="The team's name on public pages.")
@click.option("--announce-to", help="Mail address for what is due; never any content.")
@click.option("--profile", type=click.File(), help="Public profile, a JSON object.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def open_(slug: str, *, as_json: bool, profile: Any, **words: Any) -> None:  # noqa: ANN401 - click's values
    """Open SLUG for founding and print the code to hand to the team over another channel."""
    shown = _profile(profile) if profile else {}
    opening = service.Opening(slug, profile=shown, **words)
    settings = Settings.from_env()
    code = as_operator(
        settings, lambda session: service.open_slug(session, opening, now=settings.clock().now())
    )
    click.echo(json.dumps({"slug": slug, "hub": settings.hub, "code": code}) if as_json else code)


def _profile(file: Any) -> dict[str, Any]:  # noqa: ANN401 - click's own file
    """Read a profile; ClickException for what is no JSON object, or names a country that nobody knows."""
    try:
        shown = json.load(file)
    except ValueError as error:
        raise click.ClickException(f"the profile is no JSON: {error}") from error
    if not isinstance(shown, dict):
        raise click.ClickException("the profile is no JSON object")
    try:
        strange = unknown(countries(shown))
    except InvalidError as error:
        raise click.ClickException(error.detail or error.title) from error
    if strange:
        raise click.ClickException(f"countries: no holidays are known of {', '.join(strange)}")
    return shown


@tenant.command
@click.argument("slug")
def suspend(slug: str) -> None:
    """Serve nobody of SLUG from now on; what they signed stays as it is."""
    _set_stage(slug, "suspended")


@tenant.command
@click.argument("slug")
@click.option("--as", "stage", type=click.Choice(service.STAGES), default="informal", show_default=True)
def resume(slug: str, *, stage: str) -> None:
    """Serve SLUG (again), in the stage given."""
    _set_stage(slug, stage)


def _set_stage(slug: str, stage: str) -> None:
    settings = Settings.from_env()
    given, now = cast("service.Stage", stage), settings.clock().now()
    as_operator(settings, lambda session: service.set_stage(session, slug, given, hub=settings.hub, now=now))
