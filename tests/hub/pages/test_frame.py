"""How instants and addresses are written, and how a long list goes on."""

from datetime import datetime, timedelta, timezone

import pytest

from hub.app import create_app
from hub.config import Settings
from hub.pages.frame import PAGE_SIZE, error_page, instant, is_address, link
from hub.pages.paging import after
from tests.support.markup import Page

pytestmark = pytest.mark.slow

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def app(tmp_path):
    return create_app(Settings(origin="http://localhost:8080", data=tmp_path, secret_key="k" * 32))


def test_an_instant_is_written_in_utc_wherever_it_was_agreed():
    agreed = datetime(2026, 6, 1, 17, 0, tzinfo=timezone(timedelta(hours=2)))

    assert instant(agreed) == '<time datetime="2026-06-01T15:00:00Z">Mon 1 Jun 2026, 15:00 UTC</time>'


@pytest.mark.parametrize(
    "value",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://pip.example",
        "https:pip.example",
        "https://",
        "https://user@pip.example",
        "https://pip.example/ onclick=x",
        'https://pip.example/"',
        "https://pip.example/\n",
        "https://[pip",
        HOSTILE,
    ],
)
def test_what_is_no_plain_https_address_is_no_link(app, value):
    assert not is_address(value)
    with app.test_request_context():
        assert "<a" not in link(value)
        assert "<script" not in link(value)


def test_an_https_address_is_a_link_that_tells_nobody_where_one_came_from(app):
    with app.test_request_context():
        found = link("https://pip.example/a?b=1&c=2", HOSTILE)

    assert found.startswith('<a href="https://pip.example/a?b=1&amp;c=2" rel="noreferrer nofollow">')
    assert "<script" not in found


def test_the_hubs_own_address_is_a_link_on_a_machine_without_https(app):
    with app.test_request_context():
        assert "<a" in link("http://localhost:8080/advisories/pip-2026-1")
        assert "<a" not in link("http://localhost:8081/advisories/pip-2026-1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422, 429, 500, 503])
def test_every_error_says_what_to_do_or_that_it_failed(app, status):
    with app.test_request_context():
        read = Page(error_page(status, HOSTILE))

    assert read.faults == []
    assert len(read.words) > len(HOSTILE) + 20


@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE])
def test_a_short_list_is_shown_at_once(count):
    names = [f"{each:03}" for each in range(count)]

    assert after(names, "", key=str) == (names, None)


def test_a_long_list_goes_on_after_the_last_one_shown():
    names = [f"{each:03}" for each in range(2 * PAGE_SIZE + 1)]
    first, place = after(names, "", key=str)
    second, further = after(names, place, key=str)
    third, end = after(names, further, key=str)

    assert [*first, *second, *third] == names
    assert end is None


def test_a_list_whose_place_is_gone_begins_again():
    assert after(["a", "b"], "gone", key=str) == (["a", "b"], None)
