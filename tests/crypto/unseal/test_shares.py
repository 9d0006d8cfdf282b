"""Shares: no other file, ring, device, epoch or key than the statement says (SH-1, SH-3, SH-4)."""

import json
from dataclasses import fields, replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import age
from crypto.errors import CryptoError, MalformedError, WrongKeyError
from crypto.kinds import Share
from crypto.kinds.body import Body, LogPoint
from crypto.kinds.sharing import RingRef
from crypto.unseal.shares import EpochKey, ShareFile, open_share, seal_share
from tests.support.envelopes import ADA, BEN, CASE, OTHER_RING, RING, fixed_random, identity_of
from tests.support.people import HUB, START, digits

KEYS = {number: identity_of(number) for number in (2, 3, 4)}
RECIPIENTS = {number: str(identity_of(number).recipient) for number in range(1, 6)}
FILE = seal_share(RING, ADA.fingerprint, ADA.keys.seal, KEYS, random=fixed_random("share"))


def share(file=FILE, **changes):
    """Ben's share for Ada."""
    given = {
        "hub": HUB,
        "id": digits("share"),
        "created": START,
        "log": LogPoint(size=0, root=digits("", 64)),
        "by": BEN.fingerprint,
        "ring": RingRef(id=RING, kind="joint", case=CASE),
        "from_epoch": 2,
        "epoch": 4,
        "recipient": RECIPIENTS[4],
        "to": ADA.fingerprint,
        "sha256": sha256(file).hexdigest(),
        "size": len(file),
    }
    return Share(**(given | changes))


def opened(file=FILE, recipients=RECIPIENTS, identity=ADA.identity, **changes):
    return open_share(file, share(file, **changes), identity, recipients)


def rule_of(act, *args, **kwargs):
    with pytest.raises(CryptoError) as refused:
        act(*args, **kwargs)
    return refused.value.rule


def sealed(**changes):
    """A share file to Ada whose JSON was changed; None takes a field away."""
    epochs = [{"epoch": number, "identity": str(key)} for number, key in KEYS.items()]
    given = {"v": 1, "ring": RING, "to": ADA.fingerprint, "epochs": epochs} | changes
    text = json.dumps({name: value for name, value in given.items() if value is not None})
    return age.seal(text.encode(), [age.X25519Recipient.parse(ADA.keys.seal)])


OTHER_FILE = seal_share(RING, ADA.fingerprint, ADA.keys.seal, KEYS, random=fixed_random("other"))

# Each field of a share, as another share has it, and the rule that refuses it here.
TRANSPLANTED = {
    "ring": (RingRef(id=OTHER_RING, kind="joint", case=CASE), "SH-4"),
    "from_epoch": (1, "SH-4"),
    "epoch": (3, "SH-1"),
    "recipient": (RECIPIENTS[3], "SH-1"),
    "to": (BEN.fingerprint, "SH-4"),
    "sha256": (sha256(OTHER_FILE).hexdigest(), "SH-3"),
    "size": (len(FILE) + 1, "SH-3"),
}


def test_no_field_of_a_share_is_left_out():
    """The rest of its ring, and the common fields, are judged at its leaf (tests/crypto/circle)."""
    own = {each.name for each in fields(Share)} - {each.name for each in fields(Body)}

    assert own == TRANSPLANTED.keys()


@pytest.mark.parametrize("name", TRANSPLANTED)
def test_a_share_from_another_place_is_refused(name):
    value, rule = TRANSPLANTED[name]

    assert rule_of(opened, **{name: value}) == rule


def test_the_epochs_of_a_statement_are_all_of_the_file():
    """SH-4: neither fewer nor more nor others."""
    for first, last in ((2, 3), (3, 4), (1, 4), (2, 5), (4, 4)):
        assert rule_of(opened, from_epoch=first, epoch=last, recipient=RECIPIENTS[last]) == "SH-4"


def test_another_file_is_refused_before_it_is_opened():
    """SH-3: even a good one for the same device."""
    assert rule_of(open_share, OTHER_FILE, share(), ADA.identity, RECIPIENTS) == "SH-3"
    assert rule_of(open_share, b"", share(), ADA.identity, RECIPIENTS) == "SH-3"


def test_a_share_that_two_could_open_is_refused():
    """SH-3."""
    both = [age.X25519Recipient.parse(each.keys.seal) for each in (ADA, BEN)]

    assert rule_of(opened, age.seal(b"{}", both)) == "EV-6"


