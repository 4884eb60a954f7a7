"""The statistics that findings rest on, and trends over the training."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agent_tunix.rewards.analysis.results import Distribution, Facts, Moment

#: With fewer stretches nothing is said about trends.
LEAST_STRETCHES = 8
#: A trend is one where the rank correlation with time is this large (Spearman, 1904), and this far from chance: one in
#: a thousand, by Student's t.
LEAST_RHO, LEAST_T = 0.4, 3.3


@dataclass
class AnswerUse:
    """An answer that was given more often than any other."""

    text: str
    #: Of the responses that give an answer.
    share: float
    #: Of the truths, where they are known, that are this answer.
    truth_share: float | None
    #: Different prompts that it was given to.
    prompts: int
    mean: float | None
    examples: list[int]


@dataclass
class CloseUse:
    """Answers that were paid for being near."""

    #: Of all responses.
    share: float
    #: Of the close answers, those that are one of the three most frequent.
    top_share: float
    prompts: int
    examples: list[int]


@dataclass
class Observations:
    """What is known when findings are looked for."""

    facts: Facts
    reward: Distribution
    components: list[Distribution]
    training: list[Moment]
    #: How far the mean of a step is from that of the next one, without the trend.
    step_noise: float | None = None
    #: Steps that this rests on, and responses in each.
    step_count: int = 0
    step_size: float = 0.0
    #: The part of the reward's variance that lies between groups.
    between_groups: float | None = None
    #: How the reward goes along with length within the same stretch: over the training both may rise for other reasons.
    length_correlation: float = 0.0
    #: Different answers, and the most frequent one.
    answer_kinds: int = 0
    top_answer: AnswerUse | None = None
    close: CloseUse | None = None
    #: The share of each reason over all, and examples of it.
    reasons: dict[str, float] = field(default_factory=dict)
    by_reason: dict[str, list[int]] = field(default_factory=dict)
    #: Chooses examples late in the training with much of one reward, and little of another one.
    show: Callable[[str, str | None], list[int]] = field(default=lambda _high, _low: [])

    @property
    def range(self) -> float:
        """How far the rewards are apart, but for the outermost hundredths; 0.0 if they are equal."""
        if self.reward.minimum is None or self.reward.maximum is None:
            return 0.0
        inner = self.reward.quantiles["0.99"] - self.reward.quantiles["0.01"]
        return inner or self.reward.maximum - self.reward.minimum

    def series(self, pick: Callable[[Moment], float | None]) -> Trend | None:
        """Return the trend of something over the training."""
        return trend([pick(moment) for moment in self.training])

    def late(self, pick: Callable[[Moment], float | None]) -> float | None:
        """Return the mean of something over the last quarter of the stretches, by their responses."""
        last = self.training[-max(len(self.training) // 4, 1) :]
        pairs = [(moment.count, value) for moment in last if (value := pick(moment)) is not None]
        total = sum(count for count, _ in pairs)
        return sum(count * value for count, value in pairs) / total if total else None


@dataclass
class Trend:
    """How something goes over the training: means of the first and of the last quarter, and its rank correlation."""

    first: float
    last: float
    rho: float
    count: int

    @property
    def change(self) -> float:
        """How much it changes."""
        return self.last - self.first

    @property
    def clear(self) -> bool:
        """Tell whether it is more than chance."""
        t = abs(self.rho) * math.sqrt((self.count - 2) / max(1.0 - self.rho**2, 1e-12))
        return abs(self.rho) >= LEAST_RHO and t >= LEAST_T

    def rises(self, least: float) -> bool:
        """Tell whether it clearly rises by at least so much."""
        return self.clear and self.rho > 0 and self.change >= least

    def falls(self, least: float) -> bool:
        """Tell whether it clearly falls by at least so much."""
        return self.clear and self.rho < 0 and -self.change >= least


def trend(values: Iterable[float | None]) -> Trend | None:
    """Return the trend of values in order of time; None of too few."""
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if len(known) < LEAST_STRETCHES:
        return None
    quarter = len(known) // 4
    return Trend(float(known[:quarter].mean()), float(known[-quarter:].mean()), rank_correlation(known), len(known))


def rank_correlation(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return Spearman's correlation of values with their order; 0.0 where they are equal."""
    # Equal values share the mean of their ranks.
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    time = np.arange(len(values), dtype=np.float64)
    if ranks.min() == ranks.max():
        return 0.0
    return float(np.corrcoef(ranks, time)[0, 1])
