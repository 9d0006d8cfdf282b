"""RO-1 to RO-8: who a tenant is, version after version."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.people import digits, secret_of

# Version 1


def test_a_tenant_is_named_by_the_hash_of_its_first_roster(world):
    """RO-1."""
    ada = world.actor("ada")
    roster = world.put(world.first_roster("pip", ada.member("admin")))

    tenant = world.now.tenant(roster.hash)
    assert (tenant.slug, tenant.roster_hash, tenant.kind, tenant.stage) == ("pip", roster.hash, None, None)
    assert [each.name for each in world.now.people(roster.hash)] == ["ada"]
    assert world.now.device(ada.fingerprint).active


def test_a_first_roster_needs_the_signature_of_every_device_it_lists(world):
    """RO-1: nobody's device is listed without a proof that they hold it."""
    ada, bob = world.actor("ada"), world.actor("bob")

    assert world.bad_copy(world.first_roster("pip", ada.member("admin"), bob.member("member"))) == "RO-1"


def test_a_first_roster_takes_no_further_signature(world):
    """RO-1."""
    ada, bob = world.actor("ada"), world.actor("bob")

    assert world.bad_copy(world.first_roster("pip", ada.member("admin")), bob.device) == "RO-1"


def test_a_first_roster_is_by_one_of_its_devices(world):
    """ST-8."""
    ada, bob = world.actor("ada"), world.actor("bob")
    body = world.first_roster("pip", ada.member("admin"), by=bob.fingerprint)

    assert world.void(body, ada.device) == "ST-8"


def test_the_first_signature_of_a_first_roster_is_by_the_device_it_names(world):
    """ST-8: the other order is another copy, not another statement."""
    ada, bob = world.actor("ada"), world.actor("bob")
    body = world.first_roster("pip", ada.member("admin"), bob.member("member"))
    world.secrets[ada.fingerprint] = bob.device

    assert world.bad_copy(body, ada.device) == "ST-8"


def test_a_first_roster_cannot_take_a_device_that_another_tenant_has(world, pip):
    """RO-8."""
    ada = pip["ada"]

    assert world.void(world.first_roster("copy", ada.member("admin"))) == "RO-8"


@pytest.mark.parametrize("shared", ["sign", "seal"])
def test_a_first_roster_cannot_list_one_key_twice(world, shared):
    """RO-8: two devices never share a key."""
    ada, bob = world.actor("ada"), world.actor("bob")
    keys = replace(bob.device.keys, **{shared: getattr(ada.device.keys, shared)})
    member = replace(bob.member("member"), devices=(keys,))

    assert world.void(world.first_roster("pip", ada.member("admin"), member), bob.device) == "RO-8"


# Thresholds


@pytest.mark.parametrize(("admins", "threshold"), [(1, 2), (2, 2), (3, 1), (3, 3), (4, 4)])
def test_the_threshold_is_one_below_three_admins_and_else_two(world, admins, threshold):
    """RO-3."""
    people = [world.actor(f"admin {n}") for n in range(admins)]
    body = world.first_roster("pip", *(each.member("admin") for each in people), threshold=threshold)

    assert world.void(body, *(each.device for each in people[1:])) == "RO-3"


def test_a_roster_without_an_admin_is_void(world):
    """RO-3."""
    assert world.void(world.first_roster("pip", world.actor("ada").member("member"))) == "RO-3"


def test_a_roster_whose_admins_have_too_few_devices_is_void(world):
    """RO-3: it could never be followed by another."""
    ada, bob = world.actor("ada"), world.actor("bob", devices=0)

    assert world.void(world.first_roster("pip", ada.member("member"), bob.member("admin"))) == "RO-3"


def test_the_last_admin_cannot_be_removed(world, uv):
    """RO-3."""
    world.join(uv, "may")

    assert world.void(world.roster(uv, *world.recast(uv, uv["eve"], "member"))) == "RO-3"


