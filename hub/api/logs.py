"""The logs for whoever audits them: checkpoints, proofs, leaves; cosignatures from the teams' witnesses."""

from typing import Any

from marshmallow import Schema, fields, validate

from crypto.errors import NotAllowedError
from hub.access import CallerKind, allow, current_caller, current_session, hub_name
from hub.api.resource import Resource
from hub.api.schemas import Base64, EntrySchema, FromSchema
from hub.api.writing import once
from tenants.journal import checkpoints, stored
from tenants.journal.models import LogName
from tenants.journal.record import cna_of, replay_now

blueprint = Resource("logs", "Both transparency logs (RFC 6962, C2SP tlog).")

LOG = "/logs/<any(directory, cases):log>"
SIZE = validate.Range(0, 2**31 - 1)


class HubSchema(Schema):
    """What the hub says of itself: a hint, as clients trust their join code."""

    hub = fields.String(required=True)
    log_key = fields.String(allow_none=True, required=True, metadata={"description": "C2SP verifier key"})
    cna = fields.String(allow_none=True, required=True, metadata={"description": "the CNA's genesis"})


class NoteSchema(Schema):
    """A signed note over so many leaves; without one nothing of the log is signed off yet."""

    size = fields.Integer(required=True)
    note = fields.String()


class CheckpointSchema(NoteSchema):
    """A signed note with the lines of witnesses."""

    cosignatures = fields.List(fields.String())
    fresh = fields.String(metadata={"description": "the same checkpoint under a later time, of a quiet log"})


class CheckpointsSchema(Schema):
    """Signed notes, smallest first."""

    checkpoints = fields.List(fields.Nested(NoteSchema), required=True)


class AfterSchema(Schema):
    """Where a page of checkpoints begins."""

    after = fields.Integer(load_default=0, validate=SIZE)


class InclusionSchema(Schema):
    """Which leaf in which tree."""

    index = fields.Integer(required=True, validate=SIZE)
    size = fields.Integer(required=True, validate=SIZE)


class ConsistencySchema(Schema):
    """Which two trees."""

    old = fields.Integer(required=True, validate=SIZE)
    new = fields.Integer(required=True, validate=SIZE)


class HashesSchema(Schema):
    """An RFC 6962 proof."""

    hashes = fields.List(Base64(), required=True)


class LeavesSchema(Schema):
    """Up to 4096 leaves, in hex."""

    leaves = fields.List(fields.String(), required=True)


class AnchorsSchema(Schema):
    """Up to 500 anchors (LO-5)."""

    anchors = fields.List(fields.Nested(EntrySchema), required=True)


class CosignatureSchema(Schema):
    """A cosignature line of a witness, without its newline."""

    size = fields.Integer(required=True, validate=SIZE)
    line = fields.String(required=True, validate=validate.Length(1, 512))


@blueprint.route("/hub")
@allow(CallerKind.ANYONE)
@blueprint.response(200, HubSchema)
def hub() -> dict[str, Any]:
    """Name the hub, its log key and its CNA."""
    session = current_session()
    newest = checkpoints.newest(session, "directory")
    view = replay_now(session, hub=hub_name()).directory.now
    return {"hub": hub_name(), "log_key": newest.key if newest else None, "cna": cna_of(view)}


@blueprint.route(f"{LOG}/checkpoint")
@allow(CallerKind.ANYONE)
@blueprint.response(200, CheckpointSchema)
def checkpoint(log: LogName) -> dict[str, Any]:
    """Read the newest checkpoint and the cosignatures on it."""
    session = current_session()
    newest = checkpoints.newest(session, log)
    if newest is None:
        return {"size": 0}
    lines = checkpoints.cosignatures(session, log, newest.size)
    found = {"size": newest.size, "note": newest.note.decode(), "cosignatures": lines}
    again = checkpoints.fresh(session, log, newest.size)
    return found if again is None else {**found, "fresh": again.decode()}


@blueprint.route(f"{LOG}/checkpoints")
@allow(CallerKind.ANYONE)
@blueprint.arguments(AfterSchema, location="query")
@blueprint.response(200, CheckpointsSchema)
def checkpoints_after(page: dict[str, Any], log: LogName) -> dict[str, Any]:
    """Read up to 500 checkpoints of more leaves than `after`."""
    found = checkpoints.after(current_session(), log, page["after"])
    return {"checkpoints": [{"size": each.size, "note": each.note.decode()} for each in found]}


@blueprint.route(f"{LOG}/inclusion")
@allow(CallerKind.ANYONE)
@blueprint.arguments(InclusionSchema, location="query")
@blueprint.response(200, HashesSchema)
def inclusion(asked: dict[str, int], log: LogName) -> dict[str, Any]:
    """Prove that a leaf is in a tree."""
    return {"hashes": checkpoints.inclusion(current_session(), log, asked["index"], asked["size"])}


@blueprint.route(f"{LOG}/consistency")
@allow(CallerKind.ANYONE)
@blueprint.arguments(ConsistencySchema, location="query")
@blueprint.response(200, HashesSchema)
def consistency(asked: dict[str, int], log: LogName) -> dict[str, Any]:
    """Prove that one tree begins another."""
    return {"hashes": checkpoints.consistency(current_session(), log, asked["old"], asked["new"])}


@blueprint.route("/logs/cases/leaves")
@allow(CallerKind.ANYONE)
@blueprint.arguments(FromSchema, location="query")
@blueprint.response(200, LeavesSchema)
def leaves(page: dict[str, Any]) -> dict[str, Any]:
    """Read the blinded leaves of the case log."""
    return {"leaves": stored.leaves(current_session(), "cases", start=page["start"])}


@blueprint.route("/logs/cases/anchors")
@allow(CallerKind.ANYONE)
@blueprint.arguments(FromSchema, location="query")
@blueprint.response(200, AnchorsSchema)
def anchors(page: dict[str, Any]) -> dict[str, Any]:
    """Read which directory the cases' statements are judged with."""
    return {"anchors": stored.open_entries(current_session(), "cases", start=page["start"])}


@blueprint.route(f"{LOG}/cosignatures", methods=["POST"])
@allow(CallerKind.MEMBER)
@once
@blueprint.arguments(CosignatureSchema)
@blueprint.response(204)
def cosign(given: dict[str, Any], log: LogName) -> None:
    """Add the cosignature of the caller's tenant, by the witness key of its roster in force (LO-7)."""
    session, tenant = current_session(), current_caller().tenant
    witness = replay_now(session, hub=hub_name()).directory.now.witnesses().get(tenant)
    if witness is None:
        raise NotAllowedError("LO-7", "the roster in force names no witness")
    checkpoints.cosign(session, log, given["size"], given["line"], by=(tenant, witness))