def test_another_device_opens_nothing():
    """AGE-11."""
    with pytest.raises(WrongKeyError):
        opened(identity=BEN.identity)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"ring": OTHER_RING}, "SH-4"),
        ({"to": BEN.fingerprint}, "SH-4"),
        ({"epochs": []}, "ST-5"),
        ({"epochs": None}, "ST-5"),
        ({"more": 1}, "ST-5"),
        ({"v": None}, "SH-4"),
        ({"v": 2}, "SH-4"),
    ],
    ids=["ring", "to", "no epoch", "no epochs", "a field more", "no version", "version"],
)
def test_a_file_that_says_something_else_is_refused(changes, rule):
    assert rule_of(opened, sealed(**changes)) == rule


@pytest.mark.parametrize("numbers", [(2, 4), (3, 2), (2, 2), (2, 3, 4, 6)])
def test_epochs_that_leave_one_out_or_come_twice_are_refused(numbers):
    """SH-4."""
    epochs = [{"epoch": number, "identity": str(identity_of(number))} for number in numbers]

    assert rule_of(opened, sealed(epochs=epochs)) == "SH-4"


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_key_that_is_not_the_epoch_s_is_refused(number):
    """SH-4: a member could hand out a key of their own and read along."""
    wrong = {**KEYS, number: identity_of(9)}
    file = seal_share(RING, ADA.fingerprint, ADA.keys.seal, wrong)

    assert rule_of(opened, file) == "SH-4"


def test_keys_in_each_other_s_place_are_refused():
    """SH-4."""
    file = seal_share(RING, ADA.fingerprint, ADA.keys.seal, {**KEYS, 2: KEYS[3], 3: KEYS[2]})

    assert rule_of(opened, file) == "SH-4"


def test_an_epoch_the_log_does_not_know_is_refused():
    """SH-4, SH-1."""
    assert rule_of(opened, recipients={3: RECIPIENTS[3], 4: RECIPIENTS[4]}) == "SH-4"
    assert rule_of(opened, recipients={}) == "SH-1"


@pytest.mark.parametrize(
    ("identity", "rule"),
    [
        ("", "ST-5"),
        (str(KEYS[2]).lower(), "ST-5"),
        (str(KEYS[2].recipient), "ST-5"),
        (str(KEYS[2])[:-1] + ("Q" if str(KEYS[2])[-1] != "Q" else "P"), "AGE-17"),
    ],
    ids=["empty", "lower case", "a recipient", "checksum"],
)
def test_a_key_that_is_none_is_refused(identity, rule):
    epochs = [{"epoch": number, "identity": str(key)} for number, key in KEYS.items()]
    epochs[0]["identity"] = identity

    assert rule_of(opened, sealed(epochs=epochs)) == rule


@given(place=st.integers(0, len(FILE) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_a_share_is_refused(place, flip):
    """Also when a statement names the changed file: then age refuses it."""
    changed = bytearray(FILE)
    changed[place] ^= flip

    assert rule_of(open_share, bytes(changed), share(), ADA.identity, RECIPIENTS) == "SH-3"
    with pytest.raises((MalformedError, WrongKeyError)):
        opened(bytes(changed))


def test_nobody_seals_a_share_that_would_be_refused():
    """SH-4, ST-5, AGE-17."""
    assert rule_of(seal_share, RING, ADA.fingerprint, ADA.keys.seal, {}) == "ST-5"
    assert rule_of(seal_share, RING, ADA.fingerprint, ADA.keys.seal, {2: KEYS[2], 4: KEYS[4]}) == "SH-4"
    assert rule_of(seal_share, "ring", ADA.fingerprint, ADA.keys.seal, KEYS) == "ST-5"
    assert rule_of(seal_share, RING, ADA.fingerprint, "age1nobody", KEYS) == "AGE-17"


def test_a_share_opens_into_the_keys_it_was_made_of():
    """SH-4: in whatever order they were handed over."""
    turned = dict(reversed(KEYS.items()))
    file = seal_share(RING, ADA.fingerprint, ADA.keys.seal, turned)

    assert opened() == KEYS
    assert opened(file) == KEYS
    one = seal_share(RING, ADA.fingerprint, ADA.keys.seal, {4: KEYS[4]})
    assert opened(one, from_epoch=4) == {4: KEYS[4]}


def test_a_share_shows_no_key():
    held = ShareFile(ring=RING, to=ADA.fingerprint, epochs=(EpochKey(epoch=2, identity=str(KEYS[2])),))

    assert str(KEYS[2]) not in repr(held)
    assert repr(replace(held).epochs[0]) == "EpochKey(epoch=2)"
