"""A case from day to day: `list`, `show`, `read`, `reply`, `grant`, `recuse`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import rich_click as click

from hub.cli.attaching import attach_option, listed, read_files, save, save_option
from hub.cli.context import emit, json_option, open_desk, read_text, shown
from hub.client.deciding import grant, recuse, state_of, waiting
from hub.client.desk import Desk
from hub.client.lookup import case_named, person_named
from hub.client.reading import Read, letters
from hub.client.writing import SHOWN_DIGITS, Draft, readers_of, send
from tenants.disclosure.turns import What, whose_turn
from tenants.kernel.ids import is_id

PURPOSES = ["comment", "impact", "reason"]
RINGS = ["joint", "reporter", "tenant", "record"]


@click.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List your cases and the invitations that wait for your team."""
    desk = open_desk()
    cases = [_summary(desk, each) for each in desk.versions]
    invited = [
        {
            "case": each.case,
            "code_name": each.code_name,
            "inviter": each.inviter,
            "t0": each.t0,
            "expires": each.expires,
        }
        for each in waiting(desk)
    ]
    lines = [
        f"{each['code_name']:28} {each['state']:10} {shown(each['t0'])}  {each['turn']}" for each in cases
    ]
    lines += [
        f"{each['code_name']:28} invited by {each['inviter']}: accord accept {each['code_name']}"
        for each in invited
    ]
    emit(
        {"cases": cases, "invitations": invited},
        as_json=as_json,
        text=lines or ["No cases. That is a good day."],
    )


def _summary(desk: Desk, case_id: str) -> dict[str, Any]:
    circle = desk.known.circle(case_id)
    state = state_of(circle, desk.now)
    dues = whose_turn(state, desk.now)
    awaited = [f"{desk.known.slug(each.tenant)}: {each.what}" for each in dues]
    # What the hub could not publish is in no log: it is the hub that says so.
    owed = next((each["due"] for each in desk.queue["cases"] if each["case"] == case_id), None)
    if owed and owed["what"] == What.PUBLISH_BY_HAND:
        awaited.insert(0, f"{desk.known.slug(desk.tenant)}: {What.PUBLISH_BY_HAND}")
    return {
        "case": case_id,
        "code_name": circle.opened.opening.code_name,
        "state": str(state.em),
        "t0": state.t0,
        "agreed": state.agreed,
        "turn": "; ".join(awaited),
        "version": desk.versions.get(case_id),
    }


@click.command("show")
@click.argument("case")
@json_option
def show_command(*, case: str, as_json: bool) -> None:
    """Show who takes part in CASE, who can read it, its dates, and whose turn it is."""
    desk = open_desk()
    if is_id(case):
        desk.transport.get(f"cases/{case}")  # the hub is asked as well: somebody else's case is none to it
    case_id = case_named(desk.known.circles, case)
    circle = desk.known.circle(case_id)
    state = state_of(circle, desk.now)
    readers = {ring.ref.kind: readers_of(desk, circle, ring) for ring in circle.rings.values()}
    pending: list[dict[str, Any]] = [
        {"proposal": each.id, "t0": each.t0, "by": desk.known.slug(each.by)} for each in state.pending
    ]
    found: dict[str, Any] = {
        **_summary(desk, case_id),
        "owner": desk.known.slug(circle.opened.owner),
        "participants": [desk.known.slug(each) for each in circle.participants()],
        "consents": {desk.known.slug(each.tenant): str(each.consent) for each in state.parties.values()},
        "pending": pending,
        "readers": readers,
    }
    lines = [
        f"{found['code_name']}: embargo {state.em}, disclosure {shown(state.t0)}",
        f"Participants: {', '.join(map(str, found['participants']))}",
        *(f"Can read {kind}: {', '.join(names)}" for kind, names in readers.items()),
        *(
            f"Proposed by {each['by']}: {shown(each['t0'])}  ({str(each['proposal'])[:12]})"
            for each in pending
        ),
        f"Turn: {found['turn'] or 'nobody'}",
    ]
    emit(found, as_json=as_json, text=lines)


@click.command("read")
@click.argument("case")
@save_option
@json_option
def read_command(*, case: str, folder: Path | None, as_json: bool) -> None:
    """Read the letters of CASE: author, what was verified, who else can read each."""
    desk = open_desk()
    case_id = case_named(desk.known.circles, case)
    found = list(letters(desk, case_id))
    if folder is not None:
        save(desk, case_id, found, folder)
    print_letters(case_id, found, as_json=as_json)


