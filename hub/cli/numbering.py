"""CVE IDs and records: `cve request`, and what follows until the records are armed."""

import time
from typing import Any

import rich_click as click

from hub.cli.context import emit, json_option, open_desk, read_input
from hub.client import numbering
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.lookup import case_named
from tenants.cna.errors import AdvisoryInvalidError

RESERVED_WITHIN_S = 120


@click.group("cve")
def cve() -> None:
    """CVE IDs and records of a case."""


@cve.command("request")
@click.argument("case")
@click.argument("product", metavar="PURL")
@json_option
def cve_request(*, case: str, product: str, as_json: bool) -> None:
    """Ask the CNA for an ID. It learns the product, such as pkg:pypi/pip, and nothing else."""
    desk = open_desk()
    asked = numbering.request(desk, case_named(desk.known.circles, case), product)
    emit({"request": asked}, as_json=as_json, text=f"Asked for an ID for {product}.")


@cve.command("queue")
@json_option
def cve_queue(*, as_json: bool) -> None:
    """For the CNA: the requests, each with what the scope says and whose authority it is."""
    rows = _queue(open_desk())
    lines = [
        f"{each['request']}  {each['product']:24} {each['state']:10} {each.get('advice') or ''}"
        + (f"; {each['cve']} is said to be another CNA's and stands in our ledger" if each["ours"] else "")
        for each in rows
    ]
    emit({"requests": rows}, as_json=as_json, text=lines or ["No requests wait."])


@cve.command("ledger")
@json_option
def cve_ledger(*, as_json: bool) -> None:
    """For the CNA: every reserved ID, and what the daily comparison with CVE Services found."""
    desk = open_desk()
    compared_at = desk.transport.get("cna/ledger")["compared_at"]
    rows = desk.transport.get_all("cna/ledger", "ledger")
    lines = [
        f"Compared with CVE Services at {compared_at}."
        if compared_at
        else "Not compared with CVE Services yet.",
        *(f"{each['cve'] or '-':16} {each['state']:10}{_surprise(each)}" for each in rows),
    ]
    emit({"ledger": rows, "compared_at": compared_at}, as_json=as_json, text=lines)


@cve.command("reserve")
@click.argument("request")
@json_option
def cve_reserve(*, request: str, as_json: bool) -> None:
    """For the CNA: reserve one ID for REQUEST. A lost reply never leaks one."""
    desk = open_desk()
    path = f"cna/requests/{_asked(desk, request)['request']}/reservation"
    found = desk.transport.post(path, {})
    until = time.monotonic() + RESERVED_WITHIN_S
    while not found.get("cve") and time.monotonic() < until:
        time.sleep(0.2)
        found = desk.transport.get(path)
    if not found.get("cve"):
        raise ClientError("CVE Services has not answered yet: look again later with `accord cve queue`")
    emit(found, as_json=as_json, text=f"{found['cve']} is reserved.")


@cve.command("decide")
@click.argument("request")
@click.argument("outcome", type=click.Choice(["assigned", "referred", "pending", "refused"]))
@click.option("--rule", required=True, help="The CNA rule it rests on, such as 4.2.16.1.")
@click.option("--cve", "cve_id", help="The ID, with assigned.")
@click.option("--cna", help="Whose scope it is, with referred.")
@json_option
def cve_decide(
    *, request: str, outcome: str, rule: str, cve_id: str | None, cna: str | None, as_json: bool
) -> None:
    """For the CNA: sign the answer to REQUEST."""
    desk = open_desk()
    hash_ = numbering.decide(desk, _asked(desk, request), outcome, rule=rule, cve=cve_id, cna=cna)
    emit({"decision": hash_}, as_json=as_json, text=f"Signed: {outcome}, by rule {rule}.")


