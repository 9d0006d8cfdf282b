"""`make bench`: measure every BENCHMARKS list of this folder, print a table, write bench.json."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.harness import Benchmark, Result, Size, measure

FOLDER = Path(__file__).parent
REPORT = "bench.json"


def stated(folder: Path = FOLDER) -> Iterator[Benchmark | Size]:
    """Yield the benchmarks of every bench_*.py, in the order of their names."""
    for path in sorted(folder.glob("bench_*.py")):
        yield from importlib.import_module(f"tests.benchmarks.{path.stem}").BENCHMARKS


def line(result: Result) -> str:
    """Return the result as one row of the table."""
    verdict = "ok" if result.met else "TOO SLOW" if result.unit == "ms" else "TOO LARGE"
    return (
        f"{result.name:44} {result.ratio:7.3f} {result.target:7.2f} {result.spread:7.3f} "
        f"{result.ours:10.2f} {result.ceiling:10.2f} {result.unit}  {verdict}"
    )


def run(benchmarks: Iterator[Benchmark | Size], report: Path) -> int:
    """Measure, print and write; return 1 if any benchmark is beyond its target or none was found, else 0."""
    print(f"{'benchmark':44} {'ratio':>7} {'target':>7} {'median':>7} {'ours':>10} {'ceiling':>10}")
    results = []
    for benchmark in benchmarks:
        results.append(measure(benchmark))
        print(line(results[-1]), flush=True)
    rows = [{"name": each.name, "ratio": round(each.ratio, 4), "target": each.target} for each in results]
    report.write_text(json.dumps(rows, indent=2) + "\n")
    return 0 if results and all(each.met for each in results) else 1


if __name__ == "__main__":
    sys.exit(run(stated(), Path(REPORT)))
