"""Grants and recusals: who of a tenant reads, from when, and who never again (CA-7 to CA-9)."""

from dataclasses import replace

from crypto.circle import Circle
from crypto.ring import Reader
from tests.support.cases import NOW
from tests.support.people import digits


def test_a_grant_is_signed_by_a_granted_person_of_the_same_tenant(scene):
    assert scene.case.void(scene.case.grant(scene.bob, scene.cyd)) == "CA-7"
    assert scene.case.void(scene.case.grant(scene.uma, scene.vic)) == "CA-2"
    scene.case.join(scene.ada, scene.uv, scene.uma)
    assert scene.case.void(scene.case.grant(scene.uma, scene.cyd, tenant=scene.pip.genesis)) == "ST-13"
    assert scene.case.void(scene.case.grant(scene.ada, scene.vic, tenant=scene.uv.genesis)) == "ST-13"


def test_nobody_of_the_cna_or_with_the_admin_role_reads_without_a_grant(scene):
    other = scene.world.open(scene.bob, scene.pip)
    assert other.void(other.grant(scene.ada, scene.ada)) == "CA-7"
    assert scene.case.void(scene.case.status(scene.quin)) == "CA-2"
    assert scene.case.void(scene.case.grant(scene.pia, scene.pia)) == "CA-2"
    assert scene.readers() == {"ada"}


def test_who_comes_back_under_the_same_id_reads_nothing_until_they_are_granted_anew(scene):
    """CA-15."""
    joint = scene.case.ring("joint")
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    scene.case.rotate(joint, scene.ada)
    scene.world.leave(scene.pip, scene.bob)
    scene.world.come_back(scene.pip, scene.bob)
    assert scene.readers() == {"ada"}
    assert scene.bob.fingerprint not in scene.case.circle.holders(joint, when=scene.world.time)
    assert scene.case.void(scene.case.status(scene.bob)) == "CA-7"
    assert scene.case.void(scene.case.grant(scene.bob, scene.bob)) == "CA-7"
    scene.case.put(scene.case.grant(scene.ada, scene.bob, history=NOW))
    assert scene.readers() == {"ada", "bob"}
    assert scene.case.circle.holders(joint, when=scene.world.time)[scene.bob.fingerprint].first is None
    scene.case.rotate(joint, scene.ada)
    assert scene.case.circle.holders(joint, when=scene.world.time)[scene.bob.fingerprint].first == 2


def test_who_opened_the_case_or_was_named_by_an_accept_comes_back_to_nothing_too(scene):
    """CA-15."""
    opened = scene.world.open(scene.bob, scene.pip)
    opened.put(opened.grant(scene.bob, scene.ada))
    scene.case.join(scene.ada, scene.uv, scene.uma, scene.uma, scene.vic)
    for team, actor in ((scene.pip, scene.bob), (scene.uv, scene.vic)):
        scene.world.leave(team, actor)
        scene.world.come_back(team, actor)
    assert opened.circle.readers() == {Reader(scene.pip.genesis, scene.ada.person)}
    assert scene.readers() == {"ada", "uma"}


def test_who_was_recused_comes_back_recused(scene):
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    scene.case.put(scene.case.recusal(scene.bob, scene.bob))
    scene.world.leave(scene.pip, scene.bob)
    scene.world.come_back(scene.pip, scene.bob)
    assert scene.case.void(scene.case.grant(scene.ada, scene.bob)) == "CA-9"


def test_another_role_or_device_and_a_new_roster_end_no_grant(scene):
    scene.case.put(scene.case.grant(scene.ada, scene.cyd))
    more = scene.world.device_of("more")
    scene.world.put(scene.world.device(scene.pip, scene.cyd, more), scene.cyd.device)
    scene.world.put(scene.world.roster(scene.pip, *scene.world.recast(scene.pip, scene.cyd, "coordinator")))
    assert scene.readers() == {"ada", "cyd"}


def test_only_members_are_granted(scene):
    assert scene.case.void(scene.case.grant(scene.ada, scene.uma)) == "CA-7"


def test_a_grant_that_was_replaced_is_not_replayed(scene):
    given = scene.case.put(scene.case.grant(scene.ada, scene.bob))
    scene.case.put(scene.case.grant(scene.ada, scene.bob, state="ended"))
    assert scene.readers() == {"ada"}
    assert scene.case.void(given.body) == "ST-9"
    assert scene.case.void(replace(given.body, id=digits("again"))) == "ST-12"
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    assert scene.readers() == {"ada", "bob"}


