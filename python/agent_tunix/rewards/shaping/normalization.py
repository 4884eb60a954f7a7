"""Normalisation and scaling: running, by batch, by group, by component.

NaN stands for "not judged": such values are left out of every mean and deviation, and stay NaN.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.composing.batch import add
from agent_tunix.rewards.composing.combine import Learner, weighted_sum
from agent_tunix.rewards.composing.reward import Reward, as_reward
from agent_tunix.rewards.reading.groups import number_groups
from agent_tunix.rewards.reading.numbers import finite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent_tunix.rewards.composing.batch import Batch, Values

By: TypeAlias = Literal["running", "batch", "group", "range"]

#: What is added to a deviation before dividing by it; TRL's value.
EPSILON = 1e-4


class Moments:
    """Count, mean and variance of values that are seen once: batch by batch, and merged across workers.

    >>> from agent_tunix.rewards.shaping.normalization import Moments
    >>> first, second = Moments(), Moments()
    >>> first.update([1.0, 2.0])
    >>> second.update([3.0, 4.0])
    >>> first.merge(second)
    >>> first.count, first.mean, first.variance
    (4, 2.5, 1.25)

    Source: the pairwise update of Chan, Golub and LeVeque (1979), which is Welford's (1962) for batches.
    """

    def __init__(self, count: int = 0, mean: float = 0.0, squares: float = 0.0) -> None:
        """Begin with nothing, or with what `state` returned."""
        self.count, self.mean, self.squares = count, mean, squares

    def update(self, values: Any) -> None:
        """Take in values; those that are not finite are passed over."""
        array = np.asarray(values, dtype=np.float64)
        array = array[np.isfinite(array)]
        if array.size:
            mean = float(array.mean())
            self.merge(Moments(array.size, mean, float(((array - mean) ** 2).sum())))

    def merge(self, other: Moments) -> None:
        """Take in what another has seen, of another worker for instance."""
        count = self.count + other.count
        if not count:
            return
        apart = other.mean - self.mean
        self.squares += other.squares + apart * apart * self.count * other.count / count
        self.mean += apart * other.count / count
        self.count = count

    @property
    def variance(self) -> float:
        """The mean squared distance from the mean; 0.0 of nothing."""
        return self.squares / self.count if self.count else 0.0

    @property
    def deviation(self) -> float:
        """The square root of the variance."""
        return math.sqrt(self.variance)

    def state(self) -> dict[str, float]:
        """Return what makes another like this: `Moments(**state)`."""
        return {"count": self.count, "mean": self.mean, "squares": self.squares}


class Normalization(NamedTuple):
    """Normalised values and how many groups there were."""

    values: Any
    """A `float64` array of the rewards' shape."""
    groups: int
    """How many groups."""
    zero_variance: int
    """How many of them had no two different rewards: their values are 0.0, and teach nothing."""


