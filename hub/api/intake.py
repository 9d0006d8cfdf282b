"""The intake of a tenant: anybody hands in, people on duty read."""

from typing import Any

from flask import Response, request
from marshmallow import Schema, fields

from crypto.directory import View
from crypto.errors import MalformedError
from hub.access import CallerKind, allow, current_caller, current_session, hub_name, now
from hub.api.acting import OCTETS, age_file, manifest_given
from hub.api.resource import Resource
from hub.api.schemas import AfterKeySchema, Instant, ReceiptSchema, Wire
from hub.api.writing import once
from tenants.journal.record import replay_now
from tenants.kernel.errors import NotFoundError
from tenants.kernel.ids import is_id
from tenants.sharing import intake

blueprint = Resource("intake", "Reports from outside, sealed to a tenant's people on duty.")

PER_MINUTE = 30


class HandedInSchema(Schema):
    """What came of it: a receipt in the log for a signed envelope, the file's SHA-256 for an unsigned one."""

    receipt = fields.Nested(ReceiptSchema)
    sha256 = fields.String()


class ArrivedSchema(Schema):
    """Something that was handed in; without `wire` it is unsigned and its sender unknown."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    index = fields.Integer(required=True, allow_none=True, attribute="place")
    wire = Wire(required=True, allow_none=True)
    size = fields.Integer(required=True)
    received = Instant(required=True, attribute="received_at")
    case = fields.String(required=True, allow_none=True, attribute="taken_case")


class IntakeSchema(Schema):
    """Up to 500 that were handed in, in the order of their ids."""

    envelopes = fields.List(fields.Nested(ArrivedSchema), required=True)


@blueprint.route("/intake/<slug>/envelopes/<envelope>", methods=["PUT"])
@allow(CallerKind.ANYONE, CallerKind.REPORTER, CallerKind.MEMBER, per_minute=PER_MINUTE)
@age_file
@once
@blueprint.response(201, HandedInSchema)
def hand_in(slug: str, envelope: str) -> dict[str, Any]:
    """Hand in an age file; without `Accord-Manifest` it is taken as unsigned, from nobody known."""
    session = current_session()
    tenant = _view().by_slug(slug)
    if tenant is None:
        raise NotFoundError
    manifest, file = manifest_given(), request.get_data()
    if manifest is None:
        _check_id(envelope)
        return {"sha256": intake.drop(session, tenant.genesis, envelope, file, now=now())}
    intake.check_id(manifest, envelope)
    receipt = intake.receive(session, tenant.genesis, manifest, file, hub=hub_name(), now=now())
    return {"receipt": receipt}


@blueprint.route("/intake")
@allow(CallerKind.MEMBER)
@blueprint.arguments(AfterKeySchema, location="query")
@blueprint.response(200, IntakeSchema)
def list_intake(page: dict[str, str]) -> dict[str, Any]:
    """List what was handed in at the caller's tenant; for people on duty."""
    person = current_caller().person
    return {"envelopes": intake.arrived(current_session(), view=_view(), person=person, **page)}


@blueprint.route("/intake/<envelope>")
@allow(CallerKind.MEMBER)
def get_intake(envelope: str) -> Response:
    """Fetch an age file that was handed in; for people on duty, until a case has taken it on."""
    person = current_caller().person
    file = intake.fetch(current_session(), envelope, view=_view(), person=person)
    return Response(file, mimetype=OCTETS)


def _check_id(envelope: str) -> None:
    if not is_id(envelope):
        raise MalformedError("ST-5", "an envelope's id is 32 lower-case hex digits")


def _view() -> View:
    return replay_now(current_session(), hub=hub_name()).directory.now
