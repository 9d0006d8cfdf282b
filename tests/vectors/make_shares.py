"""Shares and device files: keys at rest, and whose they are (6.1, DV-4)."""

import base64
import json
from dataclasses import replace
from hashlib import sha256

from crypto import age
from crypto.kinds import Share
from crypto.kinds.body import LogPoint
from crypto.kinds.sharing import RingRef
from crypto.unseal.device_file import DeviceFile, seal_device
from tests.support.envelopes import ADA, BEN, CASE, OTHER_RING, PIP, RING, fixed_random, identity_of
from tests.support.people import HUB, LOG_KEY, START, digits
from tests.vectors.recorder import Recorder, Vectors, wire

KEYS = {number: identity_of(number) for number in (2, 3)}
RECIPIENTS = {str(number): str(identity_of(number).recipient) for number in (1, 2, 3)}
PASSPHRASE = "a long walk in the rain"
QUICK = 2


def shares() -> Vectors:
    """`open_share`."""
    record = Recorder(
        "Check the share as a statement, then open its file with the device's identity: SH-3, SH-4. "
        "`recipients` are those of the ring's epochs by number."
    )
    record.shared |= {"hub": HUB, "identity": str(ADA.identity), "recipients": RECIPIENTS}
    whole = _file()
    opened = {str(number): str(key) for number, key in KEYS.items()}
    record.accepted("two epochs", **_inputs(_share(whole), whole), keys=opened)
    one = _file(epochs=(3,))
    record.accepted("one epoch", **_inputs(_share(one, from_epoch=3), one), keys={"3": opened["3"]})
    for name, rule, share, file, more in (*_statements(whole), *_files(whole)):
        record.refused(name, rule, **_inputs(share, file), **more)
    return record.file()


def _share(file: bytes, **changes: object) -> Share:
    given = {
        "hub": HUB,
        "id": digits("share"),
        "created": START,
        "log": LogPoint(size=0, root=sha256(b"").hexdigest()),
        "by": BEN.fingerprint,
        "ring": RingRef(id=RING, kind="joint", case=CASE),
        "from_epoch": 2,
        "epoch": 3,
        "recipient": RECIPIENTS["3"],
        "to": ADA.fingerprint,
        "sha256": sha256(file).hexdigest(),
        "size": len(file),
    }
    return Share(**(given | changes))


def _file(*, epochs: tuple[int, ...] = (2, 3), keys: Vectors | None = None, **changes: object) -> bytes:
    held = KEYS | (keys or {})
    listed = [{"epoch": number, "identity": str(held[number])} for number in epochs]
    fields = {"v": 1, "ring": RING, "to": ADA.fingerprint, "epochs": listed} | changes
    text = json.dumps({name: value for name, value in fields.items() if value is not None})
    return _sealed(text.encode(), ADA.keys.seal)


def _sealed(plaintext: bytes, *recipients: str) -> bytes:
    parsed = [age.X25519Recipient.parse(each) for each in recipients]
    return age.seal(plaintext, parsed, random=fixed_random("share"))


def _inputs(share: Share, file: bytes) -> Vectors:
    return {"share": wire(BEN.sign(share)), "file": base64.b64encode(file).decode()}


def _statements(file: bytes):
    """The statement has a field of another share."""
    ring = RingRef(id=OTHER_RING, kind="joint", case=CASE)
    for name, rule, changes in (
        ("another ring", "SH-4", {"ring": ring}),
        ("another device", "SH-4", {"to": BEN.fingerprint}),
        ("an epoch more", "SH-4", {"from_epoch": 1}),
        ("an epoch less", "SH-4", {"from_epoch": 3}),
        ("another recipient", "SH-1", {"recipient": RECIPIENTS["2"]}),
        ("another last epoch", "SH-1", {"epoch": 2}),
        ("another file's hash", "SH-3", {"sha256": digits("file", 64)}),
        ("another file's size", "SH-3", {"size": len(file) - 1}),
    ):
        yield f"statement: {name}", rule, replace(_share(file), **changes), file, {}
    yield "another device's identity", "AGE-11", _share(file), file, {"identity": str(BEN.identity)}
    unknown = {"recipients": {"3": RECIPIENTS["3"]}}
    yield "an epoch that the log does not know", "SH-4", _share(file), file, unknown


