"""What arrives at your team: `intake` and `take-on`, for whoever is on duty."""

import rich_click as click

from hub.cli.attaching import listed
from hub.cli.context import emit, json_option, open_desk, read_text, shown
from hub.client.lookup import person_named
from hub.client.opening import Arrived, arrived, take_on


@click.group("intake")
def intake() -> None:
    """What arrives at your team, for whoever is on duty."""


@intake.command("list")
@json_option
def intake_list(*, as_json: bool) -> None:
    """List and open the reports that nobody has taken on yet."""
    found = arrived(open_desk())
    lines = [line for each in found for line in _lines(each)]
    emit({"reports": [_arrived(each) for each in found]}, as_json=as_json, text=lines or ["Nothing waits."])


def _lines(each: Arrived) -> list[str]:
    told = each.letter.subject if each.letter else each.fault
    files = listed(each.letter.attachments) if each.letter else []
    return [f"{each.envelope}  {shown(each.received)}  {told}", *files]


def _arrived(each: Arrived) -> dict[str, object]:
    return {
        "envelope": each.envelope,
        "received": each.received,
        "subject": each.letter.subject if each.letter else None,
        "body": each.letter.body if each.letter else None,
        "fault": each.fault,
        "attachments": [
            {"name": named.name, "type": named.type, "size": named.size}
            for named in (each.letter.attachments or () if each.letter else ())
        ],
    }


@click.command("take-on")
@click.argument("envelope")
@click.option("--grant", "names", multiple=True, metavar="NAME", help="A colleague who may read the case.")
@click.option(
    "--answer", required=True, help="The first answer to the reporter: a file, or - for standard input."
)
@json_option
def take_on_command(*, envelope: str, names: tuple[str, ...], answer: str, as_json: bool) -> None:
    """Make a case of the report ENVELOPE, with its rings, and answer the reporter."""
    desk = open_desk()
    people = [person_named(desk.known.view, desk.tenant, each).person for each in names]
    opened = take_on(desk, envelope, grant=people, answer=read_text(answer))
    emit(
        {"case": opened.case, "code_name": opened.code_name},
        as_json=as_json,
        text=[f"The case is {opened.code_name}. Read it with: accord read {opened.code_name}"],
    )
