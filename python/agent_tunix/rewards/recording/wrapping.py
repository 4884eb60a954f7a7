"""What stands in place of a reward and records what it gives: a function for a function, an object for an object."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.composing.observation import observe
from agent_tunix.rewards.composing.reward import Reward
from agent_tunix.rewards.reading.parameters import Parameters, is_awaited, kind_of, mark_awaited
from agent_tunix.rewards.recording.calls import of_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agent_tunix.rewards._core import Observation
    from agent_tunix.rewards.composing.batch import Batch, Values
    from agent_tunix.rewards.recording.recorder import Recorder
    from agent_tunix.rewards.recording.rows import Rows


class LoggedFunction:
    """A function whose calls are recorded; it has the name and the signature of the function itself."""

    __name__: str

    def __init__(self, recorder: Recorder, function: Callable[..., Any], at: int) -> None:
        """Take over the name and the signature of the function, which has this place in the list of rewards."""
        self.recorder, self.function, self.at = recorder, function, at
        self.parameters = Parameters(function)
        look_like(self, function, recorder.names[at])

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Call the function, and record what it was given and what it returned."""
        with observe() as seen:
            result = self.function(*values, **named)
        if inspect.isawaitable(result):
            return self._wait(result, values, named)
        self._record(result, seen, values, named)
        return result

    async def _wait(self, waiting: Any, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
        with observe() as seen:
            result = await waiting
        self._record(result, seen, values, named)
        return result

    def _record(self, result: Any, seen: Observation, values: Sequence[Any], named: Mapping[str, Any]) -> None:
        def read() -> Rows:
            return of_call(self.parameters.bind(values, named), result, seen, self.recorder.group)

        self.recorder.take(self.at, read, named.get("log_metric"))

    def __getattr__(self, name: str) -> Any:
        """Return what the function has."""
        if name.startswith("_") or "function" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self.function, name)

    def __repr__(self) -> str:
        """Return the name of the function."""
        return f"<logged {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the arguments that make another like this."""
        return LoggedFunction, (self.recorder, self.function, self.at)


class LoggedPart(Reward):
    """A reward object of a list, whose batches are recorded."""

    def __init__(self, recorder: Recorder, reward: Reward, at: int) -> None:
        """Need the columns that the reward needs."""
        super().__init__(recorder.names[at], reward.needs)
        self.recorder, self.reward, self.at = recorder, reward, at

    def grade(self, batch: Batch) -> Values:
        """Return what the reward gives, and record it."""
        return self.recorder.grade(self.at, self.reward, batch)

    def inside(self) -> Iterator[Reward]:
        """Go over the reward."""
        return iter((self.reward,))


def look_like(wrapper: Any, function: Any, name: str) -> None:
    """Give a wrapper the name, the docstring and the signature of what it wraps, and the way in which it is called."""
    functools.update_wrapper(wrapper, function, updated=())
    wrapper.__name__ = wrapper.__qualname__ = name
    # `kind_of` and the trainers' adapters look for these.
    wrapper.__calls__, wrapper.__logs__ = kind_of(function), function
    if is_awaited(function):
        mark_awaited(wrapper)
