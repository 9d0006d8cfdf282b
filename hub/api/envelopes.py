"""The envelopes of a case: handed in with a signed manifest, handed out as they came."""

from typing import Any

from flask import Response, request
from marshmallow import Schema, fields

from crypto.errors import MalformedError
from hub.access import CallerKind, allow, current_caller, current_session, now
from hub.api.acting import OCTETS, EnvelopePostedSchema, act, age_file, etag, manifest_given
from hub.api.resource import Resource
from hub.api.schemas import Base64, FromSchema, Instant, Wire
from hub.api.writing import once
from tenants.cases import queue
from tenants.disclosure import service
from tenants.sharing import envelopes, intake

blueprint = Resource("envelopes", "Sealed letters, attachments and records of a case.")

READERS = (CallerKind.MEMBER, CallerKind.REPORTER)
ENVELOPE = "/cases/<case>/envelopes/<envelope>"


class OpenedSchema(Schema):
    """Who has opened an envelope: of the caller's own tenant which person and when, of others the tenant."""

    tenant = fields.String(metadata={"description": "absent for the reporter"})
    person = fields.String()
    at = fields.String()


class EnvelopeSchema(Schema):
    """An envelope that was handed to the caller; what its manifest says counts, the rest is for lists."""

    id = fields.String(required=True)
    index = fields.Integer(required=True, attribute="place")
    ring = fields.String(required=True)
    kind = fields.String(required=True)
    purpose = fields.String(required=True)
    size = fields.Integer(required=True)
    wire = Wire(required=True)
    logged_at = Instant(required=True)
    opened_at = Instant(required=True, allow_none=True)
    opened = fields.List(fields.Nested(OpenedSchema), required=True)


class EnvelopesSchema(Schema):
    """Up to 500 envelopes that were handed to the caller, oldest first."""

    envelopes = fields.List(fields.Nested(EnvelopeSchema), required=True)


class SealedSchema(Schema):
    """A letter or record with its file; what its manifest says counts."""

    id = fields.String(required=True)
    index = fields.Integer(required=True, attribute="place")
    wire = Wire(required=True)
    file = Base64(required=True)


class LettersSchema(Schema):
    """Up to 64 letters and records with about 1 MiB of files, but one at least, oldest first."""

    letters = fields.List(fields.Nested(SealedSchema), required=True)
    next = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "where the next page begins, if there is one"},
    )


@blueprint.route(ENVELOPE, methods=["PUT"])
@allow(*READERS)
@age_file
@once
@blueprint.response(201, EnvelopePostedSchema)
def put_envelope(case: str, envelope: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Hand in an age file; `Accord-Manifest` is the base64 of its signed manifest. 409 names the epoch."""
    session = current_session()
    with queue.reading(session, case):
        manifest = manifest_given()
        if manifest is None:
            raise MalformedError("EV-1", "an envelope comes with its manifest")
        intake.check_id(manifest, envelope)
        found = service.post_envelope(session, manifest, request.get_data(), act())
    return {**vars(found), "receipt": found.receipts[0]}, etag(found.version)


@blueprint.route("/cases/<case>/envelopes")
@allow(*READERS)
@blueprint.arguments(FromSchema, location="query")
@blueprint.response(200, EnvelopesSchema)
def list_envelopes(page: dict[str, Any], case: str) -> dict[str, Any]:
    """List up to 500 envelopes that were handed to the caller, from an index of the case log on."""
    session, tenant = current_session(), current_caller().tenant
    with queue.looking(session, case):
        rows = envelopes.handed(session, start=page["start"])
    return {"envelopes": [{**vars(row), "opened": _opened(row, tenant)} for row in rows]}


@blueprint.route("/cases/<case>/letters")
@allow(*READERS)
@blueprint.arguments(FromSchema, location="query")
@blueprint.response(200, LettersSchema)
def read_letters(page: dict[str, Any], case: str) -> dict[str, Any]:
    """Fetch many letters and records that were handed to the caller, with their files, from an index on."""
    session = current_session()
    with queue.looking(session, case):
        found, following = envelopes.letters(session, start=page["start"])
    return {"letters": found, "next": following}


@blueprint.route(ENVELOPE)
@allow(*READERS)
def get_envelope(case: str, envelope: str) -> Response:
    """Fetch an age file that was handed to the caller."""
    session = current_session()
    with queue.looking(session, case):
        return Response(envelopes.fetch(session, envelope), mimetype=OCTETS)


@blueprint.route(f"{ENVELOPE}/opened", methods=["POST"])
@allow(*READERS)
@once
@blueprint.response(204)
def post_opened(case: str, envelope: str) -> None:
    """Say that the caller's client has opened an envelope."""
    session = current_session()
    with queue.reading(session, case):
        envelopes.mark_opened(session, envelope, now=now())


def _opened(row: envelopes.Handed, tenant: str) -> list[dict[str, str]]:
    """Colleagues are named, others are their tenant, and a reporter is nobody's."""
    ours = [each for each in row.opened if each["tenant"] == tenant]
    others = {each["tenant"] for each in row.opened} - {tenant}
    return [*ours, *({"tenant": each} if each else {} for each in sorted(others))]
