"""Requests that no client of ours sends: refused as what they are, never a failure of the hub."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest

from hub.access.guard import STRANGER_BODY
from hub.api.writing import seen_version
from tenants.kernel.errors import StaleError
from tests.support.decisions import recipient
from tests.support.hub import API, hub
from tests.support.hub_cases import reporter, sealed

__all__ = ["hub"]

KEY = {"Idempotency-Key": "k" * 22}
NUL = "%00"


@pytest.fixture
def ada(hub):
    """A member."""
    return hub.found("pip", "ada")["ada"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        f"{API}cases/{NUL}",
        f"{API}cases/{NUL}/envelopes",
        f"{API}cna/requests/{NUL}/reservation",
        f"/advisories/{NUL}",
        f"/advisories?before={NUL}",
        f"/cve/{NUL}.json",
        f"/osv/{NUL}.json",
        f"/tenants/{NUL}",
    ],
)
def test_a_character_that_no_database_keeps_names_nothing(hub, ada, address):
    bearer = hub.headers(ada) if address.startswith(API) else {}
    answer = hub.client.get(address, headers=bearer)
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [b"[" * 100_000, b'{"statements":[{"a":' + b"9" * 5000 + b"}]}", b"\xff\xfe", b"{"],
    ids=["too deep", "too many digits", "no text", "broken"],
)
def test_what_no_json_reader_takes_is_no_request(hub, text):
    answer = hub.client.post(
        f"{API}directory/statements", data=text, headers=KEY, content_type="application/json"
    )
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.mimetype == "application/problem+json"


def test_a_version_of_thousands_of_digits_is_none_of_ours(hub):
    with (
        hub.app.test_request_context(headers={"If-Match": f'"{"9" * 5000}"'}),
        pytest.raises(StaleError),
    ):
        seen_version()


def test_a_stranger_brings_no_large_body(hub, ada):
    big = b" " * (STRANGER_BODY + 1)
    for by, status in ((None, HTTPStatus.REQUEST_ENTITY_TOO_LARGE), (ada, HTTPStatus.BAD_REQUEST)):
        answer = hub.client.post(
            f"{API}directory/statements",
            data=big,
            headers=hub.headers(by) | KEY,
            content_type="application/json",
        )
        assert answer.status_code == status


def test_a_stranger_who_makes_themselves_a_reporter_is_counted_like_any_other(hub, ada):
    rae = reporter(hub, "rae")
    hub.headers(ada)
    hub.later(seconds=60 - datetime.now(UTC).second)  # or what is counted here would fall into two minutes
    hub.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"  # others' tests may count in this minute, too
    answers = [hub.put_file(f"intake/pip/envelopes/{'a' * 32}", b"x", by=by) for by in [rae, None] * 15]
    assert {each.status_code for each in answers} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    for by in (rae, None):
        again = hub.put_file(f"intake/pip/envelopes/{'a' * 32}", b"x", by=by)
        assert again.status_code == HTTPStatus.TOO_MANY_REQUESTS
    member = hub.put_file(f"intake/pip/envelopes/{'a' * 32}", b"x", by=ada)
    assert member.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_strangers_file_may_be_as_large_as_the_intake_takes(hub, ada):
    file = sealed(recipient("pip"), size=2 * STRANGER_BODY)
    assert hub.put_file(f"intake/pip/envelopes/{'b' * 32}", file).status_code == HTTPStatus.CREATED
