"""How a case is written in JSON: the queue, the invitations, and the case as its readers see it."""

from marshmallow import Schema, fields

from hub.api.schemas import EntrySchema, Instant


class DueSchema(Schema):
    """An act that is awaited."""

    what = fields.String(required=True)
    by = Instant(required=True)


class QueuedCaseSchema(Schema):
    """One case in a queue; `due` is what the caller's tenant owes next, `turn` whose act is most urgent."""

    case = fields.String(required=True)
    code_name = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "of the embargo"})
    t0 = Instant(required=True, allow_none=True)
    due = fields.Nested(DueSchema, required=True, allow_none=True)
    turn = fields.String(required=True, allow_none=True, metadata={"description": "a tenant's slug"})
    tenant_role = fields.String(required=True, metadata={"description": "owner, participant or reporter"})
    version = fields.Integer(required=True)


class InvitedSchema(Schema):
    """An invitation of the caller's tenant; `entries` are the proposal and itself, while it is open."""

    case = fields.String(required=True)
    code_name = fields.String(required=True)
    inviter = fields.String(required=True, metadata={"description": "a tenant's slug"})
    t0 = Instant(required=True, allow_none=True)
    expires = Instant(required=True)
    state = fields.String(required=True)
    entries = fields.List(fields.Nested(EntrySchema), required=True)


class QueueSchema(Schema):
    """Up to 500 cases, in the order of their ids."""

    cases = fields.List(fields.Nested(QueuedCaseSchema), required=True)


class InvitationsSchema(Schema):
    """Up to 500 invitations, in the order of their cases' ids."""

    invitations = fields.List(fields.Nested(InvitedSchema), required=True)


class NamedTenantSchema(Schema):
    """A tenant by its genesis and its slug."""

    tenant = fields.String(required=True)
    slug = fields.String(required=True)


class ProposalSchema(Schema):
    """An end that was proposed, and who has signed exactly this."""

    proposal = fields.String(required=True, metadata={"description": "the statement's hash"})
    by = fields.String(required=True)
    t0 = fields.String(required=True)
    zone = fields.String(required=True)
    signed_by = fields.List(fields.String(), required=True)


class EmbargoSchema(Schema):
    """The embargo; `terms` are those in force, `pending` the undecided ends, the earliest first."""

    state = fields.String(required=True)
    t0 = fields.String(required=True, allow_none=True)
    terms = fields.Nested(ProposalSchema, required=True, allow_none=True)
    revision = fields.Integer(required=True)
    agreed = fields.Boolean(required=True)
    pending = fields.List(fields.Nested(ProposalSchema), required=True)
    ended = fields.Dict(required=True, allow_none=True, metadata={"description": "reason and at"})
    claims = fields.List(fields.Dict(), required=True, metadata={"description": "move and by"})


class PartySchema(NamedTenantSchema):
    """A tenant in the case, invited or taking part, and how far it is."""

    takes_part = fields.Boolean(required=True)
    rings = fields.List(fields.String(), required=True)
    invitation = fields.String(required=True, allow_none=True)
    consent = fields.String(required=True)
    report = fields.String(required=True)
    fix = fields.String(required=True)
    ready = fields.String(required=True, allow_none=True)


class OwedSchema(NamedTenantSchema):
    """An act that is awaited of a tenant."""

    what = fields.String(required=True)
    by = fields.String(required=True)


class CaseSchema(Schema):
    """A case, as the log amounts to it."""

    case = fields.String(required=True)
    code_name = fields.String(required=True)
    version = fields.Integer(required=True)
    owner = fields.Nested(NamedTenantSchema, required=True)
    received = fields.String(required=True)
    public = fields.String(required=True, metadata={"description": "what the world knows, as in PxA"})
    embargo = fields.Nested(EmbargoSchema, required=True)
    parties = fields.List(fields.Nested(PartySchema), required=True)
    reporter = fields.Boolean(required=True)
    due = fields.List(fields.Nested(OwedSchema), required=True)


class CaseEntriesSchema(Schema):
    """Up to 500 entries of a case."""

    entries = fields.List(fields.Nested(EntrySchema), required=True)
