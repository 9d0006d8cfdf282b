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
class Result:
    """A measured benchmark; `ratio` is of the best rounds, `spread` of the median ones (not judged)."""

    name: str
    ratio: float
    target: float
    ours_seconds: float
    ceiling_seconds: float
    spread: float

    @property
    def met(self) -> bool:
        """Return whether the ratio is within what is allowed."""
        return self.ratio <= self.target


def measure(benchmark: Benchmark) -> Result:
    """Run both sides in turn, after one unmeasured round each, and compare their best."""
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
        ours_seconds=min(ours),
        ceiling_seconds=min(ceiling),
        spread=median(ours) / median(ceiling),
    )


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
