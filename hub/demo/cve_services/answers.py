"""Refusals as CVE Services words them: code, status, message; and its way of writing an instant."""

from datetime import UTC, datetime
from typing import Any


class RefusalError(Exception):
    """Ends the request with `status` and the JSON `body`."""

    def __init__(self, status: int, code: str, message: str, **more: object) -> None:
        """`more` are further members of the answer, such as `details`."""
        super().__init__(code)
        self.status = status
        self.body: dict[str, Any] = {"error": code, "message": message, **more}


# Codes whose message does not depend on the request. CVE_RECORD_EXISTS and _DNE have another status on the
# reject calls; that is how the server is.
_FIXED = {
    "UNAUTHORIZED": (401, "Unauthorized"),
    "CNA_ONLY": (403, "This function is currently only allowed to CNAs."),
    "ORG_CANNOT_RESERVE_FOR_OTHER": (403, "IDs cannot be reserved for another organization."),
    "RESERVATION_IN_PROGRESS": (403, "A reservation for this organization is already in progress."),
    "CANNOT_CHANGE_CVE_ID_WITH_RECORD": (403, "The ID has a record and changes with it."),
    "TRANSITION_STATE_RESERVED_NO_QUOTA": (403, "There is no quota left to reserve the ID again."),
    "CVE_RECORD_EXISTS": (403, "The cve record for the cve id already exists."),
    "CVE_RECORD_DNE": (403, "The cve record for the cve id does not exist."),
    "NO_BATCH_TYPE": (400, "batch_type is required for more than one ID."),
    "INVALID_BATCH_TYPE": (400, "batch_type is sequential or nonsequential."),
    "INVALID_AMOUNT": (400, "The amount must be above 0."),
    "OVER_NONSEQUENTIAL_MAX_AMOUNT": (403, "At most 10 nonsequential IDs can be reserved at a time."),
    "UNABLE_TO_STORE_CVE_RECORD": (400, "A problem occurred while saving the CVE Record."),
    "RECORD_TOO_LARGE": (413, "Records must be less than 3.8MB."),
    "TOO_MANY_REQUESTS": (429, "Too many requests. Please try again later."),
    "SERVICE_NOT_AVAILABLE": (500, "This service appears to not be available."),
}


def refusal(code: str, *, status: int | None = None, **more: object) -> RefusalError:
    """Return the refusal of a fixed code; `status` overrides the table's."""
    usual, message = _FIXED[code]
    return RefusalError(status or usual, code, message, **more)


def bad_input(message: str, parameter: str, location: str) -> RefusalError:
    """Return BAD_INPUT with one entry of `details`; `location` is body, param, params or query."""
    details = [{"msg": message, "param": parameter, "location": location}]
    return RefusalError(400, "BAD_INPUT", "Parameters were invalid", details=details)


def stamp(at: datetime) -> str:
    """Write an instant as JavaScript does: UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
