"""The driver: sets the stage, performs the script, and says what came of it.

It is a stage hand and no participant: it opens nothing and signs nothing. What people do, their clients do.
"""

import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from types import FrameType

from hub.demo.play import PEOPLE, Memory, Play
from hub.demo.report import Report, opening_lines, report_on, summary_lines
from hub.demo.script import AFTERWARDS, STEPS
from hub.demo.serve import agents, ways_in
from hub.demo.stage import Faults, set_stage
from hub.demo.troupe import Troupe

Tell = Callable[[str], None]
ALL = len(STEPS) + len(AFTERWARDS)


@contextmanager
def on_stage(data: Path, port: int, *, tell: Tell, faults: Faults | None = None) -> Iterator[Play]:
    """Set the stage and bring the people; a replay that was stopped between two steps goes on from there."""
    memory = Memory.at(data, port)
    with set_stage(data, port, faults=faults) as stage:
        people = stage.data / PEOPLE
        people.mkdir(mode=0o700, exist_ok=True)
        memory.path = people / "replay.json"
        yield Play(stage, Troupe(people, stage.logs / "acts.log"), memory, tell)


@contextmanager
def replay(data: Path | None, port: int, *, leave: bool, tell: Tell, begun: float) -> Iterator[Report]:
    """Replay the whole case in `data` (a directory that is removed afterwards if None is given).

    Yields the report while the hub is served; the way in is told unless the caller is to `leave` at once.
    `begun` is the monotonic instant from which the page's start is counted. DemoError, EngineError: it
    cannot run here; StepFailedError.
    """
    signal.signal(signal.SIGTERM, _end)
    with _directory(data) as directory, on_stage(directory, port, tell=tell) as play:
        page_seconds = time.monotonic() - begun
        for line in opening_lines(play):
            tell(line)
        play.run((*STEPS, *AFTERWARDS), until=ALL)
        report = report_on(play, page_seconds=page_seconds)
        for line in chain(summary_lines(report), () if leave else ways_in(play, report)):
            tell(line)
        with nullcontext() if leave else agents(play):
            yield report


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


@contextmanager
def _directory(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="accord-demo-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o711)  # the engines run as another account when the demo is started by root
        yield folder / "data"
