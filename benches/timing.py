"""Wall time of calls, measured in interleaved rounds so that a noisy machine is noisy for everyone."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence

Call = Callable[[], object]

#: Clocks by name: `cpu` counts this thread alone, for a machine that others use at the same time.
CLOCKS: dict[str, Callable[[], float]] = {"wall": time.perf_counter, "cpu": time.thread_time}


def seconds(call: Call, *, at_least: float = 0.02, clock: str = "wall") -> float:
    """One measurement of `call`: repeated until it fills `at_least` seconds, divided by the repeats."""
    now = CLOCKS[clock]
    repeats = 1
    while True:
        start = now()
        for _ in range(repeats):
            call()
        taken = now() - start
        if taken >= at_least:
            return taken / repeats
        repeats = max(repeats * 2, min(repeats * 100, int(repeats * at_least / max(taken, 1e-9)) + 1))


def interleave(calls: Sequence[Call], rounds: int, *, at_least: float = 0.02, clock: str = "wall") -> list[list[float]]:
    """Measures every call once a round, in turn; one list of `rounds` measurements for each call."""
    taken: list[list[float]] = [[] for _ in calls]
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for times, call in zip(taken, calls, strict=True):
                times.append(seconds(call, at_least=at_least, clock=clock))
    finally:
        gc.enable()
    return taken


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """The median over the rounds of how many times `fast` fits into `slow`."""
    return statistics.median(a / b for a, b in zip(slow, fast, strict=True))
