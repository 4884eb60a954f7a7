"""`RewardLog`: a reward that shows what it does, and stays the reward that it is."""

from __future__ import annotations

import functools
import inspect
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.combine import add
from agent_tunix.rewards.observation import Seen, observe
from agent_tunix.rewards.recording.calls import Form, complete, parts_of, read_rows, weights_of
from agent_tunix.rewards.recording.parts import Parts
from agent_tunix.rewards.recording.recorder import Recorder
from agent_tunix.rewards.recording.rows import Rows, Statistics
from agent_tunix.rewards.reward import Reward, finite, kind_of, unused
from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent_tunix.rewards.reward import Batch, Values

#: How many batches wait for the other rewards of a list, before they are recorded without them.
WAITING = 256


class RewardLog:
    """Wrap a reward, or a list of them, and keep what it gives: statistics, samples, metrics for loggers.

    The wrapped reward is called as it was, gives what it gave, and raises what it raised; a failure of the recording is
    a warning and no more. So the log can stand wherever the reward stood: in a trainer's list, inside `weighted_sum`,
    inside an adapter or around one.

    >>> from agent_tunix.rewards import RewardLog, check_answer
    >>> reward = RewardLog(check_answer)
    >>> reward(["The answer is 4.", "It is 5"], 4)
    array([1., 0.])
    >>> reward.metrics()["reward/mean"], reward.metrics()["reason/wrong_value"]
    (0.5, 0.5)

    A list is for trainers that take one: `log.rewards` are its rewards, to be given instead. What they give for one
    batch is joined into one record, whose reward is their sum.

    >>> from agent_tunix.rewards.presets import tunix
    >>> log = RewardLog([tunix.check_answer, tunix.match_format_exactly])
    >>> [reward.__name__ for reward in log.rewards]
    ['check_answer', 'match_format_exactly']

    ============================= ====================================================================================
    `metrics()`, `summary()`      meaning; those of batches in evaluation begin with ``eval/``
    ============================= ====================================================================================
    samples, not_judged           how many responses, and how many of them got no reward (None, NaN)
    batches                       how many batches (in `summary` alone)
    reward/mean, std, min, max    of the rewards; std is the population's
    reward/skewness               the third standardised moment; left out where all rewards are equal
    reward/q05 … q95              quantiles 0.05, 0.25, 0.5, 0.75, 0.95 (`statistics.Sketch` says how exact)
    component/<name>/mean, std    of a reward inside
    component/<name>/             the part of the reward's variance that goes along with it: weight times covariance
    variance_share                over variance. The shares of a sum add up to 1; other rewards have weight 1
    reason/<reason>               share of the graded answers that got their score for this reason (`REASONS`)
    source/<source>               share of the answers that were given this way (`Answer.source`)
    length/mean, std, …, q95      of the responses, in characters
    duplicates                    share of responses that stand earlier in the same batch to the letter
    groups                        groups of two and more judged responses
    zero_variance_groups          share of them without two different rewards: they teach nothing
    group/std                     mean deviation within groups
    ============================= ====================================================================================

    Memory is bounded whatever is seen: counts, moments, at most 11,200 bins for a quantile, 128 components. Quantiles
    of a reward of up to 64 different values are exact, others within 0.5 % of their value; merging changes neither.

    Args:
        reward: a reward object, a function of this package, an adapter, or any function in a trainer's own form:
            ``f(prompts, completions, **columns)``, verl's ``f(data_source, solution_str, ground_truth, extra_info)``,
            `async` ones. Or a list of these. Single calls are counted in batches of 256, or by the trainer's step.
        folder: where sampled records go, as Parquet files with the columns of `recording.columns`. A part is written
            when 4096 rows or a minute have come together, in `flush`, and at the end of the process; it is written
            whole or not at all, so that a run that is killed loses its last part at most.
        sinks: where metrics go: names that `recording.sinks.make_sink` knows (``"logging"``, ``"tensorboard"``,
            ``"wandb"``, …), or objects with ``write(step, metrics)`` and ``close()``.
        samples: how many responses of a batch are recorded: a number, or ``"all"``. Whole groups are taken where there
            are groups. Which ones depends on their texts, the step and the seed, so that it is the same in every run.
        every: tell the sinks every so many steps.
        run: the name of the run in the records; made of the time if not given.
        seed: for the choice of samples.
        group: what makes a group: a column's name, or how many responses in a row. The default is the column ``group``,
            else the prompt.
        weights: by which a trainer adds up the rewards of a list.
        name: what trainers log it as; the reward's own name if not given.

    The step is the trainer's where it tells it, a column ``step`` or TRL's ``trainer_state``; else batches are counted.
    A trainer that hands over a ``log_metric``, as TRL does, is told the metrics too, and logs them with its own.

    Raises:
        TypeError: the reward can't be called, or an argument is of another type.
        ValueError: an argument has a value that it can't have.
        ModuleNotFoundError: `folder` is given and pyarrow is not installed.
    """

    __name__: str

    def __new__(cls, reward: Any = None, *_: Any, **__: Any) -> RewardLog:
        """Make a log that is a reward object where the reward is one."""
        return object.__new__(LoggedReward if cls is RewardLog and isinstance(reward, Reward) else cls)

    def __init__(
        self,
        reward: Any,
        *,
        folder: str | os.PathLike[str] | None = None,
        sinks: Iterable[Any] = (),
        samples: int | str = 32,
        every: int = 1,
        run: str | None = None,
        seed: int = 0,
        group: str | int | None = None,
        weights: Sequence[float] | None = None,
        name: str | None = None,
    ) -> None:
        given = list(reward) if isinstance(reward, (list, tuple)) else [reward]
        if not given:
            raise ArgumentValueError("reward: expected at least one")
        for each in given:
            if not callable(each):
                raise ArgumentTypeError(f"reward: expected a reward or a function, got {type(each).__name__}")
        factors = [1.0] * len(given) if weights is None else [finite(weight, "weights") for weight in weights]
        if len(factors) != len(given):
            raise ArgumentValueError(f"weights: got {len(factors)} for {len(given)} rewards")
        if samples != "all":
            samples = whole(samples, "samples", least=0, other='or "all"')
        if isinstance(group, int):
            group = whole(group, "group", least=1)
        elif group is not None and not isinstance(group, str):
            raise ArgumentTypeError(f"group: expected a column's name or a number, got {type(group).__name__}")
        self._group, self._factors = group, factors
        self._listed = isinstance(reward, (list, tuple))
        self._recorder = Recorder(
            parts=None if folder is None else Parts(folder, run),
            sinks=made(sinks),
            samples=None if samples == "all" else int(samples),
            every=whole(every, "every", least=1),
            seed=whole(seed, "seed", least=0),
        )
        self._joiner = Joiner(factors)
        self._begin(given, name)

    def _begin(self, given: list[Any], name: str | None) -> None:
        """Wrap what was given."""
        self._given = given
        self.rewards: list[Any] = []
        taken: dict[str, Any] = {}
        for at, each in enumerate(given):
            title = str(getattr(each, "__name__", type(each).__name__)) if name is None or self._listed else name
            own = unused(title, taken)
            taken[own] = each
            self.rewards.append((LoggedPart if isinstance(each, Reward) else Wrapped)(self, each, at, own))
        self.names = tuple(taken)
        self._recorder.more = self._inside
        first = self.rewards[0]
        self.__name__ = self.__qualname__ = (name or "reward_log") if self._listed else first.__name__
        self.__doc__ = type(self).__doc__ if self._listed else getattr(given[0], "__doc__", None)
        if not self._listed:
            mark(self, given[0])

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Call the reward.

        Raises:
            TypeError: it is a list: its rewards are called, which `rewards` has.
        """
        if self._listed:
            raise ArgumentTypeError("a log of a list is not called: give log.rewards to the trainer")
        return self.rewards[0](*values, **named)

    def __getattr__(self, name: str) -> Any:
        """Return what the wrapped reward has beside what a log has: `batched`, `needs` and the like."""
        if name.startswith("__") or name.startswith("_") or "_given" not in self.__dict__ or self._listed:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self._given[0], name)

    def __repr__(self) -> str:
        """Return what is wrapped."""
        return f"<RewardLog of {', '.join(self.names)}>"

    def metrics(self) -> dict[str, float]:
        """Return the numbers of the last batch, or of the last `every` steps; the class has the table of names."""
        self._settle()
        return {**self._inside(), **self._recorder.metrics()}

    def summary(self) -> dict[str, float]:
        """Return the numbers of everything so far, here and in what was merged."""
        self._settle()
        return self._recorder.summary()

    def merge(self, other: RewardLog | Mapping[str, Any]) -> None:
        """Take in what another log counted, in another process for instance; it is not changed.

        >>> from agent_tunix.rewards import RewardLog, check_answer
        >>> here, there = RewardLog(check_answer), RewardLog(check_answer)
        >>> here("The answer is 4.", 4), there("The answer is 5.", 4)
        (1.0, 0.0)
        >>> here.merge(there.state_dict())
        >>> here.summary()["samples"], here.summary()["reward/mean"]
        (2.0, 0.5)

        Args:
            other: a log, or its `state_dict`.
        """
        state = other.state_dict() if isinstance(other, RewardLog) else other
        self._settle()
        totals = state["log"]["totals"]
        self._recorder.merge({mode: Statistics.restore(counted) for mode, counted in totals.items()})

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted, and what the rewards inside remember, as JSON can hold it."""
        self._settle()
        inner = [each.state_dict() if isinstance(each, (Reward, Adapter)) else None for each in self._given]
        return {"log": self._recorder.state(), "rewards": inner}

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned.

        Raises:
            ValueError: the state is that of a log of other rewards.
        """
        if set(states) != {"log", "rewards"} or len(states["rewards"]) != len(self._given):
            raise ArgumentValueError(f"the state is not that of a log of {', '.join(self.names)}")
        for each, state in zip(self._given, states["rewards"], strict=True):
            if isinstance(each, (Reward, Adapter)):
                each.load_state_dict(state or {})
        self._recorder.restore(states["log"])

    def flush(self) -> None:
        """Write the records that wait, and give the sinks what they were not told."""
        self._settle(whole_list=False)
        self._recorder.flush()

    def close(self) -> None:
        """Flush, and close the sinks; what is called afterwards is counted and recorded, and told to none."""
        self._settle(whole_list=False)
        self._recorder.close()

    def __enter__(self) -> RewardLog:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        """Leave the wrappers behind, which know the log."""
        return {name: value for name, value in self.__dict__.items() if name not in ("rewards", *MARKS)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Wrap anew."""
        self.__dict__.update(state)
        self._begin(self._given, None if self._listed else state["__name__"])
        self.__name__ = self.__qualname__ = state["__name__"]

    def _inside(self) -> dict[str, float]:
        """Return what the rewards inside have to tell."""
        return {
            name: value for each in self._given if isinstance(each, Reward) for name, value in each.metrics().items()
        }

    def _settle(self, *, whole_list: bool = True) -> None:
        """Record what waits for other rewards of a list; with `whole_list`, only what is whole."""
        if not whole_list:
            self._record(self._joiner.rest())

    def take(self, at: int, rows: Rows) -> None:
        """Record what one of the rewards gave."""
        if len(self._given) == 1:
            self._record([rows])
            return
        rows.components = {f"{self.names[at]}/{name}": values for name, values in rows.components.items()}
        rows.components = {self.names[at]: rows.rewards, **rows.components}
        self._record(self._joiner.join(at, rows, self.names))

    def _record(self, batches: Iterable[Rows]) -> None:
        for rows in batches:
            self._recorder.add(rows)

    def tell(self, log_metric: Callable[[str, float], None] | None) -> None:
        """Give what the sinks were told since the last call to a trainer that has a place for it."""
        if log_metric is not None:
            for name, value in self._recorder.untold().items():
                log_metric(name, value)

    def guarded(self, work: Callable[[], None]) -> None:
        """Do what recording takes; a failure is a warning, since no training should end for it."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 # whatever it is
            self._recorder.warn("recording", f"a batch could not be recorded: {error!r}")


class Wrapped:
    """A function that shows its calls to a log; introspected and named as the function itself."""

    __name__: str

    def __init__(self, log: RewardLog, function: Callable[..., Any], at: int, name: str) -> None:
        """Take over the function's looks."""
        functools.update_wrapper(self, function, updated=())
        self.__name__ = self.__qualname__ = name
        self.log, self.function, self.at = log, function, at
        self.form = Form(function)
        mark(self, function)

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Call the function, and note what it was given and gave."""
        with observe() as seen:
            result = self.function(*values, **named)
        if inspect.isawaitable(result):
            return self._wait(result, seen, values, named)
        self.log.guarded(lambda: self._note(result, seen, values, named))
        return result

    async def _wait(self, waiting: Any, _: Seen, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
        with observe() as seen:
            result = await waiting
        self.log.guarded(lambda: self._note(result, seen, values, named))
        return result

    def _note(self, result: Any, seen: Seen, values: Sequence[Any], named: Mapping[str, Any]) -> None:
        rows = read_rows(self.form.given(values, named), result, seen, self.log._group)
        rows.weights = rows.weights if self.log._joiner.alone else self.log._joiner.weights(self.log.names)
        self.log.take(self.at, rows)
        self.log.tell(named.get("log_metric"))

    def __getattr__(self, name: str) -> Any:
        """Return what the function has."""
        if name.startswith("_") or "function" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self.function, name)

    def __repr__(self) -> str:
        """Return the name of the function."""
        return f"<logged {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the log, and which of its rewards this is."""
        return pick, (self.log, self.at)