# The chain


def test_one_admin_is_enough_below_three(world, pip):
    """RO-4: threshold 1."""
    world.put(world.roster(pip, *world.without(pip, pip["bob"])))

    assert [each.name for each in world.now.people(pip.genesis)] == ["ada"]
    assert world.now.tenant(pip.genesis).roster.version == 2


def test_a_withheld_roster_shows_as_a_gap(world, pip):
    """RO-2: version 3 after version 1."""
    second = world.signed(world.roster(pip))
    body = world.roster(pip, version=3, previous=second.hash)

    assert world.void(body) == "RO-2"


def test_of_two_rosters_with_one_previous_the_lower_index_counts(world, pip):
    """RO-2 and ST-12: the fork never counts, however well it is signed."""
    without_bob = world.roster(pip, *world.without(pip, pip["bob"]))
    without_ada = world.roster(pip, *world.without(pip, pip["ada"]), by=pip["bob"].fingerprint)
    world.put(without_bob)

    assert world.void(without_ada) == "RO-2"
    assert [each.name for each in world.now.people(pip.genesis)] == ["ada"]


def test_an_old_roster_shown_again_is_void(world, pip):
    """ST-9: the same leaf twice."""
    body = world.roster(pip)
    world.put(body)
    world.put(world.roster(pip))

    assert world.void(body) == "ST-9"


def test_a_roster_names_the_hash_of_the_one_it_replaces(world, pip):
    """RO-2."""
    assert world.void(world.roster(pip, previous="0" * 64)) == "RO-2"
    assert world.void(world.roster(pip, version=3)) == "RO-2"


def test_a_tenant_keeps_its_slug(world, pip):
    """RO-2."""
    assert world.void(world.roster(pip, slug="uv")) == "RO-2"


def test_a_roster_of_an_unknown_tenant_is_void(world, pip):
    """RO-2."""
    assert world.void(world.roster(pip, tenant="0" * 64)) == "RO-2"


def test_a_roster_by_an_admin_of_another_tenant_is_void(world, pip, uv):
    """ST-13."""
    assert world.void(world.roster(pip, by=uv.admin.fingerprint)) == "ST-13"


def test_a_roster_by_a_member_who_is_no_admin_is_void(world, pip):
    """RO-4."""
    cyd = world.join(pip, "cyd", role="coordinator")

    assert world.void(world.roster(pip, by=cyd.fingerprint), pip.admin) == "RO-4"


def test_a_member_cannot_make_themselves_admin(world, pip):
    """RO-4: the threshold of the old version must sign too."""
    cyd = world.join(pip, "cyd")
    body = world.roster(pip, *world.recast(pip, cyd, "admin"), by=cyd.fingerprint)

    assert world.bad_copy(body) == "RO-4"


def test_a_new_admin_may_author_what_an_old_one_signs(world, uv):
    """RO-4: `by` is one of either set."""
    may = world.join(uv, "may")
    world.put(world.roster(uv, *world.recast(uv, may, "admin"), by=may.fingerprint), uv.admin)

    assert world.now.person(uv.genesis, may.person).roles == {"admin"}


def test_two_admins_of_three_change_the_roster(world, trio):
    """RO-4: threshold 2."""
    world.put(world.roster(trio, *world.without(trio, trio["ivy"])), trio["ike"].device)

    assert {each.name for each in world.now.people(trio.genesis)} == {"ida", "ike"}


def test_one_admin_of_three_is_not_enough(world, trio):
    """RO-4."""
    assert world.bad_copy(world.roster(trio)) == "RO-4"


def test_one_admin_of_three_cannot_shed_the_others(world, trio):
    """RO-4: the threshold of the old roster holds until the new one is in force."""
    alone = world.roster(trio, trio["ida"].member("admin"))
    assert alone.threshold == 1

    assert world.bad_copy(alone) == "RO-4"


