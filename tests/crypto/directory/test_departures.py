"""ST-13, EN-9, DU-1: what ends with the roster that puts a person or device out."""

from dataclasses import replace

import pytest

from tests.support.people import digits


def test_a_statement_made_before_a_removal_and_logged_after_it_is_void(world, pip, uv):
    """ST-11 and ST-13: `created` decides nothing."""
    earlier = world.boundary(pip, uv, by=pip["bob"].fingerprint)
    world.put(world.roster(pip, *world.without(pip, pip["bob"])))

    assert world.void(earlier) == "ST-13"


def test_a_statement_by_a_lost_device_is_void_while_the_person_goes_on(world, pip, uv):
    """ST-13: revocation is of the device."""
    ada, laptop = pip["ada"], world.device_of("ada's laptop")
    world.put(world.device(pip, ada, laptop), ada.device)
    member = replace(ada.member("admin"), devices=(laptop.keys,))
    world.put(world.roster(pip, member, pip["bob"].member("admin"), by=laptop.fingerprint))

    assert world.void(world.boundary(pip, uv, by=ada.fingerprint)) == "ST-13"
    world.put(world.boundary(pip, uv, by=laptop.fingerprint))


def test_a_code_from_before_a_removal_lets_nobody_back(world, pip):
    """EN-9."""
    bob, secret = pip["bob"], digits("code")
    invitation = world.put(world.invitation(pip, bob, secret, role="coordinator"))
    world.put(world.roster(pip, *world.without(pip, bob)))
    spare = world.device_of("bob's spare")

    body = world.device(pip, bob, spare, invitation=invitation.hash)
    assert world.void(body, world.code_key(pip, secret)) == "EN-4"


@pytest.mark.parametrize("how", ["removed", "demoted"])
def test_an_admin_who_goes_leaves_no_door_open(world, pip, how):
    """EN-9: the invitations they signed are closed, others are not."""
    bob, cyd, dan = pip["bob"], world.actor("cyd"), world.actor("dan")
    by_bob = world.put(world.invitation(pip, cyd, digits("code"), by=bob.fingerprint))
    by_ada = world.put(world.invitation(pip, dan, digits("code")))
    rest = world.without(pip, bob) if how == "removed" else world.recast(pip, bob, "member")
    world.put(world.roster(pip, *rest))
    code = world.code_key(pip, digits("code"))

    assert world.void(world.device(pip, cyd, cyd.device, invitation=by_bob.hash), code) == "EN-4"
    world.put(world.device(pip, dan, dan.device, invitation=by_ada.hash), code)


def test_whoever_leaves_the_roster_leaves_the_duty(world, pip):
    """DU-1: and coming back does not put them on duty again."""
    ada, bob = pip["ada"], pip["bob"]
    world.put(world.duty(pip, ada, bob))
    world.put(world.roster(pip, *world.without(pip, bob)))
    assert world.now.duty(pip.genesis) == (ada.person,)

    invitation = world.put(world.invitation(pip, bob, digits("code")))
    spare = world.device_of("bob's spare")
    world.put(world.device(pip, bob, spare, invitation=invitation.hash), world.code_key(pip, digits("code")))
    assert world.now.duty(pip.genesis) == (ada.person,)
    world.put(world.duty(pip, ada, bob))
    assert set(world.now.duty(pip.genesis)) == {ada.person, bob.person}


def test_the_witness_key_is_that_of_the_roster_in_force(world, pip, uv):
    """LO-7."""
    world.put(world.roster(pip, witness=digits("one", 64)))
    world.put(world.roster(pip, witness=digits("two", 64)))

    assert dict(world.now.witnesses()) == {pip.genesis: digits("two", 64)}
