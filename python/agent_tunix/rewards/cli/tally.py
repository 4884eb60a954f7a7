"""What the summary of a scored file shows, collected while the file is read."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.columnar import add_up, count, find, listed, pick
from agent_tunix.rewards.cli.grading import NOT_GRADED
from agent_tunix.rewards.writing.files import write_text
from agent_tunix.rewards.writing.truths import spell_truth

if TYPE_CHECKING:
    from pathlib import Path

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

    def __init__(self, rewards: list[str], most_examples: int, columns: list[str], place: str) -> None:
        self.rows = 0
        #: The columns that were read, and what `Example.place` counts: "line" or "row".
        self.columns, self.place = columns, place
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
        self.refused += len(graded.refused)
        if graded.first:
            self.first = self.first or graded.first.format_message()
        self.rows += len(graded.chunk.rows) - len(graded.refused)
        for name in self.sums:
            self.sums[name] += add_up(graded.added[name])
        reasons = graded.added["reason"]
        for reason, counted in count(reasons).items():
            if reason == NOT_GRADED:
                continue
            self.reasons[reason] += counted
            kept = self.examples.setdefault(reason, [])
            if reason != RIGHT and len(kept) < self._most:
                kept += [show_example(graded, at) for at in find(reasons, reason, self._most - len(kept))]

    def describe(self) -> dict[str, Any]:
        """Return the counts as JSON can hold them."""
        return {
            "rows": self.rows,
            "not_graded": self.refused,
            "first": self.first,
            "columns": self.columns,
            "sums": dict(self.sums),
            "reasons": dict(self.reasons),
        }

    def ranked(self) -> list[tuple[str, int]]:
        """Return the reasons with their counts: the full score first, then the most frequent first."""
        return sorted(self.reasons.items(), key=lambda item: (item[0] != RIGHT, -item[1], item[0]))


def show_example(graded: Graded, at: int) -> Example:
    """Return what is shown of a row."""
    answer: str | None = listed(pick(graded.added["extracted"], [at]))[0]
    return Example(
        graded.chunk.places[at],
        spell_truth(graded.truths[at])[-_KEPT:],
        answer and answer[:_KEPT],
        graded.responses[at][-_KEPT:],
    )


def sum_up(finished: dict[str, Any]) -> dict[str, Any]:
    """Return the totals over all files."""
    rows = sum(each["rows"] for each in finished.values())
    sums: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for each in finished.values():
        sums.update(each["sums"])
        reasons.update(each["reasons"])
    means = {name: total / rows if rows else None for name, total in sums.items()}
    not_graded = sum(each["not_graded"] for each in finished.values())
    return {"rows": rows, "not_graded": not_graded, "means": means, "reasons": dict(reasons.most_common())}


def write_totals(path: Path, totals: dict[str, Any]) -> None:
    """Write totals as JSON."""
    write_text(path, json.dumps(totals, indent=1) + "\n")
