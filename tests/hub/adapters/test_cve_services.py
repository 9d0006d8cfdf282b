"""What each answer of CVE Services means to us: nothing happened, the outcome is unknown, or no."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from hub.adapters.cve_services import PAGES, CveServicesClient
from hub.demo.advisories import pip_advisory
from tenants.cna.errors import (
    Effect,
    RecordDiffersError,
    RegistryBusyError,
    RegistryError,
    RegistryRefusedError,
    ReplyLostError,
)
from tenants.cna.ports import CveServices, RemoteState
from tenants.cna.records.cve import PSF, cna_container

LINE = {
    "cve_id": "CVE-1900-0001",
    "cve_year": "1900",
    "owning_cna": "PSF",
    "state": "RESERVED",
    "requested_by": {"cna": "PSF", "user": "accord-hub"},
    "reserved": "2026-05-31T15:00:00.000Z",
}
PAGE = "https://accord.example/advisories/pip-2026-1"


@pytest.fixture
def container():
    advisory = pip_advisory(cve_id="CVE-1900-0001", page=PAGE, public_at=datetime.now(UTC))
    return cna_container(advisory, PSF)


@pytest.mark.parametrize(
    "url", ["http://cve.example/api/", "ftp://cve.example/", "cve.example", "http://localhost.example/"]
)
def test_a_key_is_never_sent_in_clear_to_another_machine(url):
    with pytest.raises(ValueError, match="https"):
        CveServicesClient(url=url, org="PSF", user="hub", key="secret")


@pytest.mark.parametrize("body", [b"", b"<html>", {"cve_ids": []}, {"cve_ids": [LINE, LINE]}, {}, []])
def test_a_reservation_whose_answer_cannot_be_read_is_unknown(server, body):
    server.script = [(200, body)]
    with pytest.raises(ReplyLostError) as lost:
        server.client().reserve_one(year=1900)
    assert (lost.value.effect, lost.value.rule) == (Effect.UNKNOWN, "RES-3")
    assert len(server.asked) == 1


@pytest.mark.parametrize("change", [{"cve_id": "CVE-1900-1/../x"}, {"state": "LOST"}, {"reserved": "soon"}])
def test_a_line_that_is_no_cve_id_is_not_believed(server, change):
    server.script = [(200, {"cve_ids": [LINE | change]})]
    with pytest.raises(ReplyLostError):
        server.client().reserve_one(year=1900)


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (403, {"error": "RESERVATION_IN_PROGRESS"}, RegistryBusyError, "RESERVATION_IN_PROGRESS"),
        (429, b"slow down", RegistryBusyError, ""),
        (500, {"error": "SERVICE_NOT_AVAILABLE"}, ReplyLostError, "SERVICE_NOT_AVAILABLE"),
        (502, b"<html>", ReplyLostError, ""),
        (401, {"error": "UNAUTHORIZED"}, RegistryRefusedError, "UNAUTHORIZED"),
        (400, {"error": "<script>"}, RegistryRefusedError, ""),
        (400, {"error": ["A"]}, RegistryRefusedError, ""),
        (400, [], RegistryRefusedError, ""),
    ],
)
def test_each_status_has_one_meaning(server, status, body, error, code):
    server.script = [(status, body)]
    with pytest.raises(error) as failed:
        server.client().reserve_one(year=1900)
    assert failed.value.code == code


def test_a_redirect_is_not_followed_with_the_key(server):
    server.script = [(307, b"", {"Location": "http://127.0.0.1:1/api/cve-id"})]
    with pytest.raises(RegistryRefusedError):
        server.client().reserve_one(year=1900)
    assert len(server.asked) == 1


def test_a_failed_look_may_simply_be_repeated(server):
    server.script = [(500, b""), (200, b"cut")]
    client = server.client()
    for _ in range(2):
        with pytest.raises(RegistryBusyError) as busy:
            client.list_reserved(since=datetime.now(UTC))
        assert busy.value.effect is Effect.NONE


@pytest.mark.parametrize(
    "cve_id", ["", "CVE-1900-1", "CVE-1900-0001/cna", "../org/PSF", "CVE-1900-000\u0661"]
)
def test_what_is_no_cve_id_never_becomes_an_address(server, container, cve_id):
    client = server.client()
    for call in (client.get_id, client.get_record):
        with pytest.raises(ValueError, match="not a CVE ID"):
            call(cve_id)
    with pytest.raises(ValueError, match="not a CVE ID"):
        client.publish(cve_id, container)
    with pytest.raises(ValueError, match="not a CVE ID"):
        client.reject(cve_id, reason="Unused.")
    assert server.asked == []


def test_a_reservation_is_one_call_with_the_account_in_its_headers(server):
    server.script = [(200, {"cve_ids": [LINE]})]
    remote = server.client().reserve_one(year=1900)
    assert (remote.cve_id, remote.state, remote.user) == ("CVE-1900-0001", "RESERVED", "accord-hub")
    assert remote.reserved_at == datetime(2026, 5, 31, 15, tzinfo=UTC)
    ((method, path, headers, _),) = server.asked
    assert (method, path) == ("POST", "/api/cve-id?cve_year=1900&amount=1&short_name=PSF")
    assert (headers["CVE-API-ORG"], headers["CVE-API-USER"]) == ("PSF", "accord-hub")
    assert headers["CVE-API-KEY"] == "secret"


def test_every_page_of_a_listing_is_read(server):
    second = LINE | {"cve_id": "CVE-1900-0002"}
    server.script = [
        (200, {"cve_ids": [LINE], "nextPage": 2}),
        (200, {"cve_ids": [second], "nextPage": None}),
    ]
    found = server.client().list_reserved(since=datetime(2026, 5, 31, tzinfo=UTC))
    assert [remote.cve_id for remote in found] == ["CVE-1900-0001", "CVE-1900-0002"]
    assert "page=2" in server.asked[1][1]


@pytest.mark.parametrize("following", [1, 0, 3, -1, "2", 2.5])
def test_a_listing_whose_pages_do_not_follow_one_another_is_not_believed(server, following):
    """A page that names itself as the next would otherwise be read for ever."""
    server.script = [(200, {"cve_ids": [LINE], "nextPage": following})]
    with pytest.raises(RegistryBusyError):
        server.client().list_reserved(since=datetime.now(UTC))
    assert len(server.asked) == 1


def test_a_listing_without_end_is_given_up(server):
    server.script = [(200, {"cve_ids": [], "nextPage": number + 1}) for number in range(1, PAGES + 1)]
    with pytest.raises(RegistryBusyError):
        server.client().list_reserved(since=datetime.now(UTC))


@pytest.mark.parametrize(
    ("change", "user"),
    [
        ({}, "accord-hub"),
        ({"requested_by": {"cna": "other_cna", "user": "accord-hub"}}, "other_cna/accord-hub"),
        ({"owning_cna": "other_cna"}, "other_cna/accord-hub"),
    ],
)
def test_a_user_of_that_name_in_another_organization_is_not_ours(server, change, user):
    server.script = [(200, {"cve_ids": [LINE | change]})]
    (found,) = server.client().list_reserved(since=datetime(2026, 5, 31, tzinfo=UTC))
    assert found.user == user


def test_what_is_published_is_exactly_what_was_given(server, container):
    server.script = [(200, {"created": {"containers": {"cna": container}}})]
    server.client().publish("CVE-1900-0001", container)
    ((_, path, _, body),) = server.asked
    assert path == "/api/cve/CVE-1900-0001/cna"
    assert json.loads(body) == {"cnaContainer": container}


def test_a_container_without_provider_gets_the_one_that_the_server_knows(server, container):
    del container["providerMetadata"]
    server.script = [(200, {"UUID": PSF.org_id}), (200, {"created": {}})]
    server.client().publish("CVE-1900-0001", container)
    assert json.loads(server.asked[1][3])["cnaContainer"]["providerMetadata"] == {"orgId": PSF.org_id}


def test_a_refused_publication_keeps_its_own_reason_when_the_look_fails_too(server, container):
    server.script = [(502, b""), (500, b"")]
    with pytest.raises(ReplyLostError):
        server.client().publish("CVE-1900-0001", container)


def test_the_client_is_what_the_domain_asks_for(double):
    client: CveServices = double.client()
    assert client.user == "accord-hub"


def test_an_id_and_a_record_that_do_not_exist_are_none_and_not_errors(double):
    client = double.client()
    assert client.get_id("CVE-1900-9999") is None
    assert client.get_record("CVE-1900-9999") is None
    cve_id = client.reserve_one(year=1900).cve_id
    assert client.get_id(cve_id) is RemoteState.RESERVED
    assert client.get_record(cve_id) is None


def test_a_listing_begins_after_the_instant(double):
    client = double.client()
    before = datetime.now(UTC) - timedelta(seconds=5)
    remote = client.reserve_one(year=1900)
    assert client.list_reserved(since=before) == (remote,)
    assert client.list_reserved(since=remote.reserved_at) == ()


def test_publishing_twice_is_done_once_and_another_record_is_never_overwritten(double, container):
    client = double.client()
    cve_id = client.reserve_one(year=1900).cve_id
    first = client.publish(cve_id, container)
    assert client.publish(cve_id, container) == first
    with pytest.raises(RecordDiffersError) as differs:
        client.publish(cve_id, container | {"title": "Another title"})
    assert differs.value.code == "CVE_RECORD_EXISTS"
    assert client.get_record(cve_id) == first


def test_a_container_that_the_server_refuses_is_refused_with_its_word(double, container):
    client = double.client()
    cve_id = client.reserve_one(year=1900).cve_id
    with pytest.raises(RegistryRefusedError) as refused:
        client.publish(cve_id, container | {"references": []})
    assert refused.value.code == "INVALID_JSON_SCHEMA"
    assert client.get_id(cve_id) is RemoteState.RESERVED


def test_an_id_is_rejected_with_or_without_a_record_and_twice_is_once(double, container):
    client = double.client()
    unused, published = (client.reserve_one(year=1900).cve_id for _ in range(2))
    client.publish(published, container)
    client.reject(unused, reason="The ID was not used.")
    client.reject(published, reason="A duplicate.", replaced_by=(unused,))
    client.reject(published, reason="A duplicate.", replaced_by=(unused,))
    assert double.ids() == {unused: "REJECTED", published: "REJECTED"}
    assert client.get_record(published)["containers"]["cna"]["replacedBy"] == [unused]
    assert [call for call, _ in double.journal()].count("reject_published") == 1


def test_a_rejection_with_a_lost_answer_is_repeated_without_harm(double):
    client = double.client()
    cve_id = client.reserve_one(year=1900).cve_id
    double.arm("reject", "lose-reply")
    with pytest.raises(ReplyLostError):
        client.reject(cve_id, reason="The ID was not used.")
    client.reject(cve_id, reason="The ID was not used.")
    assert double.ids() == {cve_id: "REJECTED"}


def test_every_failure_says_what_it_leaves_behind():
    effects = {error: error.effect for error in RegistryError.__subclasses__()}
    assert effects == {
        RegistryBusyError: Effect.NONE,
        ReplyLostError: Effect.UNKNOWN,
        RegistryRefusedError: Effect.REFUSED,
        RecordDiffersError: Effect.REFUSED,
    }
