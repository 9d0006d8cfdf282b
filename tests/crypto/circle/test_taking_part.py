"""Roll, invitation, accept, decline (CA-2 to CA-6, CA-10, CA-13, BO-3, RO-7) and the walls around them."""

from datetime import timedelta

import pytest

from crypto.kinds.cases import Seat
from tests.support.cases import NOBODY, NOW
from tests.support.people import YEAR, digits


def seat(team, *rings, version=1):
    return Seat(tenant=team.genesis, version=version, rings=rings)


def seats(*given):
    return {"participants": tuple(sorted(given, key=lambda each: each.tenant))}


# The roll


def test_a_roll_is_signed_by_a_granted_person_of_the_owner(scene):
    assert scene.case.void(scene.case.roll(scene.bob)) == "CA-7"
    assert scene.case.void(scene.case.roll(scene.uma)) == "ST-13"


def test_a_roll_lists_the_owner_with_both_rings(scene):
    for given in (seats(seat(scene.uv)), seats(seat(scene.pip, "joint"), seat(scene.uv))):
        assert scene.case.void(scene.case.roll(scene.ada, **given)) == "CA-2"


def test_a_roll_lists_no_tenant_and_no_roster_that_the_directory_has_not(scene):
    own = seat(scene.pip, "joint", "record")
    nowhere = Seat(tenant=digits("nowhere", 64), version=1, rings=())
    assert scene.case.void(scene.case.roll(scene.ada, **seats(own, nowhere))) == "CA-2"
    assert scene.case.void(scene.case.roll(scene.ada, **seats(own, seat(scene.uv, version=2)))) == "CA-2"


def test_of_two_rolls_with_one_previous_the_lower_index_counts(scene):
    first = scene.case.put(scene.case.roll(scene.ada))
    left = scene.case.roll(scene.ada, scene.uv)
    right = scene.case.roll(scene.ada, scene.psf)
    scene.case.put(left)
    assert left.previous == right.previous == first.hash
    assert scene.case.void(right) == "ST-12"


def test_a_tenant_takes_part_from_the_later_of_roll_and_accept(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    assert list(scene.case.circle.participants()) == [scene.pip.genesis]
    scene.case.put(scene.case.accept(scene.uma))
    assert list(scene.case.circle.participants()) == [scene.pip.genesis]
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    assert list(scene.case.circle.participants()) == [scene.pip.genesis, scene.uv.genesis]
    scene.case.put(scene.case.roll(scene.ada))
    assert scene.readers() == {"ada"}


def test_a_participant_has_the_rings_that_both_roll_and_invitation_name(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, rings=("joint",)))
    scene.case.put(scene.case.accept(scene.uma))
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    assert scene.case.circle.participants()[scene.uv.genesis] == {"joint"}
    own = seat(scene.pip, "joint", "record")
    scene.case.put(scene.case.roll(scene.ada, **seats(own, seat(scene.uv, "record"))))
    assert scene.case.circle.participants()[scene.uv.genesis] == set()


# The invitation


def test_nobody_but_a_granted_person_of_the_owner_invites(scene):
    assert scene.case.void(scene.case.invitation(scene.bob, scene.uv)) == "CA-7"
    scene.case.join(scene.ada, scene.uv, scene.uma)
    assert scene.case.void(scene.case.invitation(scene.uma, scene.psf)) == "ST-13"


def test_the_owner_does_not_invite_itself(scene):
    assert scene.case.void(scene.case.invitation(scene.ada, scene.pip)) == "CA-3"


def test_an_invitation_says_the_case_s_code_name(scene):
    assert scene.case.void(scene.case.invitation(scene.ada, scene.uv, code_name="loud-crow-11")) == "CA-3"


@pytest.mark.parametrize(("side", "change"), [("out", {"rule": "deny"}), ("back", {"takes": False})])
def test_a_boundary_of_either_side_stops_an_invitation_but_not_its_withdrawal(scene, side, change):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    pair = (scene.pip, scene.uv) if side == "out" else (scene.uv, scene.pip)
    scene.world.put(scene.world.boundary(*pair, **change))
    assert scene.case.void(scene.case.invitation(scene.ada, scene.uv)) == "BO-3"
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, state="withdrawn"))


