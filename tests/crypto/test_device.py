"""DV-1 and DV-2: what a device is called, and how people compare it."""

from dataclasses import replace
from hashlib import sha256

import pytest

from crypto.age import bech32
from crypto.device import fingerprint, groups, parse_qr, qr_text
from crypto.errors import MalformedError
from crypto.kinds.directory import DeviceKeys
from tests.support.people import secret_of

KEYS = secret_of("a device").keys
OTHER = secret_of("another device").keys


def test_a_fingerprint_covers_label_and_both_keys():
    """DV-2: computed here by hand."""
    sign, seal = bytes(range(32)), bytes([9]) + bytes(31)
    keys = DeviceKeys(sign=sign.hex(), seal=bech32.encode("age", seal))

    assert fingerprint(keys) == sha256(b"accord-device-v1\n" + sign + seal).hexdigest()


@pytest.mark.parametrize("part", ["sign", "seal"])
def test_a_device_with_one_key_exchanged_is_another_device(part):
    """DV-2: neither key can be substituted."""
    mixed = replace(KEYS, **{part: getattr(OTHER, part)})

    assert len({fingerprint(KEYS), fingerprint(OTHER), fingerprint(mixed)}) == 3


def test_keys_that_nobody_can_seal_to_have_no_fingerprint():
    """DV-1."""
    with pytest.raises(MalformedError):
        fingerprint(replace(KEYS, seal="age1"))


def test_a_qr_code_carries_the_whole_fingerprint():
    """DV-2."""
    assert qr_text(fingerprint(KEYS)) == "accord-device:" + fingerprint(KEYS)
    assert parse_qr(qr_text(fingerprint(KEYS))) == fingerprint(KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 64,
        "accord-device:" + "0" * 63,
        "accord-device:" + "0" * 65,
        "accord-device:" + "A" * 64,
        "accord-device:" + "0" * 64 + "\n",
        "ACCORD-DEVICE:" + "0" * 64,
        "accord-join-1.x.00000000",
    ],
)
def test_another_text_is_no_device(text):
    """DV-2: nothing is shortened, and nothing is guessed."""
    with pytest.raises(MalformedError) as refused:
        parse_qr(text)

    assert refused.value.rule == "DV-2"


def test_a_fingerprint_is_read_aloud_in_sixteen_groups_of_four():
    """DV-2: all of it; a part of it could be found again by trying."""
    spoken = groups(fingerprint(KEYS)).split(" ")

    assert [len(each) for each in spoken] == [4] * 16
    assert "".join(spoken) == fingerprint(KEYS)
