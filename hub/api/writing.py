"""How every write ends: one commit, then the bell; a request sent again gets the answer it got before."""

import functools
import re
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request
from sqlalchemy.orm import Session

from hub.access import current_session, now
from hub.jobs import commit_and_ring
from hub.queue import Bell
from tenants.cases import queue
from tenants.kernel.errors import NotFoundError, PreconditionRequiredError, StaleError
from tenants.kernel.idempotency import Answer, claim_key, settle_key

F = TypeVar("F", bound=Callable[..., Any])
Door = Callable[[Session, str], bool]

KEY = "Idempotency-Key"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
# What makes two requests the same, beside method, address and body.
_MEANINGFUL = ("Content-Type", "If-Match", "Accord-Manifest")
_VERSION = re.compile("[0-9]{1,18}", re.ASCII)


def once_behind(door: Door) -> Callable[[F], F]:
    """Let a handler's effect happen once for each Idempotency-Key, and commit it with its answer.

    An answer about the case in the address is given again to who still passes the `door` that the handler
    itself asks; NotFoundError for who does not. The handler flushes at most. Order of decorators: route,
    allow, once, arguments, response.
    """

    def decorate(view: F) -> F:
        @functools.wraps(view)
        def answered(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - the handler's own
            session, key = current_session(), request.headers.get(KEY)
            known = claim_key(session, key, _request_hash(), now())
            if known is not None:
                if "case" in kwargs and not door(session, kwargs["case"]):
                    raise NotFoundError
                return Response(known.body, known.status, known.headers)
            response = make_response(view(*args, **kwargs))
            kept = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            settle_key(session, str(key), Answer(response.status_code, kept, response.get_data()))
            commit()
            return response

        _describe_header(
            answered, KEY, "128 random bits: of two requests with one key the second has no effect"
        )
        return cast("F", answered)

    return decorate


def once(view: F) -> F:
    """Wrap a handler as `once_behind` does; if it is about a case, for those who read it."""
    return once_behind(queue.reads)(view)


def versioned(view: F) -> F:
    """Say in the published description that a handler asks `seen_version`."""
    _describe_header(view, "If-Match", "the version that was decided on, from an ETag")
    return view


def commit() -> None:
    """End the request's work: commit and ring. For the few writes that are not `once`."""
    commit_and_ring(current_session(), cast("Bell", current_app.extensions["accord.bell"]))


def seen_version() -> int:
    """Return the version that If-Match names.

    PreconditionRequiredError (428) without one, StaleError (412) for what no version of ours could be.
    """
    if "If-Match" not in request.headers:
        raise PreconditionRequiredError("send If-Match with the ETag you decided on")
    named = request.if_match.as_set()
    version = named.pop() if len(named) == 1 else ""
    if not _VERSION.fullmatch(version):
        raise StaleError("If-Match names no version of this")
    return int(version)


def _request_hash() -> bytes:
    parts = [request.method, request.full_path, *(request.headers.get(name, "") for name in _MEANINGFUL)]
    return sha256("\n".join(parts).encode() + b"\n" + request.get_data()).digest()


def _describe_header(view: Any, name: str, description: str) -> None:  # noqa: ANN401 - a view with smorest's notes
    header = {
        "in": "header",
        "name": name,
        "required": True,
        "schema": {"type": "string"},
        "description": description,
    }
    view._apidoc = deepcopy(getattr(view, "_apidoc", {}))  # noqa: SLF001 - where flask-smorest keeps its notes
    notes = view._apidoc.setdefault("manual_doc", {})  # noqa: SLF001 - the same
    notes.setdefault("parameters", []).append(header)
