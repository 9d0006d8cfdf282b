"""The search fails on a leak, and fails as well when it is blind; what it looks at is everything."""

import zlib

import psycopg
import pytest
from redis import Redis

from hub.demo.canaries import Canaries, everything, files, scan
from hub.demo.errors import StepFailedError
from hub.engines import start
from hub.engines.postgres import DATABASE, SUPERUSER


@pytest.fixture
def canaries():
    """One sealed word, one phrase of a draft, one control."""
    made = Canaries()
    made.plant("a letter")
    made.phrases["a draft"] = "A name can leave its directory"
    made.control("log")
    return made


def test_a_search_of_nothing_is_blind(canaries):
    with pytest.raises(StepFailedError, match="blind: it missed the word put openly into log"):
        scan(canaries, iter([]))


@pytest.mark.parametrize("leak", ["a letter", "a draft"])
def test_a_sealed_word_that_shows_fails_the_search_and_is_not_repeated(canaries, leak):
    word = (canaries.planted | canaries.phrases)[leak]
    places = [("open", canaries.control("log").encode()), ("table case_file", zlib.compress(word.encode()))]

    with pytest.raises(StepFailedError) as failed:
        scan(canaries, iter(places))

    assert f"planted in {leak} shows in table case_file (compressed raw)" in str(failed.value)
    assert word not in str(failed.value)


def test_a_clean_search_says_how_much_it_saw_and_where_the_controls_were(canaries):
    seen = scan(canaries, iter([("a", b"xx"), ("b", canaries.control("log").encode())]))

    assert (seen.places, seen.leaks) == (2, [])
    assert seen.shown()["controls"] == {"log": ["b (raw)"]}


def test_a_place_keeps_its_word():
    canaries = Canaries()

    assert canaries.plant("report") == canaries.plant("report") != canaries.plant("letter")
    assert canaries.control("log") == canaries.control("log")
    assert all(word.startswith(canaries.stem) for word in canaries.planted.values())


def test_homes_and_sockets_are_left_out_and_a_word_on_the_edge_of_two_pieces_is_not(tmp_path, canaries):
    home = tmp_path / "people" / "pip-lead"
    home.mkdir(parents=True)
    (home / "notes").write_text(canaries.plant("a letter"))
    large = b"\0" * (8 * 2**20 - 4) + canaries.control("log").encode()
    (tmp_path / "large").write_bytes(large)

    seen = scan(canaries, files(tmp_path))

    assert seen.controls["log"]


@pytest.mark.slow
def test_rows_queues_and_files_of_real_engines_are_seen(tmp_path, canaries):
    tmp_path.chmod(0o711)
    for place in ("row", "compressed row", "string", "hash", "list", "set", "zset", "stream", "file name"):
        canaries.control(place)
    with start(tmp_path / "data", durable=False) as engines:
        (engines.ground.directory / canaries.control("file name")).write_text(canaries.control("log"))
        _fill_database(engines, canaries)
        _fill_valkey(engines.redis_url, canaries)

        seen = scan(canaries, everything(engines, engines.ground.directory))

    assert all(seen.controls.values())
    assert any(where.startswith("table ") for where in seen.controls["compressed row"])


def _fill_database(engines, canaries):
    sockets = str(engines.ground.sockets)
    with psycopg.connect(host=sockets, user=SUPERUSER, dbname=DATABASE) as connection:
        connection.execute("CREATE TABLE kept (text text, data bytea)")
        packed = zlib.compress(canaries.control("compressed row").encode() * 99)
        connection.execute("INSERT INTO kept VALUES (%s, %s)", [canaries.control("row") * 999, packed])


def _fill_valkey(url, canaries):
    word = canaries.control
    with Redis.from_url(url) as client:
        client.set("a", word("string"))
        client.hset("b", "data", zlib.compress(word("hash").encode()))
        client.lpush("c", word("list"))
        client.sadd("d", word("set"))
        client.zadd("e", {word("zset"): 1})
        client.xadd("f", {"data": word("stream")})
