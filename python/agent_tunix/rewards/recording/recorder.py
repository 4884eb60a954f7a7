"""What keeps the statistics of a log and gives them on: to sinks, to a folder of records, to other processes."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import warnings
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.recording.rows import UNKNOWN, Described, Rows, Statistics
from agent_tunix.rewards.recording.samples import SPREAD, choose, record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agent_tunix.rewards.recording.joining import Joiner
    from agent_tunix.rewards.recording.parts import Parts

#: Of single responses, how many make a batch where no step tells.
POOL = 256
MODES = ("train", "eval")


class Interval:
    """Steps that are told of together."""

    def __init__(self, first: int, counted: Statistics) -> None:
        """Begin with a batch."""
        self.first, self.counted, self.told = first, counted, False


class Recorder:
    """The state behind a log: safe for threads, begun anew in a forked process, and copied without its rows."""

    def __init__(
        self, *, parts: Parts | None, sinks: Sequence[Any], samples: int | None, every: int, seed: int
    ) -> None:
        """Keep what to do; see `RewardLog`."""
        self.parts, self.sinks, self.samples, self.every, self.seed = parts, list(sinks), samples, every, seed
        self.more: Callable[[], Mapping[str, float]] | None = None
        self.joiner: Joiner | None = None
        self.begin()
        ALIVE.add(self)

    def begin(self) -> None:
        """Begin with nothing, in a process that has its own rows to record."""
        if self.joiner is not None:
            self.joiner.begin()
        self.lock = threading.RLock()
        self.process = os.getpid()
        self.step = 0
        self.last: int | None = None
        self.pool: list[Rows] = []
        self.pooled = 0
        #: Per mode: everything so far; the interval that goes on; the one that was told last.
        self.totals: dict[str, Statistics] = {}
        self.intervals: dict[str, Interval] = {}
        self.latest: dict[str, Interval] = {}
        #: What the sinks were told and the trainer was not.
        self.fresh: Interval | None = None
        self.warned: set[str] = set()
        self.watched = False
        if self.parts is not None:
            self.parts.begin()

    def __getstate__(self) -> dict[str, Any]:
        """Leave the lock and the rows behind: a copy goes on from the same statistics with parts of its own."""
        with self.lock:
            self.settle()
            # What this one has kept, it writes itself.
            left: dict[str, Any] = {"lock": None, "pool": [], "more": None, "watched": False}
            return {**self.__dict__, **left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make a lock, and begin parts, of its own."""
        self.__dict__.update(state)
        self.lock = threading.RLock()
        self.process = os.getpid()
        if self.parts is not None:
            self.parts.begin()
        ALIVE.add(self)

    def add(self, rows: Rows) -> None:
        """Take in a batch; single responses are pooled first."""
        with self.lock:
            if not self.watched:
                self._watch()
            if len(rows) == 1:
                if self.pool and not alike(self.pool[0], rows):
                    self.settle()
                self.pool.append(rows)
                if len(self.pool) >= POOL:
                    self.settle()
                return
            self.settle()
            if len(rows):
                self._take(rows)

    def settle(self) -> None:
        """Take in the single responses that wait."""
        if self.pool:
            pool, self.pool = self.pool, []
            self._take(join(pool))

    def _take(self, rows: Rows) -> None:
        """Count a batch, record its samples, and give its metrics on."""
        step = self._number(rows)
        described = Described(rows)
        counted = Statistics.of(rows, described)
        if self.parts is not None and self.samples != 0:
            salt = (self.seed * SPREAD + step * 0xD1B54A32D192ED03 + (rows.mode == "eval")) % 2**64
            chosen = choose(rows, described, self.samples, salt)
            try:
                self.parts.add(len(chosen), record(rows, described, chosen, step), rows.weights)
            except Exception as error:  # noqa: BLE001 # a full disk is no reason to end a training
                self.warn("records", f"a part of the records could not be written: {error!r}")
        self.totals.setdefault(rows.mode, Statistics()).merge(counted)
        interval = self.intervals.get(rows.mode)
        # A step that comes again is still the same interval's, whose metrics are told anew.
        if interval is None or not interval.first <= step < interval.first + self.every:
            self.intervals[rows.mode] = interval = Interval(step, counted)
        else:
            interval.counted.merge(counted)
            interval.told = False
        if step - interval.first + 1 >= self.every:
            self._tell(rows.mode, step)

    def _number(self, rows: Rows) -> int:
        """Return a batch's step: the trainer's, or the count of batches that trained."""
        if rows.step is not None:
            self.last = rows.step
            return rows.step
        if rows.mode == "eval":
            return self.last or 0
        step = self.last = self.step
        self.step += 1
        return step

    def _tell(self, mode: str, step: int) -> None:
        """Give an interval's metrics on."""
        interval = self.latest[mode] = self.fresh = self.intervals[mode]
        interval.told = True
        if not self.sinks:
            return
        told = prefixed(mode, interval.counted.metrics())
        if mode == "train" and self.more is not None:
            told = {**told, **self.more()}
        for sink in self.sinks:
            self._try(sink, "write", lambda sink=sink: sink.write(step, told))  # type: ignore[misc]

    def tell_trainer(self, log_metric: Callable[[str, float], Any]) -> None:
        """Give a trainer, once, what the sinks were told last; it has names of its own for evaluation."""
        with self.lock:
            fresh, self.fresh = self.fresh, None
            metrics = {} if fresh is None else fresh.counted.metrics()
        for name, value in metrics.items():
            log_metric(name, value)

    def metrics(self) -> dict[str, float]:
        """Return what was last told, or what there is where nothing was told yet."""
        with self.lock:
            self.settle()
            found: dict[str, float] = {}
            for mode in MODES:
                interval = self.latest.get(mode) or self.intervals.get(mode)
                if interval is not None:
                    found |= prefixed(mode, interval.counted.metrics())
            return found

    def summary(self) -> dict[str, float]:
        """Return the numbers of everything so far."""
        with self.lock:
            self.settle()
            found: dict[str, float] = {}
            for mode in MODES:
                if mode in self.totals:
                    found |= prefixed(mode, {"batches": self.totals[mode].batches, **self.totals[mode].metrics()})
            return found

    def merge(self, totals: Mapping[str, Statistics]) -> None:
        """Take in the statistics of another."""
        with self.lock:
            self.settle()
            for mode, counted in totals.items():
                self.totals.setdefault(mode, Statistics()).merge(counted)

    def state(self) -> dict[str, Any]:
        """Return steps and statistics, as JSON can hold them."""
        with self.lock:
            self.settle()
            totals = {mode: counted.state() for mode, counted in self.totals.items()}
            return {"step": self.step, "last": self.last, "totals": totals}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state."""
        totals = {mode: Statistics.restore(counted) for mode, counted in state["totals"].items()}
        with self.lock:
            self.pool = []
            self.step, self.last, self.totals = state["step"], state["last"], totals
            self.intervals, self.latest = {}, {}

    def flush(self) -> None:
        """Tell what was not told, and write what was not written."""
        with self.lock:
            self.settle()
            for mode, interval in self.intervals.items():
                if not interval.told:
                    self._tell(mode, self.last or 0)
            if self.parts is not None:
                try:
                    self.parts.write()
                except Exception as error:  # noqa: BLE001 # a full disk is no reason to end a training
                    self.warn("records", f"a part of the records could not be written: {error!r}")

    def close(self) -> None:
        """Flush, and close the sinks."""
        with self.lock:
            self.flush()
            for sink in self.sinks:
                self._try(sink, "close", sink.close)
            self.sinks = []

    def _try(self, sink: Any, what: str, call: Callable[[], Any]) -> None:
        """Call a sink; that it fails is no reason to end a training."""
        try:
            call()
        except Exception as error:  # noqa: BLE001 # whatever it is
            name = type(sink).__name__
            self.warn(f"sink {name} {id(sink)}", f"the sink {name} could not {what}: {error!r}")

    def warn(self, about: str, message: str) -> None:
        """Warn once about one thing."""
        if about not in self.warned:
            self.warned.add(about)
            # Where warnings are errors, this is still no reason to end a training.
            try:
                warnings.warn(f"RewardLog: {message}; the training goes on", RuntimeWarning, stacklevel=2)
            except RuntimeWarning as warning:
                print(warning, file=sys.stderr)  # noqa: T201

    def _watch(self) -> None:
        """Have what is kept written when a process of `multiprocessing` ends, which runs no `atexit`."""
        self.watched = True
        module = sys.modules.get("multiprocessing.util")
        parent = getattr(sys.modules.get("multiprocessing"), "parent_process", lambda: None)()
        if module is not None and parent is not None:
            module.Finalize(self, flush_weakly, args=(weakref.ref(self),), exitpriority=10)


def alike(first: Rows, other: Rows) -> bool:
    """Whether two single responses belong to one batch."""
    return first.step == other.step and first.mode == other.mode


def prefixed(mode: str, metrics: Mapping[str, float]) -> dict[str, float]:
    """Return metrics under the names that they have in a mode."""
    return dict(metrics) if mode == "train" else {f"{mode}/{name}": value for name, value in metrics.items()}


def join(pool: list[Rows]) -> Rows:
    """Make one batch of single responses."""
    names = dict.fromkeys(name for rows in pool for name in rows.components)
    unknown, nothing = np.full(1, UNKNOWN, dtype=np.uint8), np.full(1, np.nan)
    joined = replace(
        pool[0],
        rewards=np.concatenate([rows.rewards for rows in pool]),
        components={name: np.concatenate([rows.components.get(name, nothing) for rows in pool]) for name in names},
        truths=[rows.truths[0] if isinstance(rows.truths, list) else rows.truths for rows in pool],
    )
    joined.responses = [(rows.responses or [""])[0] for rows in pool] if any(r.responses for r in pool) else None
    joined.prompts = [(rows.prompts or [""])[0] for rows in pool] if any(r.prompts for r in pool) else None
    joined.groups = [(rows.groups or [""])[0] for rows in pool] if isinstance(pool[0].groups, list) else pool[0].groups
    for codes in ("reasons", "sources"):
        if any(getattr(rows, codes) is not None for rows in pool):
            each = [unknown if getattr(rows, codes) is None else getattr(rows, codes) for rows in pool]
            setattr(joined, codes, np.concatenate(each))
    return joined


def flush_weakly(recorder: weakref.ref[Recorder]) -> None:
    """Flush a recorder, if there still is one."""
    alive = recorder()
    if alive is not None and alive.process == os.getpid():
        alive.flush()


ALIVE: weakref.WeakSet[Recorder] = weakref.WeakSet()


def flush_all() -> None:
    """Write what all logs have kept, at the end of the process."""
    for recorder in list(ALIVE):
        if recorder.process == os.getpid():
            recorder.flush()


def begin_all() -> None:
    """Begin anew after a fork: the rows are the parent's to record, and a lock may be held by a thread that is gone."""
    for recorder in list(ALIVE):
        recorder.begin()
        # A connection that two processes use is nobody's.
        recorder.sinks = []


atexit.register(flush_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=begin_all)
