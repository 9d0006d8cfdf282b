"""What the handlers of cases share: who acts, the answer to an act, and bodies that are an age file."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import request
from marshmallow import fields
from werkzeug.exceptions import LengthRequired

from crypto import strict_base64
from crypto.errors import LimitError
from crypto.kinds import Manifest
from crypto.ring import Reader
from crypto.statement import Statement, narrow, parse
from hub.access import CallerKind, current_caller, hub_name, now
from hub.access.guard import settings
from hub.api.schemas import ReceiptSchema, ReceiptsSchema
from tenants.disclosure.service import Act, Posted

F = TypeVar("F", bound=Callable[..., Any])

OCTETS = "application/octet-stream"
MANIFEST = "Accord-Manifest"
# The largest age files of FORMATS.md EV-2, Padmé, header and tags included, rounded up.
MEMBER_LIMIT = 27 * 2**20
REPORTER_LIMIT = 6 * 2**20


class PostedSchema(ReceiptsSchema):
    """What an act came to; `version` is the case's after it, and is the ETag too."""

    version = fields.Integer(required=True)


class EnvelopePostedSchema(ReceiptsSchema):
    """Where an envelope's manifest came to stand; `receipt` is the only one of `receipts`."""

    receipt = fields.Nested(ReceiptSchema, required=True)
    version = fields.Integer(required=True)


def act() -> Act:
    """Return who acts in this request."""
    caller = current_caller()
    return Act(Reader(caller.tenant, caller.person), hub_name(), now())


def etag(version: int) -> dict[str, str]:
    """Return the header that names a version."""
    return {"ETag": f'"{version}"'}


def posted(found: Posted) -> tuple[Posted, dict[str, str]]:
    """Return the answer to an act and its ETag."""
    return found, etag(found.version)


def age_file(view: F) -> F:
    """Refuse a body by its length before it is read: 411 without one, LimitError (EV-2) beyond the limit."""

    @functools.wraps(view)
    def sized(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the handler's own
        if request.content_length is None:
            raise LengthRequired
        limit = MEMBER_LIMIT if current_caller().kind is CallerKind.MEMBER else REPORTER_LIMIT
        if request.content_length > limit:
            raise LimitError("EV-2", "the file is larger than any envelope may be")
        request.max_content_length = min(limit, settings().body_limit)
        return view(*args, **kwargs)

    return cast("F", sized)


def manifest_given() -> Statement[Manifest] | None:
    """Return the manifest in the header, its form and signature checked (EV-1); None without the header.

    A CryptoError names the rule.
    """
    header = request.headers.get(MANIFEST)
    if header is None:
        return None
    return narrow(parse(strict_base64.decode(header, rule="DS-3"), hub=hub_name()), Manifest)
