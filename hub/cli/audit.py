"""Looking after things: `sync`, `agent`, `log verify`, `envelope get`, `ring export`, `sign-in`."""

import time
from dataclasses import asdict

import rich_click as click

from hub.cli.context import emit, json_option, open_desk, shown
from hub.client.audit import verify
from hub.client.errors import ClientError, Exit
from hub.client.home import Home
from hub.client.lookup import case_named
from hub.client.reading import exported
from hub.client.upkeep import run_once
from hub.client.witness import cosign, missing

LOOK_EVERY_S = 30


@click.command("sync")
@json_option
def sync(*, as_json: bool) -> None:
    """Copy the logs, check them, and say how far they reach."""
    desk = open_desk()
    known, at, unwitnessed = desk.known, desk.known.at, missing(desk)
    found = {"directory": at.directory, "cases": at.cases, "time": known.directory_time}
    text = f"Directory {at.directory} leaves, cases {at.cases}, as of {shown(known.directory_time)}."
    emit({**found, "unwitnessed": unwitnessed}, as_json=as_json, text=[text, *unwitnessed])


@click.command("agent")
@click.option("--once", is_flag=True, help="One round, then stop.")
@json_option
def agent(*, once: bool, as_json: bool) -> None:
    """Do what waits for your client: admit who accepted, rotate keys, seal due shares, witness the logs."""
    desk = open_desk()
    while True:
        done = [asdict(each) for each in run_once(desk)] + [asdict(each) for each in cosign(desk)]
        lines = [f"{each['where']}: {each['what']}" for each in done]
        emit({"done": done}, as_json=as_json, text=lines or ["Nothing was due."])
        if once:
            return
        time.sleep(LOOK_EVERY_S)
        desk.sync()


@click.group("log")
def log() -> None:
    """The transparency logs, as this machine holds them."""


@log.command("verify")
@json_option
def log_verify(*, as_json: bool) -> None:
    """Replay the logs offline: roots, signatures, authority, and embargo, consent and T0 of every case."""
    found = verify(Home.default())
    lines = [
        f"Directory: {found.directory_size} leaves; case log: {found.case_size}. Roots and signatures hold.",
        *(f"Void: {each.type} at {each.log} {each.index} ({each.rule})" for each in found.void),
        *(f"{each.code_name}: embargo {each.embargo}, T0 {shown(each.t0)}" for each in found.cases),
    ]
    emit(asdict(found), as_json=as_json, text=lines)


@click.group("envelope")
def envelope() -> None:
    """Sealed envelopes, as stock tools open them."""


@envelope.command("get")
@click.argument("case")
@click.argument("envelope_id", metavar="ENVELOPE")
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False), help="Where the age file goes."
)
@json_option
def envelope_get(*, case: str, envelope_id: str, output: str, as_json: bool) -> None:
    """Fetch an envelope's age file; `age -d -i KEY FILE` opens it with the ring's exported identity."""
    desk = open_desk()
    case_id = case_named(desk.known.circles, case)
    manifests = desk.known.circle(case_id).letters.values()
    found = [each.envelope for each in manifests if each.envelope.startswith(envelope_id)]
    if len(found) != 1:
        raise ClientError("no single envelope begins like that", code=Exit.NOT_FOUND)
    data = desk.transport.get_bytes(f"cases/{case_id}/envelopes/{found[0]}")
    with click.open_file(output, "wb") as file:
        file.write(data)
    emit(
        {"envelope": found[0], "size": len(data), "file": output},
        as_json=as_json,
        text=f"Written to {output}.",
    )


@click.group("ring")
def ring() -> None:
    """The keys of a case's rings."""


@ring.command("export")
@click.argument("case")
@click.argument("kind", type=click.Choice(["joint", "reporter", "tenant", "record"]))
@json_option
def ring_export(*, case: str, kind: str, as_json: bool) -> None:
    """Print the age identities of a ring, newest first. Whoever has them reads the ring: treat them so."""
    desk = open_desk()
    found = exported(desk, case_named(desk.known.circles, case), kind)
    emit(
        {"identities": found},
        as_json=as_json,
        text=found or ["No key of this ring was sealed to your device."],
    )


@click.command("sign-in")
@json_option
def sign_in(*, as_json: bool) -> None:
    """Print a one-time address that signs your browser in to the pages."""
    url = open_desk().transport.post("sign-in-links", {})["url"]
    emit({"url": url}, as_json=as_json, text=str(url))
