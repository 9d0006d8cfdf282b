"""Signing in: a signed answer to a challenge for a short token, which dies with the device."""

import threading

import pytest

from crypto.kinds import Login
from crypto.kinds.body import LogPoint
from crypto.statement import encode
from crypto.unseal.signing import SigningKey
from tenants.directory.models import OPERATOR
from tenants.directory.service import set_stage
from tenants.directory.tokens import LoginRefusedError, new_challenge, use_challenge
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.cases import reporter_keys


@pytest.fixture
def pip(hub):
    return hub.found("pip", "ada")


def refused(answer, rule=None):
    """Whether this is RFC 6749's refusal, and a problem document of ours that names the rule."""
    said = answer.get_json()
    return (answer.status_code, said["error"], said.get("rule")) == (400, "invalid_grant", rule) and (
        answer.mimetype == "application/problem+json"
    )


@pytest.mark.slow
class TestLogin:
    """What gets no token, and what does."""

    def test_no_form_at_all(self, hub):
        assert hub.client.post("/api/v1/token").get_json()["error"] == "unsupported_grant_type"

    def test_another_grant(self, hub):
        answer = hub.client.post("/api/v1/token", data={"grant_type": "password", "statement": "{}"})

        assert (answer.status_code, answer.get_json()["error"]) == (400, "unsupported_grant_type")

    @pytest.mark.check
    def test_no_statement(self, hub):
        form = {"grant_type": "urn:accord:params:oauth:grant-type:login-statement"}

        assert hub.client.post("/api/v1/token", data=form).get_json()["error"] == "invalid_request"

    @pytest.mark.parametrize(("statement", "rule"), [("x", "JS-2"), ("{}", "DS-2"), ("[1]", "JS-2")])
    def test_a_malformed_statement(self, hub, statement, rule):
        form = {
            "grant_type": "urn:accord:params:oauth:grant-type:login-statement",
            "statement": statement,
        }
        answer = hub.client.post("/api/v1/token", data=form)

        assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_grant")
        assert answer.get_json()["rule"].startswith(rule[:2])

    def test_another_statement(self, hub, pip):
        duty = hub.duty(pip, pip["ada"])
        hub.login = lambda *_, **__: hub.secrets[duty.by].sign(duty)

        assert refused(hub.sign_in(pip["ada"].device), "ST-1")

    def test_a_login_for_another_hub(self, hub, pip):
        assert refused(hub.sign_in(pip["ada"].device, hub="elsewhere.example"), "ST-7")

    @pytest.mark.check
    def test_a_key_that_did_not_sign(self, hub, pip):
        assert refused(hub.sign_in(pip["ada"].device, key="1" * 64), "ST-8")

    def test_a_device_of_somebody_else(self, hub, pip):
        bob = hub.join(pip, "bob")
        body = Login(
            **hub.common(pip["ada"].fingerprint), key=bob.device.keys.sign, challenge=hub.challenge()
        )
        hub.login = lambda *_, **__: SigningKey(bob.device.sign_seed).add_signature(encode(body))

        assert refused(hub.sign_in(bob.device), "ST-8")

    def test_another_directory(self, hub, pip):
        fork = LogPoint(size=1, root="0" * 64)

        assert refused(hub.sign_in(pip["ada"].device, log=fork), "ST-10")

    @pytest.mark.check
    def test_a_device_that_never_proved_itself(self, hub, pip):
        assert refused(hub.sign_in(hub.actor("eve").device), "ST-13")

    @pytest.mark.check
    def test_a_challenge_that_was_never_given(self, hub, pip):
        assert refused(hub.sign_in(pip["ada"].device, challenge="0" * 64))

    def test_a_challenge_is_answered_once(self, hub, pip):
        challenge = hub.challenge()

        assert hub.sign_in(pip["ada"].device, challenge=challenge).status_code == 200
        assert refused(hub.sign_in(pip["ada"].device, challenge=challenge))

    def test_of_two_answers_at_once_one_counts(self, hub):
        with acting_as(hub.sessions(), NOBODY) as session:
            value, _ = new_challenge(session, now=hub.time)
            session.commit()
        outcomes = []

        def use():
            with acting_as(hub.sessions(), NOBODY) as session:
                try:
                    use_challenge(session, value, now=hub.time)
                    session.commit()
                    outcomes.append("used")
                except LoginRefusedError:
                    outcomes.append("refused")

        threads = [threading.Thread(target=use) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert sorted(outcomes) == ["refused"] * 3 + ["used"]

    def test_a_challenge_stands_for_two_minutes(self, hub, pip):
        challenge = hub.challenge()
        hub.later(seconds=121)

        assert refused(hub.sign_in(pip["ada"].device, challenge=challenge))

    def test_a_suspended_tenant(self, hub, pip):
        suspend(hub, "pip")

        assert refused(hub.sign_in(pip["ada"].device), "ST-13")

    def test_a_member_gets_an_hour(self, hub, pip):
        answer = hub.sign_in(pip["ada"].device)
        token = answer.get_json()

        assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
        assert answer.headers["Cache-Control"] == "no-store"

    def test_a_reporter_gets_a_quarter_of_one_for_the_two_keys(self, hub):
        secret, keys = reporter_keys("rae")

        assert hub.sign_in(secret, keys=keys.dump()).get_json()["expires_in"] == 900

    @pytest.mark.check
    def test_a_reporter_with_the_keys_of_another_gets_nothing(self, hub):
        secret, _ = reporter_keys("rae")
        _, others = reporter_keys("rob")

        assert refused(hub.sign_in(secret, keys=others.dump()), "ST-8")

    @pytest.mark.parametrize("keys", [{"sign": "x"}, {"seal": "age1x"}, {"sign": "0" * 64}])
    def test_a_reporter_without_both_keys_gets_nothing(self, hub, keys):
        assert refused(hub.sign_in(reporter_keys("rae")[0], keys=keys), "ST-5")


class TestToken:
    """What a token is worth is decided at every request."""

    def allowed(self, hub, by):
        """Whether the caller may still act as themselves."""
        return hub.post("sign-in-links", {}, by=by).status_code

    def test_one_that_was_never_given(self, hub):
        answer = hub.client.post("/api/v1/sign-in-links", headers={"Authorization": "Bearer x"})

        assert answer.status_code == 401
        assert "invalid_token" in answer.headers["WWW-Authenticate"]

    def test_none_where_one_is_needed(self, hub):
        answer = hub.client.post("/api/v1/sign-in-links")

        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")

    def test_a_members_lives_an_hour(self, hub, pip):
        assert self.allowed(hub, pip["ada"]) == 201
        hub.later(minutes=61)

        assert self.allowed(hub, pip["ada"]) == 401

    def test_it_dies_at_once_with_its_device(self, hub, pip):
        bob = hub.join(pip, "bob")
        assert self.allowed(hub, bob) == 201
        hub.leave(pip, bob)

        assert self.allowed(hub, bob) == 401

    def test_it_dies_at_once_with_its_tenant(self, hub, pip):
        assert self.allowed(hub, pip["ada"]) == 201
        suspend(hub, "pip")
        assert self.allowed(hub, pip["ada"]) == 401
        suspend(hub, "pip", "chartered")

        assert self.allowed(hub, pip["ada"]) == 201

    def test_it_is_stored_as_a_hash(self, hub, pip, database):
        token = hub.headers(pip["ada"])["Authorization"].removeprefix("Bearer ")
        with database.connect("accord_owner") as owner:
            owner.execute("ALTER TABLE access_token NO FORCE ROW LEVEL SECURITY")
            rows = owner.execute("SELECT * FROM access_token").fetchall()

        assert len(rows) == 1
        assert token.encode() not in bytes(str(rows), "utf-8")

    def test_what_a_member_is_shown_is_nobodys_to_keep(self, hub, pip):
        assert hub.post("sign-in-links", {}, by=pip["ada"]).headers["Cache-Control"] == "no-store"


def suspend(hub, slug, stage="suspended"):
    """Do what the operator's command does."""
    with acting_as(hub.sessions(), Scope(system=OPERATOR)) as session:
        set_stage(session, slug, stage, hub=hub.hub, now=hub.time)
        session.commit()
    hub.sync()
