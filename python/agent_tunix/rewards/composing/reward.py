"""Rewards as objects: called with one response or a batch, combined, named, and looked into.

Any function of a response becomes one by `as_reward`; the documented functions do so by themselves where a reward is
expected. What a reward needs beside the response comes as **columns**, by name: one value for all responses, or one for
each. A reward takes the columns that it names and passes over the rest, so that one call serves rewards of many kinds.
"""

from __future__ import annotations

import copy
import inspect
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError
from agent_tunix.rewards.composing.arguments import Arguments, name_values
from agent_tunix.rewards.composing.batch import Batch, Evaluation, Values, add
from agent_tunix.rewards.composing.calling import OnError, Policy, call_each, call_whole, is_misuse
from agent_tunix.rewards.composing.parts import at_least_one, in_short, remembered, restore
from agent_tunix.rewards.composing.registry import find
from agent_tunix.rewards.reading.numbers import finite, is_number
from agent_tunix.rewards.reading.parameters import is_awaited, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from agent_tunix.rewards.composing.together import Call


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
            columns = name_values(self, values, columns)
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
        batch = Batch(response, name_values(self, values, columns), learning=learning)
        total = batch.grade(self)
        parts = batch.components(self) or {self.__name__: total}
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
        return remembered(self)

    def load_state_dict(self, states: Mapping[str, Any]) -> None:
        """Restore what `state_dict` returned.

        Raises:
            ValueError: the state is that of another reward.
        """
        restore(self, states)

    def metrics(self) -> dict[str, float]:
        """Return the numbers that are worth logging beside the reward: weights in force, stages, moments."""
        return {name: value for reward in self.inside() for name, value in reward.metrics().items()}

    def state(self) -> Any:
        """Return what this reward alone remembers; `None` for one that remembers nothing."""
        return None

    def restore(self, state: Any) -> None:
        """Take back what `state` returned."""

    def __mul__(self, weight: Any) -> Reward:
        """Weigh the reward by a number, or multiply it by another reward."""
        return WeightedSum.of([(self, weight)]) if is_number(weight) else Product("product", [self, as_reward(weight)])

    __rmul__ = __mul__

    def __truediv__(self, divisor: float) -> Reward:
        """Divide the reward by a number."""
        return self * (1.0 / divisor)

    def __add__(self, other: Any) -> Reward:
        """Add another reward or a number."""
        # `sum(rewards)` begins with 0.
        return self if is_number(other) and other == 0 else WeightedSum.of([(self, 1.0), (other, 1.0)])

    __radd__ = __add__

    def __sub__(self, other: Any) -> Reward:
        """Subtract another reward or a number."""
        return self + (-other if is_number(other) else as_reward(other) * -1.0)

    def __rsub__(self, other: Any) -> Reward:
        """Subtract the reward from another, or from a number."""
        difference: Reward = self * -1.0 + other
        return difference

    def __neg__(self) -> Reward:
        """Turn the sign of the reward."""
        return self * -1.0

    def __repr__(self) -> str:
        """Return the name and the columns that it needs, then its options, or the parts that it is made of."""
        made_of = f": {self.made_of()}" if self.made_of() else ""
        return f"<{type(self).__name__} {self.__name__}({', '.join(('response', *self.needs))}){made_of}>"

    def made_of(self) -> str:
        """Return options, weights and parts in words, for `repr`; empty where there are none."""
        return ""

    def waits(self) -> bool:
        """Say whether the reward, or one inside it, is `async`."""
        return any(each.waits() for each in self.inside())

    def knows(self, option: str) -> bool:
        """Say whether the reward, or one inside it, has use for a value of this name."""
        return option in self.needs or any(each.knows(option) for each in self.inside())


class Constant(Reward):
    """The same value for every response."""

    def __init__(self, value: float) -> None:
        super().__init__("constant")
        self.value = finite(value, "a constant reward")

    def grade(self, batch: Batch) -> Values:
        """Return the value for each response."""
        return np.full(len(batch), self.value)


class FunctionReward(Reward):
    """A function of a response as a reward; made by `as_reward`, which says what functions there are."""

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        name: str | None = None,
        columns: Mapping[str, str] | None = None,
        on_error: OnError = "raise",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Look at the function's signature."""
        self.function = function
        title = str(name or getattr(function, "__name__", type(function).__name__))
        self.policy = Policy(title, on_error)
        self.calls = kind_of(function)
        self.arguments = Arguments(function, title, columns or {}, options or {})
        super().__init__(title, self.arguments.needs)
        self.needed = frozenset(self.needs)

    def grade(self, batch: Batch) -> Values:
        """Call the function: once for the batch if it takes one, else once for each response."""
        if self.calls == "native":
            return self._grade_native(batch)
        given = self.arguments.rows(batch)
        if self.calls != "vectorized":
            rows = [{name: values[at] for name, values in given.items()} for at in range(len(batch))]
            rows = [{**row, **self.arguments.options} for row in rows]
            return self._read(batch, call_each(self.function, batch.responses, rows))
        try:
            results = call_whole(self.function, batch.responses, {**given, **self.arguments.options}, len(batch))
        except Exception as error:
            if is_misuse(error):
                raise
            results = [self.policy.replace(error)] * len(batch)
        return self._read(batch, results)

    def _grade_native(self, batch: Batch) -> Values:
        """Call a function of this package, which takes one response or a batch and refuses misuse by itself."""
        response = batch.responses[0] if batch.is_one else batch.responses
        results = self.function(response, **self.arguments.columns(batch))
        if isinstance(results, np.ndarray) and np.isfinite(results).all():
            return results.astype(float)
        return self._read(batch, [results] if batch.is_one else results)

    def _read(self, batch: Batch, results: Sequence[Any]) -> Values:
        scores, details = self.policy.scores(self.__name__, results)
        batch.details.update(details)
        return scores

    def call(self, batch: Batch) -> Call | None:
        """Return the function and its columns, if it is one of the package's and the batch has what it needs."""
        if self.calls == "native" and batch.columns.keys() >= self.needed:
            return self.function, self.arguments.columns(batch)
        return None

    def named(self, name: str) -> Reward:
        """Return the same reward under another name."""
        made = self.arguments
        on_error = self.policy.on_error
        return FunctionReward(self.function, name=name, columns=made.renamed, on_error=on_error, options=made.options)

    def made_of(self) -> str:
        """Return the options."""
        return ", ".join(f"{name}={value!r}" for name, value in self.arguments.options.items())

    def waits(self) -> bool:
        """Say whether the function is `async`."""
        return is_awaited(self.function)

    def knows(self, option: str) -> bool:
        """Say whether the function takes a column or an option of this name."""
        return self.arguments.knows(option)


