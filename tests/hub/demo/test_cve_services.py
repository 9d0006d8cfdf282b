"""The double answers as CVE Services does: behaviour, refusals and the hazards that the hub must survive."""

import copy
import stat
from datetime import timedelta

import pytest

from hub.demo.cve_services.app import create_double
from hub.demo.cve_services.store import Store
from tenants.cna.records.cve import PSF


def code(answer):
    return answer.status_code, answer.json["error"]


def publish(caller, cve_id, container, method="POST"):
    return caller.call(method, f"cve/{cve_id}/cna", json={"cnaContainer": container})


def reject(caller, cve_id, method="POST", reasons=("Not used.",)):
    container = {"rejectedReasons": [{"lang": "en", "value": text} for text in reasons]}
    return caller.call(method, f"cve/{cve_id}/reject", json={"cnaContainer": container})


def test_a_call_without_account_is_refused(psf):
    psf.headers.pop("CVE-API-USER")
    assert code(psf.call("GET", "cve-id")) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("header", "value"), [("CVE-API-KEY", "0" * 64), ("CVE-API-ORG", "nobody"), ("CVE-API-USER", "nobody")]
)
def test_a_wrong_account_is_refused_without_saying_what_is_wrong(psf, header, value):
    psf.headers[header] = value
    assert code(psf.call("GET", "cve-id")) == (401, "UNAUTHORIZED")


def test_an_organization_that_is_no_cna_reserves_nothing(app, store, psf):
    psf.headers |= {
        "CVE-API-ORG": "reader",
        "CVE-API-USER": "reader",
        "CVE-API-KEY": store.key_of("reader", "reader"),
    }
    assert code(psf.reserve()) == (403, "CNA_ONLY")


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        ({"amount": "many"}, (400, "BAD_INPUT")),
        ({"amount": 0}, (400, "INVALID_AMOUNT")),
        ({"amount": 2}, (400, "NO_BATCH_TYPE")),
        ({"amount": 2, "batch_type": "random"}, (400, "INVALID_BATCH_TYPE")),
        ({"amount": 11, "batch_type": "nonsequential"}, (403, "OVER_NONSEQUENTIAL_MAX_AMOUNT")),
        ({"short_name": "other_cna"}, (403, "ORG_CANNOT_RESERVE_FOR_OTHER")),
        ({"cve_year": "2028"}, (403, "CANNOT_RESERVE_FOR_YEAR")),
        ({"amount": 1001, "batch_type": "sequential"}, (403, "EXCEEDED_ID_QUOTA")),
        ({"colour": "blue"}, (400, "BAD_INPUT")),
        ({"batch_type": "<b>"}, (400, "BAD_INPUT")),
    ],
)
def test_a_reservation_is_refused_for_each_reason_the_server_knows(psf, store, wish, refused):
    assert code(psf.reserve(**wish)) == refused
    assert store.ids == {}


def test_a_reservation_answers_ids_of_the_year_1900_and_the_quota_that_is_left(psf):
    answer = psf.reserve(amount=3, batch_type="sequential")
    assert [line["cve_id"] for line in answer.json["cve_ids"]] == [f"CVE-1900-000{n}" for n in (1, 2, 3)]
    assert answer.headers["CVE-API-REMAINING-QUOTA"] == "997"
    assert answer.json["meta"] == {"remaining_quota": 997}
    quota = psf.call("GET", f"org/{PSF.short_name}/id_quota").json
    assert quota == {"id_quota": 1000, "total_reserved": 3, "available": 997}


def test_a_partial_reservation_is_a_success_with_fewer_ids(psf, app):
    app.test_client().post("/_faults", json={"call": "reserve", "kind": "partial"})
    answer = psf.reserve(amount=4, batch_type="sequential")
    assert (answer.status_code, answer.json["error"]) == (206, "RESERVED_PARTIAL_AMOUNT")
    assert len(answer.json["cve_ids"]) == answer.json["details"]["amount_reserved"] == 2


def test_a_reservation_while_another_one_runs_is_refused_and_the_lock_ends_with_it(psf, store):
    with store.reserving(PSF.short_name):
        assert code(psf.reserve()) == (403, "RESERVATION_IN_PROGRESS")
    assert psf.reserve().status_code == 200


