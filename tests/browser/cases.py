"""Cases as the browser tests find them, made by the people's own command lines.

[(case, code_name), …] = fresh(stage, 2)     # pip's, without a date
case = talk(stage)                           # the one that uv and PyPI have joined, made once
"""

from functools import partial

from hub.demo.cast import REPORTER
from hub.demo.steps_embargo import release_day

TITLE = "Wheels with two metadata directories install the wrong one"
REPORT = "A wheel may hold two `.dist-info` directories. Which of them counts is decided by chance."
NEWS = "Three more projects publish such wheels; none of them did it on purpose."


def fresh(stage, count):
    """Reports that pip Lead has taken on: no date, nobody invited, nobody else of pip reads them."""
    stage.sealed |= {TITLE, REPORT, NEWS}
    at = ("--to", f"pip@{stage.play.facts['pip']}", "--url", stage.play.stage.url, "--subject", TITLE)
    report = partial(stage.cli, REPORTER, "report", "-", *at, given=REPORT)
    stage.play.together(*(report for _ in range(count)))
    waiting = stage.cli("pip-lead", "intake", "list")["reports"]
    answer = partial(stage.cli, "pip-lead", "take-on", given="Thank you, we look at it.")
    taken = [answer(each["envelope"], "--answer", "-") for each in waiting if each["subject"] == TITLE]
    return [(each["case"], each["code_name"]) for each in taken]


def day(stage, days):
    """Return a Wednesday at least so many days from the hub's now, 15:00 UTC."""
    return release_day(stage.play.stage.clock.now(), days)


def joined(stage, teams):
    """Return a case with a date that these people of each team read: {"uv": "uv Lead,uv Maintainer"}."""
    [(case, code_name)] = fresh(stage, 1)
    stage.cli("pip-lead", "propose", case, day(stage, 21))
    for team in teams:
        stage.cli("pip-lead", "invite", case, team)
    accept = ("accept", code_name, "--people")
    stage.play.together(
        *(partial(stage.cli, f"{team}-lead", *accept, names) for team, names in teams.items())
    )
    stage.cli("pip-lead", "agent", "--once")
    return case


def talk(stage):
    """Return the case in which everything waits: "affected?", an unread letter, a later date."""
    if "talk" not in stage.facts:
        case = joined(stage, {"uv": "uv Lead,uv Maintainer", "pypi": "PyPI Lead"})
        stage.cli("pip-lead", "reply", case, "-", given=NEWS)
        stage.cli("pip-lead", "propose", case, day(stage, 35))
        stage.facts["talk"] = case
    return stage.facts["talk"]
