"""P4: until uv's acceptance is logged, all that the hub holds with every key of uv and the hub opens nothing.

What is tried is every age file anywhere: in any column of any table, in Valkey, in the hub's files, also
armored, in base64 and in a compressed stream; with every key, and with every key that an opened file yields:
the closure of what the hub and uv's people together could do.
"""

import base64
import json
import re
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from redis import Redis

from crypto import age
from crypto.errors import CryptoError, WrongKeyError
from crypto.unseal import X25519Identity, open_file
from hub.demo.canaries import files, valkey
from hub.demo.unpacking import streams
from hub.engines.postgres import SUPERUSER
from hub.jobs.publisher_keys import DIRECTORY
from tests.support.hub import hub
from tests.support.served import furnished, people
from tests.support.times import in_days

__all__ = ["furnished", "hub", "people"]

pytestmark = pytest.mark.slow
MAGIC = b"age-encryption.org/v1\n"
KEY = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")
# Lines of base64 in either alphabet, as armor or mail breaks them, or JSON where it writes the break.
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{48,}(?:(?:\r?\n|\\n)(?!-----)[A-Za-z0-9+/_-]+)*")
DEPTH = 2
UV = ("uma", "udo")
COLUMNS = (
    "SELECT c.table_name, c.column_name, c.data_type = 'bytea' FROM information_schema.columns c"
    " JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = c.table_schema"
    " WHERE c.table_schema = 'public'"
)


def superuser(hub):
    """The hub's database, past all walls."""
    url = hub.settings.database_url.replace("postgresql+psycopg", "postgresql")
    return closing(psycopg.connect(url.replace("accord_app", SUPERUSER), autocommit=True))


def everything(hub):
    """Every value of every column, whatever its type, every key of Valkey, every file beside the homes."""
    with superuser(hub) as connection:
        for table, column, raw in connection.execute(COLUMNS).fetchall():
            select = "SELECT {0} FROM {1}" if raw else "SELECT {0}::text FROM {1}"
            for (value,) in connection.execute(SQL(select).format(Identifier(column), Identifier(table))):
                yield bytes(value) if raw and value is not None else (value or "").encode()
    yield from (value for _, value in valkey(hub.settings.redis_url))
    for _, pieces in groupby(files(hub.settings.data), key=itemgetter(0)):
        yield b"".join(piece for _, piece in pieces)


def age_files(data, depth=DEPTH):
    """Every age file in the data, from its first byte to the end of what it stands in."""
    for match in re.finditer(re.escape(MAGIC), data):
        if (file := bytes(data[match.start() :])) and is_age(file):
            yield file
    if depth:
        for inside in (*streams(data), *decoded(data)):
            yield from age_files(inside, depth - 1)


def is_age(file):
    """Whether it has the header of an age file."""
    try:
        age.inspect(file)
    except CryptoError:
        return False
    return True


def decoded(data):
    """What any run of base64 holds; a run may begin before the file's does."""
    for match in BASE64.finditer(data):
        run = re.sub(rb"\s|\\n", b"", match[0]).translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            part = run[start:]
            yield base64.b64decode(part[: len(part) - (len(part) % 4 == 1)] + b"==")


def held(hub):
    """Every age file that the hub holds at the moment, each once."""
    return {file for data in everything(hub) for file in age_files(data)}


def opened(found, identities):
    """Everything that opens with these keys, and with the keys found on the way."""
    shut, plain, trying = set(found), set(), list(identities)
    known = {str(each) for each in identities}
    while trying:
        texts, shut = _tried(shut, trying)
        more = {key.decode() for text in texts for key in KEY.findall(text)} - known
        plain, known = plain | texts, known | more
        trying = [X25519Identity.parse(each) for each in more]
    return plain


def _tried(found, identities):
    texts, still = set(), set()
    for file in found:
        try:
            texts.add(open_file(file, identities))
        except WrongKeyError:
            still.add(file)
        except CryptoError:  # a key fits, and only the end of the file was not found
            texts.add(b"opened: " + file)
    return texts, still


def keys_of_hub(hub):
    """Whatever of the hub's could serve as a key: its secrets as seeds of identities, its publishers' own."""
    settings = hub.settings
    seeds = [bytes.fromhex(settings.log_key), settings.secret_key.encode()[:32]]
    kept = (settings.data / DIRECTORY).glob("*")
    return [
        *(X25519Identity.from_seed(seed) for seed in seeds),
        *(X25519Identity.parse(each.read_text()) for each in kept),
    ]


@pytest.fixture
def uv(people):
    """The devices of uv's people, who have an intake ring of their own with a report in it."""
    people.say("uma", "duty", "set", "udo")
    people.report(to="uv", body="Only for uv.\n")
    return [people.desk(who).key.secret.identity for who in UV]


