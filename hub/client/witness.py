"""Witnessing (LO-7): cosigning for the team what this member's own copy holds, and counting the others."""

from collections.abc import Mapping
from typing import Any

from crypto import notes, tlog
from crypto.errors import CryptoError
from crypto.notes import SignatureType, VerifierKey
from crypto.tlog import Checkpoint, WitnessSigner
from hub.client.desk import Desk
from hub.client.joining import WITNESS
from hub.client.mirror import CASES, DIRECTORY, newest_note
from hub.client.upkeep import Done
from hub.clock import SystemClock


def cosign(desk: Desk) -> list[Done]:
    """Cosign the newest checkpoint of both logs, if this home holds the team's witness key."""
    path = desk.home.root / WITNESS
    if not path.exists():
        return []
    signer = WitnessSigner(bytes.fromhex(path.read_text().strip()), _name(desk, desk.tenant))
    done = []
    for log in (DIRECTORY, CASES):
        note = newest_note(desk.store, log)
        mark = f"cosigned {log}"
        if note is None or desk.store.fact(mark) == note.text:
            continue
        line = signer.cosign(Checkpoint.parse(note.text), at=int(SystemClock().now().timestamp()))
        size = Checkpoint.parse(note.text).size
        desk.transport.post(f"logs/{log}/cosignatures", {"size": size, "line": str(line)})
        desk.store.remember(mark, note.text)
        done.append(Done(log, f"cosigned the checkpoint of {size} leaves"))
    return done


def missing(desk: Desk) -> list[str]:
    """Say of each log whether too few other teams have cosigned its newest checkpoint; this stops nothing."""
    view = desk.known.view
    wanted = tlog.required_cosignatures(len(view.tenants()))
    witnesses = {
        tenant: VerifierKey(_name(desk, tenant), SignatureType.COSIGNATURE, bytes.fromhex(key))
        for tenant, key in view.witnesses().items()
    }
    warnings = []
    for log in (DIRECTORY, CASES):
        shown = desk.transport.get(f"logs/{log}/checkpoint")
        found = _count(shown, witnesses, desk.tenant)
        if shown.get("note") and found < wanted:
            warnings.append(
                f"the {log} log is witnessed by {found} of {wanted} other teams: until they run"
                " `accord agent`, a hub that shows them something else goes unnoticed (LO-7)"
            )
    return warnings


def _count(shown: Mapping[str, Any], witnesses: Mapping[str, VerifierKey], tenant: str) -> int:
    """How many other teams' lines hold; one that does not is no line."""
    text = "".join(f"{line}\n" for line in shown.get("cosignatures", ()))
    try:
        note = notes.parse(f"{shown.get('note', '')}{text}".encode())
        return len(tlog.cosigned_by(note, witnesses, besides=tenant))
    except CryptoError:
        return 0


def _name(desk: Desk, tenant: str) -> str:
    return f"{desk.key.member.hub}/witness/{tenant}"