def test_an_expired_roster_neither_invites_nor_accepts(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    accept = scene.case.accept(scene.uma)
    scene.world.time += YEAR + timedelta(days=1)
    assert scene.case.void(scene.case.invitation(scene.ada, scene.psf)) == "RO-7"
    assert scene.case.void(accept) == "RO-7"
    scene.case.put(scene.case.decline(scene.uma))


def test_terms_are_nothing_or_a_proposal_of_this_case_that_stands(scene):
    proposal = scene.case.put(scene.case.proposal(scene.ada))
    t0 = proposal.body.t0
    other = scene.world.open(scene.ada, scene.pip)
    foreign = other.put(other.proposal(scene.ada, t0=t0))
    for terms, instant in (
        (NOBODY, t0),
        (foreign.hash, t0),
        (proposal.hash, None),
        (proposal.hash, t0 + timedelta(1)),
    ):
        assert scene.case.void(scene.case.invitation(scene.ada, scene.uv, terms=terms, t0=instant)) == "CA-3"
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, terms=proposal.hash, t0=t0))
    scene.case.put(scene.case.proposal(scene.ada, state="withdrawn"))
    assert scene.case.void(scene.case.accept(scene.uma)) == "CA-3"
    assert scene.case.void(scene.case.invitation(scene.ada, scene.psf, terms=proposal.hash, t0=t0)) == "CA-3"


def test_a_proposal_that_was_followed_by_another_may_still_be_the_terms(scene):
    first = scene.case.put(scene.case.proposal(scene.ada))
    scene.case.put(scene.case.proposal(scene.ada))
    scene.case.put(scene.case.proposal(scene.ada, state="withdrawn"))
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, terms=first.hash, t0=first.body.t0))


def test_a_withdrawal_of_nothing_takes_nothing_back(scene):
    scene.case.put(scene.case.proposal(scene.ada, state="withdrawn"))
    first = scene.case.put(scene.case.proposal(scene.ada))
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, terms=first.hash, t0=first.body.t0))


# The answer


def test_nobody_accepts_without_an_invitation(scene):
    assert scene.case.void(scene.case.accept(scene.uma)) == "CA-4"
    assert scene.case.void(scene.case.decline(scene.uma)) == "CA-4"


def test_nobody_accepts_another_tenant_s_invitation(scene):
    invitation = scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    theirs = {"invitation": invitation.hash}
    assert scene.case.void(scene.case.accept(scene.pia, **theirs)) == "CA-4"
    assert scene.case.void(scene.case.accept(scene.pia, tenant=scene.uv.genesis, **theirs)) == "ST-13"
    assert scene.case.void(scene.case.decline(scene.pia, tenant=scene.uv.genesis, **theirs)) == "ST-13"
    scene.case.put(scene.case.invitation(scene.ada, scene.psf))
    assert scene.case.void(scene.case.accept(scene.pia, **theirs)) == "CA-4"


