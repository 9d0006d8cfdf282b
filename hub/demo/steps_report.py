"""Steps 2 and 3: one report, sealed to pip by somebody without account, becomes a case."""

import os
from functools import partial

from hub.demo.cast import REPORTER
from hub.demo.play import Play, expect
from hub.demo.troupe import NOT_FOUND

TITLE = "Entry points can leave the scripts directory ({bird_report_title})"
REPORT = """\
A wheel whose entry point is called "../../outside" makes pip write the script outside of the scripts \
directory. A crafted wheel can replace a file of the user that way, without any of its code being run. \
I have seen the same in uv. This shows it: ({bird_report_body})
"""
ANSWER = "Thank you, we can see it too and are on it. You will be credited. ({bird_answer})"
THANKS = "Thank you. Please credit me by my role, as in the public replay. ({bird_reporter_reply})"


def hand_in(play: Play) -> None:
    """The reporter knows pip's genesis from outside the hub, and keeps twelve words."""
    said = play.act(
        REPORTER,
        *("report", "-", "--to", "pip@{pip}", "--url", play.stage.url, "--subject", TITLE),
        shows="a report is sealed on the reporter's machine, without an account",
        given=REPORT,
    )
    words = play.troupe.home(REPORTER) / "words"
    with os.fdopen(os.open(words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(said["words"])
    expect(len(said["words"].split()) == 12, "the reporter gets twelve words")  # noqa: PLR2004 - BIP39, 128 bits
    play.refused(
        REPORTER,
        *("report", "-", "--to", "pip@{psf}", "--url", play.stage.url, "--subject", "x"),
        shows="another team's genesis is not taken for pip's",
        given="x",
        status=1,
    )


def take_on(play: Play) -> None:
    """A duty member opens it, grants two colleagues and answers; nobody else of pip sees a case."""
    waiting = play.act("pip-maintainer", "intake", "list", shows="people on duty read what arrives")[
        "reports"
    ]
    bodies = [each["body"] for each in waiting]
    expect(
        any(play.filled("{bird_report_body}") in body for body in bodies), "the report can be read on duty"
    )
    play.act(
        "pip-lead",
        *("take-on", waiting[0]["envelope"], "--answer", "-"),
        *("--grant", "pip Maintainer", "--grant", "pip Release Manager"),
        shows="a case with its rings is made, the report re-posted, the reporter answered",
        given=ANSWER,
        keep={"case": "case", "code_name": "code_name"},
    )
    play.together(
        partial(_reporter_returns, play),
        partial(_colleague_reads, play, "pip-release-manager"),
        partial(_stranger, play, "pip-triager"),
        partial(_accepts_report, play),
    )
    left = play.act("pip-maintainer", "intake", "list", shows="what was taken on waits no longer")["reports"]
    expect(not left, "the intake is empty")


def _reporter_returns(play: Play) -> None:
    env = (("ACCORD_WORDS_FILE", str(play.troupe.home(REPORTER) / "words")),)
    at = ("--url", play.stage.url)
    read = play.act(REPORTER, "receipt", "read", *at, shows="twelve words bring the reporter back", env=env)
    bodies = [each["body"] or "" for each in read["letters"]]
    expect(any(play.filled("{bird_answer}") in body for body in bodies), "the reporter reads the answer")
    expect({each["ring"] for each in read["letters"]} == {"reporter"}, "the reporter sees one ring")
    play.act(REPORTER, "receipt", "reply", "-", *at, shows="and answers", env=env, given=THANKS)


def _colleague_reads(play: Play, who: str) -> None:
    letters = play.act(who, "read", "{case}", shows="a granted colleague reads")["letters"]
    quoted = [each["quoted"] for each in letters if each["quoted"]]
    verified = [each for each in quoted if each["verified"]]
    expect(
        any(play.filled("{bird_report_body}") in each["body"] for each in verified),
        "the report is re-posted with the reporter's own signature",
    )


def _stranger(play: Play, who: str) -> None:
    play.refused(who, "show", "{case}", shows="a member without a grant finds no case", status=NOT_FOUND)


def _accepts_report(play: Play) -> None:
    for move in ("v", "a"):
        play.act(
            "pip-lead", "status", "{case}", "rm", move, shows="Vultron's report states move by the table"
        )
