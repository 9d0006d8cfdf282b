"""/.well-known/security.txt (RFC 9116): whom to tell about a flaw in this hub, and where its teams are."""

from datetime import datetime, timedelta

from flask import Blueprint, Response

from hub.access import CallerKind, allow, now
from hub.access.guard import settings

blueprint = Blueprint("security_txt", __name__)

# RFC 9116, 2.5.5: less than a year ahead is recommended. It is computed, so that it never lapses.
LIVES = timedelta(days=180)


def written(origin: str, now: datetime) -> str:
    """Return the file. Contact is the way of this hub itself: it takes a report without an account."""
    expires = (now + LIVES).replace(hour=0, minute=0, second=0, microsecond=0)
    fields = (
        ("Contact", f"{origin}/report"),
        ("Expires", f"{expires:%Y-%m-%dT%H:%M:%SZ}"),
        ("Preferred-Languages", "en"),
        ("Canonical", f"{origin}/.well-known/security.txt"),
        ("Policy", f"{origin}/how-it-works"),
    )
    return "".join(f"{name}: {value}\n" for name, value in fields)


@blueprint.get("/.well-known/security.txt")
@allow(CallerKind.ANYONE)
def security_txt() -> Response:
    """Serve the file as RFC 9116, section 3 has it: text/plain in UTF-8."""
    return Response(written(settings().origin, now()), content_type="text/plain; charset=utf-8")
