"""The CNA desk through the API: it numbers without reading, in scope only, one ID for one flaw."""

import pytest
from sqlalchemy import select

from hub.engines.postgres import SUPERUSER
from tenants.cna.models import Reservation
from tenants.cna.rules_reservation import LedgerState
from tenants.kernel.scope import Scope, acting_as
from tests.support.hub import batch
from tests.support.hub_cases import counted, pages
from tests.support.many_rows import number_often

pytestmark = pytest.mark.slow

NOWHERE = "f" * 32


@pytest.fixture(scope="module")
def shared(desk):
    """A case that tests only add requests to."""
    return desk.case()


@pytest.fixture
def asked(desk, shared):
    """A request by pip."""
    return shared.put(shared.request(desk.ada)).body


def line_of(desk, request):
    """A request in the queue, None if it is not there."""
    return next((each for each in desk.queue() if each["request"] == request), None)


def reserved(desk, request):
    """Reserve and wait for it; the ID."""
    assert desk.reserve(request).status_code == 202
    desk.work()
    return desk.reservation(request)["cve"]


# Who may


@pytest.mark.parametrize("path", ["cna/requests", "cna/ledger", f"cna/requests/{NOWHERE}/reservation"])
def test_the_desk_is_for_operators_of_the_cna_alone(desk, path):
    for by in (desk.ada, desk.uma, desk.psf["pat"]):
        assert desk.hub.get(path, by=by).status_code == 403
    assert desk.hub.get(path).status_code == 401


def test_nobody_else_reserves_or_decides(desk, shared, asked):
    for by in (desk.ada, desk.psf["pat"]):
        assert desk.reserve(asked.request, by=by).status_code == 403
        assert desk.decide(shared, asked.request, by=by, outcome="refused").status_code == 403
    assert line_of(desk, asked.request)["state"] == "open"


def test_a_role_of_that_name_in_another_tenant_is_worth_nothing(desk):
    mallory = desk.hub.join(desk.cpython, "mallory", role="cna")
    assert desk.hub.get("cna/requests", by=mallory).status_code == 403


@pytest.mark.check
def test_a_request_that_never_was_is_not_found(desk, shared):
    assert desk.reserve(NOWHERE).status_code == 404
    assert desk.decide(shared, NOWHERE, outcome="refused").status_code == 404


# What the CNA sees


@pytest.mark.check
def test_a_request_shows_product_code_name_and_who_asks_and_opens_nothing(desk, shared, asked):
    line = line_of(desk, asked.request)
    del line["asked_at"]
    assert line == {
        "request": asked.request,
        "case": shared.id,
        "code_name": shared.opening.code_name,
        "from": "pip",
        "product": "pkg:pypi/pip",
        "state": "open",
        "advice": "in scope since 2023-08-01 (4.2.1)",
        "scope": "in-scope",
        "authority": "PSF",
        "rule": "4.2.1",
        "reservation": None,
        "cve": None,
        "ours": False,
    }
    for path in ("", "/entries", "/envelopes", "/publisher"):
        assert desk.hub.get(f"cases/{shared.id}{path}", by=desk.quinn).status_code == 404


def test_what_the_scope_table_does_not_cover_says_whom_to_ask(desk, shared):
    uv = shared.put(shared.request(desk.udo, product="pkg:pypi/uv")).body
    index = shared.put(shared.request(desk.ada, product="pkg:github/pypi/warehouse")).body
    assert line_of(desk, uv.request)["advice"].startswith("referred: ask GitHub_M at https://")
    assert line_of(desk, index.request)["advice"].startswith("pending: ask MITRE at https://")


def test_the_same_request_id_in_another_case_is_refused(desk, asked):
    other = desk.open(desk.ada)
    problem = other.refused(other.request(desk.ada, request=asked.request), status=409)
    assert problem["rule"] == "CN-1"


@pytest.mark.parametrize(
    ("path", "field", "key"), [("requests", "requests", "request"), ("ledger", "ledger", "id")]
)
def test_a_list_of_the_cna_is_read_to_its_end_in_pages(desk, asked, path, field, key):
    number_often(desk.database, desk.psf, 1000)
    found = pages(desk.hub, f"cna/{path}", field, key=key, by=desk.quinn)
    keys = [each[key] for page in found for each in page]
    assert [len(page) for page in found[:2]] == [500, 500]
    assert len(keys) >= 1000
    assert keys == sorted(set(keys))
    assert desk.hub.get(f"cna/{path}", by=desk.quinn, after="no key").status_code == 422
    forget(desk)


def forget(desk):
    """Take the copies away again."""
    with desk.database.connect(SUPERUSER) as connection:
        connection.execute(
            "DELETE FROM cna_request WHERE code_name = 'quiet-heron-7k' AND case_id = md5('c')"
        )
        connection.execute("DELETE FROM reservation WHERE state = 'planned' AND sent_at IS NULL")


# Reserving


