"""Errors as RFC 9457 problem documents, by one table.

Below hub/ an error knows its rule and its sentence, never a status. Here is the one place that knows HTTP.
What is in no table is answered 500 without a word about it and logged under the request's id, because an
unexpected message may hold anything.
"""

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, TypeVar, cast

from flask import Flask, Response, g, json, request
from flask_smorest import Api
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException, NotFound

from crypto.errors import (
    BadSignatureError,
    CryptoError,
    LimitError,
    MalformedError,
    NotAllowedError,
    WrongKeyError,
)
from hub.logs import described, logger
from tenants.kernel.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    PreconditionRequiredError,
    StaleError,
    TooLargeError,
    UnavailableError,
)

PROBLEM_JSON = "application/problem+json"
API = "/api/"
Page = Callable[[int, str], str]
T = TypeVar("T")

STATUS: Mapping[type[DomainError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ConflictError: HTTPStatus.CONFLICT,
    StaleError: HTTPStatus.PRECONDITION_FAILED,
    PreconditionRequiredError: HTTPStatus.PRECONDITION_REQUIRED,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}
# crypto/ refuses with a rule of FORMATS.md; its classes carry no words for the web, so both stand here.
CRYPTO: Mapping[type[CryptoError], tuple[HTTPStatus, str, str]] = {
    MalformedError: (HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", "The bytes break the format"),
    WrongKeyError: (HTTPStatus.UNPROCESSABLE_ENTITY, "wrong-key", "This is for another key"),
    BadSignatureError: (HTTPStatus.UNPROCESSABLE_ENTITY, "bad-signature", "The signature does not hold"),
    NotAllowedError: (HTTPStatus.FORBIDDEN, "not-allowed", "The signer had no authority for this"),
    LimitError: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "beyond-limit", "This is beyond a limit"),
}

log = logger(__name__)


class FaultSchema(Schema):
    """One thing wrong with a request's shape."""

    pointer = fields.String(required=True, metadata={"description": "where, as a JSON pointer fragment"})
    location = fields.String(required=True, metadata={"description": "json, query, path, headers or form"})
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem document as the published API describes it; a document is written by `problem`."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    rule = fields.String(metadata={"description": "the number of the rule that refused"})
    instance = fields.String(metadata={"format": "uri"})
    errors = fields.List(fields.Nested(FaultSchema))


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest ships no types
    """flask-smorest's Api with our errors: `install` handles them, this makes the document say so."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave the handlers to `install`: smorest's own would answer pages with JSON too."""

    def _register_responses(self) -> None:
        """Publish errors as problem+json; smorest takes the type from an attribute that bodies share."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_JSON
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


def install(app: Flask, page: Page) -> None:
    """Answer every error of `app`: a problem document under the API, elsewhere what `page` makes of it."""

    def answer(error: Exception) -> Response:
        document, headers = described_to_caller(error)
        if request.path.startswith(API):
            response = app.response_class(json.dumps(document), document["status"], mimetype=PROBLEM_JSON)
        else:
            response = app.response_class(page(document["status"], document["title"]), document["status"])
        response.headers.extend(headers)
        response.headers["Cache-Control"] = "no-store"
        return response

    app.register_error_handler(Exception, answer)


def described_to_caller(error: Exception) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the problem document of any error, and the headers that must go with it."""
    match error:
        case NotFoundError() | NotFound():
            # One document for a foreign thing, a thing that never was and a route that never was.
            return problem(HTTPStatus.NOT_FOUND, f"/problems/{NotFoundError.slug}", NotFoundError.title), []
        case DomainError():
            words = (f"/problems/{error.slug}", error.title)
            document = problem(status_of(error), *words, detail=error.detail, rule=error.rule)
            return document | dict(error.members), []
        case CryptoError():
            status, slug, title = _nearest(CRYPTO, type(error))
            return problem(status, f"/problems/{slug}", title, detail=error.message, rule=error.rule), []
        case HTTPException(code=int(code)):
            headers = [(key, value) for key, value in error.get_headers() if key.lower() != "content-type"]
            return problem(code, "about:blank", error.name, errors=list(_faults(error))), headers
    log.error("unexpected error", **described(error))
    unknown = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(unknown, "about:blank", unknown.phrase, instance=f"urn:uuid:{g.request_id}"), []


def problem(status: int, type_: str, title: str, **members: object) -> dict[str, Any]:
    """Return a problem document; members that are empty are left out."""
    said = {name: value for name, value in members.items() if value}
    return {"type": type_, "title": title, "status": int(status), **said}


def status_of(error: DomainError) -> HTTPStatus:
    """Return the status of the nearest class in the table; StopIteration for a class that none covers."""
    return _nearest(STATUS, type(error))


def plain_page(status: int, title: str) -> str:
    """Return the least page that says what happened; both words are ours, never the caller's."""
    return f'<!doctype html><html lang="en"><title>{status} {title}</title><h1>{title}</h1>\n'


def _nearest(table: Mapping[Any, T], kind: type) -> T:
    return next(table[each] for each in kind.__mro__ if each in table)


def _faults(error: HTTPException) -> Iterator[dict[str, str]]:
    """Yield what a schema found, flattened from webargs' tree of location, fields and sentences."""
    data = cast("Mapping[str, Any]", getattr(error, "data", None) or {})
    for location, tree in (data.get("errors") or data.get("messages") or {}).items():
        for path, sentence in _leaves(tree):
            yield {
                "location": location,
                "pointer": "#" + "".join(f"/{each}" for each in path),
                "detail": sentence,
            }


def _leaves(tree: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(tree, Mapping):
        for name, below in tree.items():
            yield from _leaves(below, path if name == "_schema" else (*path, str(name)))
    elif isinstance(tree, list):
        for below in tree:
            yield from _leaves(below, path)
    else:
        yield path, str(tree)
