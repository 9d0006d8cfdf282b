"""What holds on every page: the policy, the frame, the same answer for what is hidden and what never was."""

import pytest

from hub.app import HEADERS
from tests.support.markup import page

PUBLIC = ["/", "/report", "/advisories", "/tenants", "/how-it-works", "/style"]
FILES = ["/advisories.atom", "/.well-known/security.txt"]
NOWHERE = [
    "/nowhere",
    "/tenants/nobody",
    "/groups/nobody",
    "/report/nobody",
    "/advisories/nothing",
    "/cve/CVE-1900-0001.json",
    "/osv/PSF-2026-1.json",
]


@pytest.fixture
def pip(hub):
    pip = hub.found("pip", "ada")
    hub.put(hub.duty(pip, pip["ada"]))
    return pip


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_answers_like_any_address_that_never_was(hub, path):
    never, answer = hub.client.get("/never-was"), hub.client.get(path)

    assert page(answer, 404).title == "Not found · Accord"
    assert answer.data == never.data
    assert _stable(answer) == _stable(never)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_hub_with_nothing_in_it_explains_itself(hub, path):
    read = page(hub.client.get(path))

    assert len(read.words) > 200


@pytest.mark.parametrize("path", [*PUBLIC, "/tenants/pip", "/report/pip", "/advisories/pip-2026-1"])
def test_every_page_is_sound_and_under_the_policy(hub, pip, published, path):
    published()
    answer = hub.client.get(path)

    page(answer)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", PUBLIC)
def test_every_link_within_the_hub_leads_somewhere(hub, pip, published, path):
    published()
    hub.work()
    links = {each for each in page(hub.client.get(path)).links if each.startswith("/")}

    assert links
    assert {each: hub.client.get(each).status_code for each in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize(
    "path",
    ["/static/accord.css", "/static/accord.svg", "/static/dist/pico.min.css", "/static/dist/tokens.css"],
)
def test_what_pages_load_is_served_here(hub, path):
    with hub.client.get(path) as answer:  # it holds the file open
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("path", FILES)
def test_public_files_are_under_the_policy_too(hub, path):
    answer = hub.client.get(path)

    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_button_behind_a_link_is_a_page_like_others(hub):
    answer = hub.client.get("/sign-in/whatever")

    assert "button" in page(answer).tags
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_stranger_is_told_how_to_sign_in(hub):
    assert "accord sign-in" in page(hub.client.get("/queue"), 401).words


def test_the_page_of_an_error_is_the_same_for_a_member(hub, pip, signed_in):
    browser = signed_in(pip, pip["ada"])

    assert browser.get("/tenants/nobody").data == hub.client.get("/tenants/nobody").data


def test_an_unknown_error_shows_a_page_that_says_nothing_of_it(hub, published):
    published(body=b'{"secret": "heron"}')
    answer = hub.client.get("/advisories/pip-2026-1")

    assert "heron" not in page(answer, 500).words


def _stable(answer):
    return {name: value for name, value in answer.headers if name not in {"X-Request-Id", "Date"}}
