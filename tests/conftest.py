"""What every test may use: the place of the facts, and the report of the long drills."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.support.facts import ABSENT


@dataclass
class Drill:
    """What one fault drill did; `failures` stays 0 where the promise held."""

    name: str
    seed: int
    attempts: int = 0
    failures: int = 0


@dataclass
class Drills:
    """The drills of one run, in the order in which they began."""

    ran: list[Drill] = field(default_factory=list)

    def begin(self, name: str, *, seed: int) -> Drill:
        """Enter a drill into the report; the test counts its attempts and failures on what it gets."""
        self.ran.append(Drill(name, seed))
        return self.ran[-1]


TOGETHER = ("tests/browser/",)
DRILLS = pytest.StashKey[Drills]()


def pytest_addoption(parser):
    """Let make drill say where its report goes."""
    parser.addoption("--drill-report", type=Path, help="write what the drills did to this JSON file")


def pytest_configure(config):
    """Begin an empty report."""
    config.stash[DRILLS] = Drills()


class ByPlace(LoadScopeScheduling):
    """Keeps a file's tests in one process, and those of the browser together, as they share one stage."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return next((place for place in TOGETHER if file.startswith(place)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out tests by place where `--dist loadfile` asks for it."""
    return ByPlace(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_sessionfinish(session):
    """Write the report, also when a drill failed: that is what it is for."""
    path = session.config.getoption("--drill-report")
    if path is not None:
        path.write_text(
            json.dumps([asdict(each) for each in session.config.stash[DRILLS].ran], indent=2) + "\n"
        )


def pytest_terminal_summary(terminalreporter):
    """Say once how much was not held against the official files; on a bare machine that is right."""
    skipped = terminalreporter.stats.get("skipped", [])
    missed = [each for each in skipped if ABSENT in str(each.longrepr)]
    if missed:
        terminalreporter.write_line(
            f"{len(missed)} tests need official files in ../shared, which is not here."
        )


@pytest.fixture(scope="session")
def drills(pytestconfig):
    """Return the report that a drill enters itself into."""
    return pytestconfig.stash[DRILLS]
