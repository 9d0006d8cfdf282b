"""What a replay amounts to: one JSON object for machines, some lines for people."""

from dataclasses import asdict, dataclass
from typing import Any

from hub.demo.cast import TEAMS, people
from hub.demo.mailbox import read_mails
from hub.demo.play import Play


@dataclass(frozen=True)
class Report:
    """The result. `page_seconds` is how long the served page took, from when the caller began to count."""

    url: str
    data: str
    page_seconds: float
    replay_seconds: float
    steps: list[dict[str, Any]]
    acts: int
    facts: dict[str, Any]
    scans: dict[str, Any]
    mails: int
    processes: dict[str, int]

    def shown(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def report_on(play: Play, *, page_seconds: float) -> Report:
    """Gather the report of a finished replay; the founding codes are left out of it."""
    steps: list[dict[str, Any]] = [
        {"number": number, "name": name, "seconds": seconds}
        for number, (name, seconds) in enumerate(play.memory.done, start=1)
    ]
    facts = {name: value for name, value in play.facts.items() if not name.endswith("_founding_code")}
    return Report(
        url=play.stage.url,
        data=str(play.stage.data),
        page_seconds=round(page_seconds, 1),
        replay_seconds=round(sum(seconds for _, seconds in play.memory.done), 1),
        steps=steps,
        acts=play.troupe.acts,
        facts=facts,
        scans=play.memory.scans,
        mails=len(read_mails(play.stage.mailbox.directory)),
        processes={name: service.deaths for name, service in play.stage.services.items()},
    )


def opening_lines(play: Play) -> list[str]:
    """What a newcomer is told while the first step runs."""
    count = len(list(people()))
    return [
        "",
        "Accord replays a public case of 2026 as it could have gone: entry-point names that escape the",
        f"scripts directory, found in pip and in uv. {count} people of {len(TEAMS)} teams and a reporter",
        "take part, each in processes of their own with a home directory of their own. People are",
        "fictitious and named by role; identifiers are of the year 1900.",
        "",
        f"The hub is at {play.stage.url} and in {play.stage.data}",
        "",
    ]


def summary_lines(report: Report) -> list[str]:
    """How long it took."""
    return [
        "",
        f"The page was up after {report.page_seconds:.0f} s.",
        f"The replay took {report.replay_seconds:.0f} s and {report.acts} runs of the client.",
    ]