def test_two_devices_of_one_admin_count_once(world, trio):
    """RO-4: a threshold counts members."""
    second = world.device_of("ida's second")
    world.put(world.device(trio, trio["ida"], second), trio["ida"].device)

    assert world.bad_copy(world.roster(trio), second) == "RO-4"


def test_the_threshold_of_the_new_roster_must_sign_too(world, pip):
    """RO-4: three admins need two, whoever made the third."""
    cyd = world.join(pip, "cyd")
    body = world.roster(pip, *world.recast(pip, cyd, "admin"))

    assert world.bad_copy(body) == "RO-4"
    world.put(body, cyd.device)


def test_a_signature_by_a_stranger_spoils_the_copy(world, pip, uv):
    """RO-4."""
    assert world.bad_copy(world.roster(pip), uv.admin) == "RO-4"
    assert world.bad_copy(world.roster(pip), secret_of("nobody's")) == "RO-4"


def test_a_signature_by_a_member_who_is_no_admin_spoils_the_copy(world, pip):
    """RO-4."""
    cyd = world.join(pip, "cyd")

    assert world.bad_copy(world.roster(pip), cyd.device) == "RO-4"


def test_a_signature_by_a_revoked_device_spoils_the_copy(world, pip):
    """RO-4: active at the leaf."""
    world.put(world.roster(pip, *world.without(pip, pip["bob"])))

    assert world.bad_copy(world.roster(pip), pip["bob"].device) == "RO-4"


def test_a_lost_device_of_an_admin_gives_no_vote(world, trio):
    """RO-4: although its person is an admin still."""
    ike, spare = trio["ike"], world.device_of("ike's spare")
    world.put(world.device(trio, ike, spare), ike.device)
    kept = replace(ike.member("admin"), devices=(spare.keys,))
    rest = world.without(trio, ike)
    world.put(world.roster(trio, *rest, kept), spare)

    assert world.bad_copy(world.roster(trio), ike.device) == "RO-4"
    assert world.bad_copy(world.roster(trio, trio["ida"].member("admin")), ike.device) == "RO-4"


def test_a_namesake_in_another_tenant_gives_no_vote_and_signs_nothing(world, trio, uv):
    """RO-4, ST-13: a person is somebody within a tenant; ids are not taken for more."""
    namesake = replace(trio["ike"], devices=[world.device_of("not ike")])
    world.put(world.first_roster("copy", namesake.member("admin")))

    assert world.bad_copy(world.roster(trio, trio["ida"].member("admin")), namesake.device) == "RO-4"
    assert world.void(world.boundary(trio, uv, by=namesake.fingerprint)) == "ST-13"


def test_a_copy_stripped_of_signatures_is_refused_and_a_whole_one_counts(world, trio):
    """ST-15: the leaf is the same; no reader may hold the roster to be void."""
    body = world.roster(trio)
    assert world.bad_copy(body) == "RO-4"

    whole = world.put(body, trio["ike"].device)
    assert world.now.tenant(trio.genesis).roster_hash == whole.hash == world.signed(body).hash


def test_an_admin_cannot_sign_a_new_roster_with_a_device_it_drops(world, uv):
    """RO-4: the new set must be able to act."""
    eve, laptop = uv["eve"], world.device_of("eve's laptop")
    world.put(world.device(uv, eve, laptop), eve.device)
    member = replace(eve.member("admin"), devices=(laptop.keys,))

    assert world.bad_copy(world.roster(uv, member)) == "RO-4"
    world.put(world.roster(uv, member, by=laptop.fingerprint))
    assert not world.now.device(eve.fingerprint).active


# Who may stand in it


def test_an_admin_cannot_add_a_person_who_never_joined(world, pip):
    """RO-6."""
    mallory = world.actor("mallory")

    assert world.void(world.roster(pip, *world.members(pip), mallory.member("member"))) == "RO-6"


