"""After the replay: the way in for a newcomer, as every role, and the hub stays up until it is stopped."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from hub.demo.advisories import PIP_ID
from hub.demo.cast import TEAMS, name_of
from hub.demo.doors import key_of, leave
from hub.demo.play import Play
from hub.demo.processes import ACCORD, Service, environment
from hub.demo.report import Report
from hub.demo.troupe import Act

# Whose browser is worth being: the owner's lead, the invited team's, the CNA, and somebody who sees nothing.
SHOWN = ("pip-lead", "uv-lead", "psf-operator-one", "cpython-lead")
READERS = ("pip-lead", "uv-lead", "psf-operator-one")


def ways_in(play: Play, report: Report) -> Iterator[str]:
    """Yield what is printed: addresses, one-time links per role, commands that read a letter as a role."""
    links = dict(zip(SHOWN, sign_in_links(play), strict=True))
    doors = {who: door_of(play, who) for who in SHOWN}
    yield ""
    yield f"First minute: open  {doors['pip-lead']}"
    yield f"  You are {name_of('pip-lead')}. uv asks for another date: read why, and answer. A fresh report"
    yield "  waits to be taken on. Both are made up, and nothing you do leaves this machine. The hub's clock"
    yield "  went on to the day of disclosure, and so does this vault's."
    yield ""
    yield "What everybody sees:"
    yield f"  {report.url}/                        the hub"
    yield f"  {report.url}/advisories/{PIP_ID}   the advisory, with its CVE and OSV records"
    yield f"  {report.url}/advisories.atom         the feed"
    yield ""
    yield "Be somebody, each in a vault of their own with their device in place. A link works once:"
    for who, door in doors.items():
        yield f"  {name_of(who):18} {door}"
    yield "Or only look at their queue, without letters, on the host of their team:"
    for who, link in links.items():
        yield f"  {name_of(who):18} {link}"
    yield ""
    yield "Read the sealed letters, each role with the keys of its own home directory:"
    for who in READERS:
        yield f"  # {name_of(who)}"
        yield f"  {play.troupe.command(who, ['read', str(play.facts['code_name'])])}"
    yield f"  # {name_of('cpython-lead')}: there is no such case"
    yield f"  {play.troupe.command('cpython-lead', ['read', str(play.facts['code_name'])])}"
    yield ""


def door_of(play: Play, who: str) -> str:
    """Return a one-time address that puts this person's device into a browser, on a vault of their own."""
    key = key_of(play.troupe.home(who), name=name_of(who), slug=who.partition("-")[0])
    secret = leave(Path(play.stage.env["ACCORD_DATA"]), key)
    return f"http://vault.{who}.localhost:{play.stage.port}/demo/{secret}"


def sign_in_links(play: Play) -> list[str]:
    """Return a one-time link for every shown role, on the host of its own team."""
    shows = "a member's device signs their browser in"
    asked = (partial(play.troupe.run, Act(who, ("sign-in",), shows)) for who in SHOWN)
    return [on_host(said["url"], who) for who, said in zip(SHOWN, play.together(*asked), strict=True)]


def on_host(link: str, who: str) -> str:
    """Return the link on the host of this person's team, such as ``pip.localhost``."""
    parts = urlsplit(link)
    return parts._replace(netloc=f"{who.partition('-')[0]}.localhost:{parts.port}").geturl()


@contextmanager
def agents(play: Play) -> Iterator[None]:
    """Let the client of every team's founder look after things while the hub is served: keys, witnessing."""
    at_work = [
        Service(
            f"agent of {team.slug}",
            (*ACCORD, "agent"),
            environment(**play.troupe.variables(team.founder.key)),
            play.stage.logs / "agents.log",
        )
        for team in TEAMS.values()
    ]
    try:
        for each in at_work:
            each.start()
        yield
    finally:
        for each in at_work:
            each.stop()


def wait_for_the_end() -> None:
    """Wait until Ctrl-C or a signal to end."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    while not stop.wait(1):
        pass
