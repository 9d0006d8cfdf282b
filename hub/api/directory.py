"""The directory log: who exists, read by everybody, written by people of admitted tenants."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from crypto.kinds import Body, Device
from crypto.statement import Statement
from hub.access import CallerKind, allow, current_caller, current_session, hub_name, now
from hub.api.resource import Resource
from hub.api.schemas import BatchSchema, EntrySchema, FromSchema, ReceiptsSchema, statements_of
from hub.api.writing import once
from tenants.directory import service
from tenants.journal import stored
from tenants.journal.record import replay_now
from tenants.kernel.errors import InvalidError
from tenants.sharing import shares

blueprint = Resource("directory", "People, teams and the edges between them.")


class EntriesSchema(Schema):
    """A page of the directory log; `size` is the log's."""

    size = fields.Integer(required=True)
    entries = fields.List(fields.Nested(EntrySchema), required=True)


class DirectoryBatchSchema(BatchSchema):
    """An act on the directory; a tenant is founded by its first roster and the code the operator gave."""

    founding_code = fields.String(validate=validate.Length(1, 128))


@blueprint.route("/directory/entries")
@allow(CallerKind.ANYONE)
@blueprint.arguments(FromSchema, location="query")
@blueprint.response(200, EntriesSchema)
def entries(page: dict[str, Any]) -> dict[str, Any]:
    """Read up to 500 entries."""
    session = current_session()
    found = stored.open_entries(session, "directory", start=page["start"])
    return {"size": stored.size(session, "directory"), "entries": found}


@blueprint.route("/directory/statements", methods=["POST"])
@allow(CallerKind.MEMBER, CallerKind.ANYONE)
@once
@blueprint.arguments(DirectoryBatchSchema)
@blueprint.response(201, ReceiptsSchema)
def post_statements(batch: dict[str, Any]) -> service.Accepted:
    """Log statements; without a token only a device's own proof, or a first roster with its code."""
    session, statements = current_session(), statements_of(batch)
    if "founding_code" in batch:
        return service.found(session, _only(statements), batch["founding_code"], hub=hub_name(), now=now())
    if current_caller().kind is CallerKind.ANYONE and not all(
        isinstance(each.body, Device) for each in statements
    ):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    accepted = service.accept(session, statements, hub=hub_name(), now=now())
    view = replay_now(session, hub=hub_name()).directory.now
    shares.keep(session, accepted.shares, accepted.receipts, batch["files"], view=view)
    return accepted


def _only(statements: Sequence[Statement[Body]]) -> Statement[Body]:
    if len(statements) != 1:
        raise InvalidError("a tenant is founded by one statement", rule="RO-1")
    return statements[0]