def test_an_admin_cannot_add_a_device_that_proved_nothing(world, pip):
    """RO-5: nor exchange a member's device for one of their own."""
    bob = pip["bob"]
    planted = replace(bob.member("admin"), devices=(secret_of("planted").keys,))

    assert world.void(world.roster(pip, pip["ada"].member("admin"), planted)) == "RO-5"


def test_an_admin_cannot_move_a_device_to_another_person(world, pip):
    """RO-5."""
    bob = replace(pip["bob"].member("admin"), devices=(pip["ada"].device.keys,))

    assert world.void(world.roster(pip, pip["ada"].member("admin"), bob)) == "RO-5"


def test_a_dropped_device_does_not_come_back(world, pip):
    """RO-5 and RO-8: a lost laptop that turns up again is a new device."""
    bob = pip["bob"]
    kept = world.members(pip)
    world.put(world.roster(pip, pip["ada"].member("admin"), replace(bob.member("admin"), devices=())))

    assert world.void(world.roster(pip, *kept)) == "RO-5"
    invitation = world.put(world.invitation(pip, bob, digits("code")))
    again = world.device(pip, bob, bob.device, invitation=invitation.hash)
    assert world.void(again, world.code_key(pip, digits("code"))) == "RO-8"


def test_whoever_joined_after_a_roster_was_prepared_is_out_when_it_is_logged(world, pip):
    """RO-6."""
    prepared = world.roster(pip)
    cyd = world.join(pip, "cyd")
    world.put(prepared)

    assert world.now.person(pip.genesis, cyd.person) is None
    assert not world.now.device(cyd.fingerprint).active


def test_the_next_roster_writes_down_who_joined(world, pip):
    """RO-5 and RO-6."""
    cyd = world.join(pip, "cyd", role="coordinator")
    world.put(world.roster(pip))

    assert world.now.person(pip.genesis, cyd.person).roles == {"coordinator"}
    assert world.now.device(cyd.fingerprint).active


# Time


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
def test_a_roster_expires_in_the_future_of_its_leaf(world, pip, late):
    """RO-7."""
    assert world.void(world.roster(pip, expires=world.time - late)) == "RO-7"


def test_an_expired_roster_invites_nobody_and_everything_else_goes_on(world, pip, uv):
    """RO-7: withdrawing, joining by an earlier code, boundaries, and the next roster."""
    cyd, dan = world.actor("cyd"), world.actor("dan")
    expires = world.time + timedelta(days=3)
    world.put(world.roster(pip, expires=expires))
    opened = world.put(world.invitation(pip, cyd, digits("code"), expires=expires + timedelta(days=9)))
    assert not world.now.expired(pip.genesis, expires - timedelta(seconds=1))
    world.time = expires

    assert world.now.expired(pip.genesis, world.time)
    assert world.now.expired("0" * 64, world.time)
    assert world.void(world.invitation(pip, dan, digits("other"))) == "RO-7"
    world.put(world.device(pip, cyd, cyd.device, invitation=opened.hash), world.code_key(pip, digits("code")))
    world.put(world.invitation(pip, cyd, digits("code"), state="withdrawn"))
    world.put(world.boundary(pip, uv))
    world.put(world.duty(pip, cyd))
    world.put(world.roster(pip))
    world.put(world.invitation(pip, dan, digits("other")))


def test_a_roster_that_is_still_being_signed_says_who_has_and_how_many_must(world):
    """RO-4."""
    team = world.found("trio", "ada", "bob", "cyd")
    body = world.roster(team)
    begun = world.directory.quorum(world.signed(body), when=world.time)
    second = next(each for each in team.actors.values() if each.fingerprint != body.by)
    whole = world.directory.quorum(world.signed(body, second.device), when=world.time)

    assert (len(begun.old), len(begun.new), begun.old_wanted, begun.new_wanted) == (1, 1, 2, 2)
    assert (begun.enough, whole.enough) == (False, True)
    assert second.person in whole.old & whole.new
