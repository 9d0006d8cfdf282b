"""Taking a report on: a duty member opens it, makes the case and its rings, and answers (design 3.4)."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crypto import dsse
from crypto.errors import CryptoError
from crypto.kinds import Case, CaseRoll, Grant, Manifest
from crypto.kinds.cases import History, Seat
from crypto.kinds.directory import DeviceKeys
from crypto.kinds.sharing import RingKind, RingRef
from crypto.letter import Letter, Quoted, to_plaintext
from crypto.statement import Statement, check, narrow
from crypto.unseal.envelopes import open_letter
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.keyring import fetch
from hub.client.rotation import new_epoch
from hub.client.writing import Draft, send
from tenants.kernel.ids import new_code_name

OWN_RINGS: tuple[RingKind, ...] = ("joint", "reporter", "tenant", "record")
FROM_THE_START = History(start="epoch", epoch=1)


@dataclass(frozen=True)
class Arrived:
    """A report at intake; `letter` is None with the rule that kept it shut, or for a drop."""

    envelope: str
    received: datetime
    manifest: Statement[Manifest] | None
    letter: Letter | None
    fault: str | None


@dataclass(frozen=True)
class Opened:
    """A new case."""

    case: str
    code_name: str


def arrived(desk: Desk) -> list[Arrived]:
    """What waits at the tenant's intake, opened; only people on duty are shown any."""
    return [_open(desk, each) for each in desk.transport.get("intake")["envelopes"] if not each.get("case")]


def _open(desk: Desk, shown: Mapping[str, Any]) -> Arrived:
    received = datetime.fromisoformat(str(shown["received"]))
    if not shown.get("wire"):
        return Arrived(str(shown["id"]), received, None, None, "unsigned, sender unknown")
    manifest = narrow(
        check(dsse.parse(json.dumps(shown["wire"]).encode()), hub=desk.key.member.hub), Manifest
    )
    ring = desk.known.replay.intake[desk.tenant]
    if manifest.body.ring.id != ring.ref.id or manifest.body.author.sign != manifest.keys[0]:
        return Arrived(str(shown["id"]), received, manifest, None, "EV-3")
    try:
        identity = fetch(desk).identity(ring.ref.id, manifest.body.ring.epoch)
        file = desk.transport.get_bytes(f"intake/{shown['id']}")
        letter = open_letter(manifest.body, file, identity)
    except CryptoError as fault:
        return Arrived(str(shown["id"]), received, manifest, None, fault.rule)
    except ClientError as fault:
        return Arrived(str(shown["id"]), received, manifest, None, fault.sentence)
    return Arrived(str(shown["id"]), received, manifest, letter, None)


def take_on(desk: Desk, envelope: str, *, grant: Sequence[str], answer: str) -> Opened:
    """Make a case of a report: roll and grants, four rings, the report quoted, the reporter answered.

    The intake's ciphertext is the hub's to delete once the quotation is in the log; its hash stays in `case`.
    """
    found = next((each for each in arrived(desk) if each.envelope == envelope), None)
    if found is None or found.letter is None or found.manifest is None:
        fault = found.fault if found else "no such report"
        raise ClientError(f"cannot take it on: {fault}", code=Exit.NOT_FOUND)
    reporter = found.letter.reporter
    if reporter is None:
        raise ClientError("the letter names no keys to answer to", rule="RE-3")
    case = _begun(desk, found.manifest.hash)
    if case is None:
        case = Opened(secrets.token_hex(16), new_code_name())
        _open_case(desk, case, found, reporter, grant)
    desk.retried(lambda: _found_rings(desk, case.case))
    quoted = Quoted(
        manifest=dsse.write(found.manifest.signed).decode(),
        plaintext=base64.b64encode(to_plaintext(found.letter)).decode(),
    )
    send(desk, case.case, "joint", Draft("", subject=found.letter.subject, purpose="quote", quoted=quoted))
    send(desk, case.case, "reporter", Draft(answer, subject="Your report"))
    return case


def _begun(desk: Desk, report: str) -> Opened | None:
    """The case that an earlier try opened for this report and did not finish: it is gone on with."""
    for case_id in desk.versions:
        opening = desk.known.circle(case_id).opened.opening
        if opening.report == report and opening.tenant == desk.tenant:
            return Opened(case_id, opening.code_name)
    return None


def _open_case(desk: Desk, case: Opened, found: Arrived, reporter: DeviceKeys, grant: Sequence[str]) -> None:
    tenant = desk.known.view.tenant(desk.tenant)
    if tenant is None or found.manifest is None:
        raise ClientError("the team is not in the directory", code=Exit.NOT_FOUND)
    opening = desk.body(
        Case,
        case=case.case,
        tenant=desk.tenant,
        code_name=case.code_name,
        received=found.received.replace(microsecond=0),
        report=found.manifest.hash,
    )
    seat = Seat(tenant=desk.tenant, version=tenant.roster.version, rings=("joint", "record"))
    roll = desk.body(CaseRoll, case=case.case, seq=1, participants=(seat,), reporter=reporter)
    grants = [
        desk.body(
            Grant,
            case=case.case,
            tenant=desk.tenant,
            person=person,
            seq=1,
            state="reads",
            history=FROM_THE_START,
        )
        for person in grant
    ]
    desk.open_case([desk.sign(each) for each in (opening, roll, *grants)])


def _found_rings(desk: Desk, case_id: str) -> None:
    """The rings the owner works in, each with a share to every holder; what exists already is left alone."""
    circle = desk.known.circle(case_id)
    there = {ring.ref.kind for ring in circle.rings.values()}
    statements: list[dsse.SignedStatement] = []
    files: dict[str, bytes] = {}
    for kind in OWN_RINGS:
        if kind in there:
            continue
        tenant = desk.tenant if kind == "tenant" else None
        ref = RingRef(id=secrets.token_hex(16), kind=kind, case=case_id, tenant=tenant)
        signed, given = new_epoch(desk, ref, None, circle.holders(ref, when=desk.now), {})
        statements += signed
        files |= given
    if statements:
        desk.post_case(case_id, statements, files)
