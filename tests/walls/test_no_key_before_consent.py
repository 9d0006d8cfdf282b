"""P4: until uv's acceptance is logged, all that the hub holds with every key of uv and the hub opens nothing.

What is tried is every age file in any column of any table, with every key, and with every key that an opened
file yields: the closure of what the hub and uv's people together could do.
"""

import re
from contextlib import closing
from itertools import chain

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from crypto.errors import WrongKeyError
from crypto.unseal import X25519Identity, open_file
from hub.engines.postgres import SUPERUSER
from tests.support.served import furnished, people
from tests.support.times import in_days

__all__ = ["furnished", "people"]
MAGIC = b"age-encryption.org/v1\n"
KEY = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")
UV = ("uma", "udo")
TABLES = (
    "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN pg_tables t"
    " ON t.tablename = c.table_name WHERE c.table_schema = 'public' AND c.data_type = 'bytea'"
)


@pytest.fixture
def hub_holds(people):
    """Return a function to every age file that the hub holds at the moment, in its database or beside it."""

    def look():
        found = []
        settings = people.hub.settings
        url = settings.database_url.replace("postgresql+psycopg", "postgresql").replace(
            "accord_app", SUPERUSER
        )
        with closing(psycopg.connect(url)) as connection:
            for table, column in connection.execute(TABLES).fetchall():
                select = SQL("SELECT {} FROM {}").format(Identifier(column), Identifier(table))
                found += [bytes(row[0]) for row in connection.execute(select) if row[0] is not None]
        files = (path for path in settings.data.rglob("*") if path.is_file() and "people" not in path.parts)
        return [
            each for each in chain(found, (path.read_bytes() for path in files)) if each.startswith(MAGIC)
        ]

    return look


def keys_of_hub(hub):
    """Whatever of the hub's could serve as a key: its secrets, as the seeds of identities."""
    settings = hub.settings
    seeds = [bytes.fromhex(settings.log_key), settings.secret_key.encode()[:32]]
    return [X25519Identity.from_seed(seed) for seed in seeds]


def opened(files, identities):
    """Everything that opens with these keys, and with the keys found on the way."""
    shut, plain, trying = list(files), [], list(identities)
    known = {str(each) for each in identities}
    while trying:
        found, still = _tried(shut, trying)
        more = {key.decode() for text in found for key in KEY.findall(text)} - known
        shut, plain, known = still, plain + found, known | more
        trying = [X25519Identity.parse(each) for each in more]
    return plain


def _tried(files, identities):
    found, still = [], []
    for file in files:
        try:
            found.append(open_file(file, identities))
        except WrongKeyError:
            still.append(file)
    return found, still


@pytest.fixture
def uv(people):
    """The keys of uv's people and of the hub."""
    return [*(people.desk(who).key.secret.identity for who in UV), *keys_of_hub(people.hub)]


@pytest.fixture
def invited(people):
    """Uv is invited to the case under a date."""
    case = people.fact("code_name")
    people.say("ada", "propose", case, in_days(20))
    people.say("ada", "invite", case, "uv")
    return case


def test_before_consent_nothing_opens(people, invited, uv, hub_holds):
    held = hub_holds()

    assert len(held) >= 6, "the report and the answer, and shares of the rings"
    assert opened(held, uv) == []
    assert opened(held, [people.desk("ada").key.secret.identity]), "the same search opens for a reader"


def test_consent_alone_gives_no_key_and_the_owners_agent_does(people, invited, uv, hub_holds):
    people.say("uma", "accept", invited, "--people", "uma")
    assert opened(hub_holds(), uv) == []

    people.say("ada", "agent", "--once")

    assert any(b'"quoted"' in text for text in opened(hub_holds(), uv[:1])), "uma reads the report"
    assert opened(hub_holds(), uv[1:]) == [], "udo was not named"


def test_after_a_decline_nothing_opens(people, invited, uv, hub_holds):
    people.say("uma", "decline", invited)
    people.say("ada", "agent", "--once")

    assert opened(hub_holds(), uv) == []


def test_after_an_invitation_lapsed_nothing_opens(people, invited, uv, hub_holds):
    people.hub.later(days=8)  # a week is what an invitation has, if nobody says otherwise
    people.say("ada", "agent", "--once")

    assert opened(hub_holds(), uv) == []