def test_the_owner_of_a_reserved_id_is_hidden_from_others_and_shown_once_it_is_public(psf, app, container):
    cve_id = psf.new_id()
    stranger = app.test_client()
    hidden = stranger.get(f"/api/cve-id/{cve_id}").json
    assert hidden == {
        "cve_id": cve_id,
        "cve_year": "1900",
        "state": "RESERVED",
        "owning_cna": "[REDACTED]",
    }
    assert psf.call("GET", f"cve-id/{cve_id}").json["requested_by"] == {"cna": "PSF", "user": "accord-hub"}
    publish(psf, cve_id, container)
    assert stranger.get(f"/api/cve-id/{cve_id}").json["owning_cna"] == "PSF"


def test_an_id_that_nobody_reserved_is_not_found_and_a_wrong_one_is_bad_input(psf):
    assert code(psf.call("GET", "cve-id/CVE-1900-9999")) == (404, "CVE_ID_NOT_FOUND")
    assert code(psf.call("GET", "cve-id/CVE-XX")) == (400, "BAD_INPUT")


def test_the_list_holds_own_ids_only_and_filters_by_state_year_and_time(psf, other, clock):
    first = psf.new_id()
    other.new_id()
    clock.at += timedelta(minutes=1)
    second = psf.new_id()

    def listed(**values):
        lines = psf.call("GET", "cve-id", query_string=values).json["cve_ids"]
        return [line["cve_id"] for line in lines]

    assert listed() == [first, second]
    assert listed(state="published") == []
    assert listed(cve_id_year="2026") == []
    assert listed(**{"time_reserved.gt": "2026-05-31T15:00:30Z"}) == [second]
    assert listed(**{"time_reserved.lt": "2026-05-31T15:00:30+00:00"}) == [first]
    assert listed(**{"time_modified.gt": "2026-05-31T15:01:00"}) == []


@pytest.mark.parametrize(
    "values",
    [
        {"time_reserved.gt": "yesterday"},
        {"time_reserved.gt": "2026-02-30T00:00:00Z"},
        {"page": "0"},
        {"order": "x"},
    ],
)
def test_a_list_with_a_wrong_filter_is_bad_input(psf, values):
    psf.new_id()
    assert code(psf.call("GET", "cve-id", query_string=values)) == (400, "BAD_INPUT")


def test_a_long_list_comes_in_pages_of_500(psf):
    psf.reserve(amount=501, batch_type="sequential")
    first = psf.call("GET", "cve-id").json
    assert (len(first["cve_ids"]), first["nextPage"], first["prevPage"], first["pageCount"]) == (
        500,
        2,
        None,
        2,
    )
    second = psf.call("GET", "cve-id", query_string={"page": 2}).json
    assert (len(second["cve_ids"]), second["nextPage"]) == (1, None)


def test_the_state_of_an_id_is_read_from_the_query_and_a_body_is_ignored(psf):
    cve_id = psf.new_id()
    answer = psf.call("PUT", f"cve-id/{cve_id}", json={"state": "REJECTED"})
    assert (answer.status_code, answer.json["updated"]["state"]) == (200, "RESERVED")
    answer = psf.call("PUT", f"cve-id/{cve_id}?state=rejected")
    assert answer.json["updated"]["state"] == "REJECTED"


def test_the_state_of_an_id_cannot_be_changed_beside_its_record_quota_or_owner(psf, other, store, container):
    cve_id = psf.new_id()
    assert code(other.call("PUT", f"cve-id/{cve_id}?state=REJECTED")) == (403, "ORG_DOES_NOT_OWN_ID")
    assert code(psf.call("PUT", f"cve-id/{cve_id}?state=GONE")) == (400, "BAD_INPUT")
    assert code(psf.call("PUT", f"cve-id/{cve_id}?org=nobody")) == (404, "ORG_DNE")
    psf.call("PUT", f"cve-id/{cve_id}?state=REJECTED")
    store.quota = 0
    answer = psf.call("PUT", f"cve-id/{cve_id}?state=RESERVED")
    assert code(answer) == (403, "TRANSITION_STATE_RESERVED_NO_QUOTA")
    store.quota = 1000
    published = psf.new_id()
    publish(psf, published, container)
    answer = psf.call("PUT", f"cve-id/{published}?state=REJECTED")
    assert code(answer) == (403, "CANNOT_CHANGE_CVE_ID_WITH_RECORD")


