"""Where calls are made and kept: each response once, with all trouble that it gave."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent_tunix.rewards.auditing.worker import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from agent_tunix.rewards.auditing.examples import Example
    from agent_tunix.rewards.auditing.process import Outcome, Process

#: What each status of a call is called in a report.
TROUBLE = {"raised": "exception", "exited": "exit", "died": "exit", "hung": "hang"}
Item = tuple[int, str]


@dataclass
class Trouble:
    """A way in which calls failed: the first of them, and how many there were."""

    category: str
    error: str
    item: Item
    source: str
    seen: set[Item] = field(default_factory=set)
    threaded: bool = False


@dataclass
class Session:
    """The process, the examples, and what came of the calls so far."""

    process: Process
    examples: Sequence[Example]
    tell: Callable[[str, int], None]
    forms: tuple[tuple[int, str], ...] = ()
    known: dict[Item, Outcome] = field(default_factory=dict)
    troubles: dict[tuple[str, str], Trouble] = field(default_factory=dict)
    #: Texts that are shown by the expression that makes them.
    sources: dict[str, str] = field(default_factory=dict)
    #: By what they are, responses whose scores are no numbers, in the order in which they were met.
    invalid: dict[str, dict[Item, None]] = field(default_factory=dict)
    #: All that was graded, however often.
    tried: set[Item] = field(default_factory=set)
    left_out: dict[str, int] = field(default_factory=dict)
    phase: str = ""

    def begin(self, phase: str, calls: int) -> None:
        """Say what comes next and how many calls it takes."""
        self.phase = phase
        self.tell(phase, calls)

    def score(self, items: Iterable[Item], *, patience: int | None = None) -> list[Outcome]:
        """Grade responses one by one; what was graded before is not graded again."""
        wanted = list(items)
        new = [item for item in dict.fromkeys(wanted) if item not in self.known]
        outcomes = self.process.run([Call(self.forms, (item,)) for item in new], patience=patience)
        for item, outcome in zip(new, outcomes, strict=True):
            self.note([item], outcome)
            if outcome.status != "left out":
                self.known[item] = outcome
        found = dict(zip(new, outcomes, strict=True))
        return [found[item] if item in found else self.known[item] for item in wanted]

    def anew(self, items: Sequence[Item], *, threaded: bool = False) -> list[Outcome]:
        """Grade responses one by one, whether they were graded before or not."""
        outcomes = self.process.run([Call(self.forms, (item,), threaded) for item in items])
        for item, outcome in zip(items, outcomes, strict=True):
            self.note([item], outcome, threaded=threaded)
        return outcomes

    def batch(self, items: Sequence[Item]) -> Outcome:
        """Grade responses with one call."""
        (outcome,) = self.process.run([Call(self.forms, tuple(items))])
        self.note(items, outcome)
        return outcome

    def note(self, items: Sequence[Item], outcome: Outcome, *, threaded: bool = False) -> None:
        """Keep what went wrong."""
        if outcome.status == "left out":
            self.left_out[self.phase] = self.left_out.get(self.phase, 0) + 1
            return
        item = items[0]
        self.tried.update(items)
        if outcome.status in TROUBLE and not threaded:
            category = TROUBLE[outcome.status]
            key = (category, outcome.error[:60] if category == "exception" else "")
            trouble = self.troubles.setdefault(
                key, Trouble(category, outcome.error, item, self.sources.get(item[1], ""))
            )
            trouble.seen.add(item)
        for each, score in zip(items, outcome.scores, strict=False):
            kind = name_invalid(score)
            if kind:
                self.invalid.setdefault(kind, {})[each] = None

    def show(self, item: Item) -> str:
        """Return what to type to grade a response."""
        return self.process.show(Call(self.forms, (item,), shown=self.sources.get(item[1], "")))


def name_invalid(score: float | None) -> str:
    """Return what a score is that is no number to learn from, nothing for one that is."""
    if score is None:
        return "None"
    return "" if math.isfinite(score) else "NaN" if math.isnan(score) else "infinity"
