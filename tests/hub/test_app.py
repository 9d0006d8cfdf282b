"""The wiring: health, headers on every answer, one line in the log for each request."""

import io
import json

import pytest
from flask import request, session

from hub import logs
from hub.access import CallerKind, allow
from hub.app import HEADERS, create_app
from hub.config import Settings

CANARY = "heron-over-quiet-water"
anyone = allow(CallerKind.ANYONE)


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path, secret_key="k" * 32)


@pytest.fixture
def client(settings):
    return create_app(settings).test_client()


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/api/v1/nowhere"])
def test_every_answer_carries_the_security_headers(client, path):
    answer = client.get(path)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" not in answer.headers
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_an_unexpected_error_carries_them_too(settings):
    app = create_app(settings)
    app.add_url_rule("/broken", view_func=anyone(lambda: 1 / 0))
    answer = app.test_client().get("/broken")

    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "pip.localhost:8080"}).status_code == 200


def test_a_body_beyond_the_limit_is_refused(settings):
    def read():
        return request.get_data()

    app = create_app(settings)
    app.add_url_rule("/api/v1/echo", view_func=anyone(read), methods=["POST"])
    answer = app.test_client().post("/api/v1/echo", data=b"0" * (settings.body_limit + 1))

    assert answer.status_code == 413
    assert answer.get_json()["status"] == 413


def test_the_process_says_that_it_is_up(client):
    answer = client.get("/healthz")

    assert answer.get_json() == {"status": "ok"}


def test_a_public_origin_is_held_to_https(tmp_path):
    app = create_app(Settings(origin="https://accord.example", data=tmp_path, secret_key="k" * 32, proxies=1))
    app.add_url_rule("/in", view_func=anyone(lambda: session.update(seen=1) or request.scheme))
    answer = app.test_client().get(
        "/in", headers={"Host": "inner", "X-Forwarded-Host": "accord.example", "X-Forwarded-Proto": "https"}
    )

    assert answer.text == "https"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-accord=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_a_request_leaves_one_line_without_its_address(settings):
    app, log = create_app(settings), io.StringIO()
    logs.configure("info", log)
    app.add_url_rule("/cases/<name>", view_func=anyone(lambda name: name))
    answer = app.test_client().get(f"/cases/{CANARY}?q={CANARY}", headers={"Authorization": CANARY})
    line = json.loads(log.getvalue())

    assert line["route"] == "/cases/<name>"
    assert (line["method"], line["status"], line["event"]) == ("GET", 200, "request")
    assert line["request"] == answer.headers["X-Request-Id"]
    assert CANARY not in log.getvalue()