class LoggedPart(Reward):
    """A reward object that shows to a log what it gives."""

    def __init__(self, log: RewardLog, reward: Reward, at: int, name: str) -> None:
        """Need what the reward needs."""
        super().__init__(name, reward.needs)
        self.log, self.reward, self.at = log, reward, at

    def grade(self, batch: Batch) -> Values:
        """Grade as the reward does."""
        return observed(self.log, self.at, self.reward, batch)

    def inside(self) -> Iterator[Reward]:
        """Go over the reward."""
        return iter((self.reward,))

    def named(self, name: str) -> Reward:
        """Return the same under another name."""
        return LoggedPart(self.log, self.reward, self.at, name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the log, and which of its rewards this is."""
        return pick, (self.log, self.at)


class LoggedReward(RewardLog, Reward):
    """The log of a reward object, which is one itself."""

    def _begin(self, given: list[Any], name: str | None) -> None:
        Reward.__init__(self, str(name or given[0].__name__), given[0].needs)
        super()._begin(given, name)

    def __call__(self, response: Any, /, *values: Any, **columns: Any) -> Any:
        """Grade one response or a batch."""
        return Reward.__call__(self, response, *values, **columns)

    def grade(self, batch: Batch) -> Values:
        """Grade as the reward does."""
        return observed(self, 0, self._given[0], batch)

    def inside(self) -> Iterator[Reward]:
        """Go over the reward."""
        return iter(self._given)

    def state(self) -> Any:
        """Return what was counted, for a reward that this one is part of."""
        return self._recorder.state()

    def restore(self, state: Any) -> None:
        """Go on from there."""
        self._recorder.restore(state)

    __repr__ = RewardLog.__repr__


def observed(log: RewardLog, at: int, reward: Reward, batch: Batch) -> Values:
    """Return what a reward object gives for a batch, and note it, unless the batch is graded for a look only."""
    known = batch.graded.get(id(reward))
    if not batch.counts:
        return known[1] if known is not None else reward.grade(batch)
    with observe() as seen:
        values = known[1] if known is not None else reward.grade(batch)

    def note() -> None:
        rows = Rows(np.array(values, dtype=np.float64), batch.responses, parts_of(batch, reward))
        rows.weights = weights_of(reward) if log._joiner.alone else log._joiner.weights(log.names)
        complete(rows, batch.columns, seen.shown, log._group)
        log.take(at, rows)
        log.tell(batch.columns.get("log_metric"))

    log.guarded(note)
    return values


class Joiner:
    """Puts together what the rewards of a list give for one batch, one after the other or at the same time."""

    def __init__(self, factors: Sequence[float]) -> None:
        """Keep the weights."""
        self.factors = tuple(factors)
        self.alone = len(self.factors) == 1
        self.lock = threading.Lock()
        self.waiting: list[dict[int, Rows]] = []

    def weights(self, names: Sequence[str]) -> dict[str, float]:
        """Return the weights by name, of a list."""
        return {} if self.alone else dict(zip(names, self.factors, strict=True))

    def join(self, at: int, rows: Rows, names: Sequence[str]) -> list[Rows]:
        """Return the batches that are whole now, or will never be."""
        ready: list[dict[int, Rows]] = []
        with self.lock:
            same = [each for each in self.waiting if belongs(next(iter(each.values())), rows)]
            found = next((each for each in same if at not in each), None)
            if found is None:
                # One of the rewards begins with the same batch again, or with the next.
                ready.extend(same)
                found = {}
                self.waiting.append(found)
            found[at] = rows
            if len(found) == len(self.factors):
                ready.append(found)
            ready.extend(self.waiting[:-WAITING])
            done = set(map(id, ready))
            self.waiting = [each for each in self.waiting if id(each) not in done]
        return [self._sum(each, names) for each in ready]

    def rest(self) -> list[Rows]:
        """Return what waits, without what is missing."""
        with self.lock:
            waiting, self.waiting = self.waiting, []
        return [self._sum(each, ()) for each in waiting]

    def _sum(self, found: Mapping[int, Rows], names: Sequence[str]) -> Rows:
        order = sorted(found)
        joined = found[order[0]]
        joined.rewards = add([found[at].rewards for at in order], [self.factors[at] for at in order])
        for at in order[1:]:
            other = found[at]
            joined.components = {**joined.components, **other.components}
            for part in ("responses", "reasons", "sources", "prompts", "truths", "groups", "step"):
                if getattr(joined, part) is None:
                    setattr(joined, part, getattr(other, part))
        return joined

    def __getstate__(self) -> dict[str, Any]:
        """Leave the lock and what waits behind."""
        return {"factors": self.factors, "alone": self.alone}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin with nothing."""
        self.__dict__.update(state)
        self.lock, self.waiting = threading.Lock(), []


def belongs(first: Rows, other: Rows) -> bool:
    """Whether two rewards of a list were called with one batch."""
    return (
        len(first) == len(other)
        and first.responses == other.responses
        and first.step == other.step
        and first.mode == other.mode
    )


MARKS = ("_is_coroutine_mark", "_is_coroutine", "__calls__", "__logs__")


def mark(wrapper: Any, function: Any) -> None:
    """Give a wrapper the signature of its function, and let others see how it is called."""
    # What `kind_of` and adapters go by.
    wrapper.__calls__, wrapper.__logs__ = kind_of(function), function
    try:
        wrapper.__signature__ = inspect.signature(function)
    except (TypeError, ValueError):  # A compiled function need not say what it takes.
        pass
    # From Python 3.12 on; before, only a function itself can be seen to be one.
    marker = getattr(inspect, "markcoroutinefunction", None)
    if inspect.iscoroutinefunction(function) and marker is not None:
        marker(wrapper)


def pick(log: RewardLog, at: int) -> Any:
    """Return one of a log's rewards: what its pickles are read with."""
    return log.rewards[at]


def made(sinks: Iterable[Any]) -> list[Any]:
    """Return sinks, made of their names where they are names."""
    if isinstance(sinks, (str, bytes, Mapping)) or not isinstance(sinks, Iterable):
        raise ArgumentTypeError(f"sinks: expected a list of names or of sinks, got {sinks!r}")
    found = []
    for sink in sinks:
        if isinstance(sink, str):
            from agent_tunix.rewards.recording.sinks import make_sink

            sink = make_sink(sink)
        if not callable(getattr(sink, "write", None)) or not callable(getattr(sink, "close", None)):
            raise ArgumentTypeError(f"sinks: expected names, or objects with write and close, got {sink!r}")
        found.append(sink)
    return found


def whole(value: Any, name: str, *, least: int, other: str = "") -> int:
    """Return a whole number of the caller's, if it is one."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise ArgumentTypeError(f"{name}: expected an int {other}".rstrip() + f", got {value!r}")
    if value < least:
        raise ArgumentValueError(f"{name}: expected at least {least}, got {value}")
    return int(value)
