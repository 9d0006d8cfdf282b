"""A reporter without account: one report in, twelve words back, and the way to the answer (FORMATS.md 8).

The words live in memory only. What the reporter pins is a tenant's genesis, taken from outside the hub
(RE-5); the hub's log key is then the one that this tenant's history is shown under.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crypto.directory import Tenant
from crypto.envelope import Sealed, seal_letter
from crypto.kinds import Manifest
from crypto.kinds.sharing import RingPlace
from crypto.letter import Attached, Letter
from crypto.reporter import new_words
from crypto.ring import RingEpoch, first_head
from crypto.unseal.signing import ReporterSecret
from hub.client.attaching import File, attached_outside, check_files, seal_file
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.home import Home, Membership
from hub.client.known import Known, fold
from hub.client.lookup import tenant_named
from hub.client.mirror import Mirror
from hub.client.store import Store
from hub.client.transport import Transport
from hub.client.unlock import Key, sign_in
from hub.client.writing import outside, plain_lines

NOBODY = "0" * 64


@dataclass(frozen=True)
class Handed:
    """A report that the hub has: the words to come back with, and how far the recipient was verified."""

    words: str
    tenant: str
    genesis: str
    pinned: bool
    manifest: str


def report(url: str, to: str, *, subject: str, body: str, files: Sequence[File] = ()) -> Handed:
    """Seal a report to a tenant's intake ring and hand it in; `to` is ``slug`` or ``slug@GENESIS`` (RE-5).

    The files go first, then the letter that names them (AT-1); all are sealed before any is sent. ClientError
    if the directory shown does not hold that genesis under that slug, takes no reports there, or for the
    files as `check_files`.
    """
    check_files(files, reporter=True)
    words = new_words()
    with TemporaryDirectory() as folder:
        desk = _desk(url, words, Path(folder))
        tenant, current = _recipient(desk.known, to)
        ring = current.statement.body.ring.id
        place = RingPlace(id=ring, epoch=current.number, count=0, head=first_head(ring))
        sealed = [seal_file(each, current.recipient) for each in files]
        letter = _letter(desk, place, [named for named, _ in sealed], subject=subject, body=body)
        report_file = seal_letter(Letter.parse(letter.dump()), current.recipient)
        for named, each in sealed:
            _hand_in(desk, tenant.slug, each, attached_outside(named, each, place, desk.author))
        receipt = _hand_in(desk, tenant.slug, report_file, outside(letter, report_file, place))
    pinned = tenant.genesis in (to, to.partition("@")[2])
    return Handed(words, tenant.slug, tenant.genesis, pinned, receipt)


def _recipient(known: Known, to: str) -> tuple[Tenant, RingEpoch]:
    slug, _, genesis = to.partition("@")
    tenant = tenant_named(known.view, slug)
    if genesis and tenant.genesis != genesis:
        raise ClientError(f"{slug} at this hub is not the team with that genesis", rule="RE-5")
    ring = known.replay.intake.get(tenant.genesis)
    if ring is None or ring.current is None:
        raise ClientError(f"{slug} takes no sealed reports here yet", code=Exit.NOT_FOUND)
    return tenant, ring.current


def _letter(desk: Desk, place: RingPlace, attached: Sequence[Attached], *, subject: str, body: str) -> Letter:
    return Letter(
        hub=desk.key.member.hub,
        ring=place.id,
        epoch=place.epoch,
        envelope=secrets.token_hex(16),
        author=desk.author,
        kind="letter",
        purpose="report",
        salt=secrets.token_hex(16),
        subject=subject,
        body=plain_lines(body),
        attachments=tuple(attached) or None,
        reporter=desk.key.secret.keys,
    )


def _hand_in(desk: Desk, slug: str, sealed: Sealed, fields: Mapping[str, Any]) -> str:
    signed = desk.sign(desk.body(Manifest, **fields))
    said = desk.transport.put(f"intake/{slug}/envelopes/{fields['envelope']}", sealed.file, signed)
    return str(said["receipt"]["hash"])


def reporter_desk(url: str, words: str, folder: Path) -> Desk:
    """Come back with the words: a desk whose only case is the reporter's own; `folder` is the caller's."""
    desk = _desk(url, words, folder)
    member, secret = desk.key.member, desk.key.secret
    sign_in(desk.transport, member.hub, secret, **secret.keys.dump())  # type: ignore[arg-type] # both are text
    desk.sync()
    return desk


def _desk(url: str, words: str, folder: Path) -> Desk:
    """A desk with the keys of these words over the hub's directory; nobody is signed in."""
    secret, transport = ReporterSecret.from_words(words), Transport(url)
    store = Store(folder / "cache.sqlite")
    known = _known(transport, store)
    member = Membership(hub=known.member.hub, log_key=known.member.log_key, tenant=NOBODY, person="0" * 32)
    return Desk(Home(folder), store, transport, Key(member, secret), known, {}, {})


def _known(transport: Transport, store: Store) -> Known:
    hint = transport.get("hub")
    member = Membership(
        hub=hint["hub"], log_key=hint["log_key"], cna=hint.get("cna"), tenant=NOBODY, person="0" * 32
    )
    Mirror(store, transport, member).copy_directory()
    return fold(store, member)
