"""What every test may use: the place of the facts, and the report of the long drills."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
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


# How long an example takes says how busy the machine is; time is measured in tests/benchmarks alone.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# One process each: they share a stage, or homes that were furnished by some dozens of commands. The browser's
# would last longer than all others, so a second half of them, by name, has a process and a stage of its own.
TOGETHER = ("tests/browser/", "tests/hub/cli/", "tests/hub/client/")
SECOND_HALF = "tests/browser/test_t"
# What lasts stands first, so that at the end no process waits for another one's long file.
FIRST = ("tests/browser/", "tests/demo/", "tests/walls/", "tests/faults/", "tests/vault/", "tests/hub/")
# Tracing costs more than half of a test's time again; what these run is measured by the tests of its room.
UNMEASURED = tuple(f"tests/{each}/" for each in ("browser", "demo", "faults", "vault", "vectors", "walls"))
MEASURING = "COVERAGE_PROCESS_CONFIG"  # what coverage leaves to the processes that a test starts
DRILLS = pytest.StashKey[Drills]()


def pytest_addoption(parser):
    """Let make drill say where its report goes."""
    parser.addoption("--drill-report", type=Path, help="write what the drills did to this JSON file")


def pytest_collection_modifyitems(items):
    """Put the places in order, and leave what stands in each as it is."""
    ranks = {place: rank for rank, place in enumerate(FIRST)}
    items.sort(key=lambda item: ranks.get("/".join(item.nodeid.split("/")[:2]) + "/", len(FIRST)))


def pytest_configure(config):
    """Begin an empty report."""
    config.stash[DRILLS] = Drills()


class ByPlace(LoadScopeScheduling):
    """Keeps a file's tests in one process, and those of some places together."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        place = next((place for place in TOGETHER if file.startswith(place)), file)
        return SECOND_HALF if SECOND_HALF.startswith(place) and file >= SECOND_HALF else place


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out tests by place where `--dist loadfile` asks for it, in their order."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return ByPlace(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Trace nothing while a test runs that is not measured, with its set-up and its processes."""
    plugin = item.config.pluginmanager.getplugin("_cov")
    controller = plugin.cov_controller if plugin is not None else None
    if controller is None or not item.nodeid.startswith(UNMEASURED):
        return (yield)
    left, _ = os.environ.pop(MEASURING, None), controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()
        if left is not None:
            os.environ[MEASURING] = left


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
