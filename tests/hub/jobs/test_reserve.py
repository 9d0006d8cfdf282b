"""Reserving for a request, with CVE Services at its worst: no ID is lost, doubled or sent for again."""

from dataclasses import replace

import pytest

from hub.adapters.cve_services import CveServicesClient
from hub.engines.postgres import SUPERUSER
from hub.jobs.worker import relay_for
from tenants.cna import ledger
from tenants.kernel.scope import Scope, acting_as
from tests.support.effects import state

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def case(desk):
    return desk.case()


@pytest.fixture
def asked(desk, case):
    """A request by pip, with its reservation ordered and not worked on."""
    request = case.put(case.request(desk.ada)).body.request
    desk.reserve(request)
    return request


@pytest.fixture(autouse=True)
def settled(desk):
    """After each test every reservation has ended, and the ledger holds what the double holds."""
    yield
    for _ in range(4):
        desk.later(seconds=120)
        desk.work()
    lines = desk.hub.get("cna/ledger", by=desk.quinn).get_json()["ledger"]
    assert sorted(each["cve"] for each in lines if each["cve"]) == sorted(desk.double.ids())
    assert {each["state"] for each in lines} <= {"available", "failed", "assigned"}


def reserve_calls(desk):
    return [status for call, status in desk.double.journal() if call == "reserve"]


def test_without_an_account_at_cve_services_the_order_waits(desk, asked):
    with relay_for(replace(desk.settings, cve_url=None)) as relay:
        relay.drain()
    assert desk.reservation(asked) == {"state": "planned", "cve": None}
    desk.later(seconds=5)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"


@pytest.mark.parametrize("fault", ["lose-reply", "garble-reply", "error-after"])
def test_behind_a_lost_answer_the_id_is_found_and_never_sent_for_again(desk, asked, fault):
    before = reserve_calls(desk)
    desk.double.arm("reserve", fault)
    desk.work()
    assert desk.reservation(asked) == {"state": "unknown", "cve": None}
    desk.later(seconds=60)
    desk.work()
    assert desk.reservation(asked)["state"] == "unknown", "the call might still be running"
    desk.later(seconds=60)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"
    assert desk.reservation(asked)["cve"] == max(desk.double.ids())
    assert len(reserve_calls(desk)) == len(before) + 1


@pytest.mark.check
def test_looked_after_too_early_it_is_looked_after_later(desk, asked):
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    before = desk.double.journal()
    with acting_as(desk.hub.sessions(), Scope(tenant_id=desk.psf.genesis)) as session:
        ledger.order(session, ledger.of_request(session, asked), desk.hub.time)
        session.commit()
    desk.work()
    assert desk.reservation(asked)["state"] == "unknown"
    assert desk.double.journal() == before


@pytest.mark.check
def test_a_call_that_never_arrived_is_known_to_after_two_looks_and_made_again(desk, asked):
    desk.double.arm("reserve", "lose-before")
    desk.work()
    desk.later(seconds=120)
    desk.work()
    assert desk.reservation(asked)["state"] == "unknown", "one empty listing proves nothing"
    desk.later(seconds=120)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"


def away(desk, hours):
    """CVE Services does not answer for so long; somebody looks a little more often than the orders do."""
    desk.double.kill()
    for _ in range(hours):
        desk.later(minutes=61)
        desk.work()
    desk.double.start()


def test_after_a_lost_answer_and_half_a_day_without_cve_services_the_id_is_found(desk, asked):
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    away(desk, hours=14)
    assert state(desk.hub.sessions)[1] == 0
    desk.later(minutes=61)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"


@pytest.mark.parametrize("before", ["unknown", "sent"])
def test_who_asks_again_has_a_line_looked_after_whose_order_is_lost(desk, asked, before):
    """However it was lost: the answer 202 is a promise."""
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    with desk.database.connect(SUPERUSER) as connection:
        connection.execute("DELETE FROM outbox WHERE done_at IS NULL AND kind = 'cve.reserve'")
        connection.execute("UPDATE reservation SET state = %s WHERE request = %s", [before, asked])
    assert desk.reserve(asked).status_code == 202
    for _ in range(2):
        desk.later(seconds=120)
        desk.work()
    assert desk.reservation(asked)["state"] == "available"


@pytest.mark.parametrize("fault", ["lock", "rate-limit"])
def test_a_busy_server_is_asked_again(desk, asked, fault):
    desk.double.arm("reserve", fault)
    desk.work()
    assert desk.reservation(asked)["state"] == "planned"
    desk.later(seconds=5)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"


@pytest.mark.check
def test_a_refusal_is_the_end_of_the_line_and_not_of_the_request(desk, asked):
    broken = replace(desk.settings, cve_key="wrong")
    with relay_for(broken) as relay:
        relay.drain()
    assert desk.reservation(asked) == {"state": "none", "cve": None}
    desk.reserve(asked)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"


