"""/readyz: can this process serve, and is the work behind it being done."""

from flask import Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from hub import migrate
from hub.access import CallerKind, allow, current_session, now
from tenants.kernel.outbox import backlog, oldest_due


@allow(CallerKind.ANYONE)
def readyz() -> tuple[Response, int]:
    """Answer 200 if requests can be served; what only delays work is said and does not fail."""
    said: dict[str, object] = {
        "database": False,
        "tables": False,
        "queue": current_app.extensions["accord.bell"].answers(),
    }
    try:
        session = current_session()
        said["tables"] = migrate.is_current(session.connection())
        said["database"] = True
        if said["tables"]:
            open_, dead = backlog(session)
            due = oldest_due(session)
            age = max(0.0, (now() - due).total_seconds()) if due else 0.0
            said["outbox"] = {"open": open_, "dead": dead, "age_s": round(age, 1)}
    except SQLAlchemyError:
        return jsonify(said), 503
    return jsonify(said), 200 if said["tables"] else 503
