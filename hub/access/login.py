"""Signing in by a signed statement: an extension grant (RFC 6749, 4.5) at the token endpoint.

A device, or a reporter with the two keys behind their words, signs a `login` over a challenge of this hub,
and gets for it an opaque token that lives an hour, a reporter's a quarter of one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload, FlaskOAuth2Request
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6749.grants import BaseGrant, TokenEndpointMixin
from flask import Request, request
from sqlalchemy.orm import Session

from crypto.device import fingerprint
from crypto.errors import BadSignatureError, CryptoError
from crypto.kinds import Login
from crypto.kinds.directory import DeviceKeys
from crypto.statement import Statement, narrow, parse
from hub.access.caller import CallerKind, member_at
from hub.access.guard import current_session, hub_name, now
from tenants.directory.errors import LoginRefusedError
from tenants.directory.tokens import LIVES, Holder, TokenKind, issue, use_challenge
from tenants.journal.record import replay_now
from tenants.kernel.errors import DomainError

GRANT_TYPE = "urn:accord:params:oauth:grant-type:login-statement"


class RefusedGrantError(OAuth2Error):  # type: ignore[misc]  # Authlib ships no types
    """RFC 6749's invalid_grant, with the rule of ours that refused."""

    error = "invalid_grant"

    def __init__(self, refusal: CryptoError | DomainError) -> None:
        """Take the rule and the sentence over."""
        said = refusal.message if isinstance(refusal, CryptoError) else refusal.detail
        super().__init__(description=said)
        self.rule = refusal.rule

    def get_body(self) -> list[tuple[str, Any]]:
        """Return the members of the answer."""
        return [*super().get_body(), *([("rule", self.rule)] if self.rule else [])]


class LoginGrant(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]  # Authlib ships no types
    """One login statement for one token; there is one kind of client, and it needs no name."""

    GRANT_TYPE = GRANT_TYPE

    def validate_token_request(self) -> None:
        """Decide whom the token is for."""
        if not self.request.form.get("statement"):
            raise InvalidRequestError("the form has no statement")
        try:
            self.holder = sign_in(current_session(), self.request.form, hub=hub_name(), now=now())
        except (CryptoError, DomainError) as refusal:
            raise RefusedGrantError(refusal) from refusal

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        """Give the token out."""
        token = {
            "access_token": issue(current_session(), self.holder, now=now()),
            "token_type": "Bearer",
            "expires_in": int(LIVES[self.holder.kind].total_seconds()),
        }
        return 200, token, self.TOKEN_RESPONSE_HEADER


class TokenRequest(FlaskOAuth2Request):  # type: ignore[misc]  # Authlib ships no types
    """Authlib's request. It wants https, or this machine, of which it knows the name `localhost` alone.

    Names under it are this machine, too (RFC 6761, 6.3): the vaults of a trial or a demo have such hosts.
    """

    def __init__(self, asked: Request) -> None:
        """Take over what was asked."""
        parts = urlsplit(asked.url)
        local = (parts.hostname or "").endswith(".localhost")
        uri = parts._replace(netloc="localhost").geturl() if local else asked.url
        OAuth2Request.__init__(self, method=asked.method, uri=uri, headers=asked.headers)
        self._request, self.payload = asked, FlaskOAuth2Payload(asked)


class LoginServer(AuthorizationServer):  # type: ignore[misc]  # Authlib ships no types
    """The token endpoint."""

    def create_oauth2_request(self, _request: None) -> TokenRequest:
        """Return the request in hand."""
        return TokenRequest(request)


server = LoginServer()
server.register_grant(LoginGrant)


def sign_in(session: Session, form: Mapping[str, str], *, hub: str, now: datetime) -> Holder:
    """Check a login statement and take its challenge; return who signed in.

    A reporter's form brings the keys `sign` and `seal`. Raises a CryptoError with its rule, or
    LoginRefusedError.
    """
    login = narrow(parse(form["statement"].encode(), hub=hub), Login)
    if login.body.key != login.keys[0]:
        raise BadSignatureError("ST-8", "key is not the one that signed")
    directory = replay_now(session, hub=hub).directory
    directory.check_point(login.body.log, limit=directory.size)
    if "sign" in form or "seal" in form:
        holder = _reporter(login, form)
    else:
        located = directory.now.device(login.body.by)
        if located is not None and located.keys.sign != login.keys[0]:
            raise BadSignatureError("ST-8", "not signed by the device that by names")
        member = member_at(directory.now, login.body.by, CallerKind.MEMBER)
        if member is None:
            raise LoginRefusedError("not an active device of a tenant served here", rule="ST-13")
        holder = member.holder
    use_challenge(session, login.body.challenge, now=now)
    return holder


def _reporter(login: Statement[Login], form: Mapping[str, str]) -> Holder:
    keys = DeviceKeys.parse({"sign": form.get("sign"), "seal": form.get("seal")}, "form ")
    if (fingerprint(keys), keys.sign) != (login.body.by, login.keys[0]):
        raise BadSignatureError("ST-8", "not signed by the reporter whose keys these are")
    return Holder(TokenKind.REPORTER, "", login.body.by, login.body.by)