def test_out_of_scope_nothing_is_reserved_and_the_refusal_names_the_rule(desk, shared):
    asked = shared.put(shared.request(desk.udo, product="pkg:pypi/uv")).body
    answer = desk.reserve(asked.request)
    assert (answer.status_code, answer.get_json()["rule"]) == (403, "4.2.16.1")
    assert "GitHub_M" in answer.get_json()["detail"]
    desk.work()
    assert desk.reservation(asked.request) == {"state": "none", "cve": None}


def test_a_scope_that_is_pending_does_not_allow_a_number(desk, shared):
    asked = shared.put(shared.request(desk.ada, product="pkg:github/pypi/warehouse")).body
    answer = desk.reserve(asked.request)
    assert (answer.status_code, answer.get_json()["rule"]) == (403, "3.1.2")


def test_a_reservation_asked_for_again_is_still_one(desk, asked):
    before = len(desk.double.ids())
    assert desk.reserve(asked.request).get_json() == {"state": "planned", "cve": None}
    desk.reserve(asked.request)
    desk.work()
    desk.reserve(asked.request)
    desk.work()
    assert len(desk.double.ids()) == before + 1
    assert desk.reservation(asked.request)["state"] == "available"


# Deciding


@pytest.mark.check
def test_without_a_reservation_nothing_is_assigned(desk, shared, asked):
    before = shared.stored()
    answer = desk.decide(shared, asked.request, cve="CVE-1900-9999")
    assert (answer.status_code, answer.get_json()["rule"]) == (409, "RES-4")
    assert shared.stored() == before


def test_another_requests_id_is_not_assigned(desk, shared, asked):
    other = shared.put(shared.request(desk.ada)).body
    cve = reserved(desk, other.request)
    reserved(desk, asked.request)
    answer = desk.decide(shared, asked.request, cve=cve)
    assert (answer.status_code, answer.get_json()["rule"]) == (409, "RES-4")


def test_out_of_scope_nothing_is_assigned_whatever_was_reserved(desk, shared, asked):
    uvs = shared.put(shared.request(desk.udo, product="pkg:pypi/uv")).body
    cve = reserved(desk, asked.request)
    answer = desk.decide(shared, uvs.request, cve=cve)
    assert (answer.status_code, answer.get_json()["rule"]) == (403, "4.2.16.1")


@pytest.mark.check
def test_a_decision_on_another_case_or_of_another_kind_is_refused(desk, shared, asked):
    other = desk.open(desk.ada)
    hub = desk.hub
    stray = hub.signed(other.decision(desk.quinn, asked.request, outcome="refused", cve=None))
    review = hub.signed(shared.review(desk.quinn, "0" * 64))
    path = f"cna/requests/{asked.request}/decision"
    assert hub.post(path, batch([stray]), by=desk.quinn).status_code == 404
    assert hub.post(path, batch([review]), by=desk.quinn).status_code == 422
    assert hub.post(path, batch([stray, stray]), by=desk.quinn).get_json()["rule"] == "CN-1"


def test_an_assignment_is_logged_in_the_case_and_bound_to_its_team_for_good(desk, shared, asked):
    cve = reserved(desk, asked.request)
    assert desk.decide(shared, asked.request, cve=cve).status_code == 201
    shared.sync()
    line = line_of(desk, asked.request)
    assert (line["state"], line["cve"], line["reservation"]) == ("assigned", cve, "assigned")
    again = desk.decide(shared, asked.request, outcome="refused")
    assert (again.status_code, again.get_json()["rule"]) == (409, "RES-4")


@pytest.mark.check
def test_uvs_request_is_referred_and_the_other_cnas_id_recorded(desk, shared):
    asked = shared.put(shared.request(desk.udo, product="pkg:pypi/uv")).body
    answer = desk.decide(shared, asked.request, outcome="referred", rule="4.2.16.1", cna="GitHub_M")
    assert answer.status_code == 201
    shared.sync()
    shared.put(shared.third_party(desk.udo, asked.request, cve="CVE-1900-9118", cna="GitHub_M"))
    line = line_of(desk, asked.request)
    assert (line["state"], line["cve"]) == ("referred", "CVE-1900-9118")


def claimed(desk, cve):
    """Uv says on a case of its own that another CNA gave this ID; the request, the answer, and its cost."""
    case = desk.case()
    request = case.put(case.request(desk.udo, product="pkg:pypi/uv")).body.request
    answers = []

    def claim():
        answers.append(case.post(case.third_party(desk.udo, request, cve=cve)))
        return answers[0]

    cost = counted(desk.hub, claim)
    return request, answers[0], cost


def told(answer):
    """All that an answer tells but where the log was: status, headers and body."""
    body = answer.get_json()
    for receipt in body["receipts"]:
        assert set(receipt) == {"index", "hash"}
        del receipt["index"], receipt["hash"]
    own = {"X-Request-Id", "Date", "Content-Length"}
    return answer.status_code, sorted(each for each in answer.headers if each[0] not in own), body


