"""What the findings are based on: statistics of the reward, and trends over the training."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent_tunix.rewards.analysis.findings.course import Course, Segment, follow
from agent_tunix.rewards.analysis.findings.trends import Trend, trend

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent_tunix.rewards.analysis.findings.data import DataCourse
    from agent_tunix.rewards.analysis.results import Distribution, Facts, Moment


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
    data: DataCourse
    #: What the held-out measurements are: accuracies that the caller gave, or rewards of evaluations.
    held_out: str = "the held-out accuracy"
    #: How far the means of two steps in a row are from each other, apart from the trend.
    step_noise: float | None = None
    #: How many steps this is based on, and how many responses each has.
    step_count: int = 0
    step_size: float = 0.0
    #: How far they would be from each other if only the draw of prompts and responses made them differ.
    sampling_noise: float | None = None
    #: The share of the reward's variance that follows neither from components, nor from reasons, nor from length.
    unexplained: float | None = None
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
    #: The share of sampled responses that repeat themselves, by stretch.
    repetitive: list[float | None] = field(default_factory=list)
    #: Chooses examples late in the training with much of one component, and little of another one.
    show: Callable[[str, str | None], list[int]] = field(default=lambda _high, _low: [])
    #: Chooses examples late in the training with low rewards.
    show_low: Callable[[], list[int]] = field(default=list)

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

    def course(self, field: str, name: str | None = None) -> Course | None:
        """Return the course of a field of the stretches, or of a component or a reason in it."""
        return follow([read(moment, field, name) for moment in self.training])

    def first_step(self, at: int) -> int:
        """Return the first step of a stretch."""
        return self.training[at].first_step

    def steps(self, segment: Segment) -> str:
        """Return the steps of a segment as words."""
        return f"{self.first_step(segment.start):,} to {self.training[segment.end - 1].last_step:,}"

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
