"""EN-3 to EN-10 and RO-8: how people and devices come in between two rosters."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from crypto.kinds.directory import MAX_DEVICES, MAX_MEMBERS
from crypto.statement import Statement
from crypto.unseal.signing import SigningKey
from tests.support.people import Actor, digits

SECRET = digits("secret")


@dataclass
class Asked(Actor):
    """Somebody new who was handed a code: with its key and the invitation that carries its public half."""

    code: SigningKey = field(kw_only=True)
    invitation: Statement = field(kw_only=True)


@pytest.fixture
def cyd(world, pip):
    actor = world.actor("cyd")
    invitation = world.put(world.invitation(pip, actor, SECRET))
    return Asked(**vars(actor), code=world.code_key(pip, SECRET), invitation=invitation)


def test_a_substituted_device_does_not_prove_the_code(world, pip, cyd):
    """EN-3: the hub puts its own keys in; it has no code to sign them with."""
    planted = world.device_of("planted")
    body = world.device(pip, cyd, planted, invitation=cyd.invitation.hash)

    assert world.bad_copy(body, world.code_key(pip, digits("guess"))) == "EN-3"
    assert world.now.person(pip.genesis, cyd.person) is None


def test_a_device_statement_names_itself(world, pip, cyd):
    """ST-8: the keys inside are the keys that signed."""
    planted = world.device_of("planted")
    body = world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash, by=planted.fingerprint)

    assert world.void(body, cyd.code) == "ST-8"


def test_the_first_signature_is_by_the_device_itself(world, pip, cyd):
    """ST-8."""
    body = world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash)
    world.secrets[cyd.fingerprint] = world.device_of("planted")

    assert world.bad_copy(body, cyd.code) == "ST-8"


def test_a_newcomer_is_a_member_from_the_leaf_that_proves_the_code(world, pip, cyd):
    """EN-5."""
    before = world.directory.size
    world.put(world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash), cyd.code)

    assert world.directory.at(before).person(pip.genesis, cyd.person) is None
    person = world.now.person(pip.genesis, cyd.person)
    assert (person.name, person.roles, set(person.devices)) == ("cyd", {"member"}, {cyd.fingerprint})
    assert world.now.device(cyd.fingerprint).active


@pytest.mark.parametrize(
    ("invited", "has"),
    [("member", "member"), ("coordinator", "coordinator"), ("cna", "cna"), ("admin", "member")],
)
def test_a_newcomer_has_the_role_of_the_invitation_unless_it_is_admin(world, pip, invited, has):
    """EN-5: an admin is made by a roster."""
    cyd = world.join(pip, "cyd", role=invited)

    assert world.now.person(pip.genesis, cyd.person).roles == {has}


def test_an_invited_admin_acts_as_admin_from_the_next_roster(world, pip, uv):
    """EN-5."""
    cyd = world.join(pip, "cyd", role="admin")
    assert world.void(world.boundary(pip, uv, by=cyd.fingerprint)) == "ST-13"

    world.put(world.roster(pip, *world.recast(pip, cyd, "admin")), cyd.device)
    world.put(world.boundary(pip, uv, by=cyd.fingerprint))


def test_an_invitation_admits_one_device(world, pip, cyd):
    """EN-4."""
    world.put(world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash), cyd.code)
    second = world.device_of("cyd's second")

    assert world.void(world.device(pip, cyd, second, invitation=cyd.invitation.hash), cyd.code) == "EN-4"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
def test_an_expired_invitation_admits_nobody(world, pip, cyd, late):
    """EN-3: log time decides."""
    world.time = cyd.invitation.body.expires + late

    assert world.void(world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash), cyd.code) == "EN-3"


def test_a_withdrawn_invitation_admits_nobody(world, pip, cyd):
    """EN-3: neither under its old name nor under the new one."""
    withdrawn = world.put(world.invitation(pip, cyd, SECRET, state="withdrawn"))

    for named in (cyd.invitation, withdrawn):
        body = world.device(pip, cyd, cyd.device, invitation=named.hash)
        assert world.void(body, cyd.code) == "EN-3"


def test_an_invitation_for_another_person_admits_nobody_else(world, pip, cyd):
    """EN-3."""
    dan = world.actor("dan")

    assert world.void(world.device(pip, dan, dan.device, invitation=cyd.invitation.hash), cyd.code) == "EN-3"


def test_an_invitation_of_another_tenant_admits_nobody(world, pip, uv, cyd):
    """EN-3."""
    body = world.device(uv, cyd, cyd.device, invitation=cyd.invitation.hash)

    assert world.void(body, cyd.code) == "EN-3"
    nowhere = world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash, tenant="0" * 64)
    assert world.void(nowhere, cyd.code) == "EN-3"


def test_a_replayed_invitation_is_void(world, pip, cyd):
    """ST-12: of two with one `previous` the lower index counts."""
    assert world.void(world.invitation(pip, cyd, SECRET, seq=1, previous=None)) == "ST-12"
    assert world.void(world.invitation(pip, cyd, SECRET, previous="0" * 64)) == "ST-12"


def test_only_an_admin_invites(world, pip, uv):
    """ST-13."""
    cyd = world.join(pip, "cyd", role="coordinator")
    dan = world.actor("dan")

    assert world.void(world.invitation(pip, dan, SECRET, by=cyd.fingerprint)) == "ST-13"
    assert world.void(world.invitation(pip, dan, SECRET, by=uv.admin.fingerprint)) == "ST-13"
    assert world.void(world.invitation(pip, dan, SECRET, by=world.device_of("x").fingerprint)) == "ST-13"


def test_a_member_with_a_new_code_keeps_their_roles(world, pip):
    """EN-8."""
    bob, spare = pip["bob"], world.device_of("bob's spare")
    invitation = world.put(world.invitation(pip, bob, SECRET, role="cna", name="Robert"))
    world.put(world.device(pip, bob, spare, invitation=invitation.hash), world.code_key(pip, SECRET))

    person = world.now.person(pip.genesis, bob.person)
    assert (person.name, person.roles) == ("bob", {"admin"})
    assert set(person.devices) == {bob.fingerprint, spare.fingerprint}


def test_a_further_device_is_signed_by_an_older_one_of_the_same_person(world, pip):
    """EN-6."""
    bob, spare = pip["bob"], world.device_of("bob's spare")
    world.put(world.device(pip, bob, spare), bob.device)

    assert set(world.now.person(pip.genesis, bob.person).devices) == {bob.fingerprint, spare.fingerprint}


def test_a_further_device_uses_up_no_invitation(world, pip):
    """EN-4: only a device that proves the code does."""
    bob, spare, third = pip["bob"], world.device_of("bob's spare"), world.device_of("bob's third")
    invitation = world.put(world.invitation(pip, bob, SECRET))
    world.put(world.device(pip, bob, spare), bob.device)

    world.put(world.device(pip, bob, third, invitation=invitation.hash), world.code_key(pip, SECRET))
    assert len(world.now.person(pip.genesis, bob.person).devices) == 3


def test_a_further_device_is_not_vouched_for_by_somebody_else(world, pip):
    """EN-6: an admin neither."""
    spare = world.device_of("bob's spare")

    assert world.bad_copy(world.device(pip, pip["bob"], spare), pip["ada"].device) == "EN-6"


def test_a_further_device_is_not_vouched_for_by_a_lost_one(world, pip):
    """EN-6: active at the leaf."""
    bob = pip["bob"]
    spare, third = world.device_of("bob's spare"), world.device_of("bob's third")
    world.put(world.device(pip, bob, spare), bob.device)
    left = replace(bob.member("admin"), devices=(spare.keys,))
    world.put(world.roster(pip, pip["ada"].member("admin"), left))

    assert world.bad_copy(world.device(pip, bob, third), bob.device) == "EN-6"


def test_a_stranger_does_not_bring_a_device_without_a_code(world, pip, cyd):
    """EN-6."""
    assert world.void(world.device(pip, cyd, cyd.device), pip.admin) == "EN-6"


def test_a_member_without_devices_needs_a_code(world, pip):
    """EN-6: nothing is left to vouch with."""
    bob = pip["bob"]
    world.put(world.roster(pip, pip["ada"].member("admin"), replace(bob.member("admin"), devices=())))

    assert world.void(world.device(pip, bob, world.device_of("bob's spare")), bob.device) == "EN-6"


@pytest.mark.parametrize("shared", ["sign", "seal"])
def test_a_key_of_another_device_is_refused(world, pip, uv, cyd, shared):
    """RO-8: in whichever tenant it stands."""
    stolen = replace(cyd.device, **{f"{shared}_seed": getattr(uv.admin, f"{shared}_seed")})
    world.secrets[stolen.fingerprint] = stolen

    assert world.void(world.device(pip, cyd, stolen, invitation=cyd.invitation.hash), cyd.code) == "RO-8"


def test_the_device_of_a_void_statement_may_be_proved_later(world, pip, cyd):
    """RO-8: what is void reserves nothing."""
    body = world.device(pip, cyd, cyd.device, invitation="0" * 64)
    assert world.void(body, cyd.code) == "EN-3"

    world.put(world.device(pip, cyd, cyd.device, invitation=cyd.invitation.hash), cyd.code)


def test_a_person_has_at_most_as_many_devices_as_a_roster_can_name(world, pip):
    """EN-10."""
    bob = pip["bob"]
    for number in range(MAX_DEVICES - 1):
        world.put(world.device(pip, bob, world.device_of(f"spare {number}")), bob.device)

    assert world.void(world.device(pip, bob, world.device_of("one more")), bob.device) == "EN-10"
    world.put(world.roster(pip))


def test_a_tenant_has_at_most_as_many_members_as_a_roster_can_name(world):
    """EN-10."""
    ada, cyd = world.actor("ada"), world.actor("cyd")
    crowd = [world.actor(f"n{n}", devices=0).member("member") for n in range(MAX_MEMBERS - 1)]
    roster = world.put(world.first_roster("pip", ada.member("admin"), *crowd))
    team = world.team("pip", roster.hash, ada)
    invitation = world.put(world.invitation(team, cyd, SECRET))

    body = world.device(team, cyd, cyd.device, invitation=invitation.hash)
    assert world.void(body, world.code_key(team, SECRET)) == "EN-10"