def print_letters(case_id: str, found: Iterable[Read], *, as_json: bool) -> None:
    """Print letters for people, or as JSON."""
    reads = list(found)
    lines = [line for each in reads for line in _lines(each)]
    emit(
        {"case": case_id, "letters": [_read(each) for each in reads]},
        as_json=as_json,
        text=lines or ["No letters yet."],
    )


def _read(read: Read) -> dict[str, object]:
    letter = read.letter
    return {
        "envelope": read.manifest.envelope,
        "manifest": read.hash,
        "ring": read.ring,
        "author": read.author,
        "purpose": read.manifest.purpose,
        "readers": read.readers,
        "fault": read.fault,
        "gap": read.gap,
        "reply_to": read.answers,
        "subject": letter.subject if letter else None,
        "body": letter.body if letter else None,
        "attachments": [each.name for each in (letter.attachments or ())] if letter else [],
        "quoted": {"subject": read.quoted.subject, "body": read.quoted.body, "verified": read.vouched}
        if read.quoted
        else None,
    }


def _lines(read: Read) -> list[str]:
    answers = f", answers [{read.answers[:SHOWN_DIGITS]}]" if read.answers else ""
    shown_id = read.manifest.envelope[:SHOWN_DIGITS]
    head = f"── {read.author}, {read.ring} ring, {read.manifest.purpose}  [{shown_id}]{answers}"
    who = f"   readable by {', '.join(read.readers)}"
    if read.letter is None:
        return [head, who, f"   not shown: {read.fault}", ""]
    quoted = read.quoted
    told = [f"   > {line}" for line in quoted.body.splitlines()] if quoted else []
    proof = "the reporter's own words, verified" if read.vouched else "the words of who quotes them"
    return [
        head,
        who,
        *([f"   gap: {read.gap}"] if read.gap else []),
        *([f"   {read.letter.subject}"] if read.letter.subject else []),
        *(f"   {line}" for line in read.letter.body.splitlines()),
        *listed(read.letter.attachments),
        *([f"   quoted ({proof}):", *told] if quoted else []),
        "",
    ]


@click.command("reply")
@click.argument("case")
@click.argument("text")
@click.option("--ring", type=click.Choice(RINGS), default="joint", show_default=True)
@click.option("--purpose", type=click.Choice(PURPOSES), default="comment", show_default=True)
@click.option("--subject", default="")
@click.option(
    "--reply-to",
    metavar="LETTER",
    help="The letter you answer: the digits that `accord read` shows beside it.",
)
@attach_option
@json_option
def reply_command(
    *, case: str, text: str, ring: str, files: tuple[str, ...], as_json: bool, **words: str | None
) -> None:
    """Seal a letter to CASE: TEXT is a file, or - for standard input."""
    desk = open_desk()
    draft = Draft(read_text(text), attachments=read_files(files), **words)  # type: ignore[arg-type] # click.Choice checked them
    sent = send(desk, case_named(desk.known.circles, case), ring, draft)  # type: ignore[arg-type] # click.Choice checked it
    emit(
        {"envelope": sent.envelope, "manifest": sent.manifest, "readers": sent.readers},
        as_json=as_json,
        text=f"Sent. Readable by {', '.join(sent.readers)}.",
    )


@click.command("grant")
@click.argument("case")
@click.argument("name")
@click.option("--end", "ended", is_flag=True, help="End the grant instead; what was read stays read.")
@json_option
def grant_command(*, case: str, name: str, ended: bool, as_json: bool) -> None:
    """Let your colleague NAME read CASE."""
    desk = open_desk()
    person = person_named(desk.known.view, desk.tenant, name).person
    hash_ = grant(desk, case_named(desk.known.circles, case), person, ended=ended)
    said = "reads the case no longer; keys rotate at the next sync" if ended else "may read the case"
    emit({"hash": hash_}, as_json=as_json, text=f"{name} {said}.")


@click.command("recuse")
@click.argument("case")
@click.confirmation_option(prompt="This is final for the case. Step back?")
@json_option
def recuse_command(*, case: str, as_json: bool) -> None:
    """Step back from CASE, finally: you read it no longer and sign nothing on it."""
    desk = open_desk()
    emit(
        {"hash": recuse(desk, case_named(desk.known.circles, case))}, as_json=as_json, text="You are recused."
    )
