"""What holds for every leaf of the directory log: ST-7 to ST-15, LO-6, RB-1, and every size it ever had."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crypto.directory import Directory
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.kinds import Anchor, Case, Epoch
from crypto.kinds.body import LogPoint
from crypto.kinds.sharing import At, RingRef
from crypto.statement import Entry
from tests.support.people import START, World, digits, snapshot


def test_an_empty_directory_knows_nobody():
    """And says so without an error."""
    now = Directory(hub="localhost:8080").now
    nobody = "0" * 64

    assert now.tenants() == now.people(nobody) == now.duty(nobody) == now.invitations(nobody) == ()
    assert now.tenant(nobody) is now.person(nobody, nobody) is now.device(nobody) is None
    assert now.by_slug("pip") is now.invitation(nobody, nobody) is now.rebase(nobody) is None
    assert now.key_owner(nobody) is now.on_duty(nobody) is None
    assert not now.seen_id(nobody)


# ST-7 to ST-13


def test_a_statement_for_another_hub_is_void(world, pip):
    """ST-7: one hub's roster is not replayed at another's."""
    elsewhere = Directory(hub="elsewhere:8080")
    with pytest.raises(MalformedError) as refused:
        elsewhere.judge(world.entries[0].statement, when=world.time)

    assert refused.value.rule == "ST-7"


def test_a_statement_of_the_case_log_has_no_place_here(world, pip):
    """ST-1: nor has an anchor, nor the epoch of a case's ring."""
    by = pip.admin.fingerprint
    case = Case(
        **world.common(by),
        case=world.fresh(),
        tenant=pip.genesis,
        code_name="calm-otter-7x",
        received=world.time,
    )
    anchor = Anchor(**world.common("0" * 64), directory=world.point())

    assert world.void(case) == "ST-1"
    assert world.void(anchor) == "ST-1"
    assert world.void(epoch(world, pip, kind="joint", case=world.fresh())) == "ST-1"


def epoch(world, team, **ring):
    return Epoch(
        **world.common(team.admin.fingerprint),
        ring=RingRef(id=world.fresh(), **ring),
        epoch=1,
        recipient=world.device_of("epoch").keys.seal,
        at=At(directory=world.directory.size, cases=0),
        holders=(team.admin.fingerprint,),
    )


def test_a_statement_of_an_intake_ring_is_counted_as_a_leaf(world, pip):
    """Its contents are judged elsewhere; its id is used all the same."""
    size, body = world.directory.size, epoch(world, pip, kind="intake", tenant=pip.genesis)
    world.put(body)

    assert world.directory.size == size + 1
    assert world.void(world.duty(pip, pip["ada"], id=body.id)) == "ST-9"


def test_an_id_is_used_once_even_by_a_void_statement(world, pip, uv):
    """ST-9."""
    body = world.boundary(pip, pip)
    assert not world.now.seen_id(body.id)
    assert world.void(body) == "BO-1"

    assert world.now.seen_id(body.id)
    assert not world.directory.at(world.directory.size - 1).seen_id(body.id)
    size = world.directory.size
    assert world.void(world.boundary(pip, uv, id=body.id)) == "ST-9"
    assert world.directory.at(size).seen_id(body.id)


def test_a_key_has_an_owner_from_the_leaf_that_proved_it(world, pip, uv):
    """RO-8: and not before, whatever came later."""
    eve = uv.admin

    assert world.now.key_owner(eve.keys.sign) == world.now.key_owner(eve.keys.seal) == eve.fingerprint
    assert world.directory.at(2).key_owner(eve.keys.sign) is None


def test_a_statement_from_the_future_of_the_log_is_void(world, pip):
    """ST-10: its author claims to have seen more than there is."""
    later = LogPoint(size=world.directory.size + 1, root=world.directory.root())

    assert world.void(world.duty(pip, pip["ada"], log=later)) == "ST-10"


def test_a_statement_made_with_a_forked_directory_is_void(world, pip):
    """ST-10: one author who was shown another log than everybody else."""
    forked = replace(world.point(), root=digits("fork", 64))

    assert world.void(world.duty(pip, pip["ada"], log=forked)) == "ST-10"


def test_a_statement_made_with_an_older_directory_counts(world, pip, uv):
    """ST-10: authors are behind; nothing else decides than the leaf."""
    older = LogPoint(size=1, root=world.directory.root(1))
    world.put(world.boundary(pip, uv, log=older, created=START - timedelta(days=9)))

    with pytest.raises(NotAllowedError) as refused:
        world.directory.check_point(older, limit=0)
    assert refused.value.rule == "ST-10"


def test_the_signature_is_by_the_device_that_by_names(world, pip, uv):
    """ST-8 and ST-15: a copy under a stranger's signature is refused, a true one counts."""
    body = world.boundary(pip, uv)
    true = world.signed(body)
    world.secrets[body.by] = uv.admin
    assert world.bad_copy(body) == "ST-8"

    assert world.append(true).counts


def test_a_statement_by_a_stranger_is_void(world, pip, uv):
    """ST-13: by nobody, and by an admin of another team."""
    stranger = world.device_of("stranger")

    assert world.void(world.boundary(pip, uv, by=stranger.fingerprint)) == "ST-13"
    assert world.void(world.boundary(uv, pip, by=pip.admin.fingerprint)) == "ST-13"
    assert world.void(world.boundary(pip, uv, tenant="0" * 64)) == "ST-13"