def test_an_ended_grant_ends_what_an_accept_or_the_opening_gave(scene):
    scene.case.join(scene.ada, scene.uv, scene.uma, scene.uma, scene.vic)
    scene.case.put(scene.case.grant(scene.uma, scene.vic, state="ended"))
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    scene.case.put(scene.case.grant(scene.bob, scene.ada, state="ended"))
    assert scene.readers() == {"bob", "uma"}
    assert scene.case.void(scene.case.status(scene.ada)) == "CA-7"


def test_a_grant_gives_no_more_than_its_tenant_has(scene):
    joint = scene.case.ring("joint")
    for _ in range(3):
        scene.case.rotate(joint, scene.ada)
    three, two = ({"start": "epoch", "epoch": number} for number in (3, 2))
    history = type(NOW)
    scene.case.join(scene.ada, scene.uv, scene.uma, history=history(**three))
    assert scene.case.void(scene.case.grant(scene.uma, scene.vic, history=history(**two))) == "CA-8"
    scene.case.put(scene.case.grant(scene.uma, scene.vic, history=history(**three)))
    held = scene.case.circle.holders(joint, when=scene.world.time)
    assert held[scene.vic.fingerprint].first == 3


def test_where_a_tenant_reads_from_now_on_its_grants_reach_no_further_back(scene):
    joint = scene.case.ring("joint")
    scene.case.rotate(joint, scene.ada)
    scene.case.join(scene.ada, scene.uv, scene.uma, history=NOW)
    scene.case.put(scene.case.grant(scene.uma, scene.vic))
    held = scene.case.circle.holders(joint, when=scene.world.time)
    assert held[scene.uma.fingerprint].first is held[scene.vic.fingerprint].first is None
    scene.case.rotate(joint, scene.ada)
    held = scene.case.circle.holders(joint, when=scene.world.time)
    assert held[scene.uma.fingerprint].first == held[scene.vic.fingerprint].first == 2


def test_an_epoch_between_grant_and_roll_is_not_for_who_was_not_in_it(scene):
    joint = scene.case.ring("joint")
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, history=NOW))
    scene.case.put(scene.case.accept(scene.uma))
    scene.case.rotate(joint, scene.ada)
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    held = scene.case.circle.holders(joint, when=scene.world.time)
    assert held[scene.uma.fingerprint].first is None
    assert scene.case.void(scene.case.share(joint, scene.ada, scene.uma)) == "SH-2"
    scene.case.rotate(joint, scene.ada)
    held = scene.case.circle.holders(joint, when=scene.world.time)
    assert held[scene.uma.fingerprint].first == 2


def test_a_recusal_is_by_the_person_or_an_admin_of_a_tenant_that_has_to_do_with_the_case(scene):
    assert scene.case.void(scene.case.recusal(scene.uma, scene.uma)) == "CA-2"
    assert scene.case.void(scene.case.recusal(scene.bob, scene.cyd)) == "CA-9"
    assert scene.case.void(scene.case.recusal(scene.uma, scene.cyd, tenant=scene.pip.genesis)) == "ST-13"
    scene.case.put(scene.case.recusal(scene.cyd, scene.cyd))
    scene.case.put(scene.case.recusal(scene.ada, scene.bob))
    scene.case.put(scene.case.recusal(scene.quin, scene.quin))
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    scene.case.put(scene.case.recusal(scene.vic, scene.vic))


def test_a_recusal_is_final(scene):
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    scene.case.put(scene.case.recusal(scene.bob, scene.bob))
    assert scene.readers() == {"ada"}
    for body in (scene.case.status(scene.bob), scene.case.grant(scene.ada, scene.bob)):
        assert scene.case.void(body) == "CA-9"
    assert scene.case.void(scene.case.recusal(scene.ada, scene.bob)) == "CA-9"


def test_an_accept_grants_no_recused_person(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    scene.case.put(scene.case.recusal(scene.vic, scene.vic))
    scene.case.put(scene.case.accept(scene.uma, scene.uma, scene.vic))
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    assert scene.readers() == {"ada", "uma"}


def test_readers_are_those_of_the_directory_that_is_asked(scene):
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    size = scene.world.directory.size
    scene.world.leave(scene.pip, scene.bob)
    assert Reader(scene.pip.genesis, scene.bob.person) in scene.case.circle.readers(size=size)
    assert scene.readers() == {"ada"}


def test_a_tenant_that_was_never_in_the_log_owns_no_case(scene):
    circle = Circle(digits("none"), directory=scene.world.directory, cna=None)
    assert circle.rings == {}
    assert circle.letters == {}
