"""The teams with their public profiles: what a client matches products against, and shows before a choice."""

from typing import Any

from marshmallow import Schema, fields

from hub.access import CallerKind, allow, current_session, now
from hub.adapters.holidays import holidays_of
from hub.api.resource import Resource
from tenants.directory.profiles import blackouts, countries, products
from tenants.directory.service import all_admitted

blueprint = Resource("teams", "Who takes part, in the operator's words; what binds stands in the directory.")


class TenantSchema(Schema):
    """A team. Only `genesis` is proved by the directory log, where its roster and keys are."""

    genesis = fields.String(required=True, attribute="id", metadata={"description": "64 hex digits"})
    slug = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    stage = fields.String(required=True)
    products = fields.Function(
        lambda row: products(row.profile),
        required=True,
        metadata={"type": "array", "items": {"type": "string"}, "description": "by package URL"},
    )
    countries = fields.Function(
        lambda row: countries(row.profile),
        required=True,
        metadata={"type": "array", "items": {"type": "string"}, "description": "whose holidays it keeps"},
    )
    blackouts = fields.Function(
        lambda row: blackouts(row.profile),
        required=True,
        metadata={"type": "array", "items": {"type": "string"}, "description": "days it publishes nothing"},
    )
    profile = fields.Dict(required=True, metadata={"description": "scope, capabilities, relations, policy"})


class HolidaySchema(Schema):
    """A day on which a country's offices are closed."""

    day = fields.Date(required=True)
    name = fields.String(required=True)


class TenantsSchema(Schema):
    """Every team that was ever admitted, by slug, and the holidays of their countries for a year."""

    tenants = fields.List(fields.Nested(TenantSchema), required=True)
    holidays = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(HolidaySchema)),
        required=True,
        metadata={"description": "by ISO 3166 code; the same for everybody who asks"},
    )


@blueprint.route("/tenants")
@allow(CallerKind.ANYONE)
@blueprint.response(200, TenantsSchema)
def tenants() -> dict[str, Any]:
    """Read who takes part, and which days they do not work."""
    rows = all_admitted(current_session())
    kept = {country for row in rows for country in countries(row.profile)}
    return {"tenants": rows, "holidays": holidays_of(kept, now().date())}