def test_who_claims_an_id_of_another_cna_cannot_tell_whether_ours_has_it(desk, asked):
    """CN-6: the same answer and the same work, whether the ID is reserved, assigned or unheard of."""
    reserved_only = reserved(desk, asked.request)
    given = desk.number(desk.case())
    probes = [claimed(desk, cve) for cve in ("CVE-1900-77001", reserved_only, given)]

    assert len({repr(told(answer)) for _, answer, _ in probes}) == 1
    assert len({cost for *_, cost in probes}) == 1
    assert probes[0][1].status_code == 201


def test_the_cna_is_shown_that_a_claimed_id_is_its_own_also_where_the_claim_came_first(desk, asked):
    ours = reserved(desk, asked.request)
    request, *_ = claimed(desk, ours)
    other, *_ = claimed(desk, "CVE-1900-77002")

    assert (line_of(desk, request)["ours"], line_of(desk, request)["cve"]) == (True, ours)
    assert (line_of(desk, other)["ours"], line_of(desk, asked.request)["ours"]) == (False, False)
    assert line_of(desk, asked.request)["cve"] == ours


def test_what_the_cna_itself_assigned_is_no_other_cnas(desk, shared, asked):
    cve = reserved(desk, asked.request)
    assert desk.decide(shared, asked.request, cve=cve).status_code == 201
    shared.sync()
    problem = shared.refused(shared.third_party(desk.ada, asked.request), status=409)
    assert problem["rule"] == "RES-4"


def test_a_decision_tells_the_cna_nothing_of_the_case_but_where_it_was_logged(desk):
    """A version would tell how much has happened in a case that the CNA does not read."""
    quiet, busy = desk.open(desk.ada), desk.open(desk.ada)
    for _ in range(3):
        busy.put(busy.grant(desk.ada, desk.ben))
    answers = []
    for case in (quiet, busy):
        request = case.put(case.request(desk.ada)).body.request
        answers.append(desk.decide(case, request, outcome="refused", rule="4.1.1"))
    assert busy.version() != quiet.version()
    assert told(answers[0]) == told(answers[1])
    assert answers[0].get_json().keys() == {"receipts"}
    assert "ETag" not in answers[0].headers


def test_an_id_that_was_reserved_and_not_needed_goes_to_the_next_request(desk, shared, asked):
    cve = reserved(desk, asked.request)
    assert desk.decide(shared, asked.request, outcome="refused", rule="4.2.13").status_code == 201
    shared.sync()
    before = len(desk.double.ids())
    following = shared.put(shared.request(desk.ada)).body
    assert desk.reserve(following.request).get_json() == {"state": "available", "cve": cve}
    desk.work()
    assert len(desk.double.ids()) == before


def test_the_ledger_holds_every_id_of_cve_services_once(desk, asked):
    reserved(desk, asked.request)
    ledger = desk.hub.get("cna/ledger", by=desk.quinn).get_json()["ledger"]
    assert sorted(each["cve"] for each in ledger if each["cve"]) == sorted(desk.double.ids())


def test_no_tenant_but_the_cna_sees_a_row_of_its_ledger(desk, asked):
    reserved(desk, asked.request)
    with acting_as(desk.hub.sessions(), Scope(tenant_id=desk.pip.genesis)) as session:
        assert session.scalars(select(Reservation)).all() == []
    with acting_as(desk.hub.sessions(), Scope(tenant_id=desk.psf.genesis)) as session:
        assert LedgerState.AVAILABLE in session.scalars(select(Reservation.state)).all()


# OSV numbers


def osv(desk, cve, case=None, by=None):
    """Ask for the OSV ID of a CVE ID; the answer."""
    wish = {"cve": cve} | ({"case": case.id} if case else {})
    return desk.hub.post("cna/osv-numbers", wish, by=by or desk.ada)


def test_an_osv_id_is_given_once_and_in_order(desk, shared):
    one, two = desk.number(shared), desk.number(shared)
    first, second = (osv(desk, each, shared).get_json()["id"] for each in (one, two))
    assert first.rsplit("-", 1)[0] == second.rsplit("-", 1)[0] == f"PSF-{one[4:8]}"
    assert int(second.rsplit("-", 1)[1]) == int(first.rsplit("-", 1)[1]) + 1
    assert osv(desk, one, shared, by=desk.udo).get_json()["id"] == first
    assert osv(desk, one, by=desk.quinn).get_json()["id"] == first


@pytest.mark.check
def test_no_osv_id_for_what_is_not_assigned_on_a_case_of_ones_own(desk, shared):
    cve = desk.number(shared)
    other = desk.open(desk.ada)
    assert osv(desk, cve, other).status_code == 403
    assert osv(desk, cve).status_code == 403
    assert osv(desk, cve, shared, by=desk.cyd).status_code == 404
    assert osv(desk, "CVE-1900-9999", by=desk.quinn).get_json()["rule"] == "CN-1"
    assert osv(desk, "no id", by=desk.quinn).status_code == 422


# A hub without a CNA


def test_without_a_cna_a_request_is_logged_and_another_cnas_id_recorded(room):
    case = room.open(room.ada)
    asked = case.put(case.request(room.ada)).body
    case.put(case.third_party(room.ada, asked.request))
    assert room.hub.get("cna/requests", by=room.ada).status_code == 403
