"""A person's own devices: `device list`, and a further one, signed by one that is there (EN-6)."""

from collections.abc import Sequence

import rich_click as click

from crypto.device import groups
from crypto.pairing import Pairing
from hub.cli.context import ask_new_passphrase, emit, json_option, open_desk
from hub.cli.team import work_factor_option
from hub.client import pairing, vouching
from hub.client.errors import ClientError, Exit
from hub.client.home import Home
from hub.client.joining import Lock
from hub.client.pairing import Asked
from hub.client.upkeep import run_once

MINUTES = 10


@click.group("device")
def device() -> None:
    """Your own devices, and a further one.

    On the machine that is yours already: `accord device pair`. On the new one: `accord device request`, with
    what that printed. Then on the first again: `accord device sign`, with what the new one printed.
    """


@device.command("list")
@json_option
def device_list(*, as_json: bool) -> None:
    """List your devices by their fingerprints."""
    desk = open_desk()
    person = desk.known.view.person(desk.tenant, desk.me)
    found = sorted(person.devices) if person else []
    here = desk.key.secret.fingerprint
    emit(
        {"devices": [{"fingerprint": each, "here": each == here} for each in found]},
        as_json=as_json,
        text=[f"{groups(each)}{'  this one' if each == here else ''}" for each in found],
    )


@device.command("pair")
@json_option
def device_pair(*, as_json: bool) -> None:
    """Print what a new machine of yours has to know. It is no secret."""
    desk = open_desk()
    text = vouching.pairing_of(desk).to_text()
    emit(
        {"pairing": text},
        as_json=as_json,
        text=[text, f"On the new machine: `accord device request TEXT --url {desk.home.url()}`."],
    )


@device.command("request")
@click.argument("text")
@click.option("--url", required=True, help="The hub's address.")
@work_factor_option
@click.option("--no-wait", is_flag=True, help="Print the request and wait for nothing.")
@json_option
def device_request(*, text: str, url: str, work_factor: int | None, no_wait: bool, as_json: bool) -> None:
    """Make this machine your next device: TEXT is what `accord device pair` printed.

    It gets keys of its own and prints a request. Nothing is sent anywhere: hand the request to the device you
    have, and sign it there.
    """
    made = pairing.ask(Home.default(), url, _pairing(text), Lock(ask_new_passphrase, work_factor))
    if as_json:
        emit(_fields(made), as_json=True, text="")
        return
    _show(made)
    if not no_wait:
        _wait(MINUTES * 60)


@device.command("wait")
@click.option("--seconds", type=float, default=MINUTES * 60.0, show_default=True, help="How long to wait.")
@json_option
def device_wait(*, seconds: float, as_json: bool) -> None:
    """Show this machine's request once more and wait until your other device has signed it."""
    made = pairing.asked(Home.default())
    if not as_json:
        _show(made)
    _wait(seconds, made if as_json else None)


@device.command("cancel")
@json_option
def device_cancel(*, as_json: bool) -> None:
    """Forget the keys that were made here for a device that nobody has signed."""
    pairing.cancel(Home.default())
    emit({"cancelled": True}, as_json=as_json, text="Forgotten. Nothing had been sent to the hub.")


@device.command("sign")
@click.argument("request", required=False)
@click.option("--yes", is_flag=True, help="Sign without being asked, as you have compared the fingerprint.")
@json_option
def device_sign(*, request: str | None, yes: bool, as_json: bool) -> None:
    """Sign the REQUEST of a new machine of yours, after you compared its fingerprint with that screen."""
    text = request or click.prompt("Request", err=True)
    desk = open_desk()
    found = vouching.read(desk, str(text))
    for line in _asks(found.body.by):
        click.echo(line, err=True)
    if not yes:
        click.confirm("Is it the same on the other screen? Sign it", abort=True, err=True)
    vouching.sign(desk, found)
    done = run_once(desk)
    emit(
        {"device": found.body.by, "done": [{"where": each.where, "what": each.what} for each in done]},
        as_json=as_json,
        text=["Signed: it is yours.", *(f"{each.where}: {each.what}" for each in done)],
    )


def _asks(fingerprint: str) -> Sequence[str]:
    return (
        "A new device asks to be yours. Compare all of its fingerprint with the other screen:",
        f"  {groups(fingerprint)}",
        "If you sign, that machine reads everything that you may read, and signs in your name.",
    )


def _pairing(text: str) -> Pairing:
    whole = "".join(text.split())
    if whole.startswith("accord-join-"):
        raise ClientError("this is a join code: `accord join` takes it", code=Exit.USAGE)
    return Pairing.from_text(whole)


def _show(made: Asked) -> None:
    emit(
        {},
        as_json=False,
        text=[
            f"This machine asks to be a device of {made.name} ({made.slug}). Its fingerprint:",
            f"  {groups(made.fingerprint)}",
            "On the device that you have: `accord device sign`, or Devices in the vault, with this request:",
            made.request,
        ],
    )


def _wait(seconds: float, made: Asked | None = None) -> None:
    if made is None:
        click.echo(
            "Waiting until it is signed. Ctrl-C ends the waiting; `accord device wait` goes on.", err=True
        )
    if not pairing.wait(Home.default(), seconds):
        raise ClientError("it is not signed yet: `accord device wait` waits on", rule="EN-6")
    emit(
        {} if made is None else {"device": made.fingerprint, "active": True},
        as_json=made is not None,
        text="Signed: this device is yours. `accord list` says what you owe.",
    )


def _fields(made: Asked) -> dict[str, str]:
    return {"request": made.request, "device": made.fingerprint, "name": made.name, "team": made.slug}
