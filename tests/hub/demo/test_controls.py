"""Each disguise is found by the search, and by nothing but what it looks through."""

import gzip
import tracemalloc
import zlib

import pytest

from hub.demo.canaries import Canaries, files, scan
from hub.demo.controls import DISGUISES, contents, disguised
from hub.demo.disguises import Search, needles
from hub.demo.errors import StepFailedError
from hub.demo.unpacking import Unpacking

WORD = "merganserplover"


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """Canaries with a control in every disguise, and a directory with the file of them."""
    canaries, directory = Canaries(), tmp_path_factory.mktemp("data")
    (directory / "controls").write_bytes(contents(canaries))
    return canaries, directory


@pytest.mark.parametrize("how", ["gzip over three pieces", "in none of them"])
def test_a_word_that_is_not_there_in_its_disguise_is_missed(how, planted):
    """The others do not answer for it."""
    canaries, directory = planted
    controls = {**canaries.controls, how: canaries.stem + "x" * 12}

    with pytest.raises(StepFailedError, match=f"put openly into {how}"):
        scan(Canaries(stem=canaries.stem, controls=controls), files(directory))


def test_every_disguise_is_found_and_the_file_is_gone_afterwards(tmp_path):
    canaries = Canaries()

    with disguised(canaries, tmp_path / "controls"):
        seen = scan(canaries, files(tmp_path))

    assert {how for how, where in seen.controls.items() if where} == DISGUISES.keys()
    assert seen.controls["base64 at 2"] == ["controls (base64+2)"]
    assert "controls (compressed compressed base64+0)" in seen.controls["gzip of zlib of base64"]
    assert {
        how: where
        for how, where in seen.controls.items()
        if DISGUISES[how] is not bytes and "(raw)" in where[0]
    } == {}
    assert seen.controls["gzip over three pieces"] == ["controls (compressed raw)"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", DISGUISES)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_disguise_is_found_however_the_file_is_cut(how, size):
    """Every border there can be, with pieces of one byte."""
    if "three pieces" in how:
        data = DISGUISES[how](WORD.encode())
        cuts = range(0, len(data), 4096 + size)
    else:
        data = b"before" + DISGUISES[how](WORD.encode()) + b"after"
        cuts = range(0, len(data), size)
    search = Search(needles([WORD]))

    for cut in cuts:
        search.feed(data[cut : cut + cuts.step])

    assert {word for word, _ in search.found} == {WORD}


def test_a_long_stream_is_looked_through_in_little_memory():
    """32 MiB from 32 KiB, and a word at its end."""
    stream = zlib.compress(bytes(32 * 2**20) + WORD.encode())
    search = Search(needles([WORD]), [WORD.encode()])
    tracemalloc.start()
    search.feed(stream)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert search.found == {(WORD, "compressed raw")}
    assert most < 16 * 2**20


def test_more_streams_than_can_be_followed_fail_the_search():
    """None is let go unseen."""
    opened = zlib.compressobj(0)
    begun = opened.compress(bytes(70_000))[:7]  # a stored block of 65,535 bytes that does not go on here

    with pytest.raises(StepFailedError, match="more than 256 compressed streams"):
        Unpacking(lambda: lambda _: None).feed(begun * 300)


def test_a_second_stream_directly_behind_the_first_is_seen():
    search = Search(needles([WORD]))

    search.feed(gzip.compress(b"nothing") + gzip.compress(WORD.encode()))

    assert search.found == {(WORD, "compressed raw")}
