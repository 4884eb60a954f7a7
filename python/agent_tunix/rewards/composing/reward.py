"""Rewards as objects: called with one response or a batch, combined, named, and looked into.

Any function of a response becomes one by `as_reward`; the documented functions do so by themselves where a reward is
expected. What a reward needs beside the response comes as **columns**, by name: one value for all responses, or one for
each. A reward takes the columns that it names and passes over the rest, so that one call serves rewards of many kinds.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError, read_texts
from agent_tunix.rewards.composing.observation import OBSERVER
from agent_tunix.rewards.composing.together import try_shown
from agent_tunix.rewards.reading.columns import unpacked
from agent_tunix.rewards.reading.numbers import finite, is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from agent_tunix.rewards.composing.observation import Shown
    from agent_tunix.rewards.composing.together import Call

    Values: TypeAlias = npt.NDArray[np.float64]


class RewardError(ValueError):
    """A custom reward raised, or returned what is no score; the message names the reward, the row and the value."""


class Evaluation(NamedTuple):
    """What a reward gave and what it was made of."""

    total: Any
    """A `float` for one response, a `float64` array for a batch; NaN where a response was not judged."""
    components: dict[str, Any]
    """The values of each reward inside, by name, of the same shape."""


class Batch:
    """Responses with their columns, and what rewards gave for them so far."""

    def __init__(self, response: Any, columns: Mapping[str, Any], *, learning: bool = True) -> None:
        """Read the responses; with `learning` False, no reward may change its state."""
        texts = read_texts(response)
        self.is_one = isinstance(texts, str)
        self.responses: list[str] = [texts] if isinstance(texts, str) else texts
        self.columns = columns
        # Tunix says `mode="eval"` where it evaluates.
        mode = columns.get("mode")
        self.learning = learning and not (isinstance(mode, str) and mode == "eval")
        self.graded: dict[int, tuple[Reward, Values]] = {}
        self.details: dict[str, Values] = {}
        #: What functions gave that were asked together, and what they show, until their rewards are graded.
        self.asked: dict[int, tuple[Values, Shown | None]] = {}
        self._rows: dict[str, list[Any]] = {}
        # `evaluate` leaves no trace, an evaluation of the trainer's does.
        self.counts = learning
        if (seen := OBSERVER.get()) is not None:
            seen.add_batch(self)

    def __len__(self) -> int:
        """Return how many responses there are."""
        return len(self.responses)

    def grade(self, reward: Reward) -> Values:
        """Return what a reward gives, asked once however many others contain it."""
        known = self.graded.get(id(reward))
        if known is None:
            known = self.graded[id(reward)] = (reward, reward.grade(self))
        return known[1]

    def grade_all(self, rewards: Sequence[Reward]) -> list[Values]:
        """Return what each of several rewards gives; the package's own functions are asked in one call."""
        if not self.is_one and len(rewards) > 1:
            calls = {id(each): call for each in rewards if id(each) not in self.graded and (call := each.call(self))}
            found, shown = try_shown(self.responses, list(calls.values()))
            for at, (key, values) in enumerate(zip(calls, found, strict=True)):
                if values is not None:
                    self.asked[key] = values, shown[1] if shown is not None and shown[0] == at else None
        return [self.grade(reward) for reward in rewards]

    def take_asked(self, reward: Reward) -> Values | None:
        """Return what a reward's function gave that was asked together with others, and show it to who looks on."""
        values, shown = self.asked.pop(id(reward), (None, None))
        if shown is not None and (seen := OBSERVER.get()) is not None:
            seen.show(shown)
        return values

    def column(self, name: str, *, reward: str) -> Any:
        """Return a column as it was given.

        Raises:
            ValueError: there is none of that name; the message has the names of those that there are.
        """
        if name not in self.columns:
            have = ", ".join(map(repr, self.columns)) or "none"
            raise ArgumentValueError(
                f"{reward} needs the column {name!r}; the columns given are: {have}",
                argument=name,
                code="unknown_column",
            )
        return self.columns[name]

    def rows(self, name: str, *, reward: str) -> list[Any]:
        """Return a column as one value for each response, in Python's own types.

        Raises:
            ValueError: it has neither one value nor one for each response.
        """
        if name not in self._rows:
            self._rows[name] = self._spread(name, self.column(name, reward=reward))
        return self._rows[name]

    def _spread(self, name: str, value: Any) -> list[Any]:
        if self.is_one or isinstance(value, (str, bytes, Mapping)):
            return [value] * len(self)
        value = unpacked(value)
        if not isinstance(value, (list, tuple)):
            return [value] * len(self)
        if len(value) != len(self):
            raise ArgumentValueError(
                f"{name}: got {len(value)} for {len(self)} responses: give one for all of them, or one for each",
                argument=name,
                code="lengths_differ",
            )
        return list(value)


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
