"""The calls of one audit: each response is graded once, and everything that went wrong is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.findings import Finding
from agent_tunix.rewards.auditing.worker import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from agent_tunix.rewards.auditing.examples import Example
    from agent_tunix.rewards.auditing.findings import Severity
    from agent_tunix.rewards.auditing.process import Outcome, Process

#: The category of finding for each status of a call that failed.
TROUBLE = {"raised": "exception", "exited": "exit", "died": "exit", "hung": "hang"}
#: The longest response that is printed in a finding's line of code.
LONGEST_SHOWN = 2000
#: The number of an example and a response to it.
Item = tuple[int, str]


@dataclass
class Trouble:
    """A way in which calls failed: the first response that did, and all of them."""

    category: str
    error: str
    item: Item
    seen: set[Item] = field(default_factory=set)
    #: The different messages, each with the first response that had it and the number of calls.
    messages: dict[str, tuple[Item, int]] = field(default_factory=dict)


@dataclass
class Session:
    """The process that calls the reward, the examples, and the outcomes of the calls so far."""

    process: Process
    #: All rows that were read; an item's number counts in them.
    rows: Sequence[Example]
    #: How many of them, from the first on, are attacked; all are used for policies.
    limit: int
    #: Is told the name of each phase and how many calls it takes.
    tell: Callable[[str, int], None]
    #: The calling convention of each reward.
    forms: tuple[tuple[int, str], ...] = ()
    known: dict[Item, Outcome] = field(default_factory=dict)
    troubles: dict[tuple[str, str], Trouble] = field(default_factory=dict)
    #: The expression that makes a text, for texts that are too long to print.
    sources: dict[str, str] = field(default_factory=dict)
    #: The responses whose scores are no finite numbers, by what the score is, in the order of the calls.
    invalid: dict[str, dict[Item, None]] = field(default_factory=dict)
    #: Every response that was graded.
    tried: set[Item] = field(default_factory=set)
    #: How many calls were left out in each phase.
    left_out: dict[str, int] = field(default_factory=dict)
    phase: str = ""

    @property
    def examples(self) -> Sequence[Example]:
        """The rows that are attacked."""
        return self.rows[: self.limit]

    def begin(self, phase: str, calls: int) -> None:
        """Begin a phase of so many calls."""
        self.phase = phase
        self.tell(phase, calls)

    def score(self, items: Iterable[Item]) -> list[Outcome]:
        """Grade responses one by one, except those that were graded before."""
        wanted = list(items)
        new = [item for item in dict.fromkeys(wanted) if item not in self.known]
        found = dict(zip(new, self.score_again(new), strict=True))
        self.known |= {item: outcome for item, outcome in found.items() if outcome.status != "left out"}
        return [found[item] if item in found else self.known[item] for item in wanted]

    def score_again(self, items: Sequence[Item], *, threaded: bool = False) -> list[Outcome]:
        """Grade responses one by one, whether they were graded before or not."""
        outcomes = self.process.run([Call(self.forms, (item,), threaded) for item in items])
        for item, outcome in zip(items, outcomes, strict=True):
            self.note([item], outcome, threaded=threaded)
        return outcomes

    def score_batch(self, items: Sequence[Item]) -> Outcome:
        """Grade responses with one call."""
        (outcome,) = self.process.run([Call(self.forms, tuple(items))])
        self.note(items, outcome)
        return outcome

    def note(self, items: Sequence[Item], outcome: Outcome, *, threaded: bool = False) -> None:
        """Keep what went wrong in a call."""
        if outcome.status == "left out":
            self.left_out[self.phase] = self.left_out.get(self.phase, 0) + 1
            return
        self.tried.update(items)
        if outcome.status in TROUBLE and not threaded:
            category = TROUBLE[outcome.status]
            # Messages often quote the response, so that errors are told apart by their type alone.
            key = (category, outcome.error.partition(":")[0] if category == "exception" else "")
            trouble = self.troubles.setdefault(key, Trouble(category, outcome.error, items[0]))
            trouble.seen.add(items[0])
            first, count = trouble.messages.get(outcome.error, (items[0], 0))
            trouble.messages[outcome.error] = first, count + 1
        for item, score in zip(items, outcome.scores, strict=False):
            if kind := name_invalid(score):
                self.invalid.setdefault(kind, {})[item] = None

    def make_finding(  # noqa: PLR0917  the order of the arguments is that of the fields
        self,
        category: str,
        name: str,
        severity: Severity,
        text: str,
        why: str,
        item: Item | None = None,
        *,
        pay: float | None = None,
        expected: float | None = None,
        count: int = 1,
        tried: int = 1,
        call: bool = True,
        group: str = "",
        lead: int = 0,
    ) -> Finding:
        """Return a finding; the response, the truth and the prompt are those of the item.

        The line of code that repeats it is left out if `call` is false, because a single call does not show it.
        """
        response = truth = prompt = reproduce = ""
        if item:
            known, response = self.rows[item[0]], item[1]
            truth, prompt = known.known.text, known.asked
            if call and (len(response) <= LONGEST_SHOWN or response in self.sources):
                shown = self.sources.get(response, "")
                reproduce = self.process.show(Call(self.forms, (item,), shown=shown))
        return Finding(
            category, name, severity, text, why, response, truth, prompt, pay, expected, count, tried, reproduce,
            group or name, lead,
        )  # fmt: skip


def name_invalid(score: float | None) -> str:
    """Return the name of a score that is no finite number; an empty text for a finite number."""
    if score is None:
        return "None"
    return "" if math.isfinite(score) else "NaN" if math.isnan(score) else "infinity"
