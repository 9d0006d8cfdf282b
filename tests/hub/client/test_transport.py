"""What comes back over the wire becomes one sentence and an exit code."""

import pytest

from hub.client.errors import ClientError
from hub.client.transport import ProblemError, Transport


def test_a_status_has_an_exit_code():
    codes = {400: 1, 401: 3, 403: 3, 404: 3, 409: 4, 412: 4, 422: 1, 500: 1}

    assert {status: ProblemError(status, {}).code for status in codes} == codes
    assert ProblemError(500, {}).sentence == "the hub answered 500"


def test_a_problem_is_title_detail_and_rule():
    told = ProblemError(422, {"title": "No", "detail": "not so", "rule": "ST-4"})

    assert told.sentence == "No: not so (ST-4)"


def test_nobody_at_the_address_is_one_sentence():
    with pytest.raises(ClientError, match=r"127\.0\.0\.1:1 does not answer"):
        Transport("http://127.0.0.1:1").get("hub")


def test_what_answers_without_json_is_no_hub(strangers):
    """A page of some other server, and an error page without a problem document."""
    transport = Transport(strangers.url + "/.well-known/security.txt?")

    with pytest.raises(ClientError):
        transport.get("hub")
    with pytest.raises(ProblemError, match="404"):
        Transport(strangers.url + "/static").get("hub")
