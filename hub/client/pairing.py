"""A machine that shall be somebody's next device: it asks, and waits for their older one (EN-6, EN-11).

Nothing is sent to the hub from here. The keys are made and kept under a passphrase, what is to be signed is
handed to the older device by hand, and the directory says when that has signed it.
"""

import time
from dataclasses import dataclass

from crypto.kinds import Device
from crypto.pairing import Pairing, check_pairing_against, read_request, request_text
from crypto.unseal.signing import DeviceSecret
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit, HubLiesError
from hub.client.home import Home, Membership, membership_in
from hub.client.joining import Lock, refuse_taken
from hub.client.known import Known, fold
from hub.client.mirror import DIRECTORY, Mirror
from hub.client.store import Store
from hub.client.transport import Transport
from hub.client.unlock import Key, passphrase, seal_new

LOOK_AGAIN_S = 2.0


@dataclass(frozen=True)
class Asked:
    """A device that waits: whose it shall be, and what their older one has to sign and to compare."""

    name: str
    slug: str
    fingerprint: str
    request: str


def ask(home: Home, url: str, pairing: Pairing, lock: Lock) -> Asked:
    """Hold the directory against the pairing text, make a device and keep it with its request (EN-11)."""
    refuse_taken(home)
    member = membership_in(pairing)
    store, transport, secret = Store(home.cache_path), Transport(url), DeviceSecret.generate()
    known = _copied(store, transport, member)
    checkpoint = store.notes(DIRECTORY)[-1:] or [b""]
    check_pairing_against(pairing, known.replay.directory, checkpoint=checkpoint[0])
    desk = Desk(home, store, transport, Key(member, secret), known, {}, {})
    body = desk.body(Device, tenant=member.tenant, person=member.person, **secret.keys.dump())
    request = request_text(desk.sign(body))
    sealed = seal_new(secret, member, passphrase(lock.ask), lock.work_factor)
    home.write(home.request_path.name, f"{request}\n".encode())
    home.begin(url=url, member=member, device=sealed)
    return asked(home, known)


def asked(home: Home, known: Known | None = None) -> Asked:
    """What waits in this home; ClientError (3) if nothing does."""
    if not home.is_waiting():
        raise ClientError(
            "no device waits here: `accord device request` makes one", code=Exit.NOT_FOUND, rule="EN-12"
        )
    member, request = home.membership(), home.read_request()
    view = (known or fold(Store(home.cache_path), member)).view
    person, tenant = view.person(member.tenant, member.person), view.tenant(member.tenant)
    return Asked(
        name=person.name if person else "",
        slug=tenant.slug if tenant else "",
        fingerprint=read_request(request, hub=member.hub).body.by,
        request=request,
    )


def is_signed(home: Home) -> bool:
    """Look whether the directory has the device that waits here; then it waits no longer.

    ClientError (EN-6) if it never will: its person is out, or has no other device any more.
    """
    waiting, member = asked(home), home.membership()
    view = _copied(Store(home.cache_path), Transport(home.url()), member).view
    found = view.device(waiting.fingerprint)
    if found is not None and found.active:
        home.settle()
        return True
    person = view.person(member.tenant, member.person)
    if found is not None or person is None or not person.devices:
        raise ClientError(
            "nobody can sign this device any more, as your others were put out:"
            " `accord device cancel`, and ask an admin of your team for a join code",
            rule="EN-6",
        )
    return False


def wait(home: Home, seconds: float) -> bool:
    """Look again and again until the device is signed; False if it is not after so many seconds."""
    until = time.monotonic() + seconds
    while not is_signed(home):
        if time.monotonic() >= until:
            return False
        time.sleep(min(LOOK_AGAIN_S, max(0.0, until - time.monotonic())))
    return True


def cancel(home: Home) -> None:
    """Forget the device that waits here; ClientError (4) if it was signed meanwhile."""
    asked(home)
    try:
        signed = is_signed(home)
    except ClientError:  # without the hub, or where nobody signs any more, it goes all the same
        signed = False
    if signed:
        raise ClientError(
            "your other device has signed this one meanwhile: it is yours", code=Exit.CONFLICT, rule="EN-6"
        )
    home.clear()


def _copied(store: Store, transport: Transport, member: Membership) -> Known:
    try:
        Mirror(store, transport, member).copy_directory()
    except HubLiesError as error:
        if error.rule != "LO-1":
            raise
        raise ClientError(
            f"the pairing text and this hub do not belong together, and no keys were made: {error.sentence}",
            rule="EN-1",
        ) from error
    return fold(store, member)
