"""What the summary of a scored file shows, collected while the file is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards import AnyOf

if TYPE_CHECKING:
    from agent_tunix.rewards.cli.errors import Mistake
    from agent_tunix.rewards.cli.grading import Graded

RIGHT = "correct"

# How many characters of a text are kept: more than a line of a terminal shows.
_KEPT = 1000


@dataclass(frozen=True)
class Example:
    """One row that did not get the full score."""

    place: int
    truth: str
    extracted: str | None
    tail: str


class Tally:
    """Counts, sums and the first few examples of each reason; it does not grow with the file."""

    def __init__(self, rewards: list[str], most_examples: int) -> None:
        self.rows = 0
        #: How many rows could not be graded, and what is wrong with the first.
        self.refused, self.first = 0, ""
        self.sums: dict[str, float] = dict.fromkeys(rewards, 0.0)
        self.reasons: Counter[str] = Counter()
        self.examples: dict[str, list[Example]] = {}
        self._most = most_examples

    def refuse(self, mistake: Mistake) -> None:
        """Count a row that can't be graded."""
        self.refused += 1
        self.first = self.first or mistake.format_message()

    def add(self, graded: Graded) -> None:
        """Count a graded chunk."""
        for mistake in graded.refused.values():
            self.refuse(mistake)
        self.rows += len(graded.chunk.rows)
        for name in self.sums:
            self.sums[name] += sum(graded.added[name])
        reasons: list[str] = graded.added["reason"]
        self.reasons.update(reasons)
        for index, reason in enumerate(reasons):
            if reason != RIGHT and len(kept := self.examples.setdefault(reason, [])) < self._most:
                extracted: str | None = graded.added["extracted"][index]
                truth = _spell(graded.truths[index])[-_KEPT:]
                tail = graded.responses[index][-_KEPT:]
                kept.append(Example(graded.chunk.places[index], truth, extracted and extracted[:_KEPT], tail))

    def ranked(self) -> list[tuple[str, int]]:
        """Return the reasons with their counts: the full score first, then the most frequent first."""
        return sorted(self.reasons.items(), key=lambda item: (item[0] != RIGHT, -item[1], item[0]))


def _spell(truth: Any) -> str:
    return " | ".join(map(str, truth.truths)) if isinstance(truth, AnyOf) else str(truth)
