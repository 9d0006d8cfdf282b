"""Cases: the queue, one case, its part of the log, and acts on it."""

from typing import Any

from hub.access import CallerKind, allow, current_session
from hub.api.acting import PostedSchema, act, etag, posted
from hub.api.case_schemas import CaseEntriesSchema, CaseSchema, InvitationsSchema, QueueSchema
from hub.api.resource import Resource
from hub.api.schemas import AfterKeySchema, BatchSchema, FromSchema, statements_of
from hub.api.writing import once, once_behind, seen_version, versioned
from tenants.cases import queue
from tenants.cases.models import CaseAccess
from tenants.disclosure import service
from tenants.disclosure.service import Posted
from tenants.journal import stored
from tenants.kernel.scope import inside_case

blueprint = Resource("cases", "Cases, for those who read them, and invitations to take part.")


@blueprint.route("/cases", methods=["POST"])
@allow(CallerKind.MEMBER)
@once
@blueprint.arguments(BatchSchema)
@blueprint.response(201, PostedSchema)
def open_case(batch: dict[str, Any]) -> tuple[Posted, dict[str, str]]:
    """Open a case by its `case` statement, with whatever its opener signs at once."""
    return posted(service.open_case(current_session(), statements_of(batch), batch["files"], act()))


@blueprint.route("/cases")
@allow(CallerKind.MEMBER, CallerKind.REPORTER, CallerKind.WEB)
@blueprint.arguments(AfterKeySchema, location="query")
@blueprint.response(200, QueueSchema)
def list_cases(page: dict[str, str]) -> dict[str, Any]:
    """List the cases that the caller reads."""
    return {"cases": [_line(each) for each in queue.queue(current_session(), **page)]}


@blueprint.route("/invitations")
@allow(CallerKind.MEMBER, CallerKind.REPORTER, CallerKind.WEB)
@blueprint.arguments(AfterKeySchema, location="query")
@blueprint.response(200, InvitationsSchema)
def list_invitations(page: dict[str, str]) -> dict[str, Any]:
    """List the invitations of a lead's tenant; none to anybody else."""
    return {"invitations": [_invited(each) for each in queue.invitations(current_session(), **page)]}


@blueprint.route("/cases/<case>")
@allow(CallerKind.MEMBER, CallerKind.REPORTER)
@blueprint.response(200, CaseSchema)
def read_case(case: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Read a case; its ETag is what If-Match names."""
    session = current_session()
    with queue.looking(session, case):
        file = queue.file(session)
        return {**file.summary, "version": file.version}, etag(file.version)


@blueprint.route("/cases/<case>/entries")
@allow(CallerKind.MEMBER, CallerKind.REPORTER)
@blueprint.arguments(FromSchema, location="query")
@blueprint.response(200, CaseEntriesSchema)
def read_entries(page: dict[str, Any], case: str) -> dict[str, Any]:
    """Read up to 500 of the case's statements, from an index of the case log on."""
    session = current_session()
    with queue.looking(session, case):
        return {"entries": stored.case_entries(session, start=page["start"])}


@blueprint.route("/cases/<case>/statements", methods=["POST"])
@allow(CallerKind.MEMBER)
@once_behind(queue.answers)
@versioned
@blueprint.arguments(BatchSchema)
@blueprint.response(201, PostedSchema)
def post_statements(batch: dict[str, Any], case: str) -> tuple[Posted, dict[str, str]]:
    """Log statements; a lead of an invited tenant, who does not read, may answer and propose."""
    session = current_session()
    if queue.access(session, case) is None:
        with queue.answering(session, case):
            return posted(service.answer(session, statements_of(batch), batch["files"], act()))
    with inside_case(session, case):
        statements = statements_of(batch)
        return posted(service.post(session, statements, batch["files"], act(), seen=seen_version()))


def _line(row: CaseAccess) -> dict[str, Any]:
    return {
        "case": row.case_id,
        "code_name": row.code_name,
        "state": row.state,
        "t0": row.t0,
        "due": {"what": row.due_what, "by": row.due_by} if row.due_what else None,
        "turn": row.turn,
        "tenant_role": row.role,
        "version": row.version,
    }


def _invited(invited: queue.Invited) -> dict[str, Any]:
    stub = invited.stub
    return {
        "case": stub.case_id,
        "code_name": stub.code_name,
        "inviter": stub.inviter,
        "t0": stub.t0,
        "expires": stub.expires_at,
        "state": stub.state,
        "entries": invited.entries,
    }
