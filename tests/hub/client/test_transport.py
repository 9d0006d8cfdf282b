"""What comes back over the wire becomes one sentence and an exit code."""

import pytest

from hub.client.errors import ClientError, HubLiesError
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


class Paged(Transport):
    """Gives these pages in turn, and keeps what it was asked for."""

    def __init__(self, *pages):
        super().__init__("")
        self.pages, self.asked = list(pages), []

    def get(self, path, **query):
        self.asked.append((path, query))
        return {"rows": self.pages.pop(0)}


def rows(start, stop):
    return [{"id": f"{number:032x}"} for number in range(start, stop)]


def test_a_list_is_read_to_its_last_page():
    hub = Paged(rows(1, 501), rows(501, 1001), [])

    assert hub.get_all("intake", "rows") == rows(1, 1001)
    assert hub.asked == [("intake", {}), *(("intake", {"after": f"{key:032x}"}) for key in (500, 1000))]


@pytest.mark.parametrize("pages", [[rows(1, 501), rows(1, 501)], [rows(1, 3)[::-1]], [rows(1, 2) * 2]])
def test_a_hub_that_shows_a_page_again_or_one_out_of_order_is_caught_in_it(pages):
    with pytest.raises(HubLiesError, match="does not go on"):
        Paged(*pages).get_all("intake", "rows")


def test_what_answers_without_json_is_no_hub(strangers):
    """A page of some other server, and an error page without a problem document."""
    transport = Transport(strangers.url + "/.well-known/security.txt?")

    with pytest.raises(ClientError):
        transport.get("hub")
    with pytest.raises(ProblemError, match="404"):
        Transport(strangers.url + "/static").get("hub")
