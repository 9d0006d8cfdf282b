"""A reporter without account: one report in, twelve words back, and the way to the answer (FORMATS.md 8).

The words live in memory only. What the reporter pins is a tenant's genesis, taken from outside the hub
(RE-5); the hub's log key is then the one that this tenant's history is shown under.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crypto.envelope import seal_letter
from crypto.kinds import Manifest
from crypto.kinds.sharing import Author, RingPlace
from crypto.letter import Letter
from crypto.reporter import new_words
from crypto.ring import first_head
from crypto.unseal.signing import ReporterSecret
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.home import Home, Membership
from hub.client.known import Known, fold
from hub.client.lookup import tenant_named
from hub.client.mirror import Mirror
from hub.client.store import Store
from hub.client.transport import Transport
from hub.client.unlock import Key, sign_in
from hub.client.writing import plain_lines
from hub.clock import SystemClock

NOBODY = "0" * 64


@dataclass(frozen=True)
class Handed:
    """A report that the hub has: the words to come back with, and how far the recipient was verified."""

    words: str
    tenant: str
    genesis: str
    pinned: bool
    manifest: str


def report(url: str, to: str, *, subject: str, body: str) -> Handed:
    """Seal a report to a tenant's intake ring and hand it in; `to` is ``slug`` or ``slug@GENESIS`` (RE-5).

    ClientError if the directory shown does not hold that genesis under that slug, or takes no reports there.
    """
    slug, _, genesis = to.partition("@")
    words = new_words()
    secret = ReporterSecret.from_words(words)
    with TemporaryDirectory() as folder:
        transport = Transport(url)
        known = _known(transport, Store(Path(folder) / "cache.sqlite"))
        tenant = tenant_named(known.view, slug)
        if genesis and tenant.genesis != genesis:
            raise ClientError(f"{slug} at this hub is not the team with that genesis", rule="RE-5")
        ring = known.replay.intake.get(tenant.genesis)
        if ring is None or ring.current is None:
            raise ClientError(f"{slug} takes no sealed reports here yet", code=Exit.NOT_FOUND)
        author = Author(reporter=secret.fingerprint, sign=secret.keys.sign)
        place = RingPlace(id=ring.ref.id, epoch=ring.current.number, count=0, head=first_head(ring.ref.id))
        letter = Letter(
            hub=known.member.hub,
            ring=place.id,
            epoch=place.epoch,
            envelope=secrets.token_hex(16),
            author=author,
            kind="letter",
            purpose="report",
            salt=secrets.token_hex(16),
            subject=subject,
            body=plain_lines(body),
            reporter=secret.keys,
        )
        sealed = seal_letter(Letter.parse(letter.dump()), ring.current.recipient)
        manifest = Manifest(
            hub=known.member.hub,
            id=secrets.token_hex(16),
            created=SystemClock().now().replace(microsecond=0),
            log=known.point,
            by=secret.fingerprint,
            ring=place,
            envelope=letter.envelope,
            kind="letter",
            purpose="report",
            author=author,
            suite="age-v1",
            plain=sealed.plain,
            sha256=sealed.sha256,
            size=sealed.size,
        )
        said = transport.put(
            f"intake/{tenant.slug}/envelopes/{letter.envelope}", sealed.file, secret.sign(manifest)
        )
    return Handed(
        words, tenant.slug, tenant.genesis, tenant.genesis in (slug, genesis), str(said["receipt"]["hash"])
    )


def reporter_desk(url: str, words: str, folder: Path) -> Desk:
    """Come back with the words: a desk whose only case is the reporter's own; `folder` is the caller's."""
    secret, transport = ReporterSecret.from_words(words), Transport(url)
    store = Store(folder / "cache.sqlite")
    known = _known(transport, store)
    sign_in(transport, known.member.hub, secret, **secret.keys.dump())  # type: ignore[arg-type] # both are text
    member = Membership(hub=known.member.hub, log_key=known.member.log_key, tenant=NOBODY, person="0" * 32)
    desk = Desk(Home(folder), store, transport, Key(member, secret), known, {}, {})
    desk.sync()
    return desk


def _known(transport: Transport, store: Store) -> Known:
    hint = transport.get("hub")
    member = Membership(
        hub=hint["hub"], log_key=hint["log_key"], cna=hint.get("cna"), tenant=NOBODY, person="0" * 32
    )
    Mirror(store, transport, member).copy_directory()
    return fold(store, member)
