"""What an analysis finds, as plain data: reports are written from it, and JSON holds it.

Shares are from 0 to 1, steps are numbered as in the records, and an example is named by its number in `examples`.
`None` stands for a number that does not exist, such as the skewness of a single value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.writing.serialization import from_plain, to_plain

if TYPE_CHECKING:
    from typing_extensions import Self

#: The version of the JSON form.
VERSION = 1

Severity = Literal["high", "medium", "low", "info"]


@dataclass
class LeftOut:
    """Rows that the analysis did not use, or a part of it that is missing, and why."""

    what: str
    rows: int | None = None


@dataclass
class Facts:
    """What was analysed."""

    samples: int
    #: The number of distinct steps, and the first and the last step.
    steps: int
    first_step: int | None
    last_step: int | None
    runs: list[str]
    groups: int
    #: The names of the components, without `component/`.
    components: list[str]
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass
class Histogram:
    """Counts between edges; there is one edge more than counts."""

    edges: list[float]
    counts: list[int]


@dataclass
class Distribution:
    """The distribution of the reward, or of one component."""

    name: str
    count: int
    not_judged: int
    mean: float | None
    deviation: float | None
    minimum: float | None
    maximum: float | None
    skewness: float | None
    #: The values below which 0.01, 0.05, 0.25, 0.5, 0.75, 0.95 and 0.99 of the responses are, by that share.
    quantiles: dict[str, float]
    histogram: Histogram
    #: The mean of the deviations within groups, and the share of groups whose values are equal; None without groups.
    within_group_deviation: float | None
    zero_variance_share: float | None
    #: The share of the reward's variance that this component explains: cov(weight * component, reward) / var(reward).
    variance_share: float | None


@dataclass
class Moment:
    """A stretch of the training: one step, or several that are described together."""

    first_step: int
    last_step: int
    count: int
    mean: float | None
    deviation: float | None
    #: The values below which 10, 50 and 90 % of the rewards are.
    q10: float | None
    q50: float | None
    q90: float | None
    #: The mean of each component, by name.
    components: dict[str, float | None]
    #: The share of each reason, by name; empty without reasons.
    reasons: dict[str, float]
    #: The mean length of the responses in characters.
    length: float | None
    #: The share of responses that occurred before in the same stretch, letter for letter.
    duplicates: float | None
    #: The share of groups whose rewards are equal.
    zero_variance: float | None
    #: The held-out accuracy, or the mean reward of the records of evaluation, if either was given.
    held_out: float | None


@dataclass
class Spread:
    """How many responses had which reward in each stretch of `training`: `counts[stretch][bin]`."""

    edges: list[float]
    counts: list[list[int]]


@dataclass
class Kind:
    """The responses that have one value of an attribute, such as the reason `close`."""

    value: str
    count: int
    share: float
    mean: float | None
    deviation: float | None
    #: Cohen's d against all other responses.
    effect: float | None
    examples: list[int]


@dataclass
class Attribute:
    """How the reward depends on a property of the responses."""

    #: `reason`, `source`, `length`, `language`, `format`, `reasoning_steps`.
    name: str
    title: str
    #: The share of the reward's variance that is between the kinds (eta squared).
    eta_squared: float | None
    kinds: list[Kind]


@dataclass
class Correlation:
    """Pearson's correlations of the reward, its components and the length; None if one of two does not vary."""

    names: list[str]
    matrix: list[list[float | None]]


@dataclass
class Failure:
    """A pattern that several responses that fail share."""

    label: str
    #: Its reason, and the words that tell it apart.
    terms: list[str]
    count: int
    #: The share of all responses that fail.
    share: float
    mean: float
    examples: list[int]


@dataclass
class Remedy:
    """What to do: the part of this package that helps, the page of the guide that explains it, and code."""

    name: str
    page: str
    code: str


@dataclass
class Finding:
    """Something to know about the reward."""

    #: A stable name: `sparse`, `noisy`, `hacked`, `dominated`, `length_drift`, …
    kind: str
    severity: Severity
    title: str
    text: str
    #: The numbers that it is based on, by name.
    evidence: dict[str, float]
    remedies: list[Remedy]
    examples: list[int] = field(default_factory=list)
    #: What it is about: the reward, or else a component or a reason.
    subject: str = "reward"


@dataclass
class Example:
    """One record, with its texts cut to a readable length."""

    id: int
    run: str | None
    step: int | None
    group: int | None
    reward: float | None
    components: dict[str, float | None]
    reason: str | None
    source: str | None
    language: str | None
    #: The length of the response in characters, before it was cut.
    length: int
    prompt: str | None
    response: str
    truth: str | None
    answer: str | None


@dataclass
class Results:
    """Everything that an analysis finds; `RewardAnalysis` adds the ways to write it down."""

    #: What was analysed, and what was left out.
    facts: Facts
    #: The distribution of the reward.
    reward: Distribution
    #: The distribution of each component.
    components: list[Distribution]
    #: The training, divided into at most 200 stretches of steps.
    training: list[Moment]
    #: How many responses had which reward in each stretch.
    spread: Spread
    #: How the reward depends on properties of the responses.
    attributes: list[Attribute]
    #: The correlations between the reward, its components and the length.
    correlation: Correlation
    #: What responses that fail have in common, the most frequent pattern first.
    failures: list[Failure]
    #: What to know and what to do, the most severe first.
    findings: list[Finding]
    #: The records that the other parts refer to, at most 400.
    examples: list[Example]
    #: All responses to a prompt, as numbers of examples, for a few prompts in the order of their steps.
    groups: list[list[int]] = field(default_factory=list)
    #: The version of the JSON form.
    version: int = VERSION

    def __post_init__(self) -> None:
        """Know no further records; `analyze` adds them."""
        #: The `ExamplePicker` with all records whose texts were kept, for the page; JSON holds the examples alone.
        self.picker: Any = None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as dictionaries, lists, texts and finite numbers."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the analysis that `to_dict` turned into a dictionary, or that was read from the JSON of `to_json`.

        Args:
            data: the dictionary.

        Raises:
            TypeError: a field is not of its type.
            ValueError: a field is missing, or this package does not read the version.
        """
        found = from_plain(cls, data)
        if found.version != VERSION:
            raise ArgumentValueError(f"analysis: expected version {VERSION}, got {found.version}")
        return found