def test_a_record_is_published_once_with_the_servers_own_provider(psf, container):
    cve_id = psf.new_id()
    assert psf.call("GET", f"cve/{cve_id}").status_code == 404
    container["providerMetadata"] = {"orgId": "somebody else's"}
    created = publish(psf, cve_id, container).json["created"]
    assert created["containers"]["cna"]["providerMetadata"]["orgId"] == PSF.org_id
    assert created["cveMetadata"]["state"] == "PUBLISHED"
    assert psf.call("GET", f"cve/{cve_id}").json == created
    assert psf.call("GET", f"cve-id/{cve_id}").json["state"] == "PUBLISHED"
    assert code(publish(psf, cve_id, container)) == (403, "CVE_RECORD_EXISTS")


def test_nobody_publishes_under_anothers_id_nor_under_one_that_does_not_exist(psf, other, container):
    assert code(publish(other, psf.new_id(), container)) == (403, "ORG_DOES_NOT_OWN_ID")
    assert code(publish(psf, "CVE-1900-9999", container)) == (403, "ORG_DOES_NOT_OWN_ID")


def changed(container, **members):
    return {**copy.deepcopy(container), **members}


def test_a_container_is_held_against_schema_and_the_servers_own_checks(psf, container):
    cve_id = psf.new_id()
    twice = [{"lang": "en", "value": "one"}, {"lang": "EN", "value": "two"}]
    affected = [{**container["affected"][0], "colour": "blue"}]
    for wrong, refused in (
        ({}, "INVALID_JSON_SCHEMA"),
        (changed(container, references=[]), "INVALID_JSON_SCHEMA"),
        (changed(container, affected=affected), "INVALID_JSON_SCHEMA"),
        (changed(container, descriptions=twice), "BAD_INPUT"),
        (changed(container, datePublic="2026-06-01T15:00:00Z"), "BAD_INPUT"),
        (changed(container, datePublic="2026-06-01T15:00:00"), "BAD_INPUT"),
    ):
        assert code(publish(psf, cve_id, wrong)) == (400, refused)
    assert code(psf.call("POST", f"cve/{cve_id}/cna", data=b"{")) == (400, "INVALID_JSON_SCHEMA")
    assert code(psf.call("POST", f"cve/{cve_id}/cna", data=b" " * 3_800_001)) == (413, "RECORD_TOO_LARGE")
    assert psf.call("GET", f"cve/{cve_id}").status_code == 404


def test_a_blank_text_is_refused_after_trimming(psf, container):
    blank = [{"lang": "en", "value": "   "}]
    answer = publish(psf, psf.new_id(), changed(container, descriptions=blank))
    assert answer.status_code == 400
    assert reject(psf, psf.new_id(), reasons=("  ",)).status_code == 400


def test_strings_are_trimmed_before_they_are_stored(psf, container):
    created = publish(psf, psf.new_id(), changed(container, title="  spaced  ")).json["created"]
    assert created["containers"]["cna"]["title"] == "spaced"


def test_erlcheck_demands_a_score_and_a_cwe(psf, container):
    poor = {name: value for name, value in container.items() if name != "metrics"}
    path = f"cve/{psf.new_id()}/cna?erlcheck=true"
    assert code(psf.call("POST", path, json={"cnaContainer": poor})) == (400, "BAD_INPUT")
    assert psf.call("POST", path, json={"cnaContainer": container}).status_code == 200


