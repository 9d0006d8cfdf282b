"""Who opens a case, and that nothing counts before (CA-1, CA-11, ST-9, ST-10, ST-13, ST-15)."""

from dataclasses import replace

import pytest

from crypto.circle import Circle
from crypto.errors import BadSignatureError
from crypto.kinds.body import LogPoint
from crypto.ring import Reader
from crypto.statement import Statement
from tests.support.cases import CaseLog
from tests.support.people import digits


def test_no_statement_counts_on_a_case_that_nobody_opened(scene):
    opening = scene.world.opening(scene.ada, scene.pip)
    unopened = CaseLog(scene.world, opening, scene.pip)
    for body in (
        unopened.roll(scene.ada),
        unopened.recusal(scene.ada, scene.ada),
        unopened.status(scene.ada),
    ):
        assert scene.world.refuse_case(body) == "CA-11"
    assert opening.case not in scene.world.replay.circles


def test_a_case_that_is_not_open_has_no_readers(scene):
    circle = Circle(digits("nothing"), directory=scene.world.directory, cna=None)
    assert circle.facts is None
    with pytest.raises(LookupError, match="not open"):
        circle.readers()


def test_a_plain_member_opens_no_case(scene):
    assert scene.world.refuse_case(scene.world.opening(scene.cyd, scene.pip)) == "CA-1"


def test_nobody_opens_a_case_for_another_tenant(scene):
    assert scene.world.refuse_case(scene.world.opening(scene.uma, scene.pip)) == "ST-13"


@pytest.mark.parametrize("name", ["ada", "bob"])
def test_an_admin_or_coordinator_opens_a_case_and_reads_it(scene, name):
    actor = getattr(scene, name)
    case = scene.world.open(actor, scene.pip)
    assert case.circle.readers() == {Reader(scene.pip.genesis, actor.person)}


def test_who_is_on_duty_opens_a_case(scene):
    scene.world.put(scene.world.duty(scene.pip, scene.cyd))
    case = scene.world.open(scene.cyd, scene.pip)
    assert case.circle.readers() == {Reader(scene.pip.genesis, scene.cyd.person)}


def test_the_id_of_a_case_is_taken_once(scene):
    again = scene.world.opening(scene.bob, scene.pip, case=scene.case.id)
    assert scene.case.void(again) == "CA-1"


def test_a_statement_is_judged_only_against_its_own_case(scene):
    other = scene.world.open(scene.bob, scene.pip)
    statement = scene.world.signed(other.grant(scene.bob, scene.cyd))
    with pytest.raises(Exception, match="CA-11"):
        scene.case.circle.judge(
            statement,
            size=scene.world.replay.anchored,
            index=scene.world.replay.case_size,
            when=scene.world.time,
        )


def test_a_reader_of_one_case_has_no_say_in_another(scene):
    other = scene.world.open(scene.bob, scene.pip)
    assert other.void(other.grant(scene.ada, scene.cyd)) == "CA-7"


def test_an_id_serves_once_in_a_case_even_in_a_void_statement(scene):
    body = scene.case.status(scene.bob)
    assert scene.case.void(body) == "CA-7"
    assert scene.case.void(scene.case.status(scene.ada, id=body.id)) == "ST-9"
    other = scene.world.open(scene.ada, scene.pip)
    other.put(other.status(scene.ada, id=body.id))


def test_a_statement_made_with_more_of_the_directory_than_the_anchor_forces_a_fresh_anchor(scene):
    scene.world.join(scene.pip, "dee")
    assert scene.case.void(scene.case.status(scene.ada), anchored=False) == "ST-10"
    scene.case.put(scene.case.status(scene.ada))


def test_a_statement_made_with_another_directory_is_void(scene):
    fork = LogPoint(size=3, root=digits("fork", 64))
    assert scene.case.void(scene.case.status(scene.ada, log=fork)) == "ST-10"


def test_a_copy_with_the_wrong_signature_stops_the_reader_and_is_not_a_verdict(scene):
    whole = scene.world.signed(scene.case.status(scene.ada))
    bad = Statement(whole.body, whole.signed, whole.hash, (scene.bob.device.keys.sign,))
    size = scene.world.replay.case_size
    with pytest.raises(BadSignatureError, match="ST-8"):
        scene.world.log_case(bad)
    assert scene.world.replay.case_size == size
    assert scene.world.log_case(whole).counts


def test_a_person_who_left_the_team_says_nothing_more(scene):
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    scene.world.leave(scene.pip, scene.bob)
    assert scene.case.void(scene.case.status(scene.bob)) == "ST-13"


def test_a_statement_made_before_its_author_left_is_void_from_the_leaf_on_which_they_are_out(scene):
    scene.case.put(scene.case.grant(scene.ada, scene.bob))
    early = scene.case.status(scene.bob)
    scene.world.leave(scene.pip, scene.bob)
    assert scene.case.void(replace(early, id=digits("late"))) == "ST-13"
