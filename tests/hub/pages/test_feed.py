"""The Atom feed: valid whatever the texts hold, the same bytes for the same advisories, sent once."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from hub.pages.feed import FeedEntry, feed
from hub.pages.frame import PAGE_SIZE

A = "{http://www.w3.org/2005/Atom}"
AT = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
ORIGIN = "https://hub.example"


def entry(number=1, **changes):
    given = {
        "id": f"pip-2026-{number}",
        "title": "A title",
        "team": "pip",
        "cve": "CVE-1900-1001",
        "published_at": AT,
        "text": "The text",
    }
    return FeedEntry(**(given | changes))


def parsed(data):
    """Read a document; a broken one raises."""
    return ET.fromstring(data)  # noqa: S314 - our own feed


def required(root):
    """Check what RFC 4287 (4.1.1, 4.1.2) asks of a feed and of each entry."""
    assert root.tag == f"{A}feed"
    for place in (root, *root.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(place.findall(f"{A}{name}")) == 1
            assert place.findtext(f"{A}{name}")
        datetime.fromisoformat(place.findtext(f"{A}updated"))
        assert any(each.get("rel") == "alternate" for each in place.findall(f"{A}link"))
    for each in root.iter(f"{A}entry"):
        assert each.findtext(f"{A}author/{A}name")
        assert each.find(f"{A}content").get("type") == "text"


def test_an_empty_feed_is_a_feed():
    root = parsed(feed([], origin=ORIGIN))

    required(root)
    assert root.findtext(f"{A}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize("text", ["<script>&amp;</script>", "]]>", "\x00\x08\ufffe", "\ud800", "ä😀\n\n"])
def test_no_text_breaks_the_document(text):
    root = parsed(feed([entry(title=f"x{text}", team=f"x{text}", text=f"x{text}")], origin=ORIGIN))

    required(root)
    assert len(root.findall(f"{A}entry")) == 1
    assert list(root.iter()) == [each for each in root.iter() if each.tag.startswith(A)]


def test_entries_keep_their_order_and_the_feed_is_as_new_as_the_newest():
    entries = [entry(2, published_at=AT + timedelta(hours=1)), entry(1, cve=None)]
    root = parsed(feed(entries, origin=ORIGIN))

    required(root)
    found = root.findall(f"{A}entry")
    assert [each.findtext(f"{A}id") for each in found] == [
        f"{ORIGIN}/advisories/pip-2026-2",
        f"{ORIGIN}/advisories/pip-2026-1",
    ]
    assert root.findtext(f"{A}updated") == "2026-06-01T16:00:00Z"
    assert [each.find(f"{A}category") is None for each in found] == [False, True]


def test_a_feed_says_the_whole_advisory(hub, published):
    published()
    answer = hub.client.get("/advisories.atom")
    root = parsed(answer.data)

    required(root)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    text = root.findtext(f"{A}entry/{A}content")
    assert "This is a replay" in text
    assert "remediation reviewer" in text
    assert "http://localhost:8080/advisories/pip-2026-1" in text


def test_who_has_the_feed_is_not_sent_it_again(hub, published):
    published()
    first = hub.client.get("/advisories.atom")
    again = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}

    assert hub.client.get("/advisories.atom", headers=again).status_code == 304
    assert hub.client.get("/advisories.atom", headers=since).status_code == 304
    published("pip-2026-2", at=AT + timedelta(days=1))
    assert hub.client.get("/advisories.atom", headers=again).status_code == 200
    assert hub.client.get("/advisories.atom", headers=since).status_code == 200


def test_an_empty_feed_has_no_date_of_its_own(hub):
    assert "Last-Modified" not in hub.client.get("/advisories.atom").headers


def test_the_feed_ends_after_a_page(hub, many):
    many(PAGE_SIZE + 3)
    root = parsed(hub.client.get("/advisories.atom").data)

    assert len(root.findall(f"{A}entry")) == PAGE_SIZE
