"""The device at work signs a further one of the same person (FORMATS.md EN-6, EN-11, EN-12)."""

from crypto.kinds import Device
from crypto.pairing import Pairing, check_request, read_request
from crypto.statement import Statement, check
from hub.client.desk import Desk


def pairing_of(desk: Desk) -> Pairing:
    """What a machine has to know to become this person's next device: no secret (EN-11)."""
    member = desk.key.member
    return Pairing(
        hub=member.hub,
        log_key=member.log_key,
        cna=member.cna or member.tenant,
        tenant=member.tenant,
        person=member.person,
    )


def read(desk: Desk, text: str) -> Statement[Device]:
    """Read a request; CryptoError (EN-12, RO-8, ST) if this person has nothing to sign in it."""
    request = read_request("".join(text.split()), hub=desk.key.member.hub)
    check_request(request, desk.known.view, tenant=desk.tenant, person=desk.me)
    return request


def sign(desk: Desk, request: Statement[Device]) -> str:
    """Sign beside the new device, which is active from this leaf (EN-6); the statement's hash.

    The request was read, and its fingerprint compared, before.
    """
    signed = desk.co_sign(request.body, request.signed)
    desk.known.replay.directory.judge(check(signed, hub=desk.key.member.hub), when=desk.now)
    return desk.post_directory([signed])[0]
