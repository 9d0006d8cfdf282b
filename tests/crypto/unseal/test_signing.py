"""The one call that signs: only what the device authored, only types of the list (DV-3, RE-4, ST-8)."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from nacl.bindings import crypto_sign_seed_keypair

from crypto import dsse
from crypto.enrolment import code_seed
from crypto.errors import CryptoError
from crypto.kinds import KINDS
from crypto.kinds.body import Signed
from crypto.statement import check, encode
from crypto.unseal.signing import DeviceSecret, ReporterSecret, SigningKey, prove_code
from tests.support.envelopes import ADA, BEN, OF_REPORTER, REPORTER, WORDS, letter, outside, seal
from tests.support.people import HUB, digits
from tests.support.samples import DEVICE, payload

SECRET = digits("secret")


def rule_of(act, *args):
    with pytest.raises(CryptoError) as refused:
        act(*args)
    return refused.value.rule


def body_of(name, **changes):
    """The sample of a type, by the sample device."""
    given = {**payload(name), **changes}
    del given["v"], given["type"]
    return KINDS[name].parse({field: value for field, value in given.items() if value is not None})


def respelt(signed, change):
    """The same statement with another payload, as a network could hand it over."""
    return dsse.SignedStatement(signed.payload_type, change(signed.payload), signed.signatures)


def test_a_device_signs_nothing_in_another_s_name():
    """ST-8."""
    for name in KINDS:
        assert rule_of(BEN.sign, body_of(name)) == "ST-8"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.SIGNED is Signed.NOTICE])
def test_nobody_signs_a_notice_of_the_hub(name):
    """ST-8, LO-6."""
    assert rule_of(DEVICE.sign, replace(body_of(name), by=DEVICE.fingerprint)) == "ST-8"


def test_a_device_signs_nothing_that_no_reader_would_take():
    """ST-5: a body that was built here, not parsed."""
    assert rule_of(DEVICE.sign, replace(body_of("duty"), people=())) == "ST-5"
    assert rule_of(DEVICE.sign, replace(body_of("roster"), slug="PIP")) == "ST-5"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.SIGNED is Signed.ONE])
def test_a_device_signs_what_it_authored(name):
    """DV-3: every type of the list."""
    statement = check(DEVICE.sign(body_of(name)), hub=HUB)

    assert statement.body == body_of(name)
    assert statement.keys == (DEVICE.keys.sign,)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.SIGNED is Signed.ONE])
def test_what_takes_one_signature_gets_no_second(name):
    """DV-3."""
    assert rule_of(BEN.add_signature, body_of(name), DEVICE.sign(body_of(name))) == "DV-3"


@pytest.mark.parametrize("name", ["roster", "device"])
@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b'"v":1', b'"v":true'),
        lambda data: data.replace(b'"v":1', b'"v":2'),
        lambda data: data.replace(b"2026-11-21", b"2026-11-22"),
        lambda data: data.replace(b'"hub":"localhost:8080",', b""),
        lambda data: data[:-1] + b',"more":1}',
    ],
    ids=["true is not 1", "another version", "another field", "a field less", "a field more"],
)
def test_a_second_device_signs_only_what_was_read(name, change):
    """DV-3: bytes from elsewhere are compared with the body, field by field."""
    handed = respelt(DEVICE.sign(body_of(name)), change)

    assert rule_of(BEN.add_signature, body_of(name), handed) == "DV-3"


@pytest.mark.parametrize(
    ("data", "rule"), [(b"", "JS-2"), (b"[]", "JS-2"), (b'{"v":1,"v":1}', "JS-3"), (b"\xff", "JS-1")]
)
def test_a_second_device_signs_no_other_bytes(data, rule):
    """DV-3."""
    handed = respelt(DEVICE.sign(body_of("roster")), lambda _: data)

    assert rule_of(BEN.add_signature, body_of("roster"), handed) == rule


def test_a_second_device_signs_under_no_other_payload_type():
    """DV-3: the type is part of what is signed, and a signature under it could be taken elsewhere."""
    signed = DEVICE.sign(body_of("roster"))
    handed = dsse.SignedStatement("application/vnd.in-toto+json", signed.payload, ())

    assert rule_of(BEN.add_signature, body_of("roster"), handed) == "DV-3"


def test_no_key_signs_twice():
    """DS-6."""
    assert rule_of(DEVICE.add_signature, body_of("roster"), DEVICE.sign(body_of("roster"))) == "DS-6"


@pytest.mark.parametrize("name", ["roster", "device"])
def test_another_implementation_may_order_the_fields_differently(name):
    """DV-3: there is no canonical JSON; what counts is what is said."""
    fields = body_of(name).dump()
    turned = json.dumps(dict(reversed(fields.items())), indent=1).encode()
    handed = SigningKey(DEVICE.sign_seed).add_signature(respelt(encode(body_of(name)), lambda _: turned))

    statement = check(BEN.add_signature(body_of(name), handed), hub=HUB)

    assert statement.keys == (DEVICE.keys.sign, BEN.keys.sign)
    assert statement.signed.payload == turned


def test_the_code_proves_only_the_device_that_was_made_for_it():
    """DV-3, EN-3."""
    device = body_of("device")
    other = replace(device, person=digits("somebody else"))

    assert rule_of(prove_code, SECRET, device, DEVICE.sign(other)) == "DV-3"


def test_the_code_s_key_is_derived_from_secret_and_tenant():
    """EN-2, EN-3."""
    device = body_of("device")

    statement = check(prove_code(SECRET, device, DEVICE.sign(device)), hub=HUB)

    public, _ = crypto_sign_seed_keypair(code_seed(SECRET, device.tenant))
    assert statement.keys == (DEVICE.keys.sign, public.hex())


@pytest.mark.parametrize("name", [name for name in KINDS if name not in ("manifest", "login")])
def test_a_reporter_signs_neither_first_nor_second_what_binds_anybody(name):
    """RE-4."""
    mine = replace(body_of(name), by=REPORTER.fingerprint)

    assert rule_of(REPORTER.sign, mine) == "RE-4"
    assert rule_of(REPORTER.add_signature, mine, encode(mine)) == "RE-4"


def test_a_reporter_signs_letters_and_logins():
    """RE-4."""
    mine = letter(author=OF_REPORTER)
    manifest = outside(mine, seal(mine), by=REPORTER)
    login = replace(body_of("login"), by=REPORTER.fingerprint)

    assert check(REPORTER.sign(manifest), hub=HUB).keys == (REPORTER.keys.sign,)
    assert check(REPORTER.sign(login), hub=HUB).body == login
    assert rule_of(REPORTER.sign, outside(mine, seal(mine))) == "ST-8"
    assert rule_of(REPORTER.add_signature, manifest, REPORTER.sign(manifest)) == "DV-3"


def test_twelve_words_are_all_of_a_reporter():
    """RE-2, DV-2."""
    again = ReporterSecret.from_words(WORDS.upper())

    assert again == REPORTER
    assert again.fingerprint == REPORTER.fingerprint


def test_a_device_is_two_independent_seeds():
    """DV-1, DV-2: and its fingerprint is over both public keys."""
    drawn = iter([b"a" * 32, b"b" * 32])
    device = DeviceSecret.generate(lambda _: next(drawn))

    public, _ = crypto_sign_seed_keypair(b"a" * 32)
    label = b"accord-device-v1\n"
    assert device.identity.seed == b"b" * 32
    assert device.keys.sign == public.hex()
    assert device.fingerprint == sha256(label + public + device.identity.recipient.public).hexdigest()
    assert DeviceSecret.generate() != DeviceSecret.generate()


def test_a_device_shows_no_seed():
    assert repr(ADA) == "DeviceSecret()"
    assert repr(REPORTER) == "ReporterSecret()"
