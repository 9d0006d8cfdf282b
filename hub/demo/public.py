"""What anybody can see of the hub without signing in, and what CVE Services was sent."""

import re
from datetime import datetime
from email.message import Message

import psycopg
import requests

from hub.demo.advisories import PIP_ID, UV_ID
from hub.demo.cast import ANNOUNCE
from hub.demo.mailbox import read_mails
from hub.demo.play import Play, expect
from hub.demo.processes import LOOPBACK, fetch
from hub.engines.postgres import DATABASE, SUPERUSER

FOUND, MISSING = 200, 404
ROLES = ("reporter", "coordinator", "remediation developer", "remediation reviewer")
_PUBLISHED = "SELECT kind, name, sha256, published_at FROM publication ORDER BY published_at, kind"
_OSV = re.compile(r"/osv/([A-Za-z0-9-]+)\.json")


def page(play: Play, path: str) -> requests.Response:
    """Fetch a page as a stranger."""
    return fetch(f"http://{LOOPBACK}:{play.stage.port}{path}", host=f"localhost:{play.stage.port}")


def addresses(play: Play) -> tuple[str, ...]:
    """The stable addresses of everything that appears at T0; that of the OSV record is learnt then."""
    return (f"/advisories/{PIP_ID}", f"/advisories/{UV_ID}", f"/cve/{play.facts['cve']}.json")


def expect_nothing(play: Play) -> None:
    """Nothing of the case is public: no page, no feed entry, no record at CVE Services."""
    for path in addresses(play):
        expect(page(play, path).status_code == MISSING, f"{path} is not there before T0")
    for path in ("/advisories", "/advisories.atom", "/"):
        shown = page(play, path)
        expect(shown.status_code == FOUND, f"{path} is served")
        expect(PIP_ID not in shown.text and UV_ID not in shown.text, f"{path} names no advisory before T0")
    expect(_sent(play).status_code == MISSING, "CVE Services has no record before T0")


def is_out(play: Play, t0: datetime) -> bool:
    """Whether the last thing that has to appear has appeared; StepFailedError if anything has before T0."""
    there = [page(play, path).ok for path in addresses(play)]
    expect(not any(there) or play.stage.clock.now() >= t0, "nothing is there before T0")
    return all(there) and bool(_announcements(play))


def expect_everything(play: Play, t0: datetime) -> None:
    """Both advisories, the CVE and the OSV record, in that order, with all credits; one announcement."""
    _expect_order(play, t0)
    for path in addresses(play)[:2]:
        text = page(play, path).text
        expect(all(role in text.lower() for role in ROLES), f"{path} credits all four roles")
    feed = page(play, "/advisories.atom").text
    expect(PIP_ID in feed and UV_ID in feed, "the feed carries both advisories")
    record = page(play, addresses(play)[2]).json()
    given = {each["type"] for each in record["containers"]["cna"]["credits"]}
    expect(given == set(ROLES), "the CVE record credits all four roles")
    expect(_sent(play).json()["containers"]["cna"]["title"], "CVE Services has the record")
    play.facts["osv"] = _osv_id(play)
    osv = page(play, f"/osv/{play.facts['osv']}.json").json()
    given = {each["type"].lower().replace("_", " ") for each in osv["credits"]}
    expect(given == set(ROLES), "the OSV record credits all four roles")
    expect(len(_announcements(play)) == 1, "one mail goes to pip's announce address")


def published(play: Play) -> list[tuple[str, str, str, datetime]]:
    """Kind, name, SHA-256 and instant of everything published, in order; asked of the hub's own table."""
    sockets = str(play.stage.engines.ground.sockets)
    with psycopg.connect(host=sockets, user=SUPERUSER, dbname=DATABASE) as connection:
        return connection.execute(_PUBLISHED).fetchall()


def _expect_order(play: Play, t0: datetime) -> None:
    rows = published(play)
    first = {kind: min(at for each, _, _, at in rows if each == kind) for kind in ("advisory", "cve", "osv")}
    last = {kind: max(at for each, _, _, at in rows if each == kind) for kind in first}
    expect(
        last["advisory"] <= first["cve"] <= last["cve"] <= first["osv"], "advisory, CVE, OSV: in that order"
    )
    expect(first["advisory"] >= t0, "nothing appears before T0")


def _sent(play: Play) -> requests.Response:
    return fetch(f"{play.stage.env['ACCORD_CVE_URL']}cve/{play.facts['cve']}")


def _osv_id(play: Play) -> str:
    found = _OSV.search(page(play, addresses(play)[0]).text)
    expect(found, "the advisory's page leads to its OSV record")
    return found.group(1) if found else ""


def _announcements(play: Play) -> list[Message]:
    return [mail for mail in read_mails(play.stage.mailbox.directory) if mail["To"] == ANNOUNCE]
