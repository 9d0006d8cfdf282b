"""Signing in: a challenge, a signed answer for a short token, a link for the browser.

Nothing here takes an Idempotency-Key: an answer that is a secret is not kept.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, json
from marshmallow import Schema, fields

from hub.access import CallerKind, allow, current_caller, current_session, login, now
from hub.access.guard import hub_name, settings
from hub.api.resource import Resource
from hub.api.schemas import Instant
from hub.api.writing import commit
from hub.problems import PROBLEM_JSON, problem
from tenants.directory.errors import LoginRefusedError
from tenants.directory.tokens import new_challenge, new_link
from tenants.journal.record import replay_now

blueprint = Resource("tokens", "Challenges, tokens and one-time links.")


class ChallengeSchema(Schema):
    """What a login statement answers once, and until when."""

    challenge = fields.String(required=True)
    expires = Instant(required=True)


class LoginFormSchema(Schema):
    """The form of RFC 6749, 4.5; a reporter's has the two public keys as well."""

    grant_type = fields.String(metadata={"const": login.GRANT_TYPE})
    statement = fields.String(metadata={"description": "a login statement, as DSSE JSON"})
    sign = fields.String()
    seal = fields.String()


class TokenSchema(Schema):
    """A bearer token (RFC 6750)."""

    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})


class LinkSchema(Schema):
    """An address that opens one web session."""

    url = fields.Url(required=True, require_tld=False)


@blueprint.route("/challenges", methods=["POST"])
@allow(CallerKind.ANYONE)
@blueprint.response(200, ChallengeSchema)
def challenges() -> dict[str, str | datetime]:
    """Ask for a challenge; it stands for two minutes."""
    value, expires = new_challenge(current_session(), now=now())
    commit()
    return {"challenge": value, "expires": expires}


@blueprint.route("/token", methods=["POST"])
@allow(CallerKind.ANYONE)
@blueprint.arguments(LoginFormSchema, location="form")
@blueprint.answered_by_hand(200, TokenSchema)
def token(_form: dict[str, str]) -> Response:
    """Exchange a login statement for a token; a refusal is RFC 6749's error as a problem document."""
    answer: Response = login.server.create_token_response()
    if answer.status_code == 200:  # noqa: PLR2004 - OK
        commit()
        return answer
    said: dict[str, Any] = json.loads(answer.get_data())
    words = (f"/problems/{LoginRefusedError.slug}", LoginRefusedError.title)
    members = {"detail": said.get("error_description"), "rule": said.get("rule"), "error": said["error"]}
    document = json.dumps(problem(answer.status_code, *words, **members))
    return Response(
        document, answer.status_code, mimetype=PROBLEM_JSON, headers={"Cache-Control": "no-store"}
    )


@blueprint.route("/sign-in-links", methods=["POST"])
@allow(CallerKind.MEMBER)
@blueprint.response(201, LinkSchema)
def sign_in_links() -> dict[str, str]:
    """Ask for an address that opens the web pages, once and within five minutes, on the tenant's own host."""
    session, caller = current_session(), current_caller()
    tenant = replay_now(session, hub=hub_name()).directory.now.tenant(caller.tenant)
    secret = new_link(session, caller.holder, now=now())
    commit()
    scheme = urlsplit(settings().origin).scheme
    host = f"{tenant.slug}.{hub_name()}" if tenant else hub_name()
    return {"url": f"{scheme}://{host}/sign-in/{secret}"}
