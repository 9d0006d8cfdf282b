"""EN-1 and EN-2: the join code, and a newcomer who trusts nothing else."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age.primitives import hkdf
from crypto.directory import Directory
from crypto.enrolment import JoinCode, check_code_against, code_seed
from crypto.errors import CryptoError, MalformedError, NotAllowedError
from crypto.tlog import Checkpoint, LogSigner
from tests.support.people import LOG, LOG_KEY, digits

CODE = JoinCode(
    hub="localhost:8080",
    log_key=LOG_KEY,
    cna=digits("cna", 64),
    tenant=digits("tenant", 64),
    person=digits("person"),
    secret=digits("secret"),
)
TEXT = CODE.to_text()


def text_of(data):
    """Any bytes in the clothes of a join code, checksum and all."""
    body = urlsafe_b64encode(data).rstrip(b"=").decode()
    return f"accord-join-1.{body}.{sha256(data).hexdigest()[:8]}"


def test_a_code_comes_back_as_it_was():
    """EN-1: and does not show its secret where it is printed."""
    assert JoinCode.from_text(TEXT) == CODE
    assert CODE.secret not in repr(CODE)


def test_the_checksum_is_that_of_the_text_inside():
    """EN-1: eight hex digits."""
    assert TEXT.startswith("accord-join-1.")
    assert len(TEXT.rsplit(".", 1)[1]) == 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "0",
        TEXT + "\n",
        " " + TEXT,
        TEXT.replace("accord-join-1", "accord-join-2"),
        TEXT.upper(),
        TEXT.rsplit(".", 1)[0],
        TEXT.rsplit(".", 1)[0] + ".00000000",
        "accord-join-1.A." + "0" * 8,
        text_of(b"not JSON"),
        text_of(b"{}"),
        text_of(b'{"hub":"localhost:8080","hub":"elsewhere"}'),
        text_of(b'{"more":1,' + CODE.to_text().encode()),
    ],
)
def test_a_code_that_was_cut_or_mistyped_is_refused(text):
    """EN-1: before anything in it is used."""
    with pytest.raises(MalformedError) as refused:
        JoinCode.from_text(text)

    assert refused.value.rule == "EN-1"


@given(
    st.integers(0, len(TEXT) - 1),
    st.characters(max_codepoint=255),
    st.sampled_from(["exchanged", "more", "missing"]),
)
def test_a_code_with_one_character_exchanged_more_or_missing_is_refused(place, character, how):
    """EN-1: hub, log key, CNA, tenant, person and secret are all under the checksum."""
    added = "" if how == "missing" else character
    changed = TEXT[:place] + added + TEXT[place + (how != "more") :]

    if changed == TEXT:
        assert JoinCode.from_text(changed) == CODE
    else:
        with pytest.raises(MalformedError):
            JoinCode.from_text(changed)


@pytest.mark.parametrize("field", ["hub", "log_key", "cna", "tenant", "person", "secret"])
def test_a_code_with_a_field_exchanged_needs_another_checksum(field):
    """EN-1: a substituted genesis or key does not hide behind the old one."""
    values = {
        "hub": "elsewhere:8080",
        "log_key": str(LogSigner(bytes(32), "localhost:8080").key),
        "cna": digits("other", 64),
        "tenant": digits("other", 64),
        "person": digits("other"),
        "secret": digits("other"),
    }
    body = replace(CODE, **{field: values[field]}).to_text().rsplit(".", 1)[0]

    with pytest.raises(MalformedError, match="checksum"):
        JoinCode.from_text(f"{body}.{TEXT.rsplit('.', 1)[1]}")


def test_the_code_key_is_bound_to_the_tenant():
    """EN-2: the same secret in another tenant is another key."""
    secret, tenant = digits("secret"), digits("tenant", 64)
    seed = code_seed(secret, tenant)

    assert seed == hkdf(ikm=bytes.fromhex(secret), salt=b"accord-join-v1", info=bytes.fromhex(tenant))
    assert len({seed, code_seed(secret, digits("other", 64)), code_seed(digits("x"), tenant)}) == 3


# What the newcomer's client compares before it signs


@pytest.fixture
def pip(world):
    return world.found("pip", "ada")


@pytest.fixture
def code(world, psf, pip):
    """A code for cyd, whose invitation is logged."""
    actor, secret = world.actor("cyd"), digits("secret")
    world.put(world.invitation(pip, actor, secret))
    return world.join_code(pip, actor, secret, cna=psf.genesis)


def check(world, pip, code, **shown):
    key = world.code_key(pip, code.secret).public.hex()
    shown = {"directory": world.directory, "checkpoint": world.checkpoint()} | shown
    return check_code_against(code, code_key=key, when=world.time, **shown)


def rule_of(world, pip, code, **shown):
    with pytest.raises(NotAllowedError) as refused:
        check(world, pip, code, **shown)
    return refused.value.rule


def test_the_directory_of_the_code_is_accepted(world, pip, code):
    """EN-1: as the checkpoint has it, whatever was logged since."""
    checkpoint, size = world.checkpoint(), world.directory.size
    world.put(world.roster(pip))

    assert check(world, pip, code, checkpoint=checkpoint).size == size


def test_a_directory_under_another_log_key_is_refused(world, pip, code):
    """EN-1: the hub's new key, or a key that a stranger put into the code."""
    planted = LogSigner(bytes(32), world.hub)

    assert rule_of(world, pip, code, checkpoint=world.checkpoint(planted)) == "EN-1"
    assert rule_of(world, pip, replace(code, log_key=str(planted.key))) == "EN-1"
    assert rule_of(world, pip, replace(code, log_key="no+00000000+AAAAAAAAAAAA")) == "EN-1"


