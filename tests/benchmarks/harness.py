"""How a benchmark is stated and measured.

A time says little about code and much about a machine, so each benchmark states its ceiling: the least work
that could do the same (the bare primitives, or another implementation). Both run in turn in the same process,
and the result is the best of ours divided by the best of the ceiling's; 1.0 is the ceiling, lower is better.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Benchmark:
    """Our work, the least work that could do it, and the highest ratio of the two that is allowed."""

    name: str
    ours: Callable[[], object]
    ceiling: Callable[[], object]
    target: float
    rounds: int = 15


@dataclass(frozen=True)
class Size:
    """Something with a size and a most that it may have, both in bytes; it never varies."""

    name: str
    ours: Callable[[], int]
    ceiling: int
    target: float = 1.0


@dataclass(frozen=True)
class Result:
    """A measured benchmark; `ratio` is of the best rounds, `spread` of the median ones (not judged).

    `ours` and `ceiling` are in `unit`: ms of the processor's time, or KB of 1000 bytes.
    """

    name: str
    ratio: float
    target: float
    ours: float
    ceiling: float
    spread: float
    unit: str = "ms"

    @property
    def met(self) -> bool:
        """Return whether the ratio is within what is allowed."""
        return self.ratio <= self.target


def measure(benchmark: Benchmark | Size) -> Result:
    """Run both sides in turn, after one unmeasured round each, and compare their best; weigh a size once."""
    if isinstance(benchmark, Size):
        return _sized(benchmark, benchmark.ours())
    benchmark.ours()
    benchmark.ceiling()
    ours, ceiling = [], []
    for turn in range(benchmark.rounds):
        # Who goes first changes each round, so that neither always finds the warmer cache.
        sides = [(ours, benchmark.ours), (ceiling, benchmark.ceiling)]
        for seconds, work in sides if turn % 2 else reversed(sides):
            seconds.append(_seconds(work))
    return Result(
        benchmark.name,
        ratio=min(ours) / min(ceiling),
        target=benchmark.target,
        ours=min(ours) * 1000,
        ceiling=min(ceiling) * 1000,
        spread=median(ours) / median(ceiling),
    )


def _sized(size: Size, found: int) -> Result:
    ratio = found / size.ceiling
    return Result(size.name, ratio, size.target, found / 1000, size.ceiling / 1000, ratio, unit="KB")


def _seconds(work: Callable[[], object]) -> float:
    """Time one call on the processor's clock: a busy neighbour costs waiting only."""
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        gc.enable()
