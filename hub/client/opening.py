"""Taking a report on: a duty member opens it, makes the case and its rings, and answers (design 3.4)."""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crypto import dsse
from crypto.errors import CryptoError, NotAllowedError
from crypto.kinds import Case, CaseRoll, Grant, Manifest
from crypto.kinds.cases import History, Seat
from crypto.kinds.directory import DeviceKeys
from crypto.kinds.sharing import RingKind, RingRef
from crypto.letter import Attached, Letter, Quoted
from crypto.statement import Statement, check, narrow
from crypto.unseal.age import open_file
from crypto.unseal.age_x25519 import X25519Identity
from crypto.unseal.envelopes import open_attachment, open_letter
from hub.client.attaching import File
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.keyring import fetch
from hub.client.rotation import new_epoch
from hub.client.writing import Draft, send
from tenants.kernel.ids import new_code_name

OWN_RINGS: tuple[RingKind, ...] = ("joint", "reporter", "tenant", "record")
ATTACHMENT = "attachment"
FROM_THE_START = History(start="epoch", epoch=1)


@dataclass(frozen=True)
class Arrived:
    """A report at intake; `letter`, with the bytes it came as, is None with the rule that kept it shut."""

    envelope: str
    received: datetime
    manifest: Statement[Manifest] | None = None
    letter: Letter | None = None
    plaintext: bytes = b""
    fault: str | None = None


@dataclass(frozen=True)
class Opened:
    """A new case."""

    case: str
    code_name: str


def arrived(desk: Desk) -> list[Arrived]:
    """What waits at the tenant's intake, opened; only people on duty are shown any."""
    waiting = [each for each in _rows(desk) if each["kind"] != ATTACHMENT and not each["case"]]
    return [_open(desk, each) for each in sorted(waiting, key=lambda row: row["received"], reverse=True)]


def _rows(desk: Desk) -> Sequence[Mapping[str, Any]]:
    return desk.transport.get_all("intake", "envelopes")


def _manifest(desk: Desk, shown: Mapping[str, Any]) -> Statement[Manifest]:
    signed = dsse.parse(json.dumps(shown["wire"]).encode())
    return narrow(check(signed, hub=desk.key.member.hub), Manifest)


def _open(desk: Desk, shown: Mapping[str, Any]) -> Arrived:
    found = Arrived(str(shown["id"]), datetime.fromisoformat(str(shown["received"])))
    if not shown["wire"]:
        return replace(found, fault="unsigned, sender unknown")
    found = replace(found, manifest=(manifest := _manifest(desk, shown)))
    ring = desk.known.replay.intake[desk.tenant]
    if manifest.body.ring.id != ring.ref.id or manifest.body.author.sign != manifest.keys[0]:
        return replace(found, fault="EV-3")
    if shown["case"]:
        return replace(found, fault="a case has taken it on")
    try:
        identity = fetch(desk).identity(ring.ref.id, manifest.body.ring.epoch)
        file = desk.transport.get_bytes(f"intake/{shown['id']}")
        letter = open_letter(manifest.body, file, identity)
    except CryptoError as fault:
        return replace(found, fault=fault.rule)
    except ClientError as fault:
        return replace(found, fault=fault.sentence)
    return replace(found, letter=letter, plaintext=open_file(file, [identity]))


def take_on(desk: Desk, envelope: str, *, grant: Sequence[str], answer: str) -> Opened:
    """Make a case of a report: roll and grants, four rings, the report quoted, the reporter answered.

    It may break off anywhere and be begun again: what the log has of it is left alone. The ciphertext at
    intake is the hub's to delete once the quotation is in the log, and what was attached with it before.
    """
    rows = [each for each in _rows(desk) if each["id"] == envelope and each["kind"] != ATTACHMENT]
    if not rows:
        raise ClientError("cannot take it on: no such report", code=Exit.NOT_FOUND)
    found = _open(desk, rows[0])
    case = _begun(desk, found) or _new_case(desk, found, grant)
    desk.retried(lambda: _found_rings(desk, case.case))
    if not _wrote(desk, case.case, "joint", "quote"):
        _quote(desk, case.case, found)
    send(desk, case.case, "reporter", Draft(answer, subject="Your report"))
    return case


def _begun(desk: Desk, found: Arrived) -> Opened | None:
    """The case that an earlier try opened for this report and did not finish: it is gone on with."""
    for case_id in desk.versions:
        opening = desk.known.circle(case_id).opened.opening
        if found.manifest and opening.report == found.manifest.hash and opening.tenant == desk.tenant:
            if _wrote(desk, case_id, "reporter", "comment"):
                raise ClientError(f"{opening.code_name} has taken it on already", code=Exit.CONFLICT)
            return Opened(case_id, opening.code_name)
    return None


def _wrote(desk: Desk, case_id: str, kind: RingKind, purpose: str) -> bool:
    """Whether the team has a letter of this purpose in the case's ring of this kind."""
    circle = desk.known.circle(case_id)
    return any(
        (circle.rings[each.ring.id].ref.kind, each.kind, each.purpose) == (kind, "letter", purpose)
        and each.author.tenant == desk.tenant
        for each in circle.letters.values()
    )


def _quote(desk: Desk, case_id: str, found: Arrived) -> None:
    """Post the report anew as it came, with its files (LE-2)."""
    if found.letter is None or found.manifest is None:
        raise ClientError(f"cannot take it on: {found.fault}", code=Exit.NOT_FOUND)
    files, faults = _files(desk, found.manifest.body, found.letter.attachments or ())
    quoted = Quoted(
        manifest=dsse.write(found.manifest.signed).decode(),
        plaintext=base64.b64encode(found.plaintext).decode(),
    )
    body = "\n".join(["These files came with the report and do not hold:", *faults]) if faults else ""
    subject = found.letter.subject
    send(desk, case_id, "joint", Draft(body, subject, "quote", quoted=quoted, attachments=files))


def _files(desk: Desk, outside: Manifest, named: Sequence[Attached]) -> tuple[list[File], list[str]]:
    """The files that a report names, and what is wrong with those that do not hold (AT-1).

    That the hub does not answer is wrong with none: the ClientError ends the try, and the file waits.
    """
    if not named:
        return [], []
    files: list[File] = []
    faults: list[str] = []
    identity = fetch(desk).identity(outside.ring.id, outside.ring.epoch)
    shown = {str(each["id"]): each for each in _rows(desk) if each["wire"] and not each["case"]}
    for each in named:
        try:
            data = _file(desk, (outside, each), shown.get(each.envelope), identity)
            files.append((each.name, each.type, data))
        except CryptoError as fault:
            faults.append(f"{each.name}: {fault}")
    return files, faults


def _file(
    desk: Desk,
    letter: tuple[Manifest, Attached],
    shown: Mapping[str, Any] | None,
    identity: X25519Identity,
) -> bytes:
    if shown is None:
        raise NotAllowedError("AT-1", "it was never handed in")
    manifest = _manifest(desk, shown).body
    return open_attachment(letter, manifest, desk.transport.get_bytes(f"intake/{shown['id']}"), identity)


def _new_case(desk: Desk, found: Arrived, grant: Sequence[str]) -> Opened:
    if found.letter is None:
        raise ClientError(f"cannot take it on: {found.fault}", code=Exit.NOT_FOUND)
    if found.letter.reporter is None:
        raise ClientError("the letter names no keys to answer to", rule="RE-3")
    case = Opened(secrets.token_hex(16), new_code_name())
    _open_case(desk, case, found, found.letter.reporter, grant)
    return case


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
