"""A desk whose case has its number already: made once in a process, and copied for each test that asks.

    def test_x(numbered):                   # the fixture of this module
        made = numbered.desk.arm(numbered.case, numbered.cve)

Copied are the database, what CVE Services remembers, the hub's clock as it stood, and what the people know.
"""

import copyreg
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from hub import migrate
from tests.support.engines import Database
from tests.support.hub import running
from tests.support.hub_cases import HubCase
from tests.support.hub_desk import Desk, Mailbox

TEMPLATE = "desk_numbered"

# What a fold says is read-only, and deepcopy has no way of its own to copy that.
copyreg.pickle(MappingProxyType, lambda shown: (MappingProxyType, (dict(shown),)))


@dataclass
class Numbered:
    """The desk, its case and the case's number."""

    desk: Desk
    case: HubCase
    cve: str


@dataclass(frozen=True)
class Original:
    """What is copied, beside the database; `at` is when it was made."""

    numbered: Numbered
    remembered: dict[str, Any]
    at: datetime


_MADE: list[Original] = []  # like the template, all areas of a process share the last


@pytest.fixture(scope="session")
def original(bench, one_double, tmp_path_factory):
    """How to make the original in a database that others are copied from."""

    def prepare(owner_url):
        migrate.upgrade(owner_url)
        one_double.forget()
        database = Database(TEMPLATE, bench.sockets)
        with (
            running(database, bench.engines.redis_url, tmp_path_factory.mktemp("numbered")) as hub,
            closing(Mailbox()) as mailbox,
        ):
            desk = Desk(hub, database, one_double, mailbox)
            case = desk.case()
            numbered = Numbered(desk, case, desk.number(case))
            _MADE.append(Original(numbered, one_double.remembered(), datetime.now(UTC)))
        database.dispose()

    return prepare


@pytest.fixture
def numbered(bench, redis_url, original, one_double, tmp_path):
    """Give a test a numbered case at a desk of its own."""
    with (
        bench.database(TEMPLATE, original) as database,
        running(database, redis_url, tmp_path) as hub,
        closing(Mailbox()) as mailbox,
    ):
        yield _copied(_MADE[-1], hub, database, one_double, mailbox)


def _copied(original, hub, database, double, mailbox):
    desk = original.numbered.desk
    double.bring_back(original.remembered)
    copied = {id(desk.database): database, id(desk.double): double, id(desk.mailbox): mailbox}
    hub.go_on(desk.hub, copied, since=original.at)
    return deepcopy(original.numbered, copied)
