"""Public files that are fetched again and again: an ETag, a date, and 304 for who has them already."""

from datetime import datetime

from flask import Response, request


def conditional(body: bytes, content_type: str, *, tag: str, changed: datetime | None) -> Response:
    """Return the file, or 304 if the request names this version. Caches must ask each time."""
    response = Response(body, content_type=content_type)
    response.set_etag(tag)
    if changed is not None:
        response.last_modified = changed
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
