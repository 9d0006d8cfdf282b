"""After the replay: the way in for a newcomer, as every role, and the hub stays up until it is stopped."""

import signal
import threading
from collections.abc import Iterator
from functools import partial
from types import FrameType
from urllib.parse import urlsplit

from hub.demo.advisories import PIP_ID
from hub.demo.cast import name_of
from hub.demo.play import Play
from hub.demo.report import Report
from hub.demo.troupe import Act

# Whose browser is worth being: the owner's lead, the invited team's, the CNA, and somebody who sees nothing.
SHOWN = ("pip-lead", "uv-lead", "psf-operator-one", "cpython-lead")
READERS = ("pip-lead", "uv-lead", "psf-operator-one")


def ways_in(play: Play, report: Report) -> Iterator[str]:
    """Yield what is printed: addresses, one-time links per role, commands that read a letter as a role."""
    yield ""
    yield "What everybody sees:"
    yield f"  {report.url}/                        the hub"
    yield f"  {report.url}/advisories/{PIP_ID}   the advisory, with its CVE and OSV records"
    yield f"  {report.url}/advisories.atom         the feed"
    yield ""
    yield "Sign in as somebody. A link works once; every team has its own host, so one browser can be all:"
    for who, link in zip(SHOWN, sign_in_links(play), strict=True):
        yield f"  {name_of(who):18} {link}"
    yield ""
    yield "Read the sealed letters, each role with the keys of its own home directory:"
    for who in READERS:
        yield f"  # {name_of(who)}"
        yield f"  {play.troupe.command(who, ['read', str(play.facts['code_name'])])}"
    yield f"  # {name_of('cpython-lead')}: there is no such case"
    yield f"  {play.troupe.command('cpython-lead', ['read', str(play.facts['code_name'])])}"
    yield ""


def sign_in_links(play: Play) -> list[str]:
    """Return a one-time link for every shown role, on the host of its own team."""
    shows = "a member's device signs their browser in"
    asked = (partial(play.troupe.run, Act(who, ("sign-in",), shows)) for who in SHOWN)
    return [on_host(said["url"], who) for who, said in zip(SHOWN, play.together(*asked), strict=True)]


def on_host(link: str, who: str) -> str:
    """Return the link on the host of this person's team, such as ``pip.localhost``."""
    parts = urlsplit(link)
    return parts._replace(netloc=f"{who.partition('-')[0]}.localhost:{parts.port}").geturl()


def wait_for_the_end() -> None:
    """Wait until Ctrl-C or a signal to end."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    while not stop.wait(1):
        pass