def test_an_update_replaces_the_container_and_brings_a_rejected_record_back(psf, container, clock):
    cve_id = psf.new_id()
    assert code(publish(psf, cve_id, container, "PUT")) == (403, "CVE_RECORD_DNE")
    publish(psf, cve_id, container)
    clock.at += timedelta(hours=1)
    rejected = reject(psf, cve_id, "PUT").json["updated"]
    assert rejected["cveMetadata"]["dateRejected"] == "2026-05-31T16:00:00.000Z"
    clock.at += timedelta(hours=1)
    updated = publish(psf, cve_id, changed(container, title="Another title"), "PUT").json["updated"]
    assert updated["cveMetadata"]["state"] == "PUBLISHED"
    assert "dateRejected" not in updated["cveMetadata"]
    assert psf.call("GET", f"cve-id/{cve_id}").json["state"] == "PUBLISHED"


def test_a_rejection_has_other_statuses_than_a_publication(psf, container):
    cve_id = psf.new_id()
    assert code(reject(psf, cve_id, "PUT")) == (400, "CVE_RECORD_DNE")
    assert reject(psf, cve_id).json["created"]["cveMetadata"]["state"] == "REJECTED"
    assert code(reject(psf, cve_id)) == (400, "CVE_RECORD_EXISTS")
    assert psf.call("GET", f"cve-id/{cve_id}").json["state"] == "REJECTED"


def test_a_half_stored_record_leaves_its_id_reserved(psf, app, container):
    cve_id = psf.new_id()
    app.test_client().post("/_faults", json={"call": "publish", "kind": "half"})
    assert code(publish(psf, cve_id, container)) == (400, "UNABLE_TO_STORE_CVE_RECORD")
    assert psf.call("GET", f"cve/{cve_id}").status_code == 200
    assert psf.call("GET", f"cve-id/{cve_id}").json["state"] == "RESERVED"


def test_an_organization_sees_itself_only(psf, other):
    mine = psf.call("GET", f"org/{PSF.short_name}").json
    assert (mine["UUID"], mine["authority"]) == (PSF.org_id, {"active_roles": ["CNA"]})
    assert code(other.call("GET", f"org/{PSF.short_name}")) == (403, "NOT_SAME_ORG_OR_SECRETARIAT")
    assert code(other.call("GET", f"org/{PSF.short_name}/id_quota")) == (403, "NOT_SAME_ORG_OR_SECRETARIAT")
    assert code(psf.call("GET", "org/nobody")) == (404, "ORG_DNE_PARAM")


def test_unknown_addresses_and_faults_are_refused_and_faults_are_listed_and_forgotten(app, psf):
    control = app.test_client()
    assert control.get("/api/users").status_code == 404
    assert control.post("/_faults", json={"call": "reserve", "kind": "sing"}).status_code == 400
    assert control.post("/_faults", json={"kind": "lock"}).status_code == 400
    control.post("/_faults", json={"call": "reserve", "kind": "lock", "times": 2})
    assert control.get("/_faults").json[0]["times"] == 2
    assert code(psf.reserve()) == (403, "RESERVATION_IN_PROGRESS")
    assert control.get("/_faults").json[0]["times"] == 1
    assert control.get("/_journal").json == [["reserve", 403]]
    control.delete("/_state")
    assert control.get("/_faults").json == []


def test_a_state_that_was_remembered_is_brought_back_whole(app, psf, container):
    control, cve_id = app.test_client(), psf.new_id()
    remembered = control.get("/_state").json
    publish(psf, cve_id, container)
    psf.new_id()
    control.put("/_state", json=remembered)
    assert psf.call("GET", f"cve-id/{cve_id}").json["state"] == "RESERVED"
    assert psf.call("GET", f"cve/{cve_id}").status_code == 404
    assert control.get("/_state").json == remembered


def test_a_restart_keeps_ids_records_quota_and_keys(psf, store, clock, tmp_path, container):
    cve_id = psf.new_id()
    publish(psf, cve_id, container)
    again = Store(tmp_path, clock)
    assert (again.ids, again.records, again.top) == (store.ids, store.records, 1)
    assert again.key_of("PSF", "accord-hub") == psf.headers["CVE-API-KEY"]
    assert create_double(again).test_client().get(f"/api/cve/{cve_id}").status_code == 200


def test_the_key_is_readable_by_its_owner_alone(store, tmp_path):
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "master").stat().st_mode) == 0o600