def test_only_a_lead_answers(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    assert scene.case.void(scene.case.accept(scene.vic)) == "CA-4"
    assert scene.case.void(scene.case.decline(scene.vic)) == "CA-4"


def test_a_recused_lead_does_not_answer(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    scene.case.put(scene.case.recusal(scene.uma, scene.uma))
    assert scene.case.void(scene.case.accept(scene.uma, scene.vic)) == "CA-9"


def test_an_accept_names_the_terms_of_its_invitation(scene):
    old = scene.case.put(scene.case.proposal(scene.ada))
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    assert scene.case.void(scene.case.accept(scene.uma, terms=old.hash)) == "CA-4"


def test_an_accept_of_an_invitation_that_was_replaced_is_void(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    stale = scene.case.accept(scene.uma)
    proposal = scene.case.put(scene.case.proposal(scene.ada))
    terms = {"terms": proposal.hash, "t0": proposal.body.t0}
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, **terms))
    assert scene.case.void(stale) == "CA-4"


def test_the_readers_that_an_accept_names_are_members(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    assert scene.case.void(scene.case.accept(scene.uma, scene.uma, scene.cyd)) == "CA-6"


def test_an_accept_serves_once(scene):
    scene.case.join(scene.ada, scene.uv, scene.uma)
    accept = scene.case.accept(scene.uma, scene.uma, scene.vic)
    assert scene.case.void(accept) == "CA-4"
    replayed = next(
        each.statement.body for each in scene.world.case_entries if each.statement.body.TYPE == "accept"
    )
    assert scene.case.void(replayed) == "ST-9"


def test_a_late_accept_of_terms_still_in_force_counts(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    scene.world.later(days=4)
    scene.case.put(scene.case.accept(scene.uma))
    assert scene.case.circle.invited(scene.uv.genesis).stands


def test_a_withdrawn_invitation_is_neither_accepted_nor_declined(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, state="withdrawn"))
    assert scene.case.void(scene.case.accept(scene.uma)) == "CA-4"
    assert scene.case.void(scene.case.decline(scene.uma)) == "CA-4"


def test_a_declined_invitation_is_over(scene):
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    scene.case.put(scene.case.decline(scene.uma))
    assert scene.case.void(scene.case.accept(scene.uma)) == "CA-4"
    assert scene.case.void(scene.case.decline(scene.uma)) == "CA-4"
    scene.case.join(scene.ada, scene.uv, scene.uma)
    assert scene.readers() == {"ada", "uma"}


def test_before_the_accept_is_in_the_log_nobody_of_the_invited_holds_anything(scene):
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    scene.case.put(scene.case.invitation(scene.ada, scene.uv))
    everything = [scene.case.ring(each) for each in ("joint", "record", "reporter")]
    everything.append(scene.case.ring("tenant", tenant=scene.uv.genesis))
    everything.append(scene.case.ring("thread", parties=tuple(sorted([scene.uv.genesis, scene.psf.genesis]))))
    theirs = {each.fingerprint for each in (scene.uma, scene.vic, scene.wes, scene.pia)}
    for ring in everything:
        assert scene.case.holders(ring).isdisjoint(theirs)
    scene.case.rotate(everything[0], scene.ada)
    scene.case.put(scene.case.decline(scene.uma))
    for ring in everything:
        assert scene.case.holders(ring).isdisjoint(theirs)
    assert scene.case.void(scene.case.share(everything[0], scene.ada, scene.uma)) == "SH-1"


def test_a_tenant_leaves_by_declining_what_it_accepted(scene):
    scene.case.join(scene.ada, scene.uv, scene.uma, scene.uma, scene.vic)
    scene.case.put(scene.case.decline(scene.uma))
    assert scene.readers() == {"ada"}
    assert scene.case.void(scene.case.status(scene.uma)) == "CA-2"


def test_a_new_invitation_ends_the_old_consent_until_it_is_accepted(scene):
    scene.case.join(scene.ada, scene.uv, scene.uma)
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, rings=("joint",)))
    assert scene.readers() == {"ada"}
    scene.case.put(scene.case.accept(scene.uma))
    assert scene.readers() == {"ada", "uma"}


# The pre-seal


def test_only_leads_of_the_invited_tenant_are_pre_sealed(scene):
    for person in (scene.vic, scene.bob):
        assert (
            scene.case.void(scene.case.invitation(scene.ada, scene.uv, preseal=(person.person,))) == "CA-13"
        )


def test_a_pre_sealed_lead_reads_and_signs_nothing(scene):
    joint = scene.case.ring("joint")
    scene.case.rotate(joint, scene.ada)
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, preseal=(scene.uma.person,), rings=("joint",)))
    assert scene.case.holders(joint) == {scene.ada.fingerprint, scene.uma.fingerprint}
    assert scene.case.holders(scene.case.ring("record")) == {scene.ada.fingerprint}
    scene.case.put(scene.case.share(joint, scene.ada, scene.uma))
    assert scene.readers() == {"ada"}
    assert scene.case.void(scene.case.letter(joint, scene.uma)) == "EV-3"
    assert scene.case.void(scene.case.epoch(joint, scene.uma)) == "RI-4"
    assert scene.case.void(scene.case.share(joint, scene.uma, scene.uma)) == "SH-1"
    assert scene.case.void(scene.case.grant(scene.uma, scene.vic)) == "CA-2"


