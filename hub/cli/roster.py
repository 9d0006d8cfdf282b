"""The signed membership of a team: `roster sign`, by one admin or by as many as it takes."""

import os
from pathlib import Path

import rich_click as click

from crypto import dsse
from hub.cli.context import emit, json_option, open_desk, read_input
from hub.client import rosters
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.lookup import device_named, person_named
from hub.client.rosters import Signing


@click.group("roster")
def roster() -> None:
    """The signed membership of your team."""


@roster.command("sign")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--admin", "admins", multiple=True, metavar="NAME", help="Make NAME an admin as well.")
@click.option("--remove", "removed", multiple=True, metavar="NAME", help="Leave NAME out, with every device.")
@click.option(
    "--lost",
    multiple=True,
    metavar="FINGERPRINT",
    help="Leave out one device, which is lost or not theirs; its person stays.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to put a roster that another admin must sign, too.",
)
@click.option("--yes", is_flag=True, help="Sign FILE without being asked, as you have seen what it changes.")
@json_option
def roster_sign(
    *,
    file: Path | None,
    admins: tuple[str, ...],
    removed: tuple[str, ...],
    lost: tuple[str, ...],
    out: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Sign the next roster: everybody who joined, written down, with these changes.

    From three admins on two must sign. It is then put into a file: send that to a second admin, who runs
    `accord roster sign FILE`, is shown what it changes, and puts it in force by signing.
    """
    if file is not None and (admins or removed or lost or out):
        raise click.UsageError("a roster that somebody signed is signed as it is, or not at all")
    desk = open_desk()
    if file is None:
        signing = _begun(desk, admins, removed, lost)
        name = f"roster-{signing.body.slug}-{signing.body.version}.json"
        _finish(desk, signing, out or Path(name), as_json=as_json)
        return
    signing = rosters.read(desk, read_input(str(file), dsse.MAX_TEXT + 1))
    _show(desk, signing)
    if not yes:
        click.confirm("Sign this?", abort=True, err=True)
    _finish(desk, rosters.add(desk, signing), file, as_json=as_json, anew=True)


def _begun(desk: Desk, admins: tuple[str, ...], removed: tuple[str, ...], lost: tuple[str, ...]) -> Signing:
    view = desk.known.view
    people = [person_named(view, desk.tenant, each) for each in admins]
    roles = {each.person: sorted({*each.roles, "admin"}) for each in people}
    leaving = [person_named(view, desk.tenant, each).person for each in removed]
    gone = [device_named(view, desk.tenant, each) for each in lost]
    return rosters.begin(desk, rosters.next_roster(desk, roles=roles, without=leaving, lost=gone))


def _show(desk: Desk, signing: Signing) -> None:
    names = rosters.signed_by(desk, signing)
    click.echo(
        f"Version {signing.body.version} of your team's roster, signed by {', '.join(names)}:", err=True
    )
    for line in rosters.changes(desk, signing.body):
        click.echo(f"  {line}", err=True)


def _finish(desk: Desk, signing: Signing, path: Path, *, as_json: bool, anew: bool = False) -> None:
    version = signing.body.version
    if signing.quorum.enough:
        hash_ = rosters.post(desk, signing)
        text = f"Roster version {version} is in force."
        emit({"version": version, "hash": hash_}, as_json=as_json, text=text)
        return
    _write(path, dsse.write(signing.statement.signed), anew=anew)
    names = rosters.wanted(desk, signing)
    emit(
        {"version": version, "file": str(path), "wanted": names},
        as_json=as_json,
        text=[
            f"Roster version {version} is not in force yet: it needs another admin's signature.",
            f"Send {path} to {' or '.join(names)}, who runs `accord roster sign {path.name}`.",
        ],
    )


def _write(path: Path, data: bytes, *, anew: bool) -> None:
    """Write the file whole or not at all; only the one that was read is replaced."""
    try:
        if not anew:
            with path.open("xb") as file:
                file.write(data)
            return
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(data)
        os.replace(beside, path)  # noqa: PTH105 - atomic
    except FileExistsError:
        raise ClientError(f"{path} is there already: name another with --out", code=Exit.USAGE) from None
    except OSError as error:
        raise ClientError(f"cannot write {path}: {error.strerror}", code=Exit.USAGE) from error
