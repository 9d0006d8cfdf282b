"""Founding a team, joining one, and what its admins sign: `found`, `join`, `member`, `duty`."""

import os
from collections.abc import Iterator

import rich_click as click

from crypto.device import groups
from crypto.directory import Person
from crypto.enrolment import JoinCode
from hub.cli.context import ask_new_passphrase, emit, json_option, open_desk
from hub.client.errors import ClientError, Exit
from hub.client.home import Home
from hub.client.joining import Lock, Place, found, invite_member, join, set_duty
from hub.client.lookup import person_named

work_factor_option = click.option(
    "--work-factor",
    type=int,
    help="How hard guessing the passphrase is: log2 of scrypt's N, 18 if not given.",
)


@click.command("found")
@click.argument("slug")
@click.option("--url", required=True, help="The hub's address.")
@click.option("--hub", "hub_name", required=True, help="The hub's name, as its operator gave it.")
@click.option("--log-key", required=True, help="The log's verifier key, as its operator gave it.")
@click.option("--cna", help="The genesis of the CNA's team; none if this is the CNA.")
@click.option("--name", required=True, help="Your name, as the team's public roster shows it.")
@click.option("--code", help="The founding code; asked for if not given.")
@work_factor_option
@json_option
def found_command(  # noqa: PLR0913 - one option each
    *,
    slug: str,
    url: str,
    hub_name: str,
    log_key: str,
    cna: str | None,
    name: str,
    code: str | None,
    work_factor: int | None,
    as_json: bool,
) -> None:
    """Found the team SLUG, which the hub's operator has opened; you become its first admin."""
    code = code or os.environ.get("ACCORD_CODE") or click.prompt("Founding code", hide_input=True, err=True)
    place = Place(url=url, hub=hub_name, log_key=log_key, cna=cna)
    desk = found(
        Home.default(), place, Lock(ask_new_passphrase, work_factor), slug=slug, name=name, code=str(code)
    )
    emit(
        {"tenant": desk.tenant, "person": desk.me, "device": desk.key.secret.fingerprint},
        as_json=as_json,
        text=[
            f"{slug} is founded. Its genesis, to be published outside the hub (SECURITY.md, security.txt):",
            f"  {desk.tenant}",
            "Next: `accord member invite NAME`, then `accord duty set NAME…`.",
        ],
    )


@click.command("join")
@click.argument("code", required=False)
@click.option("--url", required=True, help="The hub's address.")
@work_factor_option
@json_option
def join_command(*, code: str | None, url: str, work_factor: int | None, as_json: bool) -> None:
    """Join a team with the code that an admin gave you over another channel."""
    text = code or os.environ.get("ACCORD_CODE") or click.prompt("Join code", hide_input=True, err=True)
    if str(text).strip().startswith("accord-pair-"):
        raise ClientError(
            "this is shown by a device of yours: `accord device request` takes it", code=Exit.USAGE
        )
    desk = join(
        Home.default(), url, JoinCode.from_text(str(text).strip()), Lock(ask_new_passphrase, work_factor)
    )
    emit(
        {"tenant": desk.tenant, "person": desk.me, "device": desk.key.secret.fingerprint},
        as_json=as_json,
        text=f"You are in {desk.known.slug(desk.tenant)}. Your device: {desk.key.secret.fingerprint}",
    )


@click.group("member")
def member() -> None:
    """The people of your team."""


@member.command("invite")
@click.argument("name")
@click.option("--role", type=click.Choice(["member", "coordinator", "cna", "admin"]), default="member")
@json_option
def member_invite(*, name: str, role: str, as_json: bool) -> None:
    """Invite NAME and print the join code to hand over: by voice, in person, or another safe channel."""
    code = invite_member(open_desk(), name, role)  # type: ignore[arg-type] # click.Choice checked it
    emit(
        {"code": code, "name": name},
        as_json=as_json,
        text=[code, "Hand it over on another channel than the hub. It works once, for 14 days."],
    )


@member.command("list")
@json_option
def member_list(*, as_json: bool) -> None:
    """List your team: names, roles, devices."""
    desk = open_desk()
    duty = desk.known.view.duty(desk.tenant)
    people = desk.known.view.people(desk.tenant)
    emit(
        {"people": [{**_person(each), "duty": each.person in duty} for each in people]},
        as_json=as_json,
        text=[line for each in people for line in _lines(each, on_duty=each.person in duty)],
    )


def _lines(person: Person, *, on_duty: bool) -> Iterator[str]:
    """Yield a member, and beneath them the fingerprint of each of their devices."""
    yield f"{person.name:24} {', '.join(sorted(person.roles)):24} {'on duty' if on_duty else ''}".rstrip()
    yield from (f"    {groups(each)}" for each in sorted(person.devices))


def _person(person: Person) -> dict[str, object]:
    return {
        "person": person.person,
        "name": person.name,
        "roles": sorted(person.roles),
        "devices": sorted(person.devices),
    }


@click.group("duty")
def duty() -> None:
    """Who reads what arrives at your team."""


@duty.command("set")
@click.argument("names", nargs=-1, required=True)
@json_option
def duty_set(*, names: tuple[str, ...], as_json: bool) -> None:
    """Put 1 to 5 members on duty: they hold the intake key, and nobody else does."""
    desk = open_desk()
    people = [person_named(desk.known.view, desk.tenant, each).person for each in names]
    set_duty(desk, people)
    emit({"people": people}, as_json=as_json, text=f"On duty now: {', '.join(names)}.")