@pytest.mark.parametrize("end", ["decline", "withdraw", "lapse", "recuse", "demote"])
def test_when_a_pre_seal_ends_without_consent_the_ring_must_rotate(scene, end):
    joint = scene.case.ring("joint")
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, preseal=(scene.uma.person,)))
    scene.case.rotate(joint, scene.ada)
    assert scene.case.circle.rotation_due(scene.case.folded(joint), when=scene.world.time) is None
    if end == "decline":
        scene.case.put(scene.case.decline(scene.uma))
    elif end == "withdraw":
        scene.case.put(scene.case.invitation(scene.ada, scene.uv, state="withdrawn"))
    elif end == "recuse":
        scene.case.put(scene.case.recusal(scene.uma, scene.uma))
    elif end == "demote":
        zoe = scene.world.join(scene.uv, "zoe", role="coordinator")
        scene.world.put(scene.world.roster(scene.uv, *scene.world.recast(scene.uv, zoe, "admin")))
        scene.world.put(
            scene.world.roster(scene.uv, *scene.world.recast(scene.uv, scene.uma, "member")), zoe.device
        )
    else:
        scene.world.later(days=3)
    assert scene.case.holders(joint) == {scene.ada.fingerprint}
    assert scene.case.void(scene.case.letter(joint, scene.ada)) == "RI-6"
    assert scene.case.void(scene.case.share(joint, scene.ada, scene.uma)) == "SH-1"
    scene.case.rotate(joint, scene.ada)
    scene.case.put(scene.case.letter(joint, scene.ada))


def test_who_was_pre_sealed_from_now_on_keeps_that_epoch_after_the_accept(scene):
    joint = scene.case.ring("joint")
    scene.case.rotate(joint, scene.ada)
    given = {"preseal": (scene.uma.person,), "history": NOW}
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, **given))
    scene.case.rotate(joint, scene.ada)
    scene.case.put(scene.case.accept(scene.uma, scene.uma, scene.vic))
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    held = scene.case.circle.holders(joint, when=scene.world.time)
    assert held[scene.uma.fingerprint].first == 2
    assert held[scene.vic.fingerprint].first is None
    assert not held[scene.uma.fingerprint].presealed


def test_a_pre_seal_ends_with_the_membership_it_was_given_in(scene):
    """CA-15: also where the accept names them, they begin at it then."""
    joint, world = scene.case.ring("joint"), scene.world
    world.put(world.roster(scene.uv, *world.recast(scene.uv, scene.vic, "coordinator")))
    scene.case.rotate(joint, scene.ada)
    scene.case.put(scene.case.invitation(scene.ada, scene.uv, preseal=(scene.vic.person,), history=NOW))
    scene.case.rotate(joint, scene.ada)
    assert scene.case.circle.holders(joint, when=world.time)[scene.vic.fingerprint].first == 2
    world.leave(scene.uv, scene.vic)
    world.come_back(scene.uv, scene.vic, role="coordinator")
    assert scene.vic.fingerprint not in scene.case.circle.holders(joint, when=world.time)
    scene.case.put(scene.case.accept(scene.uma, scene.vic))
    scene.case.put(scene.case.roll(scene.ada, scene.uv))
    assert scene.case.circle.holders(joint, when=world.time)[scene.vic.fingerprint].first is None


def test_a_withdrawn_invitation_may_pre_seal_nobody_that_there_is(scene):
    body = scene.case.invitation(scene.ada, scene.uv, state="withdrawn", preseal=(digits("nobody"),))
    scene.case.put(body)
    assert scene.readers() == {"ada"}
