"""What an audit finds, as plain data from which reports are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: The version of the JSON form.
VERSION = 1

Severity = Literal["high", "medium", "low"]
#: The most severe first.
SEVERITIES = ("high", "medium", "low")

#: The categories of findings, and what each means.
CATEGORIES = {
    "false-payment": "a wrong answer, or none, is paid",
    "constant-policy": "a policy that always says the same earns more than it is right",
    "indifferent": "right and wrong answers are paid alike",
    "false-refusal": "an honest right answer is not paid in full",
    "nondeterminism": "the same call gives another value",
    "order": "the value depends on what was graded before, or on the place in the batch",
    "batch": "the value depends on the other responses of the batch",
    "threads": "outside the main thread it fails or gives another value",
    "exception": "a text makes it raise",
    "exit": "a text makes it end the process",
    "hang": "a text keeps it busy past the time limit",
    "slow": "its time grows faster than the text",
    "invalid": "it returns None, NaN or infinity",
}
#: What the columns of a table of findings mean, wherever one is shown.
DUE = (
    "due: what the same reward pays for a plain wrong answer, the most that an attack may be paid (a near miss must be"
    " paid less than a right answer); for honest responses, what it pays for a plain right one"
)
#: The same for a table of policies.
SHARE = (
    "share of full: the mean pay on a scale from a wrong answer (0%) to a right one (100%); what is above “right in”,"
    " the share of examples in which the policy is right, is undeserved"
)
#: The categories that fail a check by default; findings of low severity only count for `any`.
FAIL_ON = ("false-payment", "indifferent", "exception", "exit", "hang")


@dataclass
class Finding:
    """One thing to know about the reward, with one response that shows it."""

    category: str
    #: The attack, the honest response or the text.
    name: str
    severity: Severity
    #: What happened, in a sentence.
    text: str
    #: Why that is wrong.
    why: str
    response: str
    truth: str
    prompt: str
    #: What the response was paid, and the most, or for honest responses the least, that it should have been paid.
    pay: float | None
    expected: float | None
    #: On how many examples it was found, and on how many it was tried.
    count: int
    tried: int
    #: A line of code that repeats it; empty if the response is too long for that.
    reproduce: str = ""
    #: The kind of attack, honest response or text; findings of one kind are shown together.
    group: str = ""
    #: How many characters of the response stand before the attack: the reasoning that every response begins with.
    lead: int = 0


@dataclass
class Group:
    """The findings of one kind, the most severe first."""

    category: str
    name: str
    findings: list[Finding]

    @property
    def worst(self) -> Finding:
        """The finding that stands for the group."""
        return self.findings[0]

    @property
    def title(self) -> str:
        """The name of the group with the number of its findings; the name of a single finding."""
        more = len(self.findings) - 1
        return f"{self.name} ({more + 1})" if more else self.worst.name


@dataclass
class FormPay:
    """What one form of answer is paid, on average."""

    form: str
    right: float | None
    wrong: float | None
    #: The pay of "I do not know" in this form.
    unknown: float | None
    #: Whether attacks were made in it.
    used: bool = False


@dataclass
class Scale:
    """The range of what the reward pays, over all responses that were tried."""

    right: float | None
    wrong: float | None
    lowest: float | None
    highest: float | None


@dataclass
class Policy:
    """What a policy earns that gives the same response to every prompt."""

    name: str
    #: Its mean pay, and the share of what right answers earn beyond wrong ones.
    pay: float | None
    share: float | None
    #: The share of examples in which it is right.
    deserved: float
    examples: int


@dataclass
class Timing:
    """Seconds of one call with one ordinary response."""

    calls: int
    mean: float | None
    longest: float | None


@dataclass
class Raised:
    """An error that the reward raised, and how often."""

    error: str
    count: int
    text: str


@dataclass
class Results:
    """Everything that an audit finds; `AuditReport` adds the ways to read it and to write it down."""

    reward: str
    #: The form in which each of the rewards was called.
    signature: list[str]
    #: What kind of process it was called in.
    process: str
    examples: int
    seed: int
    forms: list[FormPay] = field(default_factory=list)
    scale: Scale = field(default_factory=lambda: Scale(None, None, None, None))
    findings: list[Finding] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    timing: Timing = field(default_factory=lambda: Timing(0, None, None))
    exceptions: list[Raised] = field(default_factory=list)
    #: How many attacks and honest responses were tried, and how many of them gave a finding, on any example.
    attacks: int = 0
    paid: int = 0
    honest: int = 0
    refused: int = 0
    #: What was not tried, and why.
    left_out: list[str] = field(default_factory=list)
    version: int = VERSION
