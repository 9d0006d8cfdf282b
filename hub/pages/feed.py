"""/advisories.atom: the newest advisories as an Atom feed (RFC 4287).

The feed is a function of what was published: the same advisories give the same bytes, and so the same ETag.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Blueprint, Response

from hub.access import CallerKind, allow, current_session
from hub.access.guard import settings
from hub.pages.conditional import conditional
from hub.pages.frame import PAGE_SIZE
from hub.pages.publications import newest_whole, read
from tenants.cna.records.announce import advisory_text

blueprint = Blueprint("feed", __name__)

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# RFC 4287, 4.1.1 asks for a date also while there is nothing; it must not change with each request.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# XML 1.0, 2.2: characters that no document may hold, whatever the escape.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", ATOM)


@dataclass(frozen=True)
class FeedEntry:
    """One advisory; `text` is the whole of it in plain text."""

    id: str
    title: str
    team: str
    cve: str | None
    published_at: datetime
    text: str


def feed(entries: Sequence[FeedEntry], *, origin: str) -> bytes:
    """Return the feed of a hub at `origin`, with the newest entry first."""
    root = Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _add(root, "id", f"{origin}/advisories.atom")
    _add(root, "title", "Advisories")
    _add(root, "updated", _instant(max((each.published_at for each in entries), default=NEVER)))
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{origin}/advisories.atom")
    _add(root, "link", rel="alternate", type="text/html", href=f"{origin}/advisories")
    for each in entries:
        _entry(root, each, origin)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


@blueprint.get("/advisories.atom")
@allow(CallerKind.ANYONE)
def atom() -> Response:
    """Serve the feed."""
    origin = settings().origin
    entries = []
    for known, body in newest_whole(current_session(), limit=PAGE_SIZE):
        text = advisory_text(read(body), page=f"{origin}/advisories/{known.id}")
        entries.append(FeedEntry(known.id, known.title, known.team, known.cve, known.published_at, text))
    body = feed(entries, origin=origin)
    changed = entries[0].published_at if entries else None
    return conditional(body, CONTENT_TYPE, tag=sha256(body).hexdigest(), changed=changed)


def _entry(root: Element, each: FeedEntry, origin: str) -> None:
    address = f"{origin}/advisories/{each.id}"
    entry = SubElement(root, f"{{{ATOM}}}entry")
    _add(entry, "id", address)
    _add(entry, "title", f"{each.team}: {each.title}")
    _add(entry, "published", _instant(each.published_at))
    _add(entry, "updated", _instant(each.published_at))
    _add(SubElement(entry, f"{{{ATOM}}}author"), "name", each.team)
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    if each.cve:
        _add(entry, "category", term=each.cve)
    _add(entry, "content", each.text, type="text")


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> None:
    child = SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = _UNSPEAKABLE.sub("�", text) or None


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
