"""Serving the vault: on its own hosts, these files and the API, and nothing else; on other hosts, none of it.

    vault.HOST/            index.html
    vault.HOST/report      report.html, receipt.html likewise
    vault.HOST/assets/*    what `assets.json` lists
    vault.HOST/assets.json the hashes of all of it, as they stand in the wheel
    vault.HOST/api/v1/*    the API, by bearer token alone

What is served was read and hashed once; a request names a file, never a path on the disk.
"""

from typing import cast

from flask import Flask, Response, current_app, request
from flask.typing import RouteCallable
from werkzeug.routing import Map, Rule

from hub.access import CallerKind, GuardedFlask, allow
from hub.problems import API
from hub.vault.release import MANIFEST, PAGES, Release
from tenants.kernel.errors import NotFoundError


def install(app: GuardedFlask, release: Release | None = None) -> None:
    """Give the vault's hosts of `app` their routes: the release's files, and the API as registered by now."""
    app.vault_map = Map(converters=dict(app.url_map.converters), merge_slashes=False)
    app.extensions["accord.vault"] = release or Release()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(API):
            app.vault_map.add(_copy(rule))
    for path in (*PAGES, f"/{MANIFEST}", "/assets/<path:name>"):
        add_route(app, path, "vault.asset", asset)


def add_route(
    app: GuardedFlask, path: str, endpoint: str, view: RouteCallable, methods: tuple[str, ...] = ("GET",)
) -> None:
    """Add a route to the vault's hosts alone; NoPermissionError if its view declares none."""
    app.check_permission(path, view)
    app.view_functions[endpoint] = view
    app.vault_map.add(Rule(path, endpoint=endpoint, methods=methods))


@allow(CallerKind.ANYONE)
def asset(name: str = "") -> Response:  # noqa: ARG001 - the path is looked up whole
    """Answer with one file, compressed for whoever takes that, or 304 for whoever has it."""
    found = release_of(current_app).assets.get(request.path)
    if found is None:
        raise NotFoundError
    zipped = request.accept_encodings.best_match(["gzip"]) == "gzip"
    answer = Response(found.compressed if zipped else found.body, content_type=found.content_type)
    answer.set_etag(f"{found.hash}-gzip" if zipped else found.hash)
    if zipped:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = found.cache_control
    answer.make_conditional(request)
    return answer


def release_of(app: Flask) -> Release:
    """Return what this application serves."""
    return cast("Release", app.extensions["accord.vault"])


def _copy(rule: Rule) -> Rule:
    """Return the rule unbound, with what Flask keeps beside it."""
    copy = rule.empty()
    copy.provide_automatic_options = getattr(rule, "provide_automatic_options", False)  # type: ignore[attr-defined]  # Flask's own, beside werkzeug's
    return copy
