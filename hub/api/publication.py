"""Arming: the publisher's recipient, and records sealed to it (CN-3, CN-4)."""

from datetime import timedelta
from typing import Any

from flask import request
from marshmallow import Schema, fields

from hub.access import CallerKind, allow, current_session, hub_name, now
from hub.access.guard import settings
from hub.api.acting import age_file
from hub.api.resource import Resource
from hub.api.writing import once
from tenants.cases import queue
from tenants.cna import arming, publisher
from tenants.cna.models import Publisher
from tenants.journal.record import load_case
from tenants.kernel.errors import NotFoundError
from tenants.kernel.ids import is_id

blueprint = Resource("publication", "Arming records, so that T0 needs nobody awake.")

PUBLISHER = "/cases/<case>/publisher"


class PublisherSchema(Schema):
    """Whom records are sealed to; `recipient` once the worker has made its identity."""

    state = fields.String(required=True, metadata={"description": "asked or ready"})
    recipient = fields.String(required=True, allow_none=True)


@blueprint.route(PUBLISHER, methods=["POST"])
@allow(CallerKind.MEMBER)
@once
@blueprint.response(202, PublisherSchema)
def post_publisher(case: str) -> dict[str, Any]:
    """Ask for a fresh recipient, for the owner and the CNA; the worker makes it, so look again."""
    session = current_session()
    with queue.reading(session, case):
        circle = load_case(session, case, hub=hub_name())
        before = timedelta(hours=settings().arm_hours)
        return _shown(arming.ask(session, circle, before=before, now=now()))


@blueprint.route(PUBLISHER)
@allow(CallerKind.MEMBER)
@blueprint.response(200, PublisherSchema)
def get_publisher(case: str) -> dict[str, Any]:
    """See whether the recipient is made."""
    session = current_session()
    with queue.looking(session, case):
        arming.refuse_others(session, load_case(session, case, hub=hub_name()))
        found = publisher.live(session)
        if found is None:
            raise NotFoundError
        return _shown(found)


@blueprint.route("/cases/<case>/armed/<envelope>", methods=["PUT"])
@allow(CallerKind.MEMBER)
@age_file
@once
@blueprint.response(204)
def put_armed(case: str, envelope: str) -> None:
    """Hand in a record that is sealed to the publisher; treat its text as readable by the operator."""
    if not is_id(envelope):
        raise NotFoundError
    session = current_session()
    with queue.reading(session, case):
        arming.put(session, load_case(session, case, hub=hub_name()), envelope, request.get_data())


def _shown(found: Publisher) -> dict[str, Any]:
    return {"state": "ready" if found.recipient else "asked", "recipient": found.recipient}
