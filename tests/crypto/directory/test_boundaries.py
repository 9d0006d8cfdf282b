"""DU-1, BO-1, BO-2, GR-1, GR-2: who answers for a team, and whom it lets in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crypto.directory import Edge
from tests.support.people import digits

NOTHING = Edge("deny", takes=False)


def edge(world, frm, to):
    return world.now.edge(frm.genesis, to.genesis, world.time)


# Duty


def test_strangers_are_not_put_on_duty(world, pip, uv):
    """DU-1: members only."""
    assert world.void(world.duty(pip, pip["ada"], uv["eve"])) == "DU-1"
    assert world.now.duty(pip.genesis) == ()


def test_duty_is_put_by_an_admin(world, pip):
    """ST-13: not by whoever is on it."""
    cyd = world.join(pip, "cyd", role="coordinator")

    assert world.void(world.duty(pip, cyd, by=cyd.fingerprint)) == "ST-13"


def test_the_next_duty_replaces_the_one_before(world, pip):
    """ST-12."""
    ada, bob = pip["ada"], pip["bob"]
    first = world.duty(pip, ada)
    world.put(first)
    world.put(world.duty(pip, bob))

    assert world.now.duty(pip.genesis) == (bob.person,)
    assert world.void(world.duty(pip, ada, seq=2, previous=world.signed(first).hash)) == "ST-12"


def test_a_removed_member_signs_nothing_any_more(world, pip, uv):
    """ST-13: each kind of statement alike."""
    bob = pip["bob"]
    world.put(world.group(pip, "packaging"))
    world.put(world.roster(pip, *world.without(pip, bob)))

    bodies = [
        world.duty(pip, pip["ada"], by=bob.fingerprint),
        world.boundary(pip, uv, by=bob.fingerprint),
        world.group(pip, "packaging", by=bob.fingerprint),
        world.group_join(pip, "packaging", by=bob.fingerprint),
        world.invitation(pip, world.actor("cyd"), digits("code"), by=bob.fingerprint),
        world.rebase(pip, by=bob.fingerprint),
        world.roster(pip, by=bob.fingerprint),
    ]
    assert [world.void(each) for each in bodies] == ["ST-13"] * len(bodies)


# Boundaries


def test_without_a_statement_nothing_passes(world, pip, uv):
    """BO-2."""
    assert edge(world, pip, uv) == NOTHING


def test_an_edge_has_a_direction(world, pip, uv):
    """BO-2: what pip lets out says nothing of uv."""
    world.put(world.boundary(pip, uv, rule="allow", takes=False))

    assert edge(world, pip, uv) == Edge("allow", takes=False)
    assert edge(world, uv, pip) == NOTHING


def test_edges_do_not_add_up_to_another(world, pip, uv, trio):
    """BO-2: not transitive."""
    world.put(world.boundary(pip, uv))
    world.put(world.boundary(uv, trio))

    assert edge(world, pip, trio) == NOTHING


def test_an_edge_belongs_to_its_tenant(world, pip, uv):
    """ST-13: nobody draws another's."""
    assert world.void(world.boundary(pip, uv, by=uv.admin.fingerprint)) == "ST-13"


def test_a_replayed_boundary_is_void(world, pip, uv):
    """ST-12: an old allow does not come back after a deny."""
    allow = world.boundary(pip, uv)
    first = world.put(allow)
    world.put(world.boundary(pip, uv, rule="deny", takes=False))

    assert world.void(allow) == "ST-9"
    assert world.void(world.boundary(pip, uv, seq=1, previous=None)) == "ST-12"
    assert world.void(world.boundary(pip, uv, seq=2, previous=first.hash)) == "ST-12"
    assert world.void(world.boundary(pip, uv, seq=4)) == "ST-12"
    assert edge(world, pip, uv) == NOTHING


@pytest.mark.parametrize(("rule", "later"), [("allow", "ask"), ("ask", "ask"), ("deny", "deny")])
def test_an_edge_fades_and_never_opens(world, pip, uv, rule, later):
    """BO-2: from `until` on."""
    until = world.time + timedelta(days=30)
    world.put(world.boundary(pip, uv, rule=rule, until=until))

    assert world.now.edge(pip.genesis, uv.genesis, until - timedelta(seconds=1)).rule == rule
    assert world.now.edge(pip.genesis, uv.genesis, until) == Edge(later, takes=True)


def test_a_boundary_leads_to_another_tenant_of_the_log(world, pip):
    """BO-1."""
    assert world.void(world.boundary(pip, pip)) == "BO-1"
    assert world.void(replace(world.boundary(pip, pip), to="0" * 64)) == "BO-1"


