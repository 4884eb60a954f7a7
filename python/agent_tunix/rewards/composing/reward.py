"""Rewards as objects: called with one response or a batch, combined, named, and looked into.

Any function of a response becomes one by `as_reward`; the documented functions do so by themselves where a reward is
expected. What a reward needs beside the response comes as **columns**, by name: one value for all responses, or one for
each. A reward takes the columns that it names and passes over the rest, so that one call serves rewards of many kinds.
"""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.composing.batch import Batch, Values
from agent_tunix.rewards.reading.numbers import finite, is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agent_tunix.rewards.composing.together import Call


class RewardError(ValueError):
    """A custom reward raised, or returned what is no score; the message names the reward, the row and the value."""


class Evaluation(NamedTuple):
    """What a reward gave and what it was made of."""

    total: Any
    """A `float` for one response, a `float64` array for a batch; NaN where a response was not judged."""
    components: dict[str, Any]
    """The values of each reward inside, by name, of the same shape."""


class Reward:
    """A reward: called with one response or a batch, and the columns that it needs, by name.

    >>> from agent_tunix.rewards import as_reward, check_answer, match_format_exactly
    >>> reward = 0.3 * as_reward(match_format_exactly) + 0.7 * as_reward(check_answer)
    >>> reward("The answer is 4.", ground_truth="4", expected_format="The answer is [NUM].")
    1.0
    >>> reward(["The answer is 4.", "It is 5"], ground_truth=4, expected_format="The answer is [NUM].")
    array([1.  , 0.15])

    Attributes:
        needs: the columns without which it can't be called, in the order in which a call takes them by position.
    """

    __name__: str
    needs: tuple[str, ...]
    #: What trainers' adapters ask: one call serves a batch.
    batched = True

    def __init__(self, name: str, needs: Iterable[str] = ()) -> None:
        """Keep a name, by which trainers log, and the names of the columns."""
        self.__name__ = name
        self.needs = tuple(dict.fromkeys(needs))
        response = inspect.Parameter("response", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        columns = [inspect.Parameter(need, inspect.Parameter.POSITIONAL_OR_KEYWORD) for need in self.needs]
        rest = inspect.Parameter("columns", inspect.Parameter.VAR_KEYWORD)
        # Trainers that look at a reward's signature shall see what it takes.
        self.__signature__ = inspect.Signature([response, *columns, rest])

    def __call__(self, response: Any, /, *values: Any, **columns: Any) -> Any:
        """Grade one response or a batch.

        Args:
            response: one response or a batch of them, of any kind that `check_answer` takes.
            values: the columns that the reward needs, by position.
            columns: columns by name, one value for all responses or one for each; others than it needs do no harm.

        Returns:
            A `float` for one response, a `float64` array for a batch. NaN where the response was not judged.

        Raises:
            TypeError: a response is not text, or there are more values than the reward needs.
            ValueError: a column is missing or has another length than the responses.
            RewardError: a custom reward failed.
        """
        if values:
            columns = self._named(values, columns)
        batch = Batch(response, columns)
        total = batch.grade(self)
        return float(total[0]) if batch.is_one else total

    def evaluate(self, response: Any, /, *values: Any, learning: bool = False, **columns: Any) -> Evaluation:
        """Grade like a call, and return the components beside the total.

        With `learning` the reward may change what it remembers, as a call does; without it nothing changes.

        >>> from agent_tunix.rewards import as_reward, check_answer, floor
        >>> floor(check_answer, 0.1).evaluate(["The answer is 5."], ground_truth=4)
        Evaluation(total=array([0.1]), components={'check_answer': array([0.])})
        """
        batch = Batch(response, self._named(values, columns), learning=learning)
        total = batch.grade(self)
        parts: dict[str, Values] = {}
        for reward, graded in batch.graded.values():
            if reward is not self:
                parts[unused(reward.__name__, parts)] = graded
        parts.update(batch.details)
        if not parts:
            parts[self.__name__] = total
        if batch.is_one:
            return Evaluation(float(total[0]), {name: float(part[0]) for name, part in parts.items()})
        return Evaluation(total, parts)

    def components(self, response: Any, /, *values: Any, **columns: Any) -> dict[str, Any]:
        """Return the values of each reward inside, by name; nothing that the reward remembers changes."""
        return self.evaluate(response, *values, **columns).components

    def named(self, name: str) -> Reward:
        """Return the same reward under another name."""
        other = copy.copy(self)
        other.__name__ = name
        return other

    def grade(self, batch: Batch) -> Values:
        """Return one value for each response of a batch; what a reward of a new kind defines."""
        raise NotImplementedError

    def call(self, batch: Batch) -> Call | None:  # noqa: ARG002 # what a function gets depends on the batch
        """Return the function that grades a batch, and what it gets, if others can be asked in the same call."""
        return None

    def inside(self) -> Iterator[Reward]:
        """Go over the rewards that this one is made of; itself is none of them."""
        return iter(())

    def state_dict(self) -> dict[str, Any]:
        """Return what the reward and those inside it remember, as JSON can hold it."""
        states: dict[str, Any] = {}
        for reward in stateful(self):
            states[unused(reward.__name__, states)] = reward.state()
        return states

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Restore what `state_dict` returned.

        Raises:
            ValueError: the state is that of another reward.
        """
        seen: dict[str, Reward] = {}
        for reward in stateful(self):
            seen[unused(reward.__name__, seen)] = reward
        if seen.keys() != states.keys():
            raise ArgumentValueError(f"the state has {sorted(states)}, the reward remembers {sorted(seen)}")
        for name, reward in seen.items():
            reward.restore(states[name])

    def metrics(self) -> dict[str, float]:
        """Return the numbers that are worth logging beside the reward: weights in force, stages, moments."""
        return {name: value for reward in self.inside() for name, value in reward.metrics().items()}

    def state(self) -> Any:
        """Return what this reward alone remembers; `None` for one that remembers nothing."""
        return None

    def restore(self, state: Any) -> None:
        """Take back what `state` returned."""

    def _named(self, values: Sequence[Any], columns: dict[str, Any]) -> dict[str, Any]:
        if len(values) > len(self.needs):
            takes = ", ".join(("response", *self.needs))
            raise ArgumentTypeError(f"{self.__name__}({takes}) takes no {len(values)} values beside the response")
        given = dict(zip(self.needs, values, strict=False))
        if twice := given.keys() & columns.keys():
            raise ArgumentTypeError(f"{self.__name__} got {min(twice)!r} twice")
        return {**given, **columns}

    def __mul__(self, weight: Any) -> Reward:
        """Weigh the reward by a number, or multiply it by another reward."""
        from agent_tunix.rewards.composing.combine import product, weighted_sum

        multiplied: Reward = weighted_sum((self, weight)) if is_number(weight) else product(self, weight)
        return multiplied

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Reward:
        """Divide the reward by a number."""
        return self * (1.0 / divisor)

    def __add__(self, other: Any) -> Reward:
        """Add another reward or a number."""
        from agent_tunix.rewards.composing.combine import weighted_sum

        # `sum(rewards)` begins with 0.
        return self if is_number(other) and other == 0 else weighted_sum(self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Reward:
        """Subtract another reward or a number."""
        from agent_tunix.rewards.composing.custom import as_reward

        return self + (-other if is_number(other) else as_reward(other) * -1.0)

    def __rsub__(self, other: Any) -> Reward:
        """Subtract the reward from another, or from a number."""
        difference: Reward = -self + other
        return difference

    def __neg__(self) -> Reward:
        """Turn the sign of the reward."""
        return self * -1.0

    def __repr__(self) -> str:
        """Return the name and the columns that it needs."""
        return f"<{type(self).__name__} {self.__name__}({', '.join(('response', *self.needs))})>"


class Constant(Reward):
    """The same value for every response."""

    def __init__(self, value: float) -> None:
        """Keep the value, which is finite."""
        super().__init__("constant")
        self.value = finite(value, "a constant reward")

    def grade(self, batch: Batch) -> Values:
        """Return the value as often as there are responses."""
        return np.full(len(batch), self.value)


def stateful(reward: Reward) -> Iterator[Reward]:
    """Go over a reward and those inside it that remember something, each once."""
    seen: set[int] = set()
    waiting = [reward]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.state() is not None:
            yield current
        waiting.extend(reversed(list(current.inside())))


def unused(name: str, names: Mapping[str, Any]) -> str:
    """Return a name that is not in use: the name itself, or with a number behind it."""
    if name not in names:
        return name
    return next(other for at in range(2, len(names) + 3) if (other := f"{name}_{at}") not in names)
