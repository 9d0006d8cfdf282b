"""`create_app`: wiring only. Each part is built elsewhere and joined here."""

import time
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from hub import api, db, logs, pages, problems
from hub.access import CallerKind, GuardedFlask, allow, guard, sign_in
from hub.api.health import readyz
from hub.config import LOCAL_HOSTS, Settings
from hub.queue import Bell
from hub.vault import serving
from hub.vault.release import VAULT_HEADERS

# One policy for every page, without scripts: what a page needs is served by this origin or not at all. The
# vault has hosts and a policy of its own.
CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {**VAULT_HEADERS, "Content-Security-Policy": CONTENT_SECURITY}
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"

log = logs.logger(__name__)


def create_app(settings: Settings) -> GuardedFlask:
    """Return the application for these settings; it holds nothing that two calls would share."""
    logs.configure(settings.log_level)
    app = GuardedFlask("hub")
    app.config.from_mapping(_flask_settings(settings))
    app.extensions["accord"] = settings
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents wrapping in this place
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    _observe(app)
    _protect(app, secure=settings.secure)
    problems.install(app, page=_error_page)
    if settings.database_url:
        db.init_app(app, settings.database_url)
    app.extensions["accord.bell"] = Bell(settings.redis_url or "redis://")
    guard.install(app, settings)
    api.install(app)
    app.register_blueprint(sign_in.blueprint)
    pages.install(app)
    serving.install(app)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    return app


@allow(CallerKind.ANYONE)
def healthz() -> dict[str, str]:
    """Answer that the process is up; whether it can work is the question of /readyz."""
    return {"status": "ok"}


def _error_page(status: int, title: str) -> str:
    """Return the page of an error; at the vault one that loads nothing and leads nowhere."""
    return problems.plain_page(status, title) if guard.on_vault() else pages.error_page(status, title)


def _flask_settings(settings: Settings) -> dict[str, object]:
    """Return Flask's own settings; the session cookie is bound to the host wherever browsers allow it."""
    host = urlsplit(settings.origin).hostname or ""
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": settings.body_limit,
        "TRUSTED_HOSTS": [host, f".{host}", *LOCAL_HOSTS],
        "SESSION_COOKIE_NAME": "__Host-accord" if settings.secure else "accord",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def _observe(app: Flask) -> None:
    """Give each request an id and one line in the log; its route is logged, never its address."""

    @app.before_request
    def begin() -> None:
        g.request_id, g.begun = str(uuid4()), time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            ms=round((time.perf_counter() - g.begun) * 1000, 1),
        )
        return response


def _protect(app: Flask, *, secure: bool) -> None:
    """Put the security headers on every answer, errors included."""

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(VAULT_HEADERS if guard.on_vault() else HEADERS)
        if secure:
            response.headers["Strict-Transport-Security"] = TRANSPORT_SECURITY
        return response