class Combiner(Reward):
    """A reward made of others."""

    def __init__(self, name: str, parts: Sequence[Reward]) -> None:
        """Keep the parts; it needs what they need."""
        super().__init__(name, (need for part in parts for need in part.needs))
        self.parts = tuple(parts)

    def inside(self) -> Iterator[Reward]:
        """Go over the parts."""
        return iter(self.parts)

    def made_of(self) -> str:
        """Return the parts, and the numbers that say how they are combined."""
        settings = [f"{name}={value!r}" for name, value in vars(self).items() if is_number(value)]
        return ", ".join([*map(in_short, self.parts), *settings])


class WeightedSum(Combiner):
    """Each part times its weight, added up in their order; a part that can't judge a response adds nothing to it."""

    def __init__(self, parts: Sequence[Reward], weights: Sequence[float], name: str = "weighted_sum") -> None:
        """Keep a weight for each part."""
        super().__init__(name, parts)
        self.weights = tuple(weights)

    def grade(self, batch: Batch) -> Values:
        """Add up the parts."""
        return add(batch.grade_all(self.parts), self.weights)

    @classmethod
    def of(cls, pairs: Iterable[tuple[Any, float]], name: str = "weighted_sum") -> WeightedSum:
        """Make a sum of rewards and their weights; a sum among them is opened, so that its parts keep their names."""
        parts: list[Reward] = []
        factors: list[float] = []
        for reward, factor in pairs:
            part = as_reward(reward)
            if type(part) is WeightedSum and part.__name__ == "weighted_sum":
                parts.extend(part.parts)
                factors.extend(factor * inner for inner in part.weights)
            else:
                parts.append(part)
                factors.append(factor)
        return cls(at_least_one(parts), factors, name)

    def made_of(self) -> str:
        """Return the parts with their weights."""
        return " + ".join(
            f"{weight:g} * {in_short(part)}" for part, weight in zip(self.parts, self.weights, strict=True)
        )


class Product(Combiner):
    """All parts multiplied; NaN where one of them can't judge."""

    def grade(self, batch: Batch) -> Values:
        """Multiply the parts."""
        total = np.ones(len(batch))
        for values in batch.grade_all(self.parts):
            total = total * values
        return total


def as_reward(
    reward: Any,
    *,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    on_error: OnError = "raise",
    **options: Any,
) -> Reward:
    """Make a reward object of a function, a registered name, a number or a reward.

    A function gets the response first, as `str`, and each column that it has a parameter for. A parameter `metadata`
    gets a dictionary of the columns that no other parameter took; `**metadata` gets them one by one. So these are all
    rewards: `f(response)`, `f(response, answer="")`, `f(response, prompt, metadata)`, `f(response, **metadata)`,
    `async def f(response)`, and with `vectorized` `f(responses, …)`. A function returns a number, `None` for a response
    that it can't judge, or a dictionary with a `score`, whose other numbers become components.

    >>> from agent_tunix.rewards import as_reward
    >>> def brevity(response: str, limit: int = 40) -> float:
    ...     return float(len(response) <= limit)
    >>> as_reward(brevity)(["short", "long " * 20])
    array([1., 0.])
    >>> as_reward(brevity, limit=3, name="terse")("short")
    0.0

    Args:
        reward: what is to be a reward; a `str` is looked up by `get_reward`.
        name: what trainers log it as; the function's own name if not given.
        columns: for parameters whose column has another name, that name: `{"ground_truth": "answer"}`.
        on_error: what to do when the function raises or returns no score: `"raise"` a `RewardError`, `"skip"` the
            response (NaN), or give this score.
        options: values for the function's other parameters, the same in every call.

    Returns:
        The reward; what is one already is returned as it is, or under the new name.

    Raises:
        TypeError: it is none of these, or the function has no parameter for an option or a column.
    """
    if isinstance(reward, str):
        reward = find(reward)
    extras = bool(columns or options or on_error != "raise")
    if isinstance(reward, FunctionReward) and extras:
        made = reward.arguments
        columns, options = {**made.renamed, **(columns or {})}, {**made.options, **options}
        on_error = reward.policy.on_error if on_error == "raise" else on_error
        name, reward = name or reward.__name__, reward.function
    if isinstance(reward, Reward):
        if extras:
            raise ArgumentTypeError(
                f"{reward!r} is a reward already: it takes no options, columns or on_error", argument="reward"
            )
        return reward if name is None else reward.named(name)
    if is_number(reward):
        return Constant(reward)
    if not callable(reward):
        raise ArgumentTypeError(
            f"expected a reward, a function or a name, got {type(reward).__name__}", argument="reward"
        )
    return FunctionReward(reward, name=name, columns=columns, on_error=on_error, options=options)
