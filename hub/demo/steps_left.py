"""After the replay: two cases are left for a newcomer, one in the middle of a negotiation, one at intake.

Both reports are made up, and say so. They are played by the same clients as everything before.
"""

import os
from functools import partial

from hub.demo.cast import REPORTER
from hub.demo.play import Play
from hub.demo.steps_embargo import ZONE, release_day

OPEN_TITLE = "A redirected index keeps the credentials of the first host"
OPEN_REPORT = """\
When an index answers a project page with a redirect to another host, the Authorization header that was set \
for the first host is sent to the second one as well. Whoever can make an index redirect collects the tokens \
of everybody who installs through it.

I see it with an index behind a mirror that redirects with 302: three lines of a test server are enough. \
Other installers that follow redirects of index pages may do the same.

(This report is made up for the demo.)
"""
OPEN_ANSWER = "Thank you. We can see it with your server and are looking at who else follows such redirects."
AFFECTED = """\
Affected. We keep the header across redirects to other hosts within one session, since a release of last \
spring. A fix is small; its test needs a second host, which our CI gets next week.
"""
WHY_LATER = """\
Your day is in the week of our own release freeze. A fortnight later both of us could ship, and the index \
teams would have had time to look at their logs. Could you live with that?
"""
FRESH_TITLE = "A wheel's RECORD may name the same file twice with two hashes"
FRESH_REPORT = """\
A wheel can list one path twice in RECORD, under two hashes. The check at installation is made against the \
first line and the check of an installed environment against the second, so that a changed file is \
reported as whole.

Tried with the two newest releases. A wheel that shows it has 2 KB; I can hand it over in the case. I would \
like to be credited by name once this is public.

(This report is made up for the demo.)
"""


def leave_cases(play: Play) -> None:
    """One waits for pip's answer to a later date, the other to be taken on."""
    _report(play, "open", OPEN_TITLE, OPEN_REPORT)
    _open(play)
    play.together(partial(_negotiate, play), partial(_report, play, "fresh", FRESH_TITLE, FRESH_REPORT))


def _report(play: Play, name: str, title: str, body: str) -> None:
    said = play.act(
        REPORTER,
        *("report", "-", "--to", "pip@{pip}", "--url", play.stage.url, "--subject", title),
        shows="one more report, sealed without an account",
        given=body,
    )
    words = play.troupe.home(REPORTER) / f"words-{name}"
    with os.fdopen(os.open(words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(said["words"])


def _open(play: Play) -> None:
    """A case, a proposed day, and uv invited under it; uv consents."""
    [waiting] = play.act("pip-lead", "intake", "list", shows="a new report waits")["reports"]
    play.act(
        "pip-lead",
        *("take-on", waiting["envelope"], "--answer", "-", "--grant", "pip Maintainer"),
        shows="pip takes it on",
        given=OPEN_ANSWER,
        keep={"open_case": "case", "open_code_name": "code_name"},
    )
    now = play.stage.clock.now()
    play.facts.update(open_t0=release_day(now, 12), open_later=release_day(now, 26))
    play.act("pip-lead", "propose", "{open_case}", "{open_t0}", "--zone", ZONE, shows="pip names a day")
    play.act("pip-lead", "invite", "{open_case}", "uv", shows="pip invites uv under that day")
    names = "uv Lead,uv Maintainer"
    play.act("uv-lead", "accept", "{open_code_name}", "--people", names, shows="uv accepts the embargo")
    play.act("pip-lead", "agent", "--once", shows="pip's agent seals the keys to uv")


def _negotiate(play: Play) -> None:
    """The invited team is affected and asks for a later day, which is pip's to answer."""
    for purpose, text in (("impact", AFFECTED), ("reason", WHY_LATER)):
        words = ("reply", "{open_case}", "-", "--purpose", purpose)
        play.act("uv-lead", *words, shows="uv writes to the case", given=text)
    play.act("uv-lead", "propose", "{open_case}", "{open_later}", "--zone", ZONE, shows="uv asks for later")
