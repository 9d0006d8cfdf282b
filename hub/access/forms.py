"""Forms come from our own pages: a write outside the API names its origin, or is refused (CSRF).

Browsers say where a request comes from in Sec-Fetch-Site, which no script can set. An older one sends the
origin alone. Tokens in forms would need a session before sign-in, and say no more.
"""

from werkzeug.wrappers import Request

from tenants.kernel.errors import ForbiddenError


class ForeignFormError(ForbiddenError):
    """The form was not sent by a page of this host."""

    slug = "foreign-form"
    title = "The form comes from elsewhere"


def refuse_foreign(request: Request) -> None:
    """Return if the request comes from a page of the host it goes to; ForeignFormError otherwise."""
    site = request.headers.get("Sec-Fetch-Site")
    own = request.headers.get("Origin") == request.host_url.rstrip("/")
    if not (own if site is None else site == "same-origin"):
        raise ForeignFormError("send the form from this hub's own page")
