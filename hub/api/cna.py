"""The CNA desk: requests for IDs, reservations, decisions, the ledger, and OSV numbers."""

from typing import Any

from marshmallow import Schema, fields, validate

from crypto.errors import MalformedError
from hub.access import CallerKind, allow, current_caller, current_session, hub_name, now
from hub.api.acting import act
from hub.api.resource import Resource
from hub.api.schemas import HEX_32, AfterKeySchema, BatchSchema, Instant, ReceiptsSchema, statements_of
from hub.api.writing import once
from tenants.cases import queue as cases
from tenants.cna import ledger, numbering, service
from tenants.cna.arming import CNA_ROLE
from tenants.cna.ledger import Lines
from tenants.cna.numbers import assigned
from tenants.cna.service import Asked
from tenants.journal.record import load_case
from tenants.kernel.errors import ForbiddenError

blueprint = Resource("cna", "Numbering: the CNA sees products, never reports.")

RESERVATION = "/cna/requests/<request_id>/reservation"


class RequestSchema(Schema):
    """A request as the CNA sees it. `advice` is what the scope table says on this day, in words."""

    request = fields.String(required=True)
    case = fields.String(required=True)
    code_name = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from", metadata={"description": "the tenant's slug"})
    product = fields.String(required=True, metadata={"description": "a purl without version"})
    state = fields.String(
        required=True, metadata={"description": "open, or the outcome of the decision in force"}
    )
    advice = fields.String(required=True)
    scope = fields.String(required=True, metadata={"description": "in-scope, pending or referred"})
    authority = fields.String(required=True, metadata={"description": "the CNA whose scope it is"})
    rule = fields.String(required=True, metadata={"description": "the CNA rule that the advice rests on"})
    reservation = fields.String(required=True, allow_none=True)
    cve = fields.String(required=True, allow_none=True)
    ours = fields.Boolean(
        required=True,
        metadata={"description": "the team says that another CNA gave it, and it stands in the ledger"},
    )
    asked_at = Instant(required=True)


class RequestsSchema(Schema):
    """Up to 500 requests, in the order of their ids."""

    requests = fields.List(fields.Nested(RequestSchema), required=True)


class ReservationSchema(Schema):
    """How a reservation stands; `cve` once it is known."""

    state = fields.String(required=True)
    cve = fields.String(required=True, allow_none=True)


class LineSchema(ReservationSchema):
    """A line of the ledger; `request` is empty for an ID that is free to be given."""

    id = fields.String(required=True)
    request = fields.String(required=True)
    planned_at = Instant(required=True)
    missing_since = Instant(
        required=True,
        allow_none=True,
        metadata={"description": "since when CVE Services does not list it as reserved, though it should"},
    )


class LedgerSchema(Schema):
    """Up to 500 lines, in the order of their ids."""

    ledger = fields.List(fields.Nested(LineSchema), required=True)
    compared_at = Instant(
        required=True,
        allow_none=True,
        metadata={"description": "when the whole ledger was last compared with CVE Services"},
    )


class OsvWishSchema(Schema):
    """For which CVE ID; who is not of the CNA also names the case it was assigned on."""

    cve = fields.String(required=True, validate=validate.Regexp(r"CVE-[0-9]{4}-[0-9]{4,12}\Z"))
    case = fields.String(validate=HEX_32)


class OsvNumberSchema(Schema):
    """An OSV ID: final, and given once."""

    id = fields.String(required=True)


@blueprint.route("/cna/requests")
@allow(CallerKind.MEMBER, CallerKind.WEB, role=CNA_ROLE)
@blueprint.arguments(AfterKeySchema, location="query")
@blueprint.response(200, RequestsSchema)
def list_requests(page: dict[str, str]) -> dict[str, Any]:
    """List the requests, each with what the scope table says."""
    return {"requests": [_shown(each) for each in service.queue(current_session(), now=now(), **page)]}


@blueprint.route(RESERVATION, methods=["POST"])
@allow(CallerKind.MEMBER, role=CNA_ROLE)
@once
@blueprint.response(202, ReservationSchema)
def post_reservation(request_id: str) -> dict[str, Any]:
    """Have one ID reserved for a request in scope, else 403 with the rule and whom to ask; once is enough."""
    return _reserved(service.reserve(current_session(), request_id, now=now()))


@blueprint.route(RESERVATION)
@allow(CallerKind.MEMBER, role=CNA_ROLE)
@blueprint.response(200, ReservationSchema)
def get_reservation(request_id: str) -> dict[str, Any]:
    """See how a reservation stands."""
    return _reserved(service.request(current_session(), request_id, now=now()))


@blueprint.route("/cna/requests/<request_id>/decision", methods=["POST"])
@allow(CallerKind.MEMBER, role=CNA_ROLE)
@once
@blueprint.arguments(BatchSchema)
@blueprint.response(201, ReceiptsSchema)
def post_decision(batch: dict[str, Any], request_id: str) -> dict[str, Any]:
    """Log a signed `id-decision`; nothing of the case is shown for it, not even its version."""
    statements = statements_of(batch)
    if len(statements) != 1 or batch["files"]:
        raise MalformedError("CN-1", "a request is decided by one statement")
    return {"receipts": service.decide_request(current_session(), request_id, statements[0], act())}


@blueprint.route("/cna/ledger")
@allow(CallerKind.MEMBER, CallerKind.WEB, role=CNA_ROLE)
@blueprint.arguments(AfterKeySchema, location="query")
@blueprint.response(200, LedgerSchema)
def get_ledger(page: dict[str, str]) -> Lines:
    """Read the ledger of reserved IDs, with what the daily comparison found."""
    return ledger.lines(current_session(), **page)


@blueprint.route("/cna/osv-numbers", methods=["POST"])
@allow(CallerKind.MEMBER)
@once
@blueprint.arguments(OsvWishSchema)
@blueprint.response(200, OsvNumberSchema)
def post_osv_number(wish: dict[str, str]) -> dict[str, str]:
    """Get the OSV ID that belongs to an assigned CVE ID: for the CNA, and for who reads the case."""
    session = current_session()
    if "case" in wish:
        with cases.reading(session, wish["case"]):
            known = wish["cve"] in assigned(load_case(session, wish["case"], hub=hub_name()))
    else:
        known = CNA_ROLE in current_caller().roles
    if not known:
        raise ForbiddenError("the CVE ID is not assigned on a case of yours", rule="CN-1")
    # The year of the CVE ID: both names of one flaw then say the same, and those of a replay say 1900.
    year = int(wish["cve"].split("-")[1])
    return {"id": numbering.number_osv(session, wish["cve"], year=year, now=now())}


def _shown(asked: Asked) -> dict[str, Any]:
    row = asked.row
    return {
        "request": row.request,
        "case": row.case_id,
        "code_name": row.code_name,
        "from_": row.from_slug,
        "product": row.product,
        "state": row.outcome,
        "advice": asked.advice,
        "scope": asked.word,
        "authority": asked.scope.cna,
        "rule": asked.scope.rule,
        "reservation": asked.reservation,
        "cve": row.cve_id or asked.reserved,
        "ours": asked.ours,
        "asked_at": row.asked_at,
    }


def _reserved(asked: Asked) -> dict[str, Any]:
    return {"state": asked.reservation or "none", "cve": asked.reserved}
