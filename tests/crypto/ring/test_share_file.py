"""The file behind a share, as anybody can check it without a key (SH-3, SH-4), and a ring nobody founded."""

from dataclasses import replace
from hashlib import sha256

import pytest

from crypto import age
from crypto.age import X25519Recipient
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.sharing import RingRef
from crypto.ring import Ring, check_may_seal, check_share_file, pending_shares, rotation_due
from crypto.unseal.shares import open_share, seal_share
from tests.support.people import START, digits, secret_of


@pytest.fixture
def shared(desk):
    """A share for bob as it is really made, and its file."""
    ring = desk.world.replay.intake[desk.pip.genesis]
    key = secret_of(_maker(desk, ring.current.recipient)).identity
    file = seal_share(ring.ref.id, desk.bob.fingerprint, desk.bob.device.keys.seal, {1: key})
    body = desk.share(desk.ada, desk.bob, sha256=sha256(file).hexdigest(), size=len(file))
    desk.world.put(body)
    return body, file, desk.bob.device.identity, {1: ring.current.recipient}


def _maker(desk, recipient):
    names = (f"epoch {digits(f'recipient {number}')}" for number in range(200))
    return next(each for each in names if secret_of(each).keys.seal == recipient)


def test_an_honest_file_passes_and_opens(shared):
    body, file, mine, recipients = shared
    check_share_file(body, file)
    assert list(open_share(file, body, mine, recipients)) == [1]


def test_another_file_is_refused(shared):
    body, file, *_ = shared
    longer = file + b"\0"
    for data in (b"", file[:-1], longer, bytes(len(file))):
        with pytest.raises(MalformedError, match="SH-3"):
            check_share_file(body, data)
    with pytest.raises(MalformedError, match="SH-3"):
        check_share_file(replace(body, size=len(longer)), longer)


def test_a_file_for_two_devices_is_refused(desk, shared):
    body, *_ = shared
    two = _sealed_to(desk.bob.device.keys.seal, desk.cyd.device.keys.seal)
    with pytest.raises(MalformedError, match="EV-6"):
        check_share_file(replace(body, size=len(two), sha256=sha256(two).hexdigest()), two)


def _sealed_to(*recipients):
    return age.seal(b"{}", [X25519Recipient.parse(each) for each in recipients])


def test_a_ring_without_an_epoch_waits_for_its_first_and_owes_nothing():
    ring = Ring(RingRef(id=digits("ring"), kind="joint", case=digits("case")))
    assert rotation_due(ring, {}, START) is None
    assert pending_shares(ring, {}) == []
    with pytest.raises(NotAllowedError, match="RI-4"):
        check_may_seal(ring, {}, START)