def test_a_directory_of_another_hub_is_refused(world, pip, code):
    """EN-1: also where both hubs have one log key."""
    assert rule_of(world, pip, replace(code, hub="elsewhere:8080")) == "EN-1"


def test_a_checkpoint_over_other_contents_is_refused(world, pip, code):
    """EN-1, LO-3: more leaves than were shown, or other ones."""
    prefix = Directory(hub=world.hub)
    prefix.add(world.entries[0])
    other = Checkpoint(f"{world.hub}/directory", world.directory.size, bytes(32))

    assert rule_of(world, pip, code, directory=prefix) == "EN-1"
    assert rule_of(world, pip, code, checkpoint=LOG.sign_checkpoint(other)) == "EN-1"


@pytest.mark.parametrize("field", ["cna", "tenant"])
def test_a_directory_without_the_pinned_genesis_is_refused(world, pip, code, field):
    """EN-1: the hub shows another team under the same slug, or another CNA."""
    assert rule_of(world, pip, replace(code, **{field: digits("pinned", 64)})) == "EN-1"


def test_a_roster_that_is_no_genesis_pins_nobody(world, pip, code):
    """EN-1: version 2 founds nothing."""
    second = world.put(world.roster(pip))

    assert rule_of(world, pip, replace(code, tenant=second.hash)) == "EN-1"


def test_an_invitation_with_another_code_is_refused(world, pip, code):
    """EN-3: whoever made it does not know the secret."""
    assert rule_of(world, pip, replace(code, secret=digits("guess"))) == "EN-3"
    assert rule_of(world, pip, replace(code, person=digits("somebody else"))) == "EN-3"


def test_a_code_that_works_no_longer_is_refused_before_anything_is_signed(world, pip, code):
    """EN-3, EN-4: expired, withdrawn or used."""
    cyd, began = world.actor("cyd"), world.time
    world.time += timedelta(days=7)
    assert rule_of(world, pip, code) == "EN-3"

    world.time = began
    invited = world.now.invitation(pip.genesis, cyd.person).statement
    world.put(world.device(pip, cyd, cyd.device, invitation=invited.hash), world.code_key(pip, code.secret))
    assert rule_of(world, pip, code) == "EN-3"

    world.put(world.invitation(pip, cyd, code.secret, state="withdrawn"))
    assert rule_of(world, pip, code) == "EN-3"


def test_what_breaks_in_a_code_is_an_error_of_ours():
    """One class for the caller to catch."""
    with pytest.raises(CryptoError):
        JoinCode.from_text("accord-join-1.." + "0" * 8)