@pytest.fixture
def all_keys(people, uv):
    """Return a function to every key there is but pip's: of uv's people, its intake ring, and the hub."""
    ring = {
        X25519Identity.parse(key.decode())
        for text in opened(held(people.hub), uv)
        for key in KEY.findall(text)
    }
    assert ring, "the share of uv's intake ring opens for whoever is on duty"
    return lambda: [*uv, *ring, *keys_of_hub(people.hub)]


@pytest.fixture
def own(people, uv):
    """What opens for uv before anybody invites it: the share of its intake ring, and the report to it."""
    texts = opened(held(people.hub), uv)
    assert any(b"Only for uv." in text for text in texts)
    assert len(texts) == 2
    return texts


@pytest.fixture
def invited(people, own):
    """Uv is invited to the case under a date."""
    case = people.fact("code_name")
    people.say("ada", "propose", case, in_days(20))
    people.say("ada", "invite", case, "uv")
    return case


def test_before_consent_nothing_opens(people, invited, all_keys, own):
    found = held(people.hub)

    assert len(found) >= 8, "the reports and the answer, and shares of the rings"
    assert opened(found, all_keys()) == own
    assert opened(found, [people.desk("ada").key.secret.identity]) - own, "the same search opens for a reader"


def test_consent_gives_no_key_nor_does_the_publisher_and_the_owners_agent_does(people, uv, all_keys, own):
    case, soon = people.fact("code_name"), datetime.now(UTC) + timedelta(minutes=110)
    people.say("ada", "propose", case, f"{soon:%Y-%m-%dT%H:%MZ}")
    people.say("ada", "invite", case, "uv")
    people.say("uma", "accept", case, "--people", "uma")
    people.desk("ada").transport.post(f"cases/{people.fact('case')}/publisher", {})
    assert len(all_keys()) == len(UV) + 1 + 2 + 1, "uv's devices and ring, the hub's secrets, its publisher"
    assert opened(held(people.hub), all_keys()) == own

    people.say("ada", "agent", "--once")

    assert any(b'"quoted"' in text for text in opened(held(people.hub), uv[:1])), "uma reads the report"
    assert opened(held(people.hub), uv[1:]) == own, "udo was not named"


def test_after_a_decline_nothing_opens(people, invited, all_keys, own):
    people.say("uma", "decline", invited)
    people.say("ada", "agent", "--once")

    assert opened(held(people.hub), all_keys()) == own


def test_after_an_invitation_lapsed_nothing_opens(people, invited, all_keys, own):
    people.hub.later(days=8)  # a week is what an invitation has, if nobody says otherwise
    people.say("ada", "agent", "--once")

    assert opened(held(people.hub), all_keys()) == own


# The search itself: in each kind of place a file that uv could open is found.


def _column(hub, data):
    with superuser(hub) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS texts (planted text)")
        connection.execute("INSERT INTO texts VALUES (%s)", [data.decode()])


def _json(hub, data):
    with superuser(hub) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS objects (planted jsonb)")
        connection.execute("INSERT INTO objects VALUES (%s)", [json.dumps({"kept": [data.decode()]})])


def _bytes(hub, data):
    with superuser(hub) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bytes (planted bytea)")
        connection.execute("INSERT INTO bytes VALUES (%s)", [data])


def _valkey(hub, data):
    with Redis.from_url(hub.settings.redis_url) as client:
        client.set(sha256(data).hexdigest(), data)


def _file(hub, data):
    (hub.settings.data / sha256(data).hexdigest()).write_bytes(b"before" + data)


AS_TEXT = {
    "base64": base64.b64encode,
    "base64 for URLs": base64.urlsafe_b64encode,
    "base64 in lines": base64.encodebytes,
    "armor": age.armor,
}
AS_BYTES = AS_TEXT | {
    "as it is": bytes,
    "compressed": zlib.compress,
    "compressed base64": lambda file: zlib.compress(base64.b64encode(file)),
}
PLACES = {_column: AS_TEXT, _json: AS_TEXT, _bytes: AS_BYTES, _valkey: AS_BYTES, _file: AS_BYTES}


def test_in_every_kind_of_place_a_file_that_a_key_opens_is_found_whatever_it_is_wrapped_in(hub):
    secret, planted = X25519Identity.generate(), set()
    for place, wraps in PLACES.items():
        for name, wrap in wraps.items():
            planted.add(f"{place.__name__}: {name}".encode())
            place(hub, wrap(age.seal(f"{place.__name__}: {name}".encode(), [secret.recipient])))

    # zlib stores what it cannot make smaller: such a file is seen in the raw, too, and there without its end.
    assert opened(held(hub), [secret]) >= planted


def test_a_file_whose_end_is_not_found_counts_as_opened():
    secret = X25519Identity.generate()
    file = age.seal(b"planted", [secret.recipient]) + b"after"

    assert opened(age_files(b"before" + file), [secret]) == {b"opened: " + file}
