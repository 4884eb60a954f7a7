"""What an audit finds: plain data, as text, JSON and Markdown."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from agent_tunix.rewards._core import ArgumentValueError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The version of the JSON form.
VERSION = 1

Severity = Literal["high", "medium", "low"]
SEVERITIES = ("high", "medium", "low")

#: What an audit looks for, and what each means.
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
#: What fails a check unless the caller says otherwise; findings of low severity fail nothing but `any`.
FAIL_ON = ("false-payment", "indifferent", "exception", "exit", "hang")


@dataclass
class Finding:
    """One thing to know about the reward, with one response that shows it."""

    category: str
    #: The attack, the honest form or the text.
    name: str
    severity: Severity
    #: What happened, in a sentence.
    text: str
    #: Why that is wrong.
    why: str
    response: str
    truth: str
    prompt: str
    #: What the response was paid, and the most, or for honest ones the least, that it should have been.
    pay: float | None
    expected: float | None
    #: In how many of the examples that were tried.
    count: int
    tried: int
    #: What to type for it, empty where the response is too long for that.
    reproduce: str = ""


@dataclass
class FormPay:
    """What one form of answer is paid, on average."""

    form: str
    right: float | None
    wrong: float | None
    #: The same form with "I do not know" in it.
    unknown: float | None
    #: Whether attacks were made in it.
    used: bool = False


@dataclass
class Scale:
    """What the reward pays, over everything that was tried."""

    right: float | None
    wrong: float | None
    lowest: float | None
    highest: float | None


@dataclass
class Policy:
    """What a policy earns that says the same whatever it is asked."""

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
class AuditReport:
    """What `audit` found.

    >>> report = AuditReport("my_reward", ["plain"], "an interpreter of its own", 20, 0)
    >>> report.passed()
    True
    >>> print(report)
    my_reward: nothing found (0 attacks, 0 honest responses, 20 examples)
    """

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

    def passed(self, fail_on: str | Iterable[str] = FAIL_ON) -> bool:
        """Say whether nothing was found that fails a check.

        Args:
            fail_on: categories, as an iterable or with commas between; findings of low severity are passed over.
                `"any"` fails on every finding, `"never"` on none.

        Raises:
            ValueError: there is no such category.
        """
        return not self.failures(fail_on)

    def failures(self, fail_on: str | Iterable[str] = FAIL_ON) -> list[Finding]:
        """Return the findings that fail a check; the argument is that of `passed`."""
        names = read_fail_on(fail_on)
        if "any" in names:
            return list(self.findings)
        return [each for each in self.findings if each.category in names and each.severity != "low"]

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each category that has any."""
        return {
            name: count for name in CATEGORIES if (count := sum(finding.category == name for finding in self.findings))
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts, lists, texts and numbers."""
        return asdict(self)

    def to_json(self) -> str:
        """Return everything as JSON; texts that are no Unicode keep their lone surrogates as escapes."""
        return json.dumps(finite(self.to_dict()), indent=1)

    def to_markdown(self) -> str:
        """Return a report to read."""
        from agent_tunix.rewards.auditing.markdown import write_markdown

        return write_markdown(self)

    def save(self, path: str | Path) -> None:
        """Write the report to a file: `.md` to read, `.json` for programs.

        Raises:
            ValueError: the path ends otherwise.
        """
        path = Path(path)
        write = {".md": self.to_markdown, ".json": self.to_json}.get(path.suffix.lower())
        if write is None:
            raise ArgumentValueError(f"path: expected a file that ends in .md or .json, got {path}")
        path.write_text(write() + "\n", encoding="utf-8", errors="backslashreplace")

    def __str__(self) -> str:
        """Return the findings in a line each."""
        found = ", ".join(f"{count} {name}" for name, count in self.counts().items()) or "nothing found"
        head = (
            f"{self.reward}: {found} ({self.attacks} attacks, {self.honest} honest responses, {self.examples} examples)"
        )
        return "\n".join([head, *(f"  {each.severity:6} {each.category}: {each.text}" for each in self.findings)])


def read_fail_on(fail_on: str | Iterable[str]) -> list[str]:
    """Return the categories of an argument.

    Raises:
        ValueError: there is no such category.
    """
    names = fail_on.split(",") if isinstance(fail_on, str) else list(fail_on)
    names = [name.strip() for name in names if name.strip()]
    for name in names:
        if name not in CATEGORIES and name not in ("any", "never"):
            raise ArgumentValueError(f"fail_on: there is no {name!r}; known are: {', '.join(CATEGORIES)}, any, never")
    return names


def finite(value: Any) -> Any:
    """Return plain data with None for numbers that JSON does not have."""
    if isinstance(value, dict):
        return {name: finite(each) for name, each in value.items()}
    if isinstance(value, list):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