def test_while_one_outcome_is_unknown_the_next_is_not_sent(desk, case, asked):
    before = reserve_calls(desk)
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    following = case.put(case.request(desk.ada)).body.request
    desk.reserve(following)
    desk.work()
    assert len(reserve_calls(desk)) == len(before) + 1
    assert desk.reservation(following)["state"] == "planned"
    desk.later(seconds=120)
    desk.work()
    desk.later(seconds=120)
    desk.work()
    first, second = (desk.reservation(each)["cve"] for each in (asked, following))
    assert first != second
    assert None not in {first, second}


@pytest.mark.check
def test_an_id_that_arrived_twice_is_free_for_the_next_request(desk, case, asked):
    desk.double.arm("reserve", "twice")
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    desk.later(seconds=120)
    desk.work()
    following = case.put(case.request(desk.ada)).body.request
    before = len(reserve_calls(desk))
    assert desk.reserve(following).get_json()["state"] == "available"
    assert len(reserve_calls(desk)) == before
    assert desk.reservation(following)["cve"] != desk.reservation(asked)["cve"]


def refuse(desk, case, request):
    """The CNA says no; the answer is that it was taken."""
    answer = desk.decide(case, request, outcome="refused")
    assert answer.status_code == 201, answer.get_json()
    case.sync()


def ask_and_reserve(desk, case):
    """A further request, reserved for; what it was answered."""
    request = case.put(case.request(desk.ada)).body.request
    return request, desk.reserve(request).get_json()


@pytest.mark.check
def test_a_request_that_is_refused_before_anything_is_sent_reserves_nothing(desk, case, asked):
    before = reserve_calls(desk)
    refuse(desk, case, asked)
    desk.work()
    assert reserve_calls(desk) == before
    assert desk.reservation(asked) == {"state": "none", "cve": None}


@pytest.mark.check
def test_a_request_that_is_refused_while_cve_services_is_busy_is_not_sent_any_more(desk, case, asked):
    desk.double.arm("reserve", "lock")
    desk.work()
    before = reserve_calls(desk)
    refuse(desk, case, asked)
    desk.later(seconds=5)
    desk.work()
    assert reserve_calls(desk) == before


def test_what_a_lost_answer_reserved_for_a_refused_request_is_for_the_next_one(desk, case, asked):
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    refuse(desk, case, asked)
    for _ in range(2):
        desk.later(seconds=120)
        desk.work()
    assert desk.reservation(asked) == {"state": "none", "cve": None}
    assert ask_and_reserve(desk, case)[1] == {"state": "available", "cve": max(desk.double.ids())}


def test_a_refused_request_whose_call_never_arrived_is_not_sent_again(desk, case, asked):
    desk.double.arm("reserve", "lose-before")
    desk.work()
    before = reserve_calls(desk)
    refuse(desk, case, asked)
    for _ in range(3):
        desk.later(seconds=120)
        desk.work()
    assert reserve_calls(desk) == before


@pytest.mark.parametrize("call", ["reserve_one", "list_reserved"])
def test_a_request_may_be_refused_while_cve_services_is_asked(desk, case, asked, call, monkeypatch):
    """Nobody waits for a call of a minute to decide, and what comes of it belongs to nobody."""
    if call == "list_reserved":
        desk.double.arm("reserve", "lose-reply")
        desk.work()
        desk.later(seconds=120)
    real = getattr(CveServicesClient, call)

    def meanwhile(*args, **words):
        refuse(desk, case, asked)
        return real(*args, **words)

    monkeypatch.setattr(CveServicesClient, call, meanwhile)
    desk.work()
    monkeypatch.undo()
    assert desk.reservation(asked) == {"state": "none", "cve": None}
    assert ask_and_reserve(desk, case)[1]["cve"] == max(desk.double.ids())


@pytest.mark.check
def test_a_line_that_another_look_settled_meanwhile_is_left_to_it(desk, case, asked, monkeypatch):
    desk.double.arm("reserve", "lose-reply")
    desk.work()
    desk.later(seconds=120)
    real, looks = CveServicesClient.list_reserved, []

    def overtaken(*args, **words):
        looks.append(1)
        if len(looks) == 1:
            desk.reserve(asked)
            desk.work()
        return real(*args, **words)

    monkeypatch.setattr(CveServicesClient, "list_reserved", overtaken)
    desk.work()
    assert len(looks) == 2
    assert desk.reservation(asked)["state"] == "available"


def test_a_refused_request_may_be_reserved_for_after_all(desk, case, asked):
    refuse(desk, case, asked)
    desk.reserve(asked)
    desk.work()
    assert desk.reservation(asked)["state"] == "available"


@pytest.mark.check
def test_a_line_that_is_settled_is_left_alone(desk, asked):
    desk.work()
    before, cve = reserve_calls(desk), desk.reservation(asked)["cve"]
    desk.reserve(asked)
    desk.work()
    assert (reserve_calls(desk), desk.reservation(asked)["cve"]) == (before, cve)
    assert state(desk.hub.sessions)[1] == 0
