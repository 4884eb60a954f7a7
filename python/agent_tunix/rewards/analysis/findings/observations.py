"""What the findings are based on: statistics of the reward, and trends over the training."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agent_tunix.rewards.analysis.results import Distribution, Facts, Moment

#: With fewer stretches there are no trends.
LEAST_STRETCHES = 8
#: A trend is clear if its rank correlation with time (Spearman, 1904) is at least this large, and if Student's t is at
#: least this large, which chance reaches once in a thousand times.
LEAST_RHO, LEAST_T = 0.4, 3.3


@dataclass
class AnswerUse:
    """The answer that was given most often."""

    text: str
    #: Its share of the responses that give an answer.
    share: float
    #: The share of the truths that are this answer; None if the truths are not known.
    truth_share: float | None
    #: How many different prompts it was given to.
    prompts: int
    mean: float | None
    examples: list[int]


@dataclass
class CloseUse:
    """Answers that were paid for being close to the truth."""

    #: Their share of all responses.
    share: float
    #: The share of them that are one of the three most frequent.
    top_share: float
    prompts: int
    examples: list[int]


@dataclass
class Observations:
    """Everything that the findings are based on."""

    facts: Facts
    reward: Distribution
    components: list[Distribution]
    training: list[Moment]
    #: How far the means of two steps in a row are from each other, apart from the trend.
    step_noise: float | None = None
    #: How many steps this is based on, and how many responses each has.
    step_count: int = 0
    step_size: float = 0.0
    #: The part of the reward's variance that lies between groups.
    between_groups: float | None = None
    #: The correlation of reward and length within stretches: over the whole training both may rise for other reasons.
    length_correlation: float = 0.0
    #: How many different answers there are, and the most frequent one.
    answer_kinds: int = 0
    top_answer: AnswerUse | None = None
    close: CloseUse | None = None
    #: The share of each reason in all responses, and examples of it.
    reasons: dict[str, float] = field(default_factory=dict)
    by_reason: dict[str, list[int]] = field(default_factory=dict)
    #: Chooses examples late in the training with much of one component, and little of another one.
    show: Callable[[str, str | None], list[int]] = field(default=lambda _high, _low: [])

    @property
    def range(self) -> float:
        """The distance between the rewards at 1 % and at 99 %, or between all if these are equal."""
        if self.reward.minimum is None or self.reward.maximum is None:
            return 0.0
        inner = self.reward.quantiles["0.99"] - self.reward.quantiles["0.01"]
        return inner or self.reward.maximum - self.reward.minimum

    def series(self, field: str, name: str | None = None) -> Trend | None:
        """Return the trend of a field of the stretches, or of a component or a reason in it."""
        return trend(read(moment, field, name) for moment in self.training)

    def late(self, field: str, name: str | None = None) -> float | None:
        """Return the mean of a field over the last quarter of the stretches, weighted by their responses."""
        last = self.training[-max(len(self.training) // 4, 1) :]
        pairs = [(moment.count, value) for moment in last if (value := read(moment, field, name)) is not None]
        total = sum(count for count, _ in pairs)
        return sum(count * value for count, value in pairs) / total if total else None


def read(moment: Moment, field: str, name: str | None) -> float | None:
    """Return a field of a stretch, or a component or a reason in it; None if it is not known."""
    value = getattr(moment, field)
    # A reason that does not occur has the share 0, if reasons are known at all.
    found: float | None = value if name is None else value.get(name, 0.0 if value and field == "reasons" else None)
    return found


@dataclass
class Trend:
    """A trend over the training: the means of the first and the last quarter, and the rank correlation with time."""

    first: float
    last: float
    rho: float
    count: int

    @property
    def change(self) -> float:
        """The change from the first to the last quarter."""
        return self.last - self.first

    @property
    def clear(self) -> bool:
        """Whether it is more than chance."""
        t = abs(self.rho) * math.sqrt((self.count - 2) / max(1.0 - self.rho**2, 1e-12))
        return abs(self.rho) >= LEAST_RHO and t >= LEAST_T

    def rises(self, least: float) -> bool:
        """Say whether it clearly rises by at least so much."""
        return self.clear and self.rho > 0 and self.change >= least

    def falls(self, least: float) -> bool:
        """Say whether it clearly falls by at least so much."""
        return self.clear and self.rho < 0 and -self.change >= least


def trend(values: Iterable[float | None]) -> Trend | None:
    """Return the trend of values in the order of time; None if there are too few."""
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if len(known) < LEAST_STRETCHES:
        return None
    quarter = len(known) // 4
    return Trend(float(known[:quarter].mean()), float(known[-quarter:].mean()), rank_correlation(known), len(known))


def rank_correlation(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return Spearman's correlation of values with their order; 0.0 where they are equal."""
    # Equal values get the mean of their ranks.
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    time = np.arange(len(values), dtype=np.float64)
    if ranks.min() == ranks.max():
        return 0.0
    return float(np.corrcoef(ranks, time)[0, 1])
