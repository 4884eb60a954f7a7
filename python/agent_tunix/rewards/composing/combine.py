"""Combiners: rewards made of rewards.

Whatever takes a reward takes a function as well, a registered name or a number (see `as_reward`). A response that one
part can't judge (NaN) is judged by the others where that makes sense, as each combiner says.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError, describe_texts
from agent_tunix.rewards.composing.parts import at_least_one
from agent_tunix.rewards.composing.reward import Combiner, Product, Reward, WeightedSum, as_reward
from agent_tunix.rewards.reading.numbers import finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from agent_tunix.rewards.composing.batch import Batch, Values


class Learner(Combiner):
    """A reward made of others that remembers what it saw: safe to call from several threads, and to pickle."""

    def __init__(self, name: str, parts: Sequence[Reward]) -> None:
        """Make the lock under which it learns."""
        super().__init__(name, parts)
        self.lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Leave the lock behind: each copy has its own."""
        return {name: value for name, value in self.__dict__.items() if name != "lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make a lock of its own."""
        self.__dict__.update(state)
        self.lock = threading.Lock()


class Gate(Combiner):
    """A reward where another is high enough, else a fixed value."""

    def __init__(self, reward: Reward, by: Reward, threshold: float, otherwise: float) -> None:
        """Keep the reward, what opens the gate, and from which value on."""
        super().__init__("gate", (reward, by))
        self.threshold, self.otherwise = threshold, otherwise

    def grade(self, batch: Batch) -> Values:
        """Return the reward where the gate is open; NaN where that can't be judged."""
        reward, by = batch.grade_all(self.parts)
        return np.where(np.isnan(by), np.nan, np.where(by >= self.threshold, reward, self.otherwise))


class Clip(Combiner):
    """A reward kept within bounds."""

    def __init__(self, name: str, reward: Reward, low: float, high: float) -> None:
        """Keep the bounds."""
        super().__init__(name, (reward,))
        self.low, self.high = low, high

    def grade(self, batch: Batch) -> Values:
        """Clip the reward; NaN stays."""
        clipped: Values = np.clip(batch.grade(self.parts[0]), self.low, self.high)
        return clipped


class FirstAvailable(Combiner):
    """For each response the first part that can judge it."""

    def grade(self, batch: Batch) -> Values:
        """Ask the parts in their order, until every response is judged."""
        total = np.full(len(batch), np.nan)
        for part in self.parts:
            missing = np.isnan(total)
            if not missing.any():
                break
            total = np.where(missing, batch.grade(part), total)
        return total


class Noisy(Combiner):
    """A reward whose verdict is wrong for a share of the responses."""

    def __init__(
        self, reward: Reward, false_positive: float, false_negative: float, seed: int, threshold: float
    ) -> None:
        """Keep the rates, the seed, and the value from which on a response counts as right."""
        super().__init__("noisy", (reward,))
        self.false_positive, self.false_negative = false_positive, false_negative
        self.seed, self.threshold = seed, threshold

    def grade(self, batch: Batch) -> Values:
        """Flip verdicts where a number drawn for the response says so; NaN stays."""
        values = batch.grade(self.parts[0])
        _, hashes = describe_texts(batch.responses)
        drawn = uniform(hashes, self.seed)
        flipped = values.copy()
        flipped[(values >= self.threshold) & (drawn < self.false_negative)] = 0.0
        flipped[(values < self.threshold) & (drawn < self.false_positive)] = 1.0
        return flipped


def uniform(hashes: npt.NDArray[np.uint64], seed: int) -> Values:
    """Return a number from 0 to 1 for each hash: the finalizer of SplitMix64 (Steele, Lea and Flood 2014) over both."""
    with np.errstate(over="ignore"):
        mixed = hashes ^ (np.uint64(seed % 2**64) * np.uint64(0x9E3779B97F4A7C15))
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def weighted_sum(*rewards: Any, weights: Sequence[float] | None = None, name: str = "weighted_sum") -> Reward:
    """Add rewards up, each times its weight.

    A sum inside a sum is opened, so that each part keeps its name among the components. A part that can't judge a
    response adds nothing to it; a response that no part can judge is NaN.

    >>> from agent_tunix.rewards import check_answer, match_format_exactly, weighted_sum
    >>> reward = weighted_sum({match_format_exactly: 0.3, check_answer: 0.7})
    >>> reward("2 plus 2 equals 4.", ground_truth="4", expected_format="The answer is [NUM].")
    0.5

    Args:
        rewards: rewards; or pairs of a reward and its weight; or a dictionary of weights by reward.
        weights: one for each reward, where they are given without; 1.0 each if not given.
        name: what trainers log it as.

    Returns:
        The sum as a reward; `0.3 * first + 0.7 * second` is the same.

    Raises:
        ValueError: there are no rewards, not as many weights as rewards, or a weight that is not finite.
        TypeError: a weight is no number.
    """
    pairs: list[tuple[Any, Any]] = []
    for reward in rewards:
        if isinstance(reward, Mapping):
            pairs.extend(reward.items())
        else:
            pairs.append(reward if isinstance(reward, tuple) else (reward, None))
    if weights is not None:
        if len(weights) != len(pairs):
            raise ArgumentValueError(
                f"weights: got {len(weights)} for {len(pairs)} rewards", argument="weights", code="lengths_differ"
            )
        if any(weight is not None for _, weight in pairs):
            raise ArgumentTypeError("weights: the rewards have weights already", argument="weights")
        pairs = [(reward, weight) for (reward, _), weight in zip(pairs, weights, strict=True)]
    weighed = [(reward, 1.0 if weight is None else finite(weight, "weights")) for reward, weight in pairs]
    return WeightedSum.of(weighed, name)


def product(*rewards: Any) -> Reward:
    """Multiply rewards: all must be good. NaN where one of them can't judge.

    >>> from agent_tunix.rewards import check_answer, match_format_exactly, product
    >>> product(check_answer, match_format_exactly)("The answer is 4.", "4", "The answer is [WORD] [NUM].")
    0.0

    Raises:
        ValueError: there are no rewards.
    """
    return Product("product", at_least_one([as_reward(reward) for reward in rewards]))


def gate(reward: Any, by: Any, *, threshold: float = 0.8, otherwise: float = 0.0) -> Reward:
    """Pay a reward only where another is at least `threshold`: a remedy for a reward that is hacked.

    >>> from agent_tunix.rewards import check_answer, gate, match_format_exactly
    >>> gate(check_answer, by=match_format_exactly)(
    ...     ["The answer is 4.", "2 plus 2 equals 4."], ground_truth=4, expected_format="The answer is [NUM]."
    ... )
    array([1., 0.])

    Args:
        reward: what is paid.
        by: what opens the gate.
        threshold: the value from which on it is open.
        otherwise: what is paid where it is closed.
    """
    return Gate(as_reward(reward), as_reward(by), finite(threshold, "threshold"), finite(otherwise, "otherwise"))


def floor(reward: Any, minimum: float = 0.1) -> Reward:
    """Keep a reward at or above a minimum.

    >>> from agent_tunix.rewards import check_answer, floor
    >>> floor(check_answer)("The answer is 5.", ground_truth=4)
    0.1
    """
    return Clip("floor", as_reward(reward), finite(minimum, "minimum"), np.inf)


def clip(reward: Any, low: float, high: float) -> Reward:
    """Keep a reward within bounds.

    >>> from agent_tunix.rewards import clip
    >>> clip(lambda response: len(response), 0, 3)(["", "ab", "abcd"])
    array([0., 2., 3.])

    Raises:
        ValueError: the bounds are not finite, or the lower is above the higher.
    """
    low, high = finite(low, "low"), finite(high, "high")
    if low > high:
        raise ArgumentValueError(f"low: expected at most high, got {low} and {high}", argument="low")
    return Clip("clip", as_reward(reward), low, high)


def first_available(*rewards: Any) -> Reward:
    """For each response take the first reward that can judge it.

    >>> from agent_tunix.rewards import first_available
    >>> def short(response: str) -> float | None:
    ...     return 1.0 if len(response) < 3 else None
    >>> first_available(short, 0.5)(["ab", "abcd"])
    array([1. , 0.5])

    Raises:
        ValueError: there are no rewards.
    """
    return FirstAvailable("first_available", at_least_one([as_reward(reward) for reward in rewards]))


def noisy(
    reward: Any, *, false_positive: float = 0.0, false_negative: float = 0.0, seed: int = 0, threshold: float = 1.0
) -> Reward:
    """Flip a reward's verdicts at stated rates, to study how a training stands a noisy reward.

    A response that earns at least `threshold` is right. Of the right ones a share of `false_negative` gets 0.0, of the
    others a share of `false_positive` gets 1.0. Whether a response is flipped depends on its text and the seed alone:
    the same response gets the same verdict in every call, process and place of a batch.

    >>> from agent_tunix.rewards import check_answer, noisy
    >>> noisy(check_answer, false_negative=1.0)(["The answer is 4.", "The answer is 5."], ground_truth=4)
    array([0., 0.])

    Args:
        reward: the reward without noise.
        false_positive: the share of wrong responses that get 1.0, from 0 to 1.
        false_negative: the share of right responses that get 0.0, from 0 to 1.
        seed: another seed flips other responses.
        threshold: the value from which on a response is right.

    Raises:
        ValueError: a rate is below 0 or above 1.
        TypeError: the seed is no whole number.
    """
    rates = {"false_positive": false_positive, "false_negative": false_negative}
    for name, rate in rates.items():
        if not 0.0 <= finite(rate, name) <= 1.0:
            raise ArgumentValueError(f"{name} is {rate}: it must be from 0 to 1", argument=name, code="out_of_range")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ArgumentTypeError(f"seed: expected int, got {type(seed).__name__}", argument="seed")
    return Noisy(as_reward(reward), float(false_positive), float(false_negative), seed, finite(threshold, "threshold"))
