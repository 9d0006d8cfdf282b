"""For reporters, without account: `report`, and `receipt` to come back with the twelve words."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import rich_click as click

from hub.cli.attaching import attach_option, read_files, save, save_option
from hub.cli.casework import print_letters
from hub.cli.context import emit, json_option, read_text
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.reading import letters
from hub.client.reporting import report, reporter_desk
from hub.client.writing import Draft, send

WORDS_FILE = "ACCORD_WORDS_FILE"


@click.command("report")
@click.argument("file")
@click.option("--to", required=True, metavar="TEAM[@GENESIS]", help="GENESIS: see the team's SECURITY.md.")
@click.option("--url", required=True, help="The hub's address.")
@click.option("--subject", required=True)
@attach_option
@json_option
def report_command(
    *, file: str, to: str, url: str, subject: str, files: tuple[str, ...], as_json: bool
) -> None:
    """Seal FILE (or - for standard input) to a team. Twelve words bring you back to the answer."""
    attached = read_files(files, reporter=True)
    handed = report(url, to, subject=subject, body=read_text(file), files=attached)
    pinned = "" if handed.pinned else "The team's genesis was not compared with anything outside the hub."
    emit(
        {
            "words": handed.words,
            "tenant": handed.tenant,
            "genesis": handed.genesis,
            "manifest": handed.manifest,
        },
        as_json=as_json,
        text=[
            f"Handed in to {handed.tenant}, sealed on this machine.",
            *([pinned] if pinned else []),
            "Write these twelve words down. They are shown once, kept nowhere, and are the only way back:",
            f"  {handed.words}",
            f"Read the answer with: accord receipt read --url {url}",
        ],
    )


@click.group("receipt")
def receipt() -> None:
    """Come back to a report with its twelve words."""


@receipt.command("read")
@click.option("--url", required=True, help="The hub's address.")
@save_option
@json_option
def receipt_read(*, url: str, folder: Path | None, as_json: bool) -> None:
    """Read what the team has answered. The words are asked for, never given as an argument."""
    with TemporaryDirectory() as passing:
        desk = reporter_desk(url, _words(), Path(passing))
        case = _case(desk)
        found = list(letters(desk, case))
        if folder is not None:
            save(desk, case, found, folder)
        print_letters(case, found, as_json=as_json)


@receipt.command("reply")
@click.argument("file")
@click.option("--url", required=True, help="The hub's address.")
@attach_option
@json_option
def receipt_reply(*, file: str, url: str, files: tuple[str, ...], as_json: bool) -> None:
    """Answer the team with FILE, or - for standard input."""
    draft = Draft(read_text(file), attachments=read_files(files, reporter=True))
    with TemporaryDirectory() as passing:
        desk = reporter_desk(url, _words(), Path(passing))
        sent = send(desk, _case(desk), "reporter", draft)
    emit({"envelope": sent.envelope}, as_json=as_json, text="Sent to the team.")


def _case(desk: Desk) -> str:
    case = next(iter(desk.versions), None)
    if case is None:
        raise ClientError("nobody has taken the report on yet: come back later", code=Exit.NOT_FOUND)
    return case


def _words() -> str:
    named = os.environ.get(WORDS_FILE)
    if named:
        return read_text(named)
    answer: str = click.prompt("Your twelve words", hide_input=True, err=True)
    return answer
