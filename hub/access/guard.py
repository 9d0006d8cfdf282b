"""The guard before every route: permission, caller, scope; and what a handler asks about its request."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar, cast

from flask import Flask, Request, Response, current_app, g, request
from flask.typing import RouteCallable
from sqlalchemy.orm import Session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.routing import Map, MapAdapter

from hub.access.caller import Caller, CallerKind, caller_of
from hub.access.forms import refuse_foreign
from hub.access.hosts import is_vault
from hub.access.limits import Limiter
from hub.config import Settings
from hub.db import db
from hub.problems import API
from tenants.kernel.errors import ForbiddenError, NotFoundError
from tenants.kernel.scope import NOBODY, acting_as

F = TypeVar("F", bound=Callable[..., Any])

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
PER_MINUTE = 300
STRANGER_BODY = 2**20
"""Bytes of a stranger's request; a route that takes files says its own limit."""
UNKNOWN = (CallerKind.ANYONE, CallerKind.REPORTER)  # anybody may make the keys of a reporter
_PERMISSION = "permission"
_VAULT = "accord.vault"


class NoPermissionError(TypeError):
    """A bug of ours: a route says for nobody whether it is for them."""


class WrongCallerError(ForbiddenError):
    """The route is for others."""

    slug = "wrong-caller"
    title = "This is for others"


@dataclass(frozen=True)
class Permission:
    """For whom a route is, in which role of their roster, and how often a minute from one address."""

    kinds: frozenset[CallerKind]
    role: str | None
    per_minute: int


def allow(*kinds: CallerKind, role: str | None = None, per_minute: int = PER_MINUTE) -> Callable[[F], F]:
    """Declare for whom a route is. `per_minute` limits writing by who is no member, per address and route."""

    def declare(view: F) -> F:
        setattr(view, _PERMISSION, Permission(frozenset(kinds), role, per_minute))
        return view

    return declare


class GuardedFlask(Flask):
    """An application that takes no route without a permission; Flask's own static files are for anyone.

    Requests to a vault's host are matched against `vault_map` and see none of the other routes.
    """

    vault_map = Map()

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001 - Flask's own signature
        **options: Any,  # noqa: ANN401 - Flask's own signature
    ) -> None:
        """Register a route; NoPermissionError if `allow` was forgotten."""
        if view_func is not None and endpoint != "static":
            self.check_permission(rule, view_func)
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)

    def check_permission(self, rule: str, view_func: RouteCallable) -> None:
        """Return if the route's handler declares for whom it is; NoPermissionError."""
        if not hasattr(view_func, _PERMISSION):
            raise NoPermissionError(f"{rule} declares no permission: put @allow(…) over it")

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the routes of the host that was asked; SecurityError (400) for a host that is none of ours."""
        adapter = super().create_url_adapter(request)
        own = cast("Settings", self.extensions["accord"]).hub.partition(":")[0]
        if request is None or not is_vault(request.host, own):
            return adapter
        request.environ[_VAULT] = True
        return self.vault_map.bind_to_environ(request.environ)


def install(app: Flask, settings: Settings) -> None:
    """Put the guard before every request of `app`."""
    app.extensions["accord.limiter"] = Limiter(settings)
    app.before_request(_admit)
    app.after_request(_keep_private)
    app.teardown_request(_leave)


def permission_of(app: Flask, endpoint: str) -> Permission:
    """Return what a route declared."""
    anyone = Permission(frozenset({CallerKind.ANYONE}), None, PER_MINUTE)
    return cast("Permission", getattr(app.view_functions[endpoint], _PERMISSION, anyone))


def settings() -> Settings:
    """Return the settings of the application that answers."""
    return cast("Settings", current_app.extensions["accord"])


def hub_name() -> str:
    """Return the hub's name, as statements carry it."""
    return settings().hub


def now() -> datetime:
    """Return the present instant."""
    return settings().clock().now()


def current_caller() -> Caller:
    """Return who is calling."""
    return cast("Caller", g.caller)


def current_session() -> Session:
    """Return the request's session, in the caller's scope; it is closed when the request ends."""
    if "scope" not in g:
        stack = ExitStack()
        g.session = stack.enter_context(acting_as(db.session(), current_caller().scope))
        g.scope = stack
    return cast("Session", g.session)


def _admit() -> None:
    """Let the request in, or raise: 401 without a caller where one is needed, 403 for the wrong one."""
    if request.endpoint is None:
        return
    if "\0" in request.path or b"%00" in request.query_string:
        raise NotFoundError  # PostgreSQL keeps no such text: nothing of ours has it in its name
    permission = permission_of(current_app, request.endpoint)
    writes = request.method not in SAFE_METHODS
    if writes and not request.path.startswith(API):
        refuse_foreign(request)
    g.caller = _caller(permission) or _stranger()
    if g.caller.kind in UNKNOWN and writes:
        request.max_content_length = min(STRANGER_BODY, settings().body_limit)
        limiter: Limiter = current_app.extensions["accord.limiter"]
        limiter.count(request.endpoint, request.remote_addr or "", permission.per_minute, now())
    if g.caller.kind not in permission.kinds:
        if g.caller.kind is CallerKind.ANYONE:
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
        raise WrongCallerError(f"this is not for a {g.caller.kind} token")
    if permission.role is not None and permission.role not in g.caller.roles:
        raise WrongCallerError(f"this takes the role {permission.role}")


def _caller(permission: Permission) -> Caller | None:
    """Return who shows a token, if the route asks; 401 for a token that is worth nothing."""
    if permission.kinds == {CallerKind.ANYONE}:
        return None
    secret = request.authorization.token if request.authorization else None
    by_cookie = secret is None and CallerKind.WEB in permission.kinds and _cookies_count()
    if by_cookie:
        secret = request.cookies.get(cookie_name())
    if secret is None:
        return None
    with acting_as(db.session(), NOBODY) as session:
        found = caller_of(session, secret, hub=hub_name(), now=now())
    if found is not None and (found.kind is CallerKind.WEB) == by_cookie:
        return found
    if by_cookie:
        return None
    raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"error": "invalid_token"}))


def _cookies_count() -> bool:
    """A cookie travels by itself: through the API it reads and never writes, at the vault it is nothing."""
    return not on_vault() and (request.method in SAFE_METHODS or not request.path.startswith(API))


def on_vault() -> bool:
    """Return whether the request in hand came to a vault's host."""
    return _VAULT in request.environ


def cookie_name() -> str:
    """Return the web session's cookie, bound to its host where browsers allow it."""
    return "__Host-accord-web" if settings().secure else "accord-web"


def _stranger() -> Caller:
    """A caller without an account is whoever knows the request's own key: a person of one request."""
    key = request.headers.get("Idempotency-Key")
    person = sha256(b"accord-stranger-v1\n" + key.encode()).hexdigest() if key else ""
    return Caller(person=person)


def _keep_private(response: Response) -> Response:
    """What somebody was shown as themselves is nobody's to keep."""
    if "caller" in g and g.caller.kind is not CallerKind.ANYONE:
        response.headers["Cache-Control"] = "no-store"
    return response


def _leave(_error: BaseException | None) -> None:
    stack = g.pop("scope", None)
    if stack is not None:
        stack.close()
