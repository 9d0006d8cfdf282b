"""A device at rest: nobody opens it without the passphrase, and nobody is made to compute for ever (DV-4)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import age
from crypto.errors import CryptoError, LimitError, MalformedError, WrongKeyError
from crypto.unseal.device_file import DeviceFile, open_device, seal_device
from tests.support.envelopes import ADA, PIP, fixed_random
from tests.support.people import HUB, LOG_KEY, digits

PASSPHRASE = "a long walk in the rain"
QUICK = 1  # 2^1: what is tested here is not how slow scrypt is
FILE = DeviceFile(
    hub=HUB,
    log_key=LOG_KEY,
    cna=digits("psf", 64),
    tenant=PIP,
    person=digits("person ada"),
    sign=ADA.sign_seed.hex(),
    seal=ADA.seal_seed.hex(),
)
SEALED = seal_device(FILE, PASSPHRASE, work_factor=QUICK, least=QUICK, random=fixed_random("device"))


def rule_of(act, *args, **kwargs):
    with pytest.raises(CryptoError) as refused:
        act(*args, **kwargs)
    return refused.value.rule


def sealed(text):
    return age.seal(text, [age.ScryptRecipient(PASSPHRASE, QUICK)])


@pytest.mark.parametrize("passphrase", ["A long walk in the rain", PASSPHRASE + " ", "x"])
def test_another_passphrase_opens_nothing(passphrase):
    """AGE-11: told apart from a broken file."""
    with pytest.raises(WrongKeyError):
        open_device(SEALED, passphrase)


def test_the_file_of_another_passphrase_opens_with_its_own_only():
    other = seal_device(FILE, "another", work_factor=QUICK, least=QUICK)

    with pytest.raises(WrongKeyError):
        open_device(other, PASSPHRASE)
    assert open_device(other, "another") == FILE


@pytest.mark.parametrize("work_factor", [-1, 0, 1, 10, 14])
def test_a_work_factor_that_is_too_quick_to_guess_is_refused(work_factor):
    """DV-4: 2^15 at least."""
    with pytest.raises(LimitError) as refused:
        seal_device(FILE, PASSPHRASE, work_factor=work_factor)

    assert refused.value.rule == "DV-4"


def test_tests_and_demo_lower_the_least_and_nobody_else():
    """DV-4: 2^10."""
    assert rule_of(seal_device, FILE, PASSPHRASE, work_factor=9, least=10) == "DV-4"
    assert open_device(seal_device(FILE, PASSPHRASE, work_factor=10, least=10), PASSPHRASE) == FILE


def test_a_work_factor_of_no_machine_is_refused_by_the_writer():
    """AGE-9."""
    assert rule_of(seal_device, FILE, PASSPHRASE, work_factor=31) == "AGE-9"


def test_a_reader_refuses_to_compute_beyond_its_limit():
    """AGE-9: whoever wrote the file chose the factor."""
    slow = SEALED.replace(b" 1\n", b" 30\n", 1)

    with pytest.raises(LimitError) as refused:
        open_device(slow, PASSPHRASE)
    assert refused.value.rule == "AGE-9"
    at_ten = seal_device(FILE, PASSPHRASE, work_factor=10, least=10)
    assert rule_of(open_device, at_ten, PASSPHRASE, max_work_factor=9) == "AGE-9"


@pytest.mark.parametrize("passphrase", ["", "\ud800"])
def test_an_empty_passphrase_protects_nothing(passphrase):
    """AGE-19."""
    assert rule_of(seal_device, FILE, passphrase, work_factor=15) == "AGE-19"
    assert rule_of(open_device, SEALED, passphrase) == "AGE-19"


@pytest.mark.parametrize("version", [None, 0, 2, True])
def test_a_device_file_of_another_version_is_refused(version):
    """DV-4."""
    fields = {**FILE.dump(), "v": version}
    text = json.dumps({name: value for name, value in fields.items() if value is not None}).encode()

    assert rule_of(open_device, sealed(text), PASSPHRASE) == "DV-4"


@pytest.mark.parametrize("name", ["hub", "log_key", "tenant", "person", "sign", "seal"])
def test_every_field_is_there_in_its_form(name):
    """ST-5."""
    fields = FILE.dump()

    assert rule_of(open_device, sealed(json.dumps({**fields, name: "X"}).encode()), PASSPHRASE) == "ST-5"
    del fields[name]
    assert rule_of(open_device, sealed(json.dumps(fields).encode()), PASSPHRASE) == "ST-5"


@pytest.mark.parametrize(
    ("text", "rule"),
    [(b"", "JS-2"), (b"{" + b" " * 4096 + b"}", "JS-1"), (b"\xff", "JS-1")],
    ids=["empty", "long", "not text"],
)
def test_a_file_that_holds_something_else_is_refused(text, rule):
    assert rule_of(open_device, sealed(text), PASSPHRASE) == rule


def test_a_file_for_a_key_is_no_device_file():
    """AGE-11."""
    for_key = age.seal(FILE.to_json(), [age.X25519Recipient.parse(ADA.keys.seal)])

    assert rule_of(open_device, for_key, PASSPHRASE) == "AGE-11"


@given(place=st.integers(0, len(SEALED) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_a_device_file_is_refused(place, flip):
    changed = bytearray(SEALED)
    changed[place] ^= flip

    with pytest.raises((MalformedError, WrongKeyError, LimitError)):
        open_device(bytes(changed), PASSPHRASE, max_work_factor=9)


@given(length=st.integers(0, len(SEALED) - 1))
def test_a_device_file_that_was_cut_is_refused(length):
    with pytest.raises((MalformedError, WrongKeyError)):
        open_device(SEALED[:length], PASSPHRASE)


def test_a_device_comes_back_whole():
    assert open_device(SEALED, PASSPHRASE) == FILE
    assert open_device(SEALED, PASSPHRASE).secret == ADA


def test_whoever_founded_the_cna_has_none_to_pin_and_an_empty_one_is_refused():
    """ST-5."""
    founders = replace(FILE, cna=None)

    assert "cna" not in founders.dump()
    assert open_device(sealed(founders.to_json()), PASSPHRASE) == founders
    assert rule_of(open_device, sealed(json.dumps({**FILE.dump(), "cna": ""}).encode()), PASSPHRASE) == "ST-5"


def test_a_device_file_shows_whose_it_is_and_no_seed():
    assert repr(FILE) == f"DeviceFile(tenant={PIP}, person={FILE.person})"
