"""One table from errors to problem documents, and nothing said about what is in no table."""

import importlib
import io
import json
import pkgutil
from collections.abc import Iterator

import pytest
from flask import Flask, abort, g
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields
from openapi_spec_validator import validate
from werkzeug.exceptions import MethodNotAllowed

import crypto
import tenants
from crypto.errors import (
    BadSignatureError,
    CryptoError,
    LimitError,
    MalformedError,
    NotAllowedError,
    WrongKeyError,
)
from hub import logs, problems
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

CANARY = "heron-over-quiet-water"


TABLES = {*problems.STATUS, *problems.CRYPTO}


class LiftDateInPastError(InvalidError):
    slug = "lift-date-in-past"
    title = "The proposed date has passed"
    rule = "EM-7"


class Wish(Schema):
    """A body with depth, so that pointers have something to point at."""

    lift_on = fields.Date(required=True)
    versions = fields.List(fields.Nested(Schema.from_dict({"first": fields.Integer()})))


@pytest.fixture
def log():
    return io.StringIO()


@pytest.fixture
def app(log):
    app = Flask("problems")
    app.config |= {"API_TITLE": "t", "API_VERSION": "1", "OPENAPI_VERSION": "3.1.0"}
    app.before_request(lambda: setattr(g, "request_id", "0" * 32))
    problems.install(app, page=problems.plain_page)
    logs.configure("info", log)
    return app


@pytest.fixture
def answer_to(app):
    """Return the answer of a route that raises the given error."""

    def answer(error: Exception, path="/api/v1/thing"):
        def view():
            raise error

        app.add_url_rule(path, "view", view)
        return app.test_client().get(path)

    return answer


def every(base: type) -> Iterator[type]:
    """Yield the classes below `base` that are raised, after importing every module that could hold one.

    A class with classes below it that is in no table only names a family.
    """
    for package in (crypto, tenants):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    pending = [base]
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        if kind is not base and not (kind.__subclasses__() and kind not in TABLES):
            yield kind


def test_every_refusal_of_the_domain_has_a_status():
    uncovered = [kind for kind in every(DomainError) if not set(kind.__mro__) & set(problems.STATUS)]

    assert uncovered == []


def test_every_refusal_of_crypto_has_a_status():
    uncovered = [kind for kind in every(CryptoError) if not set(kind.__mro__) & set(problems.CRYPTO)]

    assert uncovered == []


def test_every_slug_means_one_thing():
    titles: dict[str, set[str]] = {}
    for kind in [*every(DomainError)]:
        titles.setdefault(kind.slug, set()).add(kind.title)

    assert {slug: found for slug, found in titles.items() if len(found) > 1} == {}


def test_an_unknown_error_reveals_nothing_and_is_logged_by_id(answer_to, log):
    answer = answer_to(RuntimeError(CANARY))

    assert answer.status_code == 500
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "instance": "urn:uuid:" + "0" * 32,
    }
    line = json.loads(log.getvalue())
    assert line["error"] == "RuntimeError"
    assert "test_problems.py:" in line["where"]
    assert CANARY not in log.getvalue()


def test_a_foreign_thing_and_a_route_that_never_was_are_answered_alike(answer_to, app):
    foreign = answer_to(NotFoundError("case heron is not yours", rule="P-1"))
    nowhere = app.test_client().get("/api/v1/nowhere")

    assert foreign.data == nowhere.data
    assert list(foreign.headers) == list(nowhere.headers)
    assert foreign.get_json() == {"type": "/problems/not-found", "title": "Not found", "status": 404}


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (ForbiddenError("no"), 403, "forbidden"),
        (InvalidError("no"), 422, "invalid"),
        (ConflictError("no"), 409, "conflict"),
        (StaleError("no"), 412, "stale"),
        (PreconditionRequiredError("no"), 428, "precondition-required"),
        (TooLargeError("no"), 413, "too-large"),
        (UnavailableError("no"), 503, "unavailable"),
        (MalformedError("AG-1", "no"), 422, "malformed"),
        (WrongKeyError("AG-1", "no"), 422, "wrong-key"),
        (BadSignatureError("AG-1", "no"), 422, "bad-signature"),
        (NotAllowedError("AG-1", "no"), 403, "not-allowed"),
        (LimitError("AG-1", "no"), 413, "beyond-limit"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_refusal_has_its_status_and_address(answer_to, error, status, slug):
    answer = answer_to(error)
    document = answer.get_json()

    assert (answer.status_code, document["status"]) == (status, status)
    assert document["type"] == f"/problems/{slug}"
    assert document["detail"] == "no"
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_names_its_rule(answer_to):
    assert answer_to(LiftDateInPastError("the date has passed")).get_json() == {
        "type": "/problems/lift-date-in-past",
        "title": "The proposed date has passed",
        "status": 422,
        "detail": "the date has passed",
        "rule": "EM-7",
    }


def test_headers_that_belong_to_a_status_stay(answer_to):
    answer = answer_to(MethodNotAllowed(valid_methods=["PUT"]))

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "PUT"
    assert answer.headers.getlist("Content-Type") == ["application/problem+json"]


def test_a_page_gets_a_page(answer_to):
    answer = answer_to(ForbiddenError(f"<b>{CANARY}</b>"), path="/thing")

    assert answer.status_code == 403
    assert answer.content_type.startswith("text/html")
    assert "Not allowed" in answer.text
    assert CANARY not in answer.text


def test_a_wrong_body_is_answered_with_a_pointer_for_each_fault(app):
    api = problems.ProblemApi(app)
    blueprint = Blueprint("wishes", "wishes", url_prefix="/api/v1")

    @blueprint.route("/wish", methods=["POST"])
    @blueprint.arguments(Wish)
    @blueprint.response(204)
    def wish(body):
        if body.get("versions") == []:
            raise ValidationError("never raised past the parser")
        abort(400)

    api.register_blueprint(blueprint)
    answer = app.test_client().post("/api/v1/wish", json={"versions": [{"first": "one"}], "lift": 1})
    faults = {(each["location"], each["pointer"]) for each in answer.get_json()["errors"]}

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert faults == {("json", "#/lift_on"), ("json", "#/lift"), ("json", "#/versions/0/first")}


def test_the_published_document_says_problem_json(app):
    api = problems.ProblemApi(app)
    blueprint = Blueprint("wishes", "wishes", url_prefix="/api/v1")

    @blueprint.route("/wish", methods=["POST"])
    @blueprint.arguments(Wish)
    @blueprint.response(200, Wish)
    def wish(body):
        return body

    api.register_blueprint(blueprint)
    document = api.spec.to_dict()
    validate(document)

    responses = document["paths"]["/api/v1/wish"]["post"]["responses"]
    refusal = document["components"]["responses"][responses["422"]["$ref"].rpartition("/")[2]]
    assert list(refusal["content"]) == [problems.PROBLEM_JSON]
    assert list(responses["200"]["content"]) == ["application/json"]
