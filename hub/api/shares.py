"""Shares: the files that bring the keys of rings to the caller's own devices."""

from typing import Any

from marshmallow import Schema, fields

from hub.access import CallerKind, allow, current_session
from hub.api.resource import Resource
from hub.api.schemas import HEX_32, AfterKeySchema, Base64, Wire
from tenants.sharing import shares

blueprint = Resource("shares", "Keys of rings, each sealed to one device.")


class RingSchema(AfterKeySchema):
    """Which ring's shares, all without it; and where the page begins."""

    ring = fields.String(validate=HEX_32, load_default=None)


class SharedSchema(Schema):
    """A share with its leaf (in the directory log for an intake ring, else in the case log) and its file."""

    hash = fields.String(required=True, metadata={"description": "of the share; the page's key"})
    index = fields.Integer(required=True)
    wire = Wire(required=True)
    file = Base64(required=True)
    case = fields.String(required=True, allow_none=True)


class SharesSchema(Schema):
    """Up to 500 shares for the caller's devices, in the order of their hashes."""

    shares = fields.List(fields.Nested(SharedSchema), required=True)


@blueprint.route("/shares")
@allow(CallerKind.MEMBER, CallerKind.REPORTER)
@blueprint.arguments(RingSchema, location="query")
@blueprint.response(200, SharesSchema)
def list_shares(asked: dict[str, Any]) -> dict[str, Any]:
    """List the shares for the caller's devices, of intake rings and of cases that they read."""
    return {"shares": shares.mine(current_session(), asked["ring"], after=asked["after"])}
