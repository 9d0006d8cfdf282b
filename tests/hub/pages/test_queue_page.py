"""The signed-in queue: what a member's rows say, in words, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from hub.pages.queue import DUE, EMBARGO
from tenants.cases.models import CaseAccess, CaseStub
from tenants.disclosure.embargo import EM
from tenants.disclosure.turns import What
from tenants.kernel.scope import Scope, acting_as
from tests.hub.pages.conftest import T0
from tests.support.hub_cases import Room, key_of
from tests.support.intake import drop, hand_in, opened
from tests.support.markup import page


@pytest.fixture
def pip(hub):
    return hub.found("pip", "ada")


def case(hub, team, actor, number=1, **changes):
    """Put a case into somebody's queue."""
    row = {
        "person_id": key_of(hub, actor),
        "case_id": f"{number:032x}",
        "tenant_id": team.genesis,
        "role": "owner",
        "code_name": f"quiet-heron-{number}",
        "state": "active",
        "t0": T0,
        "due_what": "say_ready",
        "due_by": hub.time + timedelta(days=3, minutes=number),
        "turn": "uv",
        "version": 1,
    }
    fill(hub, CaseAccess, row | changes)


def stub(hub, team, number=1, **changes):
    """Invite a team to a case."""
    row = {
        "tenant_id": team.genesis,
        "case_id": f"{number:032x}",
        "code_name": f"amber-quay-{number}",
        "inviter": "uv",
        "t0": T0,
        "expires_at": hub.time + timedelta(days=5),
        "state": "open",
        "place": number,
        "logged_at": hub.time,
    }
    fill(hub, CaseStub, row | changes)


def fill(hub, table, row):
    with acting_as(hub.sessions(), Scope(case_id=row["case_id"])) as session:
        session.execute(insert(table).values(row))
        session.commit()


def test_an_empty_queue_says_how_a_case_comes_into_it(hub, pip, signed_in):
    read = page(signed_in(pip, pip["ada"]).get("/queue"))

    assert "Signed in as ada (pip)" in read.words
    assert "No case has been granted to you." in read.words


def test_a_queue_shows_state_date_and_whose_turn_it_is(hub, pip, signed_in):
    case(hub, pip, pip["ada"])
    case(
        hub, pip, pip["ada"], 2, due_by=hub.time - timedelta(hours=1), due_what="answer_proposal", turn="pip"
    )
    case(hub, pip, pip["ada"], 3, state="none", t0=None, due_what=None, due_by=None, turn=None)
    read = page(signed_in(pip, pip["ada"]).get("/queue"))

    words = read.words
    assert words.index("heron-2") < words.index("heron-1") < words.index("heron-3")
    assert "quiet-heron-1 in force Mon 1 Jun 2026, 15:00 UTC say whether the release is ready by" in words
    assert words.count("overdue") == 1
    assert "quiet-heron-3 none yet not agreed nothing nobody’s" in words  # noqa: RUF001 - as it is set
    assert "2026-06-01T15:00:00Z" in read.times


def test_an_embargo_that_ended_has_no_date_to_agree_on(hub, pip, signed_in):
    case(hub, pip, pip["ada"], state="exited", t0=None, due_what=None, due_by=None, turn=None)
    assert "quiet-heron-1 ended past nothing" in page(signed_in(pip, pip["ada"]).get("/queue")).words


def test_who_is_on_duty_is_told_of_reports_that_no_case_has_taken_on(hub, database, signed_in):
    desk = opened(Room(hub, database))
    ada, ben = signed_in(desk.pip, desk.ada), signed_in(desk.pip, desk.ben)
    assert "At intake" not in page(ada.get("/queue")).words
    hand_in(desk, "one", "letter")
    hand_in(desk, "one", "attachment")
    assert "1 report waits for your team" in page(ada.get("/queue")).words
    taken = drop(desk, "d" * 32)
    drop(desk, "e" * 32)
    assert "3 reports wait for your team, the first since" in page(ada.get("/queue")).words

    case = desk.open(desk.ada, desk.ben, report=taken)
    case.write(case.ring("joint"), desk.ada, purpose="quote")

    assert "2 reports wait for your team" in page(ada.get("/queue")).words
    assert "At intake" not in page(ben.get("/queue")).words


def test_a_colleague_and_another_team_see_nothing_of_it(hub, pip, signed_in):
    bob, uv = hub.join(pip, "bob"), hub.found("uv", "uma")
    case(hub, pip, pip["ada"])
    stub(hub, pip)
    for team, actor in ((pip, bob), (uv, uv["uma"])):
        words = page(signed_in(team, actor).get("/queue")).words
        assert "heron" not in words
        assert "amber-quay" not in words


def test_an_invitation_waits_for_a_lead_and_says_until_when(hub, pip, signed_in):
    stub(hub, pip, 1)
    stub(hub, pip, 2, state="declined", t0=None)
    stub(hub, pip, 3, state="accepted")
    words = page(signed_in(pip, pip["ada"]).get("/queue")).words

    assert "amber-quay-1 uv Mon 1 Jun 2026, 15:00 UTC due by" in words
    assert "amber-quay-2 uv none yet declined" in words
    assert "amber-quay-3" not in words


def test_a_long_queue_goes_on(hub, pip, signed_in):
    browser = signed_in(pip, pip["ada"])
    for number in range(1, 53):
        case(hub, pip, pip["ada"], number)
    first = page(browser.get("/queue"))
    second = page(browser.get(next(each for each in first.links if "after=" in each)))

    assert first.words.count("quiet-heron-") == 50
    assert second.words.count("quiet-heron-") == 2


def test_a_long_list_of_invitations_goes_on(hub, pip, signed_in):
    browser = signed_in(pip, pip["ada"])
    for number in range(1, 53):
        stub(hub, pip, number, expires_at=hub.time + timedelta(days=5, minutes=-number))
    first = page(browser.get("/queue"))
    second = page(browser.get(next(each for each in first.links if "asked=" in each)))

    assert "amber-quay-52 uv" in first.words
    assert first.words.count("amber-quay-") == 50
    assert second.words.count("amber-quay-") == 2
    assert "amber-quay-1 uv" in second.words


def test_a_queue_that_goes_on_after_a_case_that_is_gone_begins_anew(hub, pip, signed_in):
    case(hub, pip, pip["ada"])
    case(hub, pip, pip["ada"], 2, due_by=None, due_what=None)
    case(hub, pip, pip["ada"], 3, due_by=None, due_what=None)
    browser = signed_in(pip, pip["ada"])

    assert page(browser.get(f"/queue?after={'e' * 32}")).words.count("quiet-heron-") == 3
    last = page(browser.get(f"/queue?after={2:032x}")).words
    assert (last.count("quiet-heron-"), last.count("quiet-heron-3")) == (1, 1)
    assert "There are no more cases" in page(browser.get(f"/queue?after={3:032x}")).words


def test_what_a_member_was_shown_is_kept_by_no_cache(hub, pip, signed_in):
    answer = signed_in(pip, pip["ada"]).get("/queue")

    assert answer.headers["Cache-Control"] == "no-store"


def test_who_left_the_team_is_signed_in_no_more(hub, pip, signed_in):
    bob = hub.join(pip, "bob")
    browser = signed_in(pip, bob)
    assert "Sign out" in browser.get("/").text
    hub.put(hub.roster(pip, *hub.without(pip, bob)))

    assert "Sign out" not in browser.get("/").text
    page(browser.get("/queue"), 401)


def test_every_state_and_every_act_has_words():
    assert set(EMBARGO) == set(EM)
    assert set(DUE) == set(What)
