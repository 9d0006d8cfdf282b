"""/readyz: can this process serve. What waits behind it is the operator's to see: `accord hub orders`."""

from flask import Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from hub import migrate
from hub.access import CallerKind, allow, current_session


@allow(CallerKind.ANYONE)
def readyz() -> tuple[Response, int]:
    """Answer 200 if requests can be served; a queue that is away only delays work, and does not fail."""
    said = {"database": False, "tables": False, "queue": current_app.extensions["accord.bell"].answers()}
    try:
        said["tables"] = migrate.is_current(current_session().connection())
        said["database"] = True
    except SQLAlchemyError:
        return jsonify(said), 503
    return jsonify(said), 200 if said["tables"] else 503
