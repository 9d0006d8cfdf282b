"""Deciding together: inviting and answering, dates, states, readiness, and the early end."""

from zoneinfo import available_timezones

import rich_click as click

from hub.cli.context import emit, instant, json_option, open_desk, shown
from hub.client import deciding
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.lookup import case_named, person_named, tenant_named
from tenants.disclosure.embargo import EM


@click.command("invite")
@click.argument("case")
@click.argument("tenant")
@click.option(
    "--ring", "rings", type=click.Choice(["joint", "record"]), multiple=True, help="joint if not given."
)
@click.option("--date-only", is_flag=True, help="No ring at all: TENANT keeps the date and reads nothing.")
@click.option("--expires", help="Until when TENANT may answer; a week if not given.")
@click.option("--from-now", is_flag=True, help="TENANT reads from now on, not what was said before.")
@json_option
def invite(
    *,
    case: str,
    tenant: str,
    rings: tuple[str, ...],
    date_only: bool,
    expires: str | None,
    from_now: bool,
    as_json: bool,
) -> None:
    """Invite TENANT to CASE under the date in force. It sees code name, inviter and date; no key exists."""
    desk = open_desk()
    to = tenant_named(desk.known.view, tenant)
    hash_ = deciding.invite(
        desk,
        case_named(desk.known.circles, case),
        to.genesis,
        rings=() if date_only else rings or ("joint",),
        expires=instant(expires) if expires else None,
        now_only=from_now,
    )
    text = f"{to.slug} is invited. It sees the code name, your team and the date; no key exists for it yet."
    emit({"invitation": hash_}, as_json=as_json, text=text)


@click.command("invitations")
@json_option
def invitations(*, as_json: bool) -> None:
    """List the invitations that wait for your team: code name, inviter, date."""
    found = deciding.waiting(open_desk())
    rows = [
        {
            "case": each.case,
            "code_name": each.code_name,
            "inviter": each.inviter,
            "t0": each.t0,
            "expires": each.expires,
            "rings": each.rings,
        }
        for each in found
    ]
    lines = [
        f"{each.code_name:28} by {each.inviter}, disclosure {shown(each.t0)}, answer by {shown(each.expires)}"
        for each in found
    ]
    emit({"invitations": rows}, as_json=as_json, text=lines or ["No invitations wait."])


@click.command("accept")
@click.argument("case")
@click.option("--people", required=True, metavar="NAME,NAME", help="Who of your team will read.")
@json_option
def accept(*, case: str, people: str, as_json: bool) -> None:
    """Accept the invitation to CASE and its embargo, naming who of your team will read."""
    desk = open_desk()
    names = [each.strip() for each in people.split(",")]
    persons = [person_named(desk.known.view, desk.tenant, each).person for each in names]
    hash_ = deciding.accept(desk, case, persons)
    text = f"Accepted for {', '.join(names)}. Waiting for the owner's client to seal the keys to them."
    emit({"accept": hash_}, as_json=as_json, text=text)


@click.command("decline")
@click.argument("case")
@json_option
def decline(*, case: str, as_json: bool) -> None:
    """Decline the invitation to CASE: you keep code name and date, and nothing else."""
    emit({"decline": deciding.decline(open_desk(), case)}, as_json=as_json, text="Declined.")


@click.command("propose")
@click.argument("case")
@click.argument("when")
@click.option("--zone", default="UTC", show_default=True, help="The zone the instant was agreed in.")
@json_option
def propose(*, case: str, when: str, zone: str, as_json: bool) -> None:
    """Propose an instant of disclosure for CASE, such as 2026-12-01T15:00Z. The earliest proposal stands."""
    if zone not in available_timezones():
        raise ClientError(f"there is no time zone {zone}: write it like Europe/Berlin", code=Exit.USAGE)
    t0, desk = instant(when), open_desk()
    hash_ = deciding.propose(desk, case_named(desk.known.circles, case), t0, zone)
    emit({"proposal": hash_, "t0": t0}, as_json=as_json, text=f"Proposed {shown(t0)}  ({hash_[:12]}).")


@click.command("respond")
@click.argument("case")
@click.argument("proposal")
@click.argument("answer", type=click.Choice(["accept", "reject"]))
@json_option
def respond(*, case: str, proposal: str, answer: str, as_json: bool) -> None:
    """Sign your team's answer to PROPOSAL (its hash, or the beginning of it)."""
    desk = open_desk()
    case_id = case_named(desk.known.circles, case)
    hash_ = deciding.respond(desk, case_id, proposal, answer)  # type: ignore[arg-type] # click.Choice checked it
    state = deciding.state_of(desk.known.circle(case_id), desk.now)
    emit(
        {"response": hash_, "state": str(state.em), "t0": state.t0, "agreed": state.agreed},
        as_json=as_json,
        text=f"Signed. Disclosure: {shown(state.t0)}{', agreed by all' if state.agreed else ''}.",
    )


@click.command("status")
@click.argument("case")
@click.argument("machine", type=click.Choice(["rm", "vfd", "pxa"]))
@click.argument("move")
@json_option
def status(*, case: str, machine: str, move: str, as_json: bool) -> None:
    """Report a MOVE: rm v (valid), a (accepted), d, c; vfd F (fix ready), D; pxa P (public), X, A.

    The owner's P, X or A counts at once and ends the embargo. Another team's waits for the owner, who
    confirms it with the same letter; p, x or a denies it, or takes it back.
    """
    desk = open_desk()
    case_id = case_named(desk.known.circles, case)
    hash_ = deciding.report_status(desk, case_id, machine, move)
    text = f"Reported. {_ended(desk, case_id)}" if machine == "pxa" else "Reported."
    emit({"status": hash_}, as_json=as_json, text=text)


@click.command("ready")
@click.argument("case")
@click.argument("state", type=click.Choice(["ready", "hold", "go"]))
@json_option
def ready(*, case: str, state: str, as_json: bool) -> None:
    """Say whether your team is ready for the date in force. A hold delays your own advisory only."""
    desk = open_desk()
    hash_ = deciding.ready(desk, case_named(desk.known.circles, case), state)  # type: ignore[arg-type] # click.Choice checked it
    emit({"readiness": hash_}, as_json=as_json, text=f"Your team says {state}.")


@click.command("terminate")
@click.argument("case")
@click.argument("reason", type=click.Choice(["public", "exploit_public", "attacked", "agreed"]))
@click.confirmation_option(prompt="End the embargo now, for everybody?")
@json_option
def terminate(*, case: str, reason: str, as_json: bool) -> None:
    """End the embargo of CASE before its time. This publishes nothing by itself.

    AGREED is every team's to sign, and the last signature ends it; the other reasons are the owner's.
    """
    desk = open_desk()
    case_id = case_named(desk.known.circles, case)
    hash_ = deciding.terminate(desk, case_id, reason)
    emit({"termination": hash_}, as_json=as_json, text=f"Signed. {_ended(desk, case_id)}")


def _ended(desk: Desk, case_id: str) -> str:
    """What became of the embargo by what was just signed."""
    state = deciding.state_of(desk.known.circle(case_id), desk.now)
    if state.em is EM.EXITED:
        return "The embargo has ended. Nothing was published by this."
    owner = desk.known.slug(state.owner)
    waits = [f"{owner} confirms or denies it."] if state.claims else []
    if state.end_wishes:
        missing = sorted(desk.known.slug(each) for each in state.counted - state.end_wishes)
        waits.append(f"It ends once {', '.join(missing)} signed too.")
    return " ".join([f"The embargo: {state.em}.", *waits])
