"""What stands in for a reward and shows what it gives: a function for a function, a reward object for one."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.composing.observation import Seen, observe
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.parameters import Parameters, kind_of
from agent_tunix.rewards.recording.calls import complete, parts_of, read_rows, weights_of
from agent_tunix.rewards.recording.joining import Joiner
from agent_tunix.rewards.recording.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from agent_tunix.rewards.composing.batch import Batch, Values
    from agent_tunix.rewards.recording.recorder import Recorder

#: By what `inspect` sees that something is a coroutine function.
MARKS = ("__code__", "__defaults__", "__kwdefaults__")


class Intake:
    """Where wrapped rewards leave what they gave."""

    def __init__(
        self, recorder: Recorder, names: Sequence[str], factors: Sequence[float], group: str | int | None
    ) -> None:
        """Keep the names and weights of the rewards, and what makes a group."""
        self.recorder, self.names, self.group = recorder, tuple(names), group
        self.joiner = recorder.joiner = Joiner(factors)
        self.alone = len(self.names) == 1
        self.weights = {} if self.alone else dict(zip(names, factors, strict=True))

    def take(self, at: int, read: Callable[[], Rows], log_metric: Callable[[str, float], Any] | None) -> None:
        """Record what one of the rewards gave; a failure is a warning, since no training should end for it."""
        try:
            rows = read()
            if self.alone:
                self.recorder.add(rows)
            else:
                own = self.names[at]
                parts = {f"{own}/{name}": part for name, part in rows.components.items()}
                rows.components, rows.weights = {own: rows.rewards, **parts}, self.weights
                self.add(self.joiner.join(at, rows))
            if log_metric is not None:
                self.recorder.tell_trainer(log_metric)
        except Exception as error:  # noqa: BLE001 # whatever it is
            self.recorder.warn("recording", f"a batch could not be recorded: {error!r}")

    def add(self, batches: Iterable[Rows]) -> None:
        """Record batches that are put together."""
        for rows in batches:
            self.recorder.add(rows)

    def settle(self) -> None:
        """Record what waits for other rewards of a list without them."""
        self.add(self.joiner.rest())


class Wrapped:
    """A function that shows its calls; introspected and named as the function itself."""

    __name__: str

    def __init__(self, intake: Intake, function: Callable[..., Any], at: int) -> None:
        """Take over the function's looks."""
        self.intake, self.function, self.at = intake, function, at
        self.form = Parameters(function)
        look_like(self, function, intake.names[at])

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Call the function, and note what it was given and gave."""
        with observe() as seen:
            result = self.function(*values, **named)
        if inspect.isawaitable(result):
            return self._wait(result, values, named)
        self._note(result, seen, values, named)
        return result

    async def _wait(self, waiting: Any, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
        with observe() as seen:
            result = await waiting
        self._note(result, seen, values, named)
        return result

    def _note(self, result: Any, seen: Seen, values: Sequence[Any], named: Mapping[str, Any]) -> None:
        def read() -> Rows:
            return read_rows(self.form.bind(values, named), result, seen, self.intake.group)

        self.intake.take(self.at, read, named.get("log_metric"))

    def __getattr__(self, name: str) -> Any:
        """Return what the function has."""
        if name.startswith("_") or "function" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self.function, name)

    def __repr__(self) -> str:
        """Return the name of the function."""
        return f"<logged {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it was made of."""
        return Wrapped, (self.intake, self.function, self.at)


class LoggedPart(Reward):
    """A reward object that shows what it gives; one of a list."""

    def __init__(self, intake: Intake, reward: Reward, at: int) -> None:
        """Need what the reward needs."""
        super().__init__(intake.names[at], reward.needs)
        self.intake, self.reward, self.at = intake, reward, at

    def grade(self, batch: Batch) -> Values:
        """Grade as the reward does."""
        return grade(self.intake, self.at, self.reward, batch)

    def inside(self) -> Iterator[Reward]:
        """Go over the reward."""
        return iter((self.reward,))


def grade(intake: Intake, at: int, reward: Reward, batch: Batch) -> Values:
    """Return what a reward object gives for a batch, and note it, unless the batch is graded for a look only."""
    known = batch.graded.get(id(reward))
    if not batch.counts:
        return known[1] if known is not None else reward.grade(batch)
    with observe() as seen:
        values = known[1] if known is not None else reward.grade(batch)

    def read() -> Rows:
        # The caller may change what it gets.
        rows = Rows(np.array(values, dtype=np.float64), batch.responses, parts_of(batch, reward))
        rows.weights = weights_of(reward)
        complete(rows, batch.columns, seen.shown, intake.group)
        return rows

    intake.take(at, read, batch.columns.get("log_metric"))
    return values


def look_like(wrapper: Any, function: Any, name: str) -> None:
    """Give a wrapper the looks of what it wraps: name, text, signature, and how it is called."""
    functools.update_wrapper(wrapper, function, updated=())
    wrapper.__name__ = wrapper.__qualname__ = name
    # What `kind_of` and adapters go by.
    wrapper.__calls__, wrapper.__logs__ = kind_of(function), function
    if inspect.iscoroutinefunction(function):
        # What has all that a function has is one to `inspect`; those compiled by Cython are such.
        for each in MARKS:
            setattr(wrapper, each, getattr(function, each, None))
