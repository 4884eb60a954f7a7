"""`RewardLog`: a reward whose statistics, samples and metrics are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.parts import unused
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.numbers import finite
from agent_tunix.rewards.reading.parameters import MARKS
from agent_tunix.rewards.recording.parts import Parts
from agent_tunix.rewards.recording.recorder import Recorder
from agent_tunix.rewards.recording.statistics import Statistics
from agent_tunix.rewards.recording.wrapping import LoggedFunction, LoggedPart, look_like
from agent_tunix.rewards.trainers._adapter import Adapter

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typing_extensions import Self

    from agent_tunix.rewards.composing.batch import Batch, Values

    #: Type checkers take every log for a reward object, so that they accept `0.5 * log`; see `RewardLog.__new__`.
    Base = Reward
else:
    Base = object


class RewardLog(Base):
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

    =============================== ====================================================================================
    `metrics()`, `summary()`        meaning; those of batches in evaluation begin with ``eval/``
    =============================== ====================================================================================
    samples, not_judged             how many responses, and how many of them got no reward (None, NaN)
    batches                         how many batches (in `summary` alone)
    reward/mean, std, min, max      of the rewards; std is the population's
    reward/skewness                 the third standardised moment; left out where all rewards are equal
    reward/q05 … q95                quantiles 0.05, 0.25, 0.5, 0.75, 0.95 (`statistics.Sketch` says how exact)
    component/<name>/mean, std      of a reward inside
    component/<name>/variance_share the part of the reward's variance that goes along with it: weight times
                                    covariance over variance. Those of a sum add up to 1; other rewards have weight 1
    reason/<reason>                 share of the graded answers that got their score for this reason (`REASONS`)
    source/<source>                 share of the answers that were given this way (`Answer.source`)
    length/mean, std, …, q95        of the responses, in characters
    duplicates                      share of responses that stand earlier in the same batch to the letter
    groups                          groups of two and more judged responses
    zero_variance_groups            share of them without two different rewards: they teach nothing
    group/std                       mean deviation within groups
    =============================== ====================================================================================

    Copies and other processes go on by themselves: a forked process begins with nothing counted and with no sinks, a
    copy with what was counted; both write parts of their own.

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
        OSError: the folder can't be made.
        ModuleNotFoundError: `folder` is given and pyarrow is not installed.
    """

    __name__: str

    def __new__(cls, reward: Any = None, *_: Any, **__: Any) -> Self:
        """Make a log that is a reward object where the reward is one."""
        kind: Any = LoggedReward if cls is RewardLog and isinstance(reward, Reward) else cls
        made: Self = object.__new__(kind)
        return made

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
            raise ArgumentValueError("reward: expected at least one", argument="reward")
        for each in given:
            if not callable(each):
                raise ArgumentTypeError(
                    f"reward: expected a reward or a function, got {type(each).__name__}", argument="reward"
                )
        factors = read_weights(weights, len(given))
        if samples != "all":
            samples = whole(samples, "samples", least=0, other='or "all"')
        if isinstance(group, int):
            group = whole(group, "group", least=1)
        elif group is not None and not isinstance(group, str):
            raise ArgumentTypeError(
                f"group: expected a column's name or a number, got {type(group).__name__}", argument="group"
            )
        if name is not None and not isinstance(name, str):
            raise ArgumentTypeError(f"name: expected text, got {type(name).__name__}", argument="name")
        self._given, self._listed = given, isinstance(reward, (list, tuple))
        taken: dict[str, Any] = {}
        for each in given:
            title = str(getattr(each, "__name__", type(each).__name__)) if name is None or self._listed else name
            taken[unused(title, taken)] = each
        self.names = tuple(taken)
        self._recorder = Recorder(
            self.names,
            factors,
            parts=None if folder is None else Parts(folder, run),
            sinks=make_sinks(sinks),
            samples=None if samples == "all" else int(samples),
            every=whole(every, "every", least=1),
            seed=whole(seed, "seed", least=0),
            group=group,
        )
        self.rewards: list[Any] = [
            (LoggedPart if isinstance(each, Reward) else LoggedFunction)(self._recorder, each, at)
            for at, each in enumerate(given)
        ]
        self._recorder.more = self._inside
        self._look((name or "reward_log") if self._listed else self.names[0])

    def _look(self, name: str) -> None:
        """Take over the name and the signature of what is wrapped."""
        self.__name__ = self.__qualname__ = name
        if not self._listed:
            look_like(self, self._given[0], name)

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Call the reward.

        Raises:
            TypeError: it is the log of a list: the rewards in `rewards` are called instead.
        """
        if self._listed:
            raise ArgumentTypeError("a log of a list is not called: give log.rewards to the trainer")
        return self.rewards[0](*values, **named)

    def __getattr__(self, name: str) -> Any:
        """Return what the wrapped reward has beside what a log has: `batched`, `needs` and the like."""
        if name.startswith("_") or "_given" not in self.__dict__ or self._listed:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self._given[0], name)

    def __repr__(self) -> str:
        """Return what is wrapped."""
        return f"<RewardLog of {', '.join(self.names)}>"

    def metrics(self) -> dict[str, float]:
        """Return the numbers of the last batch, or of the last `every` steps; the class has the table of names."""
        return {**self._inside(), **self._recorder.metrics()}

    def summary(self) -> dict[str, float]:
        """Return the numbers of everything so far, here and in what was merged."""
        return self._recorder.summary()

    def tell(self, log_metric: Callable[[str, float], Any]) -> None:
        """Give the metrics of the last batch to a trainer that has a place for them; those that it knows, not again.

        Trainers that hand a `log_metric` to their rewards, as TRL does, get them so without this.

        Args:
            log_metric: is called with the name and the value of each.
        """
        self._recorder.tell_trainer(log_metric)

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

        Raises:
            ValueError: it is neither.
        """
        state = other.state_dict() if isinstance(other, RewardLog) else other
        with refusing("other: expected a log or its state_dict()"):
            totals = {mode: Statistics(counted) for mode, counted in state["log"]["totals"].items()}
        self._recorder.merge(totals)

    def state_dict(self) -> dict[str, Any]:
        """Return what was counted, and what the rewards inside remember, as JSON can hold it."""
        inner = [each.state_dict() if isinstance(each, (Reward, Adapter)) else None for each in self._given]
        return {"log": self._recorder.state(), "rewards": inner}

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned.

        Raises:
            ValueError: the state is that of a log of other rewards.
        """
        wrong = f"states: it is not the state of a log of {', '.join(self.names)}"
        with refusing(wrong):
            fits = set(states) == {"log", "rewards"} and len(states["rewards"]) == len(self._given)
        if not fits:
            raise ArgumentValueError(wrong)
        for each, state in zip(self._given, states["rewards"], strict=True):
            if isinstance(each, (Reward, Adapter)):
                each.load_state_dict(state or {})
        with refusing(wrong):
            self._recorder.restore(states["log"])

    @property
    def folder(self) -> Path | None:
        """Where the records are, for `analyze`; None where none are kept."""
        return None if self._recorder.parts is None else self._recorder.parts.folder

    def flush(self) -> None:
        """Write the records that wait, and give the sinks what they were not told."""
        self._recorder.flush()

    def close(self) -> None:
        """Flush, and close the sinks; later calls are counted and recorded, but no sink is told."""
        self._recorder.close()

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what `_look` sets, which does not pickle."""
        left = ("__wrapped__", "__logs__", "__signature__", *MARKS)
        return {name: value for name, value in self.__dict__.items() if name not in left}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take over the name and the signature of what is wrapped."""
        self.__dict__.update(state)
        self._recorder.more = self._inside
        self._look(self.__name__)

    def _inside(self) -> dict[str, float]:
        """Return the metrics of the rewards inside."""
        return {
            name: value for each in self._given if isinstance(each, Reward) for name, value in each.metrics().items()
        }


class LoggedReward(RewardLog, Reward):
    """The log of a reward object; it is a reward object, too."""

    def _look(self, name: str) -> None:
        Reward.__init__(self, name, self._given[0].needs)
        self.__doc__ = self._given[0].__doc__

    def __call__(self, response: Any, /, *values: Any, **columns: Any) -> Any:
        """Grade one response or a batch."""
        return Reward.__call__(self, response, *values, **columns)

    def grade(self, batch: Batch) -> Values:
        """Return what the reward gives, and record it."""
        return self._recorder.grade(0, self._given[0], batch)

    def inside(self) -> Iterator[Reward]:
        """Go over the reward."""
        return iter(self._given)

    def state(self) -> Any:
        """Return the statistics, for a reward that this one is part of."""
        return self._recorder.state()

    def restore(self, state: Any) -> None:
        """Go on from there."""
        self._recorder.restore(state)

    __repr__ = RewardLog.__repr__


def make_sinks(sinks: Iterable[Any]) -> list[Any]:
    """Return sinks, made by name where names are given."""
    if isinstance(sinks, (str, bytes, Mapping)) or not isinstance(sinks, Iterable):
        raise ArgumentTypeError(f"sinks: expected a list of names or of sinks, got {sinks!r}", argument="sinks")
    from agent_tunix.rewards.recording.sinks import make_sink

    return [make_sink(sink) for sink in sinks]


def read_weights(weights: Any, count: int) -> list[float]:
    """Return a weight for each of so many rewards."""
    if weights is None:
        return [1.0] * count
    if isinstance(weights, (str, Mapping)) or not isinstance(weights, Iterable):
        raise ArgumentTypeError(f"weights: expected a list of numbers, got {weights!r}", argument="weights")
    factors = [finite(weight, "weights") for weight in weights]
    if len(factors) != count:
        raise ArgumentValueError(
            f"weights: got {len(factors)} for {count} rewards", argument="weights", code="lengths_differ"
        )
    return factors


@contextmanager
def refusing(wrong: str) -> Iterator[None]:
    """Raise one error for whatever is wrong with a state that is read."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ArgumentValueError(wrong) from error


def whole(value: Any, name: str, *, least: int, other: str = "") -> int:
    """Return a whole number of the caller's, if it is one."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise ArgumentTypeError(f"{name}: expected an int {other}".rstrip() + f", got {value!r}", argument=name)
    if value < least:
        raise ArgumentValueError(f"{name}: expected at least {least}, got {value}", argument=name)
    return int(value)
