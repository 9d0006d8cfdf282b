"""One ring, one member and one reporter, and the envelopes they write: whole ones, for tests to spoil."""

import hashlib
from dataclasses import replace
from itertools import count

from crypto.envelope import Sealed, seal_attachment, seal_letter
from crypto.kinds import Manifest
from crypto.kinds.body import LogPoint
from crypto.kinds.sharing import Author, RingPlace
from crypto.letter import Attached, Letter
from crypto.ring import first_head
from crypto.statement import Statement, check, narrow
from crypto.unseal import X25519Identity
from crypto.unseal.signing import DeviceSecret, ReporterSecret
from tests.support.people import HUB, START, digits, secret_of

CASE, OTHER_CASE = digits("case"), digits("other case")
RING, OTHER_RING = digits("ring"), digits("other ring")
PIP, UV = digits("pip", 64), digits("uv", 64)
ADA, BEN = secret_of("ada 0"), secret_of("ben 0")
OF_ADA = Author(tenant=PIP, person=digits("person ada"))
OF_BEN = Author(tenant=UV, person=digits("person ben"))
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
REPORTER = ReporterSecret.from_words(WORDS)
OF_REPORTER = Author(reporter=REPORTER.fingerprint, sign=REPORTER.keys.sign)


def fixed_random(label: str):
    """A source of bytes that look random and are always the same (for `random=`)."""
    numbers = count()

    def draw(size: int) -> bytes:
        return hashlib.shake_256(f"{label} {next(numbers)}".encode()).digest(size)

    return draw


def identity_of(epoch: int, ring: str = RING) -> X25519Identity:
    """The key of an epoch, always the same."""
    return X25519Identity.generate(fixed_random(f"{ring} {epoch}"))


KEY = identity_of(1)
RECIPIENT = str(KEY.recipient)


def letter(**changes: object) -> Letter:
    """A letter of Ada's to the ring of the case."""
    given = {
        "hub": HUB,
        "case": CASE,
        "ring": RING,
        "epoch": 1,
        "envelope": digits("envelope"),
        "author": OF_ADA,
        "kind": "letter",
        "purpose": "comment",
        "salt": digits("salt"),
        "subject": "Names that leave the folder",
        "body": "We see it too.\n",
    }
    return Letter(**(given | changes))


def outside(of: Letter, sealed: Sealed, *, by: DeviceSecret = ADA, **changes: object) -> Manifest:
    """The manifest that goes with a sealed letter, by a device."""
    given = {
        "hub": of.hub,
        "id": digits(f"manifest {of.envelope}"),
        "created": START,
        "log": LogPoint(size=0, root=hashlib.sha256(b"").hexdigest()),
        "by": by.fingerprint,
        "ring": RingPlace(id=of.ring, epoch=of.epoch, count=0, head=first_head(of.ring)),
        "envelope": of.envelope,
        "kind": of.kind,
        "purpose": of.purpose,
        "author": of.author,
        "suite": "age-v1",
        "sha256": sealed.sha256,
        "size": sealed.size,
        "case": of.case,
        "plain": sealed.plain,
    }
    return Manifest(**(given | changes))


def seal(of: Letter, key: X25519Identity = KEY) -> Sealed:
    """The letter's file, always the same."""
    return seal_letter(of, str(key.recipient), random=fixed_random(of.envelope))


def attach(data: bytes, name: str = "fix.patch", key: X25519Identity = KEY) -> tuple[Attached, Sealed]:
    """An attachment as a letter names it, and its file."""
    sealed = seal_attachment(data, str(key.recipient), random=fixed_random(name))
    named = Attached(
        name=name,
        type="text/x-diff",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        envelope=digits(f"envelope {name}"),
    )
    return named, sealed


def outside_attached(of: Letter, named: Attached, sealed: Sealed, **changes: object) -> Manifest:
    """The manifest of an attachment by the author of a letter."""
    given = {"envelope": named.envelope, "kind": "attachment", "purpose": "comment"}
    return outside(of, sealed, **(given | changes))


def renamed(manifest: Manifest, file: bytes) -> Manifest:
    """The manifest, naming another file: what somebody who can sign it anew would make of it."""
    return replace(manifest, sha256=hashlib.sha256(file).hexdigest(), size=len(file))


def signed(manifest: Manifest, by: DeviceSecret = ADA) -> Statement[Manifest]:
    """The manifest as a checked statement."""
    return narrow(check(by.sign(manifest), hub=manifest.hub), Manifest)
