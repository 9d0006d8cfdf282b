"""What all pages share: the frame, how instants and addresses are written, and the page of an error.

    base.html       the frame; a page fills the blocks `title` and `main`
    error.html      what an error shows, the same to everybody
    sign_in.html    the button behind a one-time link

Templates escape what they print and refuse a name that nobody gave.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g, render_template, request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from hub.access import CallerKind, current_caller
from hub.access.guard import settings

NAVIGATION = (
    ("/advisories", "Advisories"),
    ("/report", "Report"),
    ("/tenants", "Teams"),
    ("/how-it-works", "How it works"),
)
PAGE_SIZE = 50
"""How many entries a list shows before it asks to go on."""

# One sentence for what is hidden and for what never was.
SENTENCES: Mapping[int, tuple[str, ...]] = {
    HTTPStatus.NOT_FOUND: ("There is nothing at this address, or nothing for you.",),
    HTTPStatus.UNAUTHORIZED: (
        "This page is for members who are signed in.",
        "Run “accord sign-in” in your terminal: it prints a link that opens a session in this browser.",
        "Your letters open in the vault, with the keys of this browser.",
    ),
    HTTPStatus.FORBIDDEN: ("This is not for you, or the link was used already. Ask for a new one.",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Wait a minute, then try again.",),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "The hub cannot answer just now. Nothing was lost; try again in a minute.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("Something failed here. Nothing you sent was shown to anybody.",),
}

templates = Blueprint("frame", __name__, template_folder="templates")


def install(app: Flask) -> None:
    """Give the templates of `app` their place, their filters and what every page shows."""
    app.register_blueprint(templates)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"instant": instant, "link": link}
    app.context_processor(_surroundings)


def error_page(status: int, title: str) -> str:
    """Return the page of an error; it says nothing of who asks, so that all who ask see the same."""
    sentences = SENTENCES.get(status, ("The request could not be answered.",))
    return render_template("error.html", title=title, sentences=sentences, here="", signed_in=False)


def instant(at: datetime) -> Markup:
    """Write an aware instant for people, in UTC and saying so, and for machines."""
    when = at.astimezone(UTC)
    words = f"{when:%a} {when.day} {when:%b %Y}, {when:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(f"{when:%Y-%m-%dT%H:%M:%SZ}", words)


def link(value: str, name: str | None = None) -> Markup:
    """Write an address as a link under its own or another name; what is no https address as plain text."""
    if not is_address(value) and not value.startswith(f"{settings().origin}/"):
        return escape(value)
    return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(value, name or value)


def is_address(value: str) -> bool:
    """Return whether this is a whole https address without credentials, and nothing else."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    plain = value.isprintable() and not any(each in value for each in ' <>"\\')
    return plain and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def _surroundings() -> dict[str, object]:
    signed_in = "caller" in g and current_caller().kind is CallerKind.WEB
    return {
        "navigation": NAVIGATION,
        "here": request.path,
        "origin": settings().origin,
        "vault": settings().vault,
        "signed_in": signed_in,
        "replay": settings().demo,
    }
