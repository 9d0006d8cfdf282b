"""A further device of one person: what the older one shows, what the new one asks (FORMATS.md 4.2).

The pairing text pins for the new machine what a join code pins, without a secret (EN-11). The request comes
back: the `device` statement of the new machine under its own signature alone. Whoever signs beside has read
it, and compared the fingerprint with the other screen: neither text is a secret, so nothing else says whose
machine it is (EN-12).
"""

from dataclasses import dataclass
from typing import ClassVar

from crypto import dsse
from crypto.device import fingerprint
from crypto.directory import Directory, Person, View
from crypto.errors import BadSignatureError, CryptoError, MalformedError, NotAllowedError
from crypto.handed import HandedText
from crypto.kinds import Device
from crypto.kinds.directory import DeviceKeys
from crypto.pinned import Pinned, view_under
from crypto.statement import Statement, check_begun, narrow

_REQUEST = HandedText("accord-device-1.", "request of a device", "EN-12")


@dataclass(frozen=True, kw_only=True)
class Pairing(Pinned):
    """What an active device of `person` tells a machine that shall be their next one."""

    TEXT: ClassVar = HandedText("accord-pair-1.", "pairing text", "EN-11")


def check_pairing_against(pairing: Pairing, directory: Directory, *, checkpoint: bytes) -> Person:
    """Return whose next device it shall be, if the directory of the pairing text is what was shown.

    `checkpoint` is the signed note over `directory`. Raises NotAllowedError: EN-1 for another log, root, CNA
    or tenant, EN-6 for somebody who has no active device there.
    """
    view = view_under(pairing, directory, checkpoint)
    person = view.person(pairing.tenant, pairing.person)
    if person is None or not person.devices:
        raise NotAllowedError("EN-6", "the person of the pairing text has no active device; it takes a code")
    return person


def request_text(begun: dsse.SignedStatement) -> str:
    """The request to hand over: the `device` statement that its own key has signed, as DSSE JSON."""
    return _REQUEST.write(dsse.write(begun))


def read_request(text: str, *, hub: str) -> Statement[Device]:
    """Read a request as it was handed over, and check its form and its one signature.

    Raises MalformedError (EN-12) if it was cut, mistyped or is for a code, and what refuses a statement by
    form: MalformedError, LimitError or BadSignatureError (ST-1, ST-2, ST-5 to ST-8).
    """
    data = _REQUEST.read(text)
    try:
        begun = dsse.parse(data)
    except CryptoError as error:
        raise MalformedError("EN-12", error.message) from error
    found = narrow(check_begun(begun, hub=hub), Device)
    body = found.body
    if body.invitation is not None:
        raise MalformedError("EN-12", "it is for the code of an invitation")
    if body.by != fingerprint(DeviceKeys(sign=body.sign, seal=body.seal)):
        raise MalformedError("ST-8", "by is not the device itself")
    if found.keys != (body.sign,):
        raise BadSignatureError("ST-8", "the signature is not by the device itself")
    return found


def check_request(request: Statement[Device], view: View, *, tenant: str, person: str) -> None:
    """Return if `person` of `tenant` may sign the request; NotAllowedError (EN-12, RO-8) says why not."""
    body = request.body
    if (body.tenant, body.person) != (tenant, person):
        raise NotAllowedError("EN-12", "the request is of a device for somebody else")
    known = view.device(body.by)
    if known is not None and known.active:
        raise NotAllowedError("EN-12", "this device is in the list already")
    if view.key_owner(body.sign) or view.key_owner(body.seal):
        raise NotAllowedError(
            "RO-8", "its keys stand in another device, or in one that was put out: make new ones"
        )