# Notices


def test_the_hub_serves_a_tenant_under_its_own_slug(world, pip, uv):
    """LO-6: it cannot list one team under the name of another."""
    assert world.void(world.admission(pip, slug="uv")) == "LO-6"
    assert world.void(world.admission(pip, tenant="0" * 64)) == "LO-6"
    assert world.now.by_slug("uv").genesis == uv.genesis


def test_of_two_tenants_of_one_slug_the_later_admitted_has_it(world, pip):
    """LO-6."""
    size = world.directory.size
    double = world.found("pip", "mallory")

    assert world.now.by_slug("pip").genesis == double.genesis
    assert world.directory.at(size).by_slug("pip").genesis == pip.genesis


def test_an_admission_says_kind_and_stage_and_gives_no_key(world, pip):
    """LO-6."""
    before = world.now.people(pip.genesis)
    world.put(world.admission(pip, kind="cna", stage="suspended"))

    tenant = world.now.tenant(pip.genesis)
    assert (tenant.kind, tenant.stage) == ("cna", "suspended")
    assert world.now.people(pip.genesis) == before


def test_a_tenant_that_lost_its_log_says_where_it_came_from(world, pip):
    """RB-1."""
    assert world.void(world.rebase(pip, origin=world.hub)) == "RB-1"
    cyd = world.join(pip, "cyd", role="coordinator")
    assert world.void(world.rebase(pip, by=cyd.fingerprint)) == "ST-13"

    world.put(world.rebase(pip, origin="old.example"))
    assert world.now.rebase(pip.genesis).body.origin == "old.example"


# The log as a whole


def test_leaves_are_folded_in_order_and_without_gaps(world, pip):
    """A gap is the caller's error: the roots of the log would have shown it."""
    statement = world.entries[-1].statement
    for index in (world.directory.size - 1, world.directory.size + 1):
        with pytest.raises(ValueError, match="where leaf"):
            world.directory.add(Entry(index, statement, world.time))


def test_there_is_no_view_beyond_the_log(world, pip):
    """Nobody knows what is not logged."""
    for size in (-1, world.directory.size + 1):
        with pytest.raises(ValueError, match="leaves"):
            world.directory.at(size)


def eventful() -> World:
    """A log in which everything happens that can, void statements included."""
    world = World()
    pip, uv = world.found("pip", "ada", "bob"), world.found("uv", "eve")
    cyd = world.join(pip, "cyd", role="coordinator")
    world.put(world.duty(pip, pip["bob"], cyd))
    world.put(world.boundary(pip, uv))
    world.put(world.group(pip, "packaging", rule="ask"))
    world.put(world.group_join(pip, "packaging"))
    world.put(world.group_join(uv, "packaging"))
    world.log(world.boundary(pip, uv, seq=7))
    world.put(world.invitation(pip, world.actor("dan"), digits("dan"), by=pip["bob"].fingerprint))
    world.put(world.roster(pip, *world.without(pip, pip["bob"]), witness=digits("witness", 64)))
    world.put(epoch(world, pip, kind="intake", tenant=pip.genesis))
    world.put(world.device(uv, uv["eve"], world.device_of("eve's laptop")), uv.admin)
    world.put(world.boundary(pip, uv, rule="deny"))
    world.put(world.group(pip, "packaging", rule="allow"))
    world.put(world.group_join(uv, "packaging", state="left"))
    world.put(world.admission(uv, stage="suspended"))
    world.put(world.rebase(uv))
    world.found("uv", "mallory")
    return world


def test_a_view_of_an_earlier_size_is_what_a_fold_of_that_prefix_would_be():
    """For every size, whatever came later."""
    world = eventful()
    fresh = Directory(hub=world.hub)
    for entry in world.entries:
        assert snapshot(world, world.directory.at(fresh.size)) == snapshot(world, fresh.now)
        assert world.directory.root(fresh.size) == fresh.root()
        seen = [world.directory.at(fresh.size).seen_id(each.statement.body.id) for each in world.entries]
        assert seen == [each.index < fresh.size for each in world.entries]
        fresh.add(entry)

    assert snapshot(world, world.now) == snapshot(world, fresh.now)


def test_judging_changes_nothing():
    """What the hub asks before it appends."""
    world = eventful()
    before = snapshot(world, world.now)
    for entry in world.entries:
        with pytest.raises((MalformedError, NotAllowedError, BadSignatureError)):
            world.directory.judge(entry.statement, when=world.time)

    assert snapshot(world, world.now) == before


def test_a_fold_verifies_no_signature_again(monkeypatch):
    """Signatures were verified when the statements were parsed: a long log costs none."""
    world = World()
    one, other = world.found("one", "ada", "bob"), world.found("other", "cyd")
    for _ in range(20):
        world.put(world.boundary(one, other))
        world.put(world.roster(one), one["bob"].device)
    verified = []
    monkeypatch.setattr("crypto.ed25519.crypto_sign_open", verified.append)

    directory = Directory(hub=world.hub)
    for entry in world.entries:
        directory.add(entry)

    assert directory.root() == world.directory.root()
    assert verified == []
