"""From a terminal to the browser: a one-time link opens a web session, which reads and never writes.

Following the link shows a button: a preview or a prefetch does not use it up.
"""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from hub.access.caller import CallerKind
from hub.access.guard import allow, cookie_name, current_session, now, settings
from tenants.directory.tokens import LIVES, TokenKind, issue, revoke, use_link

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in/<secret>")
@allow(CallerKind.ANYONE)
def offer(secret: str) -> Response:  # noqa: ARG001 - the form posts to this address
    """Show the button."""
    return Response(render_template("sign_in.html"), headers={"Cache-Control": "no-store"})


@blueprint.post("/sign-in/<secret>")
@allow(CallerKind.ANYONE, per_minute=30)
def enter(secret: str) -> AnyResponse:
    """Use the link up and begin the session of whoever asked for it."""
    session = current_session()
    token = issue(session, use_link(session, secret, now=now()), now=now())
    session.commit()
    answer = redirect("/queue", 303)
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=LIVES[TokenKind.WEB],
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


@blueprint.post("/sign-out")
@allow(CallerKind.WEB, CallerKind.ANYONE)
def leave() -> AnyResponse:
    """End the session here and at the hub."""
    session = current_session()
    revoke(session, request.cookies.get(cookie_name(), ""))
    session.commit()
    answer = redirect("/", 303)
    answer.delete_cookie(cookie_name(), secure=settings().secure, httponly=True, samesite="Lax")
    return answer
