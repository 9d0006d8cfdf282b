"""EN-11 and EN-12: the text that an older device shows, and the request that comes back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import dsse
from crypto.device import fingerprint
from crypto.enrolment import JoinCode
from crypto.errors import CryptoError, MalformedError, NotAllowedError
from crypto.handed import HandedText
from crypto.pairing import Pairing, check_pairing_against, check_request, read_request, request_text
from crypto.statement import check, encode
from crypto.tlog import LogSigner
from crypto.unseal.signing import SigningKey
from tests.support.people import LOG_KEY, World, digits

PAIRING = Pairing(
    hub="localhost:8080",
    log_key=LOG_KEY,
    cna=digits("cna", 64),
    tenant=digits("tenant", 64),
    person=digits("person"),
)
TEXT = PAIRING.to_text()
REQUEST = HandedText("accord-device-1.", "request", "EN-12")


@pytest.fixture
def pip(world):
    return world.found("pip", "ada", "ben")


@pytest.fixture
def spare(world):
    """The machine that ada wants to use as well."""
    return world.device_of("ada's spare")


# The pairing text


def test_a_pairing_text_comes_back_as_it_was():
    """EN-11: and has room for no secret."""
    assert Pairing.from_text(TEXT) == PAIRING
    assert PAIRING.dump().keys() == {"hub", "log_key", "cna", "tenant", "person"}


@pytest.mark.parametrize("text", ["", TEXT[:-1], TEXT + "\n", " " + TEXT, TEXT.upper(), TEXT.split(".")[0]])
def test_a_pairing_text_that_was_cut_or_mistyped_is_refused(text):
    """EN-11: before anything in it is used."""
    with pytest.raises(MalformedError) as refused:
        Pairing.from_text(text)

    assert refused.value.rule == "EN-11"


def test_a_join_code_is_no_pairing_text_and_the_other_way_round():
    """EN-1, EN-11: each says what it would be."""
    code = JoinCode(**PAIRING.dump(), secret=digits("secret"))

    with pytest.raises(MalformedError, match="begins with accord-pair-1") as refused:
        Pairing.from_text(code.to_text())
    assert refused.value.rule == "EN-11"
    with pytest.raises(MalformedError, match="begins with accord-join-1"):
        JoinCode.from_text(TEXT)


def test_a_secret_in_a_pairing_text_is_refused():
    """EN-11: the fields are those and no other."""
    smuggled = HandedText("accord-pair-1.", "pairing text", "EN-11").write(
        JoinCode.TEXT.read(JoinCode(**PAIRING.dump(), secret=digits("secret")).to_text())
    )

    with pytest.raises(MalformedError, match="unknown field"):
        Pairing.from_text(smuggled)


def rule_of(world, pairing, checkpoint=None):
    with pytest.raises(NotAllowedError) as refused:
        check_pairing_against(pairing, world.directory, checkpoint=checkpoint or world.checkpoint())
    return refused.value.rule


def test_a_directory_other_than_the_pinned_one_is_refused(world, pip, psf):
    """EN-1, EN-11: another log key, hub, CNA or tenant."""
    pairing, stranger = world.pairing(pip, pip["ada"], psf.genesis), digits("stranger", 64)
    planted = LogSigner(bytes(32), world.hub)

    assert rule_of(world, pairing, world.checkpoint(planted)) == "EN-1"
    for changed in (
        {"log_key": str(planted.key)},
        {"hub": "elsewhere:8080"},
        {"cna": stranger},
        {"tenant": stranger},
    ):
        assert rule_of(world, replace(pairing, **changed)) == "EN-1"


def test_who_has_no_active_device_pairs_none(world, pip, psf):
    """EN-6: somebody unknown, somebody who left, a person of another team."""
    ben = pip["ben"]
    assert rule_of(world, replace(world.pairing(pip, ben), person=digits("nobody"))) == "EN-6"
    assert rule_of(world, world.pairing(psf, ben)) == "EN-6"

    left = world.pairing(pip, ben)
    world.put(world.roster(pip, *world.without(pip, ben)))
    assert rule_of(world, left) == "EN-6"


def test_a_member_without_devices_pairs_none(world, pip):
    """EN-6: a roster may keep somebody whose last device was lost."""
    ben = pip["ben"]
    pairing = world.pairing(pip, ben)
    seats = [
        replace(each, devices=() if each.person == ben.person else each.devices)
        for each in world.members(pip)
    ]
    world.put(world.roster(pip, *seats))

    assert rule_of(world, pairing) == "EN-6"


def test_the_directory_of_the_pairing_text_says_whose_device_it_shall_be(world, pip, psf):
    pairing = world.pairing(pip, pip["ada"], psf.genesis)

    person = check_pairing_against(pairing, world.directory, checkpoint=world.checkpoint())

    assert (person.name, person.person) == ("ada", pip["ada"].person)


# The request


def refused_form(text, hub):
    with pytest.raises(CryptoError) as refused:
        read_request(text, hub=hub)
    return refused.value.rule


def test_a_request_comes_back_as_it_was(world, pip, spare):
    body = world.device(pip, pip["ada"], spare)

    found = read_request(world.request(body), hub=world.hub)

    assert (found.body, found.keys) == (body, (spare.keys.sign,))
    assert dsse.parse(REQUEST.read(request_text(found.signed))) == found.signed


@given(st.data())
def test_a_request_that_was_cut_or_mistyped_is_refused(data):
    """EN-12: every character is under the checksum."""
    world = World()
    pip = world.found("pip", "ada")
    text = world.request(world.device(pip, pip["ada"], world.device_of("spare")))
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda each: each != text[place]))

    assert refused_form(text[:place], world.hub) == "EN-12"
    assert refused_form(text[:place] + other + text[place + 1 :], world.hub) == "EN-12"


def test_a_request_for_another_hub_is_refused(world, pip, spare):
    """ST-7."""
    text = world.request(world.device(pip, pip["ada"], spare))

    assert refused_form(text, "elsewhere:8080") == "ST-7"


def test_what_is_no_statement_of_a_device_is_refused(world, pip, spare):
    """EN-12, ST-1: no DSSE, or another statement that awaits a signature."""
    roster = SigningKey(pip.admin.sign_seed).add_signature(encode(world.roster(pip)))

    assert refused_form(REQUEST.write(b"{}"), world.hub) == "EN-12"
    assert refused_form(REQUEST.write(dsse.write(roster)), world.hub) == "ST-1"
    strange = dsse.SignedStatement("text/plain", b"x", roster.signatures)
    assert refused_form(REQUEST.write(dsse.write(strange)), world.hub) == "ST-1"


def test_a_request_with_another_key_in_it_is_refused(world, pip, spare):
    """ST-2, ST-8: whoever swaps a key on the way cannot sign for it."""
    other = world.device_of("a stranger's")
    body = world.device(pip, pip["ada"], spare)
    swapped = replace(body, seal=other.keys.seal)
    signed = SigningKey(spare.sign_seed).add_signature(encode(body))
    torn = dsse.SignedStatement(signed.payload_type, encode(swapped).payload, signed.signatures)

    assert refused_form(request_text(torn), world.hub) == "DS-7"
    assert refused_form(world.request(swapped), world.hub) == "ST-8"


def test_a_request_by_another_or_by_two_is_refused(world, pip, spare):
    """ST-8: its own signature, and that alone."""
    body = world.device(pip, pip["ada"], spare)
    both = world.signed(body, pip.admin).signed

    assert refused_form(world.request(body, pip["ben"].device), world.hub) == "ST-8"
    assert refused_form(request_text(both), world.hub) == "ST-8"
    assert refused_form(request_text(encode(body)), world.hub) == "ST-8"


def test_a_request_that_names_an_invitation_is_refused(world, pip, spare):
    """EN-12: that one is signed by its code (EN-3)."""
    body = world.device(pip, pip["ada"], spare, invitation=digits("invitation", 64))

    assert refused_form(world.request(body), world.hub) == "EN-12"


def refused_for(world, team, who, body, by=None):
    request = read_request(world.request(body, by), hub=world.hub)
    with pytest.raises(NotAllowedError) as refused:
        check_request(request, world.now, tenant=team.genesis, person=team[who].person)
    return refused.value.rule


def test_a_request_of_somebody_else_is_refused(world, pip, psf, spare):
    """EN-12: of a colleague, or of the same person id in another team."""
    body = world.device(pip, pip["ada"], spare)

    assert refused_for(world, pip, "ben", body) == "EN-12"
    assert refused_for(world, pip, "ada", replace(body, tenant=psf.genesis)) == "EN-12"


def test_a_device_that_is_active_or_was_is_not_signed_again(world, pip, spare):
    """EN-12, RO-8: a request that is shown twice, or once more after the device was put out."""
    ada, before = pip["ada"], world.members(pip)
    body = world.device(pip, ada, spare)
    world.put(body, ada.device)
    assert refused_for(world, pip, "ada", body) == "EN-12"

    world.put(world.roster(pip, *before))
    assert refused_for(world, pip, "ada", body) == "RO-8"


@pytest.mark.parametrize("key", ["sign", "seal"])
def test_a_request_with_a_key_of_another_device_is_refused(world, pip, spare, key):
    """RO-8."""
    ben = pip["ben"].device
    keys = replace(spare.keys, **{key: getattr(ben.keys, key)})
    body = replace(world.device(pip, pip["ada"], spare), **keys.dump(), by=fingerprint(keys))

    assert refused_for(world, pip, "ada", body, by=ben if key == "sign" else spare) == "RO-8"


def test_a_request_that_was_signed_beside_makes_the_device_active(world, pip, spare):
    """EN-6: what the person signs is what the new machine signed."""
    ada = pip["ada"]
    request = read_request(world.request(world.device(pip, ada, spare)), hub=world.hub)
    check_request(request, world.now, tenant=pip.genesis, person=ada.person)

    signed = ada.device.add_signature(request.body, request.signed)
    world.append(check(signed, hub=world.hub))

    assert spare.fingerprint in world.now.person(pip.genesis, ada.person).devices
