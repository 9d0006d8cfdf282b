"""Witnessing for the team: cosigning a checkpoint that this member's own copy was checked against (LO-7)."""

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
    name = f"{desk.key.member.hub}/witness/{desk.tenant}"
    signer = WitnessSigner(bytes.fromhex(path.read_text().strip()), name)
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
