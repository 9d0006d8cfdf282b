"""What strangers hand in at pip, over the API of a hub in this process."""

from hashlib import sha256

from tests.support.cases import reporter_keys
from tests.support.hub_cases import sealed


def opened(desk):
    """Give pip an intake ring, with Ada on duty; the room."""
    desk.hub.put(desk.hub.intake_epoch(desk.pip, desk.ada))
    return desk


def made(desk, name, kind="attachment"):
    """An envelope of a reporter for pip, and its file."""
    secret, _ = reporter_keys(name)
    file = sealed(desk.hub.replay.intake[desk.pip.genesis].current.recipient)
    fields = {"kind": kind, "sha256": sha256(file).hexdigest(), "size": len(file)}
    if kind == "attachment":
        fields["plain"] = None
    return desk.hub.report(desk.pip, secret, **fields), file


def hand_in(desk, name, kind="attachment"):
    """Hand one in; its id."""
    manifest, file = made(desk, name, kind)
    answer = desk.hub.put_file(f"intake/pip/envelopes/{manifest.envelope}", file, desk.hub.signed(manifest))
    assert answer.status_code == 201, answer.get_json()
    return manifest.envelope


def drop(desk, envelope):
    """Hand in a file of which nobody knows who sent it; its SHA-256."""
    _, file = made(desk, envelope)
    answer = desk.hub.put_file(f"intake/pip/envelopes/{envelope}", file)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["sha256"]
