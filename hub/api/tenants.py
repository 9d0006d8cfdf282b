"""The teams with their public profiles: what a client matches products against, and shows before a choice."""

from collections.abc import Sequence

from marshmallow import Schema, fields

from hub.access import CallerKind, allow, current_session
from hub.api.resource import Resource
from tenants.directory.models import AdmittedTenant
from tenants.directory.profiles import products
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
    profile = fields.Dict(required=True, metadata={"description": "scope, capabilities, relations, policy"})


class TenantsSchema(Schema):
    """Every team that was ever admitted, by slug."""

    tenants = fields.List(fields.Nested(TenantSchema), required=True)


@blueprint.route("/tenants")
@allow(CallerKind.ANYONE)
@blueprint.response(200, TenantsSchema)
def tenants() -> dict[str, Sequence[AdmittedTenant]]:
    """Read who takes part."""
    return {"tenants": all_admitted(current_session())}
