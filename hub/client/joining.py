"""Founding a team, joining one, and the lists its admins sign (FORMATS.md 4)."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from crypto.enrolment import JoinCode, check_code_against, code_seed
from crypto.kinds import Device, Duty, MemberInvitation, Roster
from crypto.kinds.directory import Member, Role
from crypto.kinds.sharing import RingRef
from crypto.ring import Ring
from crypto.ring.intake import intake_claims
from crypto.statement import check
from crypto.unseal.signing import DeviceSecret, SigningKey, prove_code
from hub.client.desk import Desk, Receipts, batch
from hub.client.errors import ClientError
from hub.client.home import Home, Membership, membership_in
from hub.client.known import fold
from hub.client.lookup import chained
from hub.client.mirror import DIRECTORY, Mirror
from hub.client.rosters import ROSTER_LIFE
from hub.client.rotation import new_epoch
from hub.client.store import Store
from hub.client.transport import ProblemError, Transport
from hub.client.unlock import Key, passphrase, seal_new, sign_in

CODE_LIFE = timedelta(days=14)
WITNESS = "witness.seed"


@dataclass(frozen=True)
class Place:
    """Where a new home will belong: the hub's address and the two things pinned of it."""

    url: str
    hub: str
    log_key: str
    cna: str | None


@dataclass(frozen=True)
class Lock:
    """How the new device is sealed at rest: who asks for the passphrase, and how hard guessing shall be."""

    ask: Callable[[], str]
    work_factor: int | None = None


def found(home: Home, place: Place, lock: Lock, *, slug: str, name: str, code: str) -> Desk:
    """Found a tenant: its first roster, by its first admin's first device (RO-1). The home becomes theirs."""
    refuse_taken(home)
    secret, person, witness = DeviceSecret.generate(), secrets.token_hex(16), secrets.token_bytes(32)
    transport = Transport(place.url)
    unknown = Membership(hub=place.hub, log_key=place.log_key, cna=place.cna, tenant="0" * 64, person=person)
    store = Store(home.cache_path)
    Mirror(store, transport, unknown).copy_directory()
    desk = Desk(home, store, transport, Key(unknown, secret), fold(store, unknown), {}, {})
    member = Member(person=person, name=name, roles=("admin", "member"), devices=(secret.keys,))
    roster = desk.body(
        Roster,
        slug=slug,
        version=1,
        threshold=1,
        members=(member,),
        witness=SigningKey(witness).public.hex(),
        expires=(desk.now + ROSTER_LIFE).replace(microsecond=0),
    )
    signed = desk.sign(roster)
    genesis = check(signed, hub=place.hub).hash
    settled = Membership(hub=place.hub, log_key=place.log_key, cna=place.cna, tenant=genesis, person=person)
    sealed = seal_new(secret, settled, passphrase(lock.ask), lock.work_factor)
    home.begin(url=place.url, member=settled, device=sealed)
    home.write(WITNESS, witness.hex().encode())
    said = _enter(desk, batch([signed], None) | {"founding_code": code})
    return _started(desk, settled, secret, said)


def join(home: Home, url: str, code: JoinCode, lock: Lock) -> Desk:
    """Join by code: check the directory against it, then prove the device and the code (EN-1 to EN-5)."""
    refuse_taken(home)
    secret, transport, store = DeviceSecret.generate(), Transport(url), Store(home.cache_path)
    member = membership_in(code)
    Mirror(store, transport, member).copy_directory()
    desk = Desk(home, store, transport, Key(member, secret), fold(store, member), {}, {})
    code_key = SigningKey(code_seed(code.secret, code.tenant)).public.hex()
    checkpoint = store.notes(DIRECTORY)[-1:] or [b""]
    check_code_against(
        code, desk.known.replay.directory, checkpoint=checkpoint[0], code_key=code_key, when=desk.now
    )
    invited = desk.known.view.invitation(code.tenant, code.person)
    if invited is None:
        raise ClientError("the team has not invited anybody with this code", rule="EN-3")
    body = desk.body(
        Device,
        tenant=code.tenant,
        person=code.person,
        sign=secret.keys.sign,
        seal=secret.keys.seal,
        invitation=invited.statement.hash,
    )
    sealed = seal_new(secret, member, passphrase(lock.ask), lock.work_factor)
    home.begin(url=url, member=member, device=sealed)
    signed = prove_code(code.secret, body, desk.sign(body))
    return _started(desk, member, secret, _enter(desk, batch([signed], None)))


def _enter(desk: Desk, body: Mapping[str, Any]) -> Receipts:
    """Post what makes the home's device count; if the hub refuses it, the home is free again.

    The device is on disk before: nobody could make it anew.
    """
    try:
        receipts: Receipts = desk.transport.post("directory/statements", body)["receipts"]
    except ProblemError:
        desk.home.clear()
        raise
    return receipts


def _started(desk: Desk, member: Membership, secret: DeviceSecret, receipts: Receipts) -> Desk:
    desk.key = Key(member, secret)
    sign_in(desk.transport, member.hub, secret)
    desk.await_checkpoint(DIRECTORY, receipts)
    return desk


def invite_member(desk: Desk, name: str, role: Role) -> str:
    """The signed invitation of one person, and the code to hand to them over another channel."""
    code = JoinCode(
        hub=desk.key.member.hub,
        log_key=desk.key.member.log_key,
        cna=desk.key.member.cna or desk.tenant,
        tenant=desk.tenant,
        person=secrets.token_hex(16),
        secret=secrets.token_hex(16),
    )
    before = desk.known.view.invitation(desk.tenant, code.person)
    body = desk.body(
        MemberInvitation,
        tenant=desk.tenant,
        person=code.person,
        name=name,
        role=role,
        code=SigningKey(code_seed(code.secret, desk.tenant)).public.hex(),
        state="open",
        expires=(desk.now + CODE_LIFE).replace(microsecond=0),
        **chained(before.statement if before else None),
    )
    desk.post_directory([desk.sign(body)])
    return code.to_text()


def set_duty(desk: Desk, people: Sequence[str]) -> None:
    """Sign the duty list, and found the intake ring or rotate it to the new holders."""
    view = desk.known.view
    before = view.on_duty(desk.tenant)
    body = desk.body(
        Duty,
        tenant=desk.tenant,
        people=tuple(sorted(people)),
        **chained(before.statement if before else None),
    )
    desk.post_directory([desk.sign(body)])
    if desk.known.replay.intake.get(desk.tenant) is None:
        found_intake(desk)


def found_intake(desk: Desk) -> None:
    """The first epoch of the intake ring, with a share to every device on duty (RI-4)."""
    ref = RingRef(id=secrets.token_hex(16), kind="intake", tenant=desk.tenant)
    holders = Ring(ref).holders(intake_claims(desk.known.view, desk.tenant))
    statements, files = new_epoch(desk, ref, None, holders, {})
    desk.post_directory(statements, files)


def refuse_taken(home: Home) -> None:
    """ClientError if somebody has joined from this home."""
    if home.is_taken():
        raise ClientError(f"{home.root} belongs to a member already: set ACCORD_HOME to another directory")
