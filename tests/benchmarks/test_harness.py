"""The harness itself: a ratio is what it says, and a missed target is a failure."""

import hashlib
import json

import pytest

from hub.vault.release import Release
from tests.benchmarks.bench_vault import compressed, first_load
from tests.benchmarks.harness import Benchmark, Size, measure
from tests.benchmarks.run import run, stated
from tests.support.release import small_release


def work(times):
    """Return work of a known proportion."""
    return lambda: hashlib.sha256(b"0" * 100_000 * times).digest()


def test_no_benchmark_is_a_failure(tmp_path, capsys):
    assert run(iter(()), tmp_path / "bench.json") == 1


def test_a_missed_target_is_a_failure(tmp_path, capsys):
    slow = Benchmark("four times", work(4), work(1), target=1.5, rounds=5)

    assert run(iter([slow]), tmp_path / "bench.json") == 1
    assert "TOO SLOW" in capsys.readouterr().out
    (row,) = json.loads((tmp_path / "bench.json").read_text())
    assert (row["name"], row["target"]) == ("four times", 1.5)
    assert row["ratio"] > 1.5


def test_a_met_target_is_a_success(tmp_path, capsys):
    fast = Benchmark("a quarter", work(1), work(4), target=0.9, rounds=5)

    assert run(iter([fast]), tmp_path / "bench.json") == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("ok")


def test_the_ratio_is_of_the_best_rounds():
    result = measure(Benchmark("same", work(2), work(2), target=1, rounds=7))

    assert result.ratio == pytest.approx(result.ours / result.ceiling)
    assert 0.5 < result.ratio < 2


def test_a_size_beyond_its_most_is_a_failure_too(tmp_path, capsys):
    fits, bursts = Size("fits", lambda: 1000, 1000), Size("bursts", lambda: 1001, 1000)

    assert run(iter([fits]), tmp_path / "bench.json") == 0
    assert run(iter([fits, bursts]), tmp_path / "bench.json") == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("1.00 KB  TOO LARGE")


def test_the_first_load_is_what_a_page_names_and_what_that_imports_at_once(tmp_path):
    release = small_release(tmp_path)

    assert sorted(each.name for each in first_load(release)) == [
        "assets/app.js",
        "assets/part-AAAA.js",
        "assets/part-BBBB.js",
        "assets/vault.css",
        "index.html",
    ]
    later = {each.name for each in first_load(release, part="part-LATER")} - {
        each.name for each in first_load(release)
    }
    assert later == {"assets/part-LATER.js"}
    with pytest.raises(SystemExit, match="make assets"):
        compressed(Release(tmp_path / "nowhere"))


def test_every_benchmark_of_the_folder_is_stated_once():
    names = [each.name for each in stated()]

    assert len(names) == len(set(names))
