"""The script: the real case of 2026, as it could have gone, in eight steps.

Each step is a file's worth of lines: who runs which command of the client, and what that shows. What must not
work is part of it: strangers who look, an invited team before its consent, readers before the date.
"""

from hub.demo.play import Play, Step
from hub.demo.steps_disclosure import check, disclose, search
from hub.demo.steps_embargo import agree, invite_uv
from hub.demo.steps_left import leave_cases
from hub.demo.steps_numbering import number
from hub.demo.steps_report import hand_in, take_on
from hub.demo.steps_teams import enrol_teams


def _agree_and_search(play: Play) -> None:
    agree(play)
    search(play, "after the date is agreed")


STEPS = (
    Step(1, "Five teams enrol by join code; pip, uv and PyPI form a group", enrol_teams),
    Step(2, "A reporter without account seals a report to pip", hand_in),
    Step(3, "pip takes it on, grants two colleagues, answers the reporter", take_on),
    Step(4, "uv is invited, consents, and only then reads", invite_uv),
    Step(5, "One date for both: the shorter stands, the longer is agreed", _agree_and_search),
    Step(6, "The PSF numbers pip's flaw unread, refers uv's; records are armed", number),
    Step(7, "At T0 advisories, CVE and OSV records appear together", disclose),
    Step(8, "Anybody can check the logs; stock age opens a letter", check),
)
# What is no part of the real case, and there for whoever opens the demo.
AFTERWARDS = (Step(9, "Two made-up cases are left open: one in negotiation, one at intake", leave_cases),)
