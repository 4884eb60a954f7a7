"""Recording: counting batches, choosing samples, and passing both on to sinks, files and other processes."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import warnings
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.composing.observation import observe
from agent_tunix.rewards.recording.joining import Joiner
from agent_tunix.rewards.recording.reasons import UNKNOWN
from agent_tunix.rewards.recording.rows import Rows, Structure, of_batch
from agent_tunix.rewards.recording.samples import SPREAD, choose, record
from agent_tunix.rewards.recording.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from agent_tunix.rewards.composing.batch import Batch, Values
    from agent_tunix.rewards.composing.reward import Reward
    from agent_tunix.rewards.recording.parts import Parts

#: How many single responses make a batch where no step is known.
POOL = 256
MODES = ("train", "eval")


class Interval:
    """The statistics of steps whose metrics are passed on together."""

    def __init__(self, first: int, counted: Statistics) -> None:
        """Begin with the first batch."""
        self.first, self.counted, self.told = first, counted, False


class Recorder:
    """The state of a log. Threads may share it; a forked process begins anew; a copy has the statistics, not the rows.

    Attributes:
        names: the names of the rewards of the log.
        group: what makes a group: a column's name, or how many responses in a row.
    """

    def __init__(
        self,
        names: Sequence[str],
        factors: Sequence[float],
        *,
        parts: Parts | None,
        sinks: Sequence[Any],
        samples: int | None,
        every: int,
        seed: int,
        group: str | int | None,
    ) -> None:
        """Keep the names and the weights of the rewards, and the settings; `RewardLog` explains them."""
        self.names, self.group = tuple(names), group
        self.parts, self.sinks, self.samples, self.every, self.seed = parts, list(sinks), samples, every, seed
        self.joiner = Joiner(factors)
        self.weights = dict(zip(names, factors, strict=True))
        self.more: Callable[[], Mapping[str, float]] | None = None
        self.begin()
        ALIVE.add(self)

    def begin(self) -> None:
        """Begin with nothing, in a process that records rows of its own."""
        self.joiner.begin()
        self.lock = threading.RLock()
        self.process = os.getpid()
        self.step = 0
        self.last: int | None = None
        self.pool: list[Rows] = []
        #: For each mode: everything so far; the interval that goes on; the last one that was passed on.
        self.totals: dict[str, Statistics] = {}
        self.intervals: dict[str, Interval] = {}
        self.latest: dict[str, Interval] = {}
        #: The interval that the trainer was not told yet.
        self.fresh: Interval | None = None
        self.structures: dict[int, Structure] = {}
        self.warned: set[str] = set()
        self.watched = False
        if self.parts is not None:
            self.parts.begin()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the lock and the rows: a copy goes on from the same statistics, with parts of its own."""
        with self.lock:
            self.settle()
            # This one writes the rows that it has kept.
            left: dict[str, Any] = {"lock": None, "pool": [], "more": None, "watched": False, "structures": {}}
            return {**self.__dict__, **left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make a lock and begin parts of its own."""
        self.__dict__.update(state)
        self.lock = threading.RLock()
        self.process = os.getpid()
        if self.parts is not None:
            self.parts.begin()
        ALIVE.add(self)

    def grade(self, at: int, reward: Reward, batch: Batch) -> Values:
        """Return what a reward of the log gives for a batch, and record it, unless the batch is only looked at."""
        known = batch.graded.get(id(reward))
        if not batch.counts:
            return batch.ask(reward) if known is None else known[1]
        with observe() as seen:
            values = batch.ask(reward) if known is None else known[1]
        structure = self.structures.get(at)
        if structure is None:
            structure = self.structures[at] = Structure(reward)
        self.take(at, lambda: of_batch(batch, structure, values, seen, self.group), batch.columns.get("log_metric"))
        return values

    def take(self, at: int, read: Callable[[], Rows], log_metric: Callable[[str, float], Any] | None) -> None:
        """Record what a reward of the log gave; a failure is a warning, since it must not end a training."""
        try:
            rows = read()
            if len(self.names) == 1:
                self.add(rows)
            else:
                own = self.names[at]
                parts = {f"{own}/{name}": part for name, part in rows.components.items()}
                # It waits for the other rewards, while the caller may change the array that it got.
                rows.rewards = np.array(rows.rewards)
                rows.components, rows.weights = {own: rows.rewards, **parts}, self.weights
                self.add_all(self.joiner.join(at, rows))
            if log_metric is not None:
                self.tell_trainer(log_metric)
        except Exception as error:  # noqa: BLE001 # whatever it is
            self.warn("recording", f"a batch could not be recorded: {error!r}")

    def add_all(self, batches: Iterable[Rows]) -> None:
        """Count batches."""
        for rows in batches:
            self.add(rows)

    def add(self, rows: Rows) -> None:
        """Count a batch; single responses wait until they are many."""
        with self.lock:
            if not self.watched:
                self._watch()
            if len(rows.rewards) == 1:
                if self.pool and not alike(self.pool[0], rows):
                    self.settle()
                # The caller may change the array that it got.
                rows.rewards = np.array(rows.rewards)
                self.pool.append(rows)
                if len(self.pool) >= POOL:
                    self.settle()
                return
            if self.pool:
                self.settle()
            if len(rows.rewards):
                self._count(rows)

    def settle(self) -> None:
        """Count the single responses that wait."""
        if self.pool:
            pool, self.pool = self.pool, []
            self._count(join(pool))

    def _count(self, rows: Rows) -> None:
        """Count a batch, record its samples, and pass its metrics on."""
        step = self._number(rows)
        counted = rows.count()
        if self.parts is not None and self.samples != 0:
            salt = (self.seed * SPREAD + step * 0xD1B54A32D192ED03 + (rows.mode == "eval")) % 2**64
            places, groups = choose(rows, self.samples, salt)
            try:
                self.parts.add(len(places), record(rows, places, groups, step), rows.weights)
            except Exception as error:  # noqa: BLE001 # a full disk is no reason to end a training
                self.warn("records", f"a part of the records could not be written: {error!r}")
        total = self.totals.get(rows.mode)
        if total is None:
            total = self.totals[rows.mode] = Statistics()
        total.merge(counted)
        interval = self.intervals.get(rows.mode)
        # A step that comes again belongs to the same interval, whose metrics are passed on anew.
        if interval is None or not interval.first <= step < interval.first + self.every:
            self.intervals[rows.mode] = interval = Interval(step, counted)
        else:
            interval.counted.merge(counted)
            interval.told = False
        if step - interval.first + 1 >= self.every:
            self._tell(rows.mode, step)

    def _number(self, rows: Rows) -> int:
        """Return the step of a batch: the trainer's, else how many training batches came before."""
        if rows.step is not None:
            self.last = rows.step
            return rows.step
        if rows.mode == "eval":
            return self.last or 0
        step = self.last = self.step
        self.step += 1
        return step

    def _tell(self, mode: str, step: int) -> None:
        """Pass the metrics of the current interval on to the sinks."""
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
        """Pass the last interval on to a trainer, once; a trainer has names of its own for evaluation."""
        with self.lock:
            fresh, self.fresh = self.fresh, None
            metrics = {} if fresh is None else fresh.counted.metrics()
        for name, value in metrics.items():
            log_metric(name, value)

    def metrics(self) -> dict[str, float]:
        """Return the metrics of the last interval that was passed on, or else of the one that goes on."""
        with self.lock:
            self.settle()
            found: dict[str, float] = {}
            for mode in MODES:
                interval = self.latest.get(mode) or self.intervals.get(mode)
                if interval is not None:
                    found |= prefixed(mode, interval.counted.metrics())
            return found

    def summary(self) -> dict[str, float]:
        """Return the metrics of everything so far."""
        with self.lock:
            self.settle()
            found: dict[str, float] = {}
            for mode in MODES:
                if mode in self.totals:
                    found |= prefixed(mode, {"batches": self.totals[mode].batches, **self.totals[mode].metrics()})
            return found

    def merge(self, totals: Mapping[str, Statistics]) -> None:
        """Add the statistics of another log."""
        with self.lock:
            self.settle()
            for mode, counted in totals.items():
                self.totals.setdefault(mode, Statistics()).merge(counted)

    def state(self) -> dict[str, Any]:
        """Return the steps and the statistics, as JSON can hold them."""
        with self.lock:
            self.settle()
            totals = {mode: counted.state() for mode, counted in self.totals.items()}
            return {"step": self.step, "last": self.last, "totals": totals}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state."""
        totals = {mode: Statistics(counted) for mode, counted in state["totals"].items()}
        with self.lock:
            self.pool = []
            self.step, self.last, self.totals = state["step"], state["last"], totals
            self.intervals, self.latest = {}, {}

    def flush(self) -> None:
        """Pass on the metrics that were not passed on, and write the records that wait."""
        with self.lock:
            self.add_all(self.joiner.rest())
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
        """Call a sink; its failure must not end a training."""
        try:
            call()
        except Exception as error:  # noqa: BLE001 # whatever it is
            name = type(sink).__name__
            self.warn(f"sink {name} {id(sink)}", f"the sink {name} could not {what}: {error!r}")

    def warn(self, about: str, message: str) -> None:
        """Warn once about one thing."""
        if about not in self.warned:
            self.warned.add(about)
            # Where warnings are errors, this must not end a training either.
            try:
                warnings.warn(f"RewardLog: {message}; the training goes on", RuntimeWarning, stacklevel=2)
            except RuntimeWarning as warning:
                print(warning, file=sys.stderr)  # noqa: T201

    def _watch(self) -> None:
        """Write the records that wait when a process of `multiprocessing` ends, which runs no `atexit`."""
        self.watched = True
        module = sys.modules.get("multiprocessing.util")
        parent = getattr(sys.modules.get("multiprocessing"), "parent_process", lambda: None)()
        if module is not None and parent is not None:
            module.Finalize(self, flush_weakly, args=(weakref.ref(self),), exitpriority=10)


def alike(first: Rows, other: Rows) -> bool:
    """Say whether two single responses belong to one batch."""
    return first.step == other.step and first.mode == other.mode


def prefixed(mode: str, metrics: Mapping[str, float]) -> dict[str, float]:
    """Return metrics under the names that they have in a mode."""
    return dict(metrics) if mode == "train" else {f"{mode}/{name}": value for name, value in metrics.items()}


def join(pool: list[Rows]) -> Rows:
    """Make one batch of single responses."""
    names = dict.fromkeys(name for rows in pool for name in rows.components)
    unknown, nothing = np.full(1, UNKNOWN, dtype=np.uint8), np.full(1, np.nan)

    def texts(name: str) -> Any:
        """Return the texts of all responses, empty where one has none; None if none has any."""
        found = [getattr(rows, name) for rows in pool]
        return [each[0] if each else "" for each in found] if any(found) else None

    def codes(name: str) -> Any:
        found = [getattr(rows, name) for rows in pool]
        if all(each is None for each in found):
            return None
        return np.concatenate([unknown if each is None else np.atleast_1d(each) for each in found])

    return Rows(
        np.concatenate([rows.rewards for rows in pool]),
        texts("responses"),
        {name: np.concatenate([rows.components.get(name, nothing) for rows in pool]) for name in names},
        codes("reasons"),
        codes("sources"),
        prompts=texts("prompts"),
        truths=[rows.truths[0] if isinstance(rows.truths, (list, tuple)) else rows.truths for rows in pool],
        groups=texts("groups") if isinstance(pool[0].groups, list) else pool[0].groups,
        step=pool[0].step,
        mode=pool[0].mode,
        weights=pool[0].weights,
    )


def flush_weakly(recorder: weakref.ref[Recorder]) -> None:
    """Flush a recorder, if there still is one."""
    alive = recorder()
    if alive is not None and alive.process == os.getpid():
        alive.flush()


ALIVE: weakref.WeakSet[Recorder] = weakref.WeakSet()


def flush_all() -> None:
    """Write the records of all logs that wait, at the end of the process."""
    for recorder in list(ALIVE):
        if recorder.process == os.getpid():
            recorder.flush()


def begin_all() -> None:
    """Begin anew after a fork: the parent records its rows, and a lock may be held by a thread that is not here."""
    for recorder in list(ALIVE):
        recorder.begin()
        # Two processes can't share a connection.
        recorder.sinks = []


atexit.register(flush_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=begin_all)
