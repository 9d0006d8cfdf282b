"""The guard: no route without a permission, no token where another is needed, limits for strangers."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from hub.access import CallerKind, allow, current_caller, current_session, guard
from hub.access.guard import NoPermissionError
from hub.access.limits import Limiter
from hub.app import create_app
from hub.config import Settings
from hub.problems import API
from tenants.kernel.scope import scope_of
from tests.support.cases import reporter_keys

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def pip(hub):
    return hub.found("pip", "ada")


def test_every_route_declares_a_permission(tmp_path):
    app = create_app(Settings(data=tmp_path, secret_key="k" * 32))
    undeclared = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "permission")
    ]

    assert undeclared == []
    assert len(list(app.url_map.iter_rules())) > 10


def test_no_write_of_the_api_is_for_web_sessions(tmp_path):
    app = create_app(Settings(data=tmp_path, secret_key="k" * 32))
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API) and not rule.methods <= {"GET", "HEAD", "OPTIONS"}:
            assert CallerKind.WEB not in guard.permission_of(app, rule.endpoint).kinds, rule.rule


def test_a_route_without_a_permission_stops_the_start(tmp_path):
    app = create_app(Settings(data=tmp_path, secret_key="k" * 32))
    with pytest.raises(NoPermissionError, match="/open declares no permission"):
        app.add_url_rule("/open", view_func=lambda: "x")


def test_plain_flask_would_have_taken_it():
    app = Flask("plain")
    app.add_url_rule("/open", view_func=lambda: "x")

    assert app.test_client().get("/open").text == "x"


class TestKinds:
    """Who may call what is decided before the handler."""

    @pytest.fixture
    def doors(self, hub):
        """Routes for every kind, that say who came and in which scope."""

        def who():
            scope, caller = scope_of(current_session()), current_caller()
            return {"kind": caller.kind, "scope": [scope.tenant_id, scope.person_id], "who": caller.person}

        def door(name, *kinds, **more):
            hub.app._got_first_request = False
            view = allow(*kinds, **more)(partial(who))
            hub.app.add_url_rule(f"/api/v1/{name}", name, view, methods=["GET", "POST"])

        door("members", CallerKind.MEMBER)
        door("readers", CallerKind.MEMBER, CallerKind.REPORTER)
        door("all", CallerKind.MEMBER, CallerKind.ANYONE)
        door("admins", CallerKind.MEMBER, role="admin")
        door("numbering", CallerKind.MEMBER, role="cna")
        return hub

    def test_a_member(self, doors):
        pip = doors.found("pip", "ada")
        answer = doors.get("members", by=pip["ada"])

        assert answer.get_json()["who"] == pip["ada"].person
        assert answer.get_json()["scope"][0] == pip.genesis
        assert answer.get_json()["scope"][1] not in ("", pip["ada"].person)

    def test_a_role_is_asked_of_the_roster_in_force(self, doors):
        pip = doors.found("pip", "ada")
        bob = doors.join(pip, "bob")
        assert doors.get("admins", by=pip["ada"]).status_code == 200
        assert doors.get("admins", by=bob).status_code == 403
        doors.put(doors.roster(pip, *doors.recast(pip, bob, "admin")))

        assert doors.get("admins", by=bob).status_code == 200

    def test_the_role_cna_counts_in_the_cna_alone(self, doors):
        for slug, kind, status in (("pip", "installer", 403), ("psf", "cna", 200)):
            cat = doors.actor(f"cat of {slug}")
            body = doors.first_roster(slug, replace(cat.member("admin"), roles=("admin", "cna")))
            doors.send([doors.signed(body)], founding_code=doors.open_slug(slug, kind))

            assert doors.get("numbering", by=cat).status_code == status

    def test_a_reporter_is_no_member(self, doors):
        secret, keys = reporter_keys("rae")
        doors.tokens[secret.fingerprint] = doors.sign_in(secret, keys=keys.dump()).get_json()["access_token"]

        assert doors.get("members", by=secret).status_code == 403
        assert doors.get("readers", by=secret).get_json()["scope"] == ["", secret.fingerprint]

    def test_a_stranger_sees_nobodys_rows(self, doors):
        assert doors.get("members").status_code == 401
        assert doors.get("all").get_json()["scope"] == ["", ""]

    def test_a_stranger_who_writes_is_whoever_knows_the_key(self, doors):
        one, same, other = (doors.post("all", {}, key=key * 22).get_json() for key in "aab")

        assert one == same
        assert one["scope"][1] != other["scope"][1]

    def test_a_spoilt_token_is_refused_even_where_none_is_needed(self, doors):
        answer = doors.client.get("/api/v1/all", headers={"Authorization": "Bearer x"})

        assert answer.status_code == 401

    def test_another_scheme_is_no_token(self, doors):
        answer = doors.client.get("/api/v1/all", headers={"Authorization": "Basic eDp5"})

        assert answer.get_json()["kind"] == "anyone"


class TestLimits:
    """Strangers write so often a minute, counted by address and route."""

    @pytest.fixture(autouse=True)
    def at_the_beginning_of_a_minute(self, hub):
        """Or the thirty would fall into two."""
        hub.later(seconds=60 - datetime.now(UTC).second)

    def test_beyond_the_limit_is_429_with_the_time_to_wait(self, hub):
        answers = [hub.client.post("/sign-in/x", headers=OWN) for _ in range(31)]

        assert [each.status_code for each in answers[:30]] == [403] * 30
        assert answers[30].status_code == 429
        assert 0 < int(answers[30].headers["Retry-After"]) <= 60

    def test_another_route_another_minute_and_a_member_count_apart(self, hub, pip):
        for _ in range(31):
            last = hub.client.post("/sign-in/x", headers=OWN)
        assert last.status_code == 429
        assert hub.post("challenges", {}).status_code == 200
        hub.later(minutes=1)

        again = hub.client.post("/sign-in/x", headers=OWN)
        assert again.status_code == 403

    def test_processes_share_the_count(self, hub, redis_url):
        settings = Settings(redis_url=redis_url, secret_key="k" * 32)
        for _ in range(3):
            Limiter(settings).count("door", "192.0.2.1", 3, hub.time)
        with pytest.raises(TooManyRequests):
            Limiter(settings).count("door", "192.0.2.1", 3, hub.time)
        Limiter(settings).count("door", "192.0.2.2", 3, hub.time)

    @pytest.mark.parametrize("redis_url", [None, "redis://127.0.0.1:1"], ids=["none", "away"])
    def test_without_redis_each_process_counts_for_itself(self, hub, redis_url):
        limiter = Limiter(Settings(redis_url=redis_url, secret_key="k" * 32))
        for _ in range(3):
            limiter.count("door", "192.0.2.1", 3, hub.time)
        with pytest.raises(TooManyRequests):
            limiter.count("door", "192.0.2.1", 3, hub.time)
        hub.later(minutes=1)
        limiter.count("door", "192.0.2.1", 3, hub.time)