@cve.command("third-party")
@click.argument("case")
@click.argument("cve_id", metavar="CVE")
@click.option("--cna", required=True, help="Who gave it.")
@json_option
def cve_third_party(*, case: str, cve_id: str, cna: str, as_json: bool) -> None:
    """Record the ID that another CNA gave to your team's flaw."""
    desk = open_desk()
    hash_ = numbering.third_party(desk, case_named(desk.known.circles, case), cve_id, cna)
    emit({"third_party_id": hash_}, as_json=as_json, text=f"{cve_id} by {cna} is recorded.")


@cve.command("show")
@click.argument("case")
@json_option
def cve_show(*, case: str, as_json: bool) -> None:
    """Show the ID that was assigned to your team on CASE."""
    desk = open_desk()
    found = numbering.assigned(desk.known.circle(case_named(desk.known.circles, case)), desk.tenant)
    emit({"cve": found}, as_json=as_json, text=found or "No ID is assigned to your team yet.")


@cve.command("draft")
@click.argument("case")
@click.argument("file")
@click.option("--ring", type=click.Choice(["record", "joint"]), default="record", show_default=True)
@json_option
def cve_draft(*, case: str, file: str, ring: str, as_json: bool) -> None:
    """Put the advisory FILE (JSON) into CASE as a record; everything that is wrong with it is listed."""
    desk = open_desk()
    case_id = case_named(desk.known.circles, case)
    try:
        sent = numbering.draft(desk, case_id, read_input(file), ring)  # type: ignore[arg-type] # click.Choice checked it
    except AdvisoryInvalidError as error:
        lines = [f"{each.path or 'the advisory'}: {each.message} ({each.rule})" for each in error.findings]
        raise ClientError("\naccord: ".join(lines)) from error
    emit(
        {"envelope": sent.envelope, "manifest": sent.manifest},
        as_json=as_json,
        text=f"Drafted. Readable by {', '.join(sent.readers)}.",
    )


@cve.command("review")
@click.argument("case")
@click.argument("cve_id", metavar="CVE")
@json_option
def cve_review(*, case: str, cve_id: str, as_json: bool) -> None:
    """For the CNA's second operator: sign the hash of the exact record that will be published."""
    desk = open_desk()
    hash_ = numbering.review(desk, case_named(desk.known.circles, case), cve_id)
    emit({"review": hash_}, as_json=as_json, text=f"The exact bytes of {cve_id} are reviewed.")


@cve.command("arm")
@click.argument("case")
@json_option
def cve_arm(*, case: str, as_json: bool) -> None:
    """Opt in to publication at T0 without a person awake; the operator could read armed records."""
    desk = open_desk()
    hash_ = numbering.arm(desk, case_named(desk.known.circles, case))
    text = "Armed. It counts when owner and CNA both have; treat the text as readable by the operator."
    emit({"arming": hash_}, as_json=as_json, text=text)


@cve.command("disarm")
@click.argument("case")
@json_option
def cve_disarm(*, case: str, as_json: bool) -> None:
    """Take back what your team armed; after a refusal at T0, say that what was refused is seen to."""
    desk = open_desk()
    hash_ = numbering.disarm(desk, case_named(desk.known.circles, case))
    emit({"disarming": hash_}, as_json=as_json, text="Disarmed: the hub publishes nothing of it.")


def _surprise(line: dict[str, Any]) -> str:
    """What a person has to look at, in words."""
    if line["missing_since"]:
        return f"CVE Services does not list it as reserved since {line['missing_since']}: look there"
    if line["state"] == "foreign":
        return "reserved for this CNA by somebody else: publish or reject it at CVE Services"
    return ""


def _queue(desk: Desk) -> list[dict[str, Any]]:
    """Every request: open ones first, then the newest."""
    rows = desk.transport.get_all("cna/requests", "requests", key="request")
    newest = sorted(rows, key=lambda each: str(each["asked_at"]), reverse=True)
    return sorted(newest, key=lambda each: each["state"] != "open")


def _asked(desk: Desk, request: str) -> dict[str, Any]:
    for each in _queue(desk):
        if str(each["request"]).startswith(request):
            return dict(each)
    raise ClientError("there is no such request", code=Exit.NOT_FOUND)