def test_a_boundary_names_a_roster_that_exists(world, pip, uv):
    """BO-1: of a version that its admin can have verified."""
    assert world.void(world.boundary(pip, uv, to_version=2)) == "BO-1"

    world.put(world.roster(uv))
    world.put(world.boundary(pip, uv, to_version=2))
    assert world.now.boundary(pip.genesis, uv.genesis).body.to_version == 2


# Groups


@pytest.fixture
def packaging(world, pip, uv):
    """The group of both teams, founded by pip."""
    world.put(world.group(pip, "packaging", rule="ask"))
    world.put(world.group_join(pip, "packaging"))
    world.put(world.group_join(uv, "packaging"))


def test_two_tenants_of_a_group_have_its_edge_in_both_directions(world, pip, uv, packaging):
    """GR-1."""
    assert edge(world, pip, uv) == edge(world, uv, pip) == Edge("ask", takes=True)


def test_a_group_says_nothing_of_who_did_not_join(world, pip, uv, trio, packaging):
    """GR-1."""
    assert edge(world, pip, trio) == edge(world, trio, pip) == NOTHING


def test_an_edge_of_ones_own_goes_before_the_group(world, pip, uv, packaging):
    """GR-1."""
    world.put(world.boundary(uv, pip, rule="deny", takes=False))

    assert edge(world, uv, pip) == NOTHING
    assert edge(world, pip, uv) == Edge("ask", takes=True)


def test_changed_terms_bind_only_who_joins_them_anew(world, pip, uv, packaging):
    """GR-1."""
    world.put(world.group(pip, "packaging", rule="allow", takes=False))
    assert edge(world, pip, uv) == edge(world, uv, pip) == Edge("ask", takes=True)

    world.put(world.group_join(uv, "packaging"))
    assert edge(world, uv, pip) == Edge("allow", takes=False)
    assert edge(world, pip, uv) == Edge("ask", takes=True)


def test_a_tenant_joins_the_terms_in_force(world, pip, uv):
    """GR-1: no others, and none of a group that is not there."""
    old = world.put(world.group(pip, "packaging"))
    world.put(world.group(pip, "packaging", rule="deny"))

    assert world.void(world.group_join(uv, "packaging", terms=old.hash)) == "GR-1"
    assert world.void(world.group_join(uv, "elsewhere", terms=old.hash)) == "GR-1"


def test_whoever_left_a_group_has_its_edge_no_longer(world, pip, uv, packaging):
    """GR-1: and leaving needs no knowledge of the newest terms."""
    world.put(world.group(pip, "packaging", rule="allow"))
    world.put(world.group_join(uv, "packaging", state="left", terms="0" * 64))

    assert edge(world, pip, uv) == edge(world, uv, pip) == NOTHING
    assert world.now.join(uv.genesis, "packaging").body.state == "left"


def test_of_several_groups_the_strictest_edge_holds(world, pip, uv, packaging):
    """GR-1: joining a second group opens nothing that the first keeps shut."""
    world.put(world.group(uv, "wheels", rule="allow", takes=False))
    world.put(world.group_join(pip, "wheels"))
    world.put(world.group_join(uv, "wheels"))

    assert edge(world, pip, uv) == Edge("ask", takes=False)


def test_the_terms_of_a_group_fade_too(world, pip, uv):
    """GR-1 and BO-2."""
    world.put(world.group(pip, "packaging", until=world.time + timedelta(days=1)))
    world.put(world.group_join(pip, "packaging"))
    world.put(world.group_join(uv, "packaging"))
    assert edge(world, pip, uv) == Edge("allow", takes=True)

    world.time += timedelta(days=1)
    assert edge(world, pip, uv) == Edge("ask", takes=True)


def test_a_group_belongs_to_its_founder(world, pip, uv, packaging):
    """GR-1: another tenant neither changes it nor takes its name."""
    assert world.void(world.group(uv, "packaging")) == "GR-1"
    assert world.void(world.group(uv, "packaging", seq=1, previous=None)) == "ST-12"
    assert world.void(world.group(pip, "packaging", by=uv.admin.fingerprint)) == "ST-13"


def test_only_an_admin_joins_a_group_for_a_team(world, pip, uv, packaging):
    """ST-13."""
    may = world.join(uv, "may", role="coordinator")

    assert world.void(world.group_join(uv, "packaging", state="left", by=may.fingerprint)) == "ST-13"
    assert world.void(world.group_join(uv, "packaging", state="left", seq=1, previous=None)) == "ST-12"
