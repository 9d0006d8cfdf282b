"""From the terminal to the browser: one link, one session, which reads and never writes."""

import re
from dataclasses import replace
from functools import partial

import pytest

from hub.access import CallerKind, allow, current_caller

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def pip(hub):
    return hub.found("pip", "ada")


@pytest.fixture
def browser(hub):
    """A browser without a cookie."""
    return hub.app.test_client()


@pytest.fixture
def doors(hub):
    """Pages and API routes for web sessions."""

    def who():
        return {"kind": current_caller().kind, "who": current_caller().person}

    hub.app._got_first_request = False
    for path, name in (("/mine", "mine"), ("/api/v1/mine", "api_mine")):
        view = allow(CallerKind.WEB, CallerKind.MEMBER)(partial(who))
        hub.app.add_url_rule(path, name, view, methods=["GET", "POST"])
    return hub


def link(hub, actor):
    """The path of a fresh link."""
    url = hub.post("sign-in-links", {}, by=actor).get_json()["url"]
    return url.removeprefix("http://pip.localhost:8080")


def test_a_link_is_on_the_tenants_own_host(hub, pip):
    url = hub.post("sign-in-links", {}, by=pip["ada"]).get_json()["url"]

    assert re.fullmatch(r"http://pip\.localhost:8080/sign-in/[A-Za-z0-9_-]{43}", url)


def test_looking_at_a_link_does_not_use_it_up(hub, pip, browser):
    path = link(hub, pip["ada"])
    for _ in range(2):
        page = browser.get(path)
        assert page.status_code == 200
        assert "<button>" in page.text
        assert "Set-Cookie" not in page.headers

    assert browser.post(path, headers=OWN).status_code == 303


def test_a_link_that_was_never_given_signs_nobody_in(hub, browser):
    answer = browser.post("/sign-in/x", headers=OWN)

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_link_works_once(hub, pip, browser):
    path = link(hub, pip["ada"])

    assert browser.post(path, headers=OWN).status_code == 303
    assert hub.app.test_client().post(path, headers=OWN).status_code == 403


def test_a_link_stands_for_five_minutes(hub, pip, browser):
    path = link(hub, pip["ada"])
    hub.later(minutes=6)

    assert browser.post(path, headers=OWN).status_code == 403


def test_the_cookie_is_kept_from_scripts_and_other_sites(hub, pip, browser):
    cookie = browser.post(link(hub, pip["ada"]), headers=OWN).headers["Set-Cookie"]

    assert cookie.startswith("accord-web=")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/"))


def test_a_session_reads_pages_and_the_api_as_its_person(doors, browser):
    pip = doors.found("pip", "ada")
    browser.post(link(doors, pip["ada"]), headers=OWN)

    assert browser.get("/mine").get_json() == {"kind": "web", "who": pip["ada"].person}
    assert browser.get("/api/v1/mine").get_json()["kind"] == "web"


def test_a_session_writes_nothing_through_the_api(doors, browser):
    pip = doors.found("pip", "ada")
    browser.post(link(doors, pip["ada"]), headers=OWN)

    assert browser.post("/api/v1/mine", headers=OWN).status_code == 401


def test_a_sessions_secret_is_no_bearer_token(doors, browser):
    pip = doors.found("pip", "ada")
    browser.post(link(doors, pip["ada"]), headers=OWN)
    secret = browser.get_cookie("accord-web").value

    answer = doors.client.get("/api/v1/mine", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_a_bearer_token_is_no_cookie(doors, browser):
    pip = doors.found("pip", "ada")
    token = doors.headers(pip["ada"])["Authorization"].removeprefix("Bearer ")
    browser.set_cookie("accord-web", token)

    assert browser.get("/mine").status_code == 401


def test_a_session_dies_with_the_device_that_asked_for_it(doors, browser):
    pip = doors.found("pip", "ada")
    bob = doors.join(pip, "bob")
    browser.post(link(doors, bob), headers=OWN)
    assert browser.get("/mine").status_code == 200
    doors.leave(pip, bob)

    assert browser.get("/mine").status_code == 401


def test_signing_out_ends_the_session_at_the_hub(doors, browser):
    pip = doors.found("pip", "ada")
    browser.post(link(doors, pip["ada"]), headers=OWN)
    secret = browser.get_cookie("accord-web").value
    assert browser.post("/sign-out", headers=OWN).status_code == 303
    assert browser.get_cookie("accord-web") is None
    browser.set_cookie("accord-web", secret)

    assert browser.get("/mine").status_code == 401


@pytest.mark.slow
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:8080"}, 403),
        ({"Origin": "http://localhost:8080"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
    ],
    ids=["silent", "opaque", "foreign", "cross-site", "another host of ours", "own origin", "own page"],
)
def test_a_form_from_elsewhere_is_refused(hub, browser, headers, status):
    answer = browser.post("/sign-out", headers={"Host": "localhost:8080", **headers})

    assert answer.status_code == status


def test_a_public_hub_binds_the_cookie_to_its_host(hub, pip):
    path = link(hub, pip["ada"])
    hub.app.extensions["accord"] = replace(hub.settings, origin="https://localhost:8080")
    cookie = hub.app.test_client().post(path, headers=OWN).headers["Set-Cookie"]

    assert cookie.startswith("__Host-accord-web=")
    assert "Secure" in cookie