def _files(whole: bytes):
    """The file says something else."""
    for name, rule, file in (
        ("another ring", "SH-4", _file(ring=OTHER_RING)),
        ("another device", "SH-4", _file(to=BEN.fingerprint)),
        ("an epoch less", "SH-4", _file(epochs=(3,))),
        ("epochs in another order", "SH-4", _file(epochs=(3, 2))),
        ("a key of nobody's", "SH-4", _file(keys={3: identity_of(9)})),
        ("keys in each other's place", "SH-4", _file(keys={2: KEYS[3], 3: KEYS[2]})),
        ("no version", "SH-4", _file(v=None)),
        ("another version", "SH-4", _file(v=2)),
        ("no epoch", "ST-5", _file(epochs=())),
        ("an unknown field", "ST-5", _file(more=1)),
        ("two readers", "EV-6", _sealed(b"{}", ADA.keys.seal, BEN.keys.seal)),
        ("a changed byte, and named so", "AGE-13", whole[:-1] + bytes([whole[-1] ^ 1])),
        ("cut, and named so", "AGE-13", whole[:-1]),
    ):
        yield f"file: {name}", rule, _share(file), file, {}


def device_files() -> Vectors:
    """`open_device`; work factors are low, so that it is quick."""
    record = Recorder(
        "Open the device file with the passphrase; refuse a work factor above `max_work_factor`."
    )
    record.shared |= {"max_work_factor": 20}
    device = DeviceFile(
        hub=HUB,
        log_key=LOG_KEY,
        cna=digits("psf", 64),
        tenant=PIP,
        person=digits("person ada"),
        sign=ADA.sign_seed.hex(),
        seal=ADA.seal_seed.hex(),
    )
    whole = seal_device(
        device, PASSPHRASE, work_factor=QUICK, least=QUICK, random=fixed_random("device file")
    )
    given = device.dump()
    record.accepted("a device", **_held(whole), device=given, fingerprint=ADA.fingerprint)
    without = replace(device, cna=None)
    founders = seal_device(
        without, PASSPHRASE, work_factor=QUICK, least=QUICK, random=fixed_random("founder's file")
    )
    record.accepted(
        "whoever founded the CNA", **_held(founders), device=without.dump(), fingerprint=ADA.fingerprint
    )
    record.refused("another passphrase", "AGE-11", **_held(whole, "a short walk"))
    record.refused("an empty passphrase", "AGE-19", **_held(whole, ""))
    slow = whole.replace(b" 2\n", b" 21\n", 1)
    record.refused("a work factor beyond the limit", "AGE-9", **_held(slow))
    record.refused("cut", "AGE-13", **_held(whole[:-1]))
    for name, rule, fields in (
        ("another version", "DV-4", given | {"v": 2}),
        ("no version", "DV-4", {key: value for key, value in given.items() if key != "v"}),
        ("no seed", "ST-5", {key: value for key, value in given.items() if key != "seal"}),
        ("no log key", "ST-5", {key: value for key, value in given.items() if key != "log_key"}),
        ("a log key that is none", "ST-5", given | {"log_key": "localhost:8080"}),
        ("an empty CNA", "ST-5", given | {"cna": ""}),
        ("a seed too short", "ST-5", given | {"sign": given["sign"][2:]}),
    ):
        passphrase = [age.ScryptRecipient(PASSPHRASE, QUICK)]
        file = age.seal(json.dumps(fields).encode(), passphrase, random=fixed_random(name))
        record.refused(name, rule, **_held(file))
    return record.file()


def _held(file: bytes, passphrase: str = PASSPHRASE) -> Vectors:
    return {"passphrase": passphrase, "file": base64.b64encode(file).decode()}
