"""The device in hand: unlocked with its passphrase, and signing in with it."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crypto import dsse
from crypto.errors import WrongKeyError
from crypto.kinds import Login
from crypto.kinds.body import LogPoint
from crypto.merkle import EMPTY_ROOT
from crypto.unseal.device_file import (
    DEFAULT_WORK_FACTOR,
    LEAST_WORK_FACTOR,
    TEST_WORK_FACTOR,
    DeviceFile,
    open_device,
    seal_device,
)
from crypto.unseal.signing import DeviceSecret
from hub.client.errors import ClientError, Exit
from hub.client.home import Home, Membership, membership_in
from hub.client.transport import ProblemError, Transport
from hub.clock import SystemClock

PASSPHRASE_FILE = "ACCORD_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable
DEMO = "ACCORD_DEMO"
NOWHERE = LogPoint(size=0, root=EMPTY_ROOT.hex())


@dataclass(frozen=True)
class Key:
    """A member and their unlocked device."""

    member: Membership
    secret: DeviceSecret


def demo() -> bool:
    """Whether this process belongs to the demo, where keys need not withstand guessing."""
    return os.environ.get(DEMO) == "1"


def passphrase(ask: Callable[[], str]) -> str:
    """The first line of the file that ACCORD_PASSPHRASE_FILE names, else what `ask` returns."""
    named = os.environ.get(PASSPHRASE_FILE)
    if not named:
        return ask()
    try:
        return Path(named).read_text().partition("\n")[0]
    except OSError as error:
        raise ClientError(f"cannot read {named}, which {PASSPHRASE_FILE} names", code=Exit.USAGE) from error


def unlock(home: Home, ask: Callable[[], str]) -> Key:
    """Open the home's device; ClientError for a wrong passphrase, and for papers that the file contradicts.

    What is pinned stands sealed in the file (DV-4); ``member.json`` says what its last writer wanted.
    """
    sealed, member = home.read_device(), home.membership()
    try:
        opened = open_device(sealed, passphrase(ask))
    except WrongKeyError:
        raise ClientError("the passphrase does not open this device") from None
    if membership_in(opened) != member:
        sentence = f"member.json in {home.root} pins something else than the sealed device beside it"
        raise ClientError(f"{sentence}: do not trust this directory, take both from a backup", rule="EN-1")
    return Key(member, opened.secret)


def seal_new(secret: DeviceSecret, member: Membership, phrase: str, work_factor: int | None) -> bytes:
    """The device file for a new home (DV-4); the demo alone goes below the least work factor."""
    file = DeviceFile(
        hub=member.hub,
        log_key=member.log_key,
        cna=member.cna,
        tenant=member.tenant,
        person=member.person,
        sign=secret.sign_seed.hex(),
        seal=secret.seal_seed.hex(),
    )
    usual, least = (
        (TEST_WORK_FACTOR, TEST_WORK_FACTOR) if demo() else (DEFAULT_WORK_FACTOR, LEAST_WORK_FACTOR)
    )
    return seal_device(file, phrase, work_factor=work_factor or usual, least=least)


def sign_in(transport: Transport, hub: str, secret: DeviceSecret, **keys: str) -> None:
    """Answer the hub's challenge with a login statement; for a reporter, `sign` and `seal` are their keys.

    A challenge is used up by the first answer, also when the token was lost on its way: so a refusal is
    met with one more challenge before it is believed.
    """
    try:
        transport.sign_in(_login(transport, hub, secret), **keys)
    except ProblemError:
        transport.sign_in(_login(transport, hub, secret), **keys)


def _login(transport: Transport, hub: str, secret: DeviceSecret) -> dsse.SignedStatement:
    login = Login(
        hub=hub,
        id=secrets.token_hex(16),
        created=SystemClock().now().replace(microsecond=0),
        log=NOWHERE,
        by=secret.fingerprint,
        key=secret.keys.sign,
        challenge=transport.post("challenges", {})["challenge"],
    )
    return secret.sign(login)
