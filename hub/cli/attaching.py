"""Files on this machine: read to be attached to a letter, and written when somebody saves what came."""

import mimetypes
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import rich_click as click

from crypto.errors import CryptoError
from crypto.letter import Attached
from hub.cli.context import read_input
from hub.client.attaching import File, largest_file
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.reading import Read, attachment

F = TypeVar("F", bound=Callable[..., Any])

attach_option = click.option(
    "--attach",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A file to send along; may be given again.",
)

save_option = click.option(
    "--save", "folder", type=click.Path(file_okay=False, path_type=Path), help="Put the attachments there."
)


def read_files(names: Iterable[str], *, reporter: bool = False) -> list[File]:
    """The files of these names; of what is too large one byte more than a letter may carry is read."""
    most = largest_file(reporter=reporter) + 1
    return [
        (Path(each).name, mimetypes.guess_type(each)[0] or "application/octet-stream", read_input(each, most))
        for each in names
    ]


def listed(attached: Sequence[Attached] | None) -> list[str]:
    """One line for each attachment."""
    return [f"   attached: {each.name} ({each.size:,} bytes)" for each in attached or ()]


def save(desk: Desk, case_id: str, found: Iterable[Read], folder: Path) -> None:
    """Write every attachment under its envelope's beginning and its name, which holds no path (LE-1).

    Of one that does not hold (AT-1) only that is said. ClientError if another file is there already.
    """
    for read in found:
        for named in (read.letter.attachments or ()) if read.letter else ():
            try:
                data = attachment(desk, case_id, (read.manifest, named))
            except CryptoError as fault:
                click.echo(f"accord: {named.name} is not saved: {fault}", err=True)
                continue
            _write(folder / f"{named.envelope[:8]}-{named.name}", data)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
            return  # saved before
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        sentence = f"{path} is there already and is another file: choose another folder"
        raise ClientError(sentence, code=Exit.USAGE) from None
    except OSError as error:
        raise ClientError(f"cannot write to {path.parent}: {error.strerror}", code=Exit.USAGE) from error