def normalize_groups(
    rewards: Any, groups: Any, *, scale: bool = True, ddof: int = 1, epsilon: float = EPSILON
) -> Normalization:
    """Compare each reward with those of its group, as GRPO does: `(reward - mean) / (deviation + epsilon)`.

    >>> from agent_tunix.rewards.shaping.normalization import normalize_groups
    >>> normalize_groups([1.0, 0.0, 0.5, 0.5], 2, epsilon=0.0)
    Normalization(values=array([ 0.70710678, -0.70710678,  0.        ,  0.        ]), groups=2, zero_variance=1)

    Source: Shao et al., DeepSeekMath (arXiv 2402.03300); without scaling, Liu et al., Dr. GRPO (arXiv 2503.20783).

    Args:
        rewards: n rewards; NaN where a response was not judged.
        groups: for each reward what names its group, such as its prompt; or the number of responses in a row that
            make a group.
        scale: divide by the deviation.
        ddof: what is taken from the count in the deviation: 1 as TRL and Tunix do, or 0.
        epsilon: what is added to the deviation.

    Returns:
        The values and counts. A group of equal rewards, or of one, is 0.0 throughout.

    Raises:
        ValueError: the groups do not fit the rewards.
    """
    values = np.asarray(rewards, dtype=np.float64)
    member, names = number_groups(groups, len(values), of="rewards")
    count = len(names)
    known = ~np.isnan(values)
    at = member[known]
    size = np.bincount(at, minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(at, weights=values[known], minlength=count) / size
        centered = values - mean[member]
        squares = np.bincount(at, weights=centered[known] ** 2, minlength=count)
        deviation = np.sqrt(squares / np.maximum(size - ddof, 1))
        lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
        np.minimum.at(lowest, at, values[known])
        np.maximum.at(highest, at, values[known])
        # By comparing values, not by a sum of squares that rounding keeps from being zero.
        flat = highest <= lowest
        scaled = centered / (deviation[member] + epsilon) if scale else centered
    scaled[known & flat[member]] = 0.0
    return Normalization(scaled, count, int((flat & (size > 0)).sum()))


class Normalized(Learner):
    """A reward less its mean and over its deviation; made by `normalize`."""

    def __init__(
        self, reward: Reward, by: By, group: str | int, clip: float | None, options: Mapping[str, Any]
    ) -> None:
        """Keep what to compare with."""
        super().__init__("normalize", (reward,))
        self.by, self.group, self.clip, self.options = by, group, clip, dict(options)
        self.moments = Moments()
        self.low, self.high = math.inf, -math.inf
        self.groups = self.zero_variance = 0
        if by == "group" and isinstance(group, str):
            Reward.__init__(self, self.__name__, (*self.needs, group))

    def grade(self, batch: Batch) -> Values:
        """Normalise what the reward gives."""
        values = batch.grade(self.parts[0])
        if self.by == "running":
            values = self._by_running(values, batch)
        elif self.by == "range":
            values = self._by_range(values, batch)
        else:
            groups = groups_of(batch, self.group, self.__name__) if self.by == "group" else max(len(batch), 1)
            found = normalize_groups(values, groups, **self.options)
            self._count(found, batch)
            values = found.values
        if self.clip is not None:
            values = np.clip(values, -self.clip, self.clip)
        return values

    def _by_running(self, values: Values, batch: Batch) -> Values:
        with self.lock:
            if batch.learning:
                self.moments.update(values)
            mean, deviation = self.moments.mean, self.moments.deviation
        epsilon = self.options.get("epsilon", EPSILON)
        return (values - mean) / (deviation + epsilon if self.options.get("scale", True) else 1.0)

    def _by_range(self, values: Values, batch: Batch) -> Values:
        known = values[~np.isnan(values)]
        with self.lock:
            low, high = self.low, self.high
            if known.size:
                low, high = min(low, float(known.min())), max(high, float(known.max()))
            if batch.learning:
                self.low, self.high = low, high
        return (values - low) / (high - low) if high > low else np.where(np.isnan(values), np.nan, 0.0)

    def _count(self, found: Normalization, batch: Batch) -> None:
        if batch.learning:
            with self.lock:
                self.groups += found.groups
                self.zero_variance += found.zero_variance

    def metrics(self) -> dict[str, float]:
        """Return the mean and deviation in force, or the share of groups without variance."""
        own: dict[str, float] = {}
        if self.by == "running":
            own = {f"{self.__name__}/mean": self.moments.mean, f"{self.__name__}/deviation": self.moments.deviation}
        elif self.by != "range" and self.groups:
            own = {f"{self.__name__}/zero_variance_share": self.zero_variance / self.groups}
        return {**super().metrics(), **own}

    def state(self) -> Any:
        """Return what it saw so far."""
        seen = [self.low, self.high] if self.high >= self.low else None
        return {"moments": self.moments.state(), "range": seen, "groups": [self.groups, self.zero_variance]}

    def restore(self, state: Any) -> None:
        """Go on from what another saw."""
        self.moments = Moments(**state["moments"])
        self.low, self.high = state["range"] or (math.inf, -math.inf)
        self.groups, self.zero_variance = state["groups"]

    def merge(self, other: Normalized) -> None:
        """Take in what the same reward saw in another worker.

        Args:
            other: a reward made by `normalize`; it is not changed.
        """
        with self.lock:
            self.moments.merge(other.moments)
            self.low, self.high = min(self.low, other.low), max(self.high, other.high)
            self.groups += other.groups
            self.zero_variance += other.zero_variance


def normalize(
    reward: Any,
    by: By = "running",
    *,
    group: str | int = "prompt",
    scale: bool = True,
    clip: float | None = None,
    epsilon: float = EPSILON,
    ddof: int = 1,
) -> Normalized:
    """Bring a reward to mean 0 and deviation 1, or to the range from 0 to 1: a remedy for rewards that are noisy.

    >>> from agent_tunix.rewards import as_reward, normalize
    >>> def length(response: str) -> float:
    ...     return len(response)
    >>> normalize(length, "batch", epsilon=0.0)(["a", "aaa", "aaaaa"])
    array([-1.,  0.,  1.])
    >>> normalize(length, "range")(["a", "aaa", "aaaaa"])
    array([0. , 0.5, 1. ])

    Args:
        reward: what `as_reward` takes.
        by: `"running"` compares with all responses so far, `"batch"` with the batch, `"group"` with the responses to
            the same prompt (GRPO), `"range"` with the least and the highest value so far.
        group: for `"group"`, the column that names the group, or the number of responses in a row that make one.
        scale: divide by the deviation; with False only the mean is taken away.
        clip: keep the result within so many deviations.
        epsilon: what is added to the deviation.
        ddof: what is taken from the count in a batch's or a group's deviation.

    Returns:
        A reward that remembers its moments, or its range: `state_dict` saves them, `merge` adds another worker's. A
        batch in evaluation (`mode="eval"`) is compared, not remembered.

    Raises:
        ValueError: `by` is none of these, or `clip` is not positive.
    """
    if by not in ("running", "batch", "group", "range"):
        raise ArgumentValueError(
            f'by: expected "running", "batch", "group" or "range", got {by!r}', argument="by", code="unknown_name"
        )
    if clip is not None and finite(clip, "clip") <= 0:
        raise ArgumentValueError(
            f"clip: expected a positive number of deviations, got {clip}", argument="clip", code="out_of_range"
        )
    options: dict[str, Any] = {"scale": scale, "epsilon": finite(epsilon, "epsilon"), "ddof": ddof}
    return Normalized(as_reward(reward), by, group, clip, options)


class Decoupled(Learner):
    """Each part normalised in its group before it is weighed; made by `decoupled_sum`."""

    def __init__(self, parts: Sequence[Reward], weights: Sequence[float], group: str | int, epsilon: float) -> None:
        """Keep the weights and what a group is."""
        super().__init__("decoupled_sum", parts)
        self.weights, self.group, self.epsilon = tuple(weights), group, epsilon
        self.groups = 0
        self.zero_variance = [0] * len(self.parts)
        if isinstance(group, str):
            Reward.__init__(self, self.__name__, (*self.needs, group))

    def grade(self, batch: Batch) -> Values:
        """Normalise the parts by group, add them up, normalise the sum by batch."""
        groups = groups_of(batch, self.group, self.__name__)
        found = [normalize_groups(values, groups, epsilon=self.epsilon) for values in batch.grade_all(self.parts)]
        if batch.learning:
            with self.lock:
                self.groups += found[0].groups
                for at, part in enumerate(found):
                    self.zero_variance[at] += part.zero_variance
        total = add([part.values for part in found], self.weights)
        values: Values = normalize_groups(total, max(len(batch), 1), epsilon=self.epsilon).values
        return values

    def metrics(self) -> dict[str, float]:
        """Return for each part the share of groups in which it told nothing."""
        shares = {
            f"{part.__name__}/zero_variance_share": count / self.groups
            for part, count in zip(self.parts, self.zero_variance, strict=True)
            if self.groups
        }
        return {**super().metrics(), **shares}

    def state(self) -> Any:
        """Return the counts."""
        return {"groups": self.groups, "zero_variance": self.zero_variance}

    def restore(self, state: Any) -> None:
        """Go on from earlier counts."""
        self.groups, self.zero_variance = state["groups"], list(state["zero_variance"])


def decoupled_sum(
    *rewards: Any, weights: Sequence[float] | None = None, group: str | int = "prompt", epsilon: float = EPSILON
) -> Decoupled:
    """Normalise each reward in its group, weigh them, add them up, and normalise the sum over the batch.

    In a plain sum the component with the widest spread decides the advantage, and different combinations of values fall
    together; so this is a remedy where one component dominates.

    >>> from agent_tunix.rewards import check_answer, decoupled_sum, match_format_exactly
    >>> reward = decoupled_sum({match_format_exactly: 1.0, check_answer: 2.0})
    >>> responses = ["The answer is 4.", "The answer is 5.", "4"]
    >>> advantages = reward(responses, expected_format="The answer is [NUM].", ground_truth=4, prompt="2 + 2?")
    >>> int(advantages.argmax()), abs(float(advantages.sum())) < 1e-9
    (0, True)

    Source: GDPO (arXiv 2601.05242); epsilon as in TRL.

    Args:
        rewards: as for `weighted_sum`.
        weights: as for `weighted_sum`.
        group: the column that names the group, or the number of responses in a row that make one.
        epsilon: what is added to each deviation.

    Returns:
        A reward whose values are advantages: their mean over the batch is 0.
    """
    summed = weighted_sum(*rewards, weights=weights)
    return Decoupled(summed.parts, summed.weights, group, finite(epsilon, "epsilon"))  # type: ignore[attr-defined]


def groups_of(batch: Batch, group: str | int, reward: str) -> Any:
    """Return what names the group of each response of a batch."""
    if isinstance(group, int):
        return group
    return list(map(repr, batch.rows(group, reward=reward)))
