"""Counts of what came out as expected, and what did not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TAIL = 240


@dataclass
class Tally:
    """One line of an accuracy table."""

    name: str
    target: str = ""
    right: int = 0
    total: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def count(self, right: bool, name: str, told: str, response: str = "") -> None:
        """One case; a failure is kept with the end of its response."""
        self.total += 1
        self.right += right
        if not right:
            tail = response if len(response) <= TAIL else "… " + response[-TAIL:]
            self.failures.append(f"{name}: {told[:600]}\n    {tail!r}")

    def confuse(self, accepted: bool, label: bool) -> None:
        """One labelled verdict, for precision and recall."""
        self.kinds[("true" if accepted == label else "false") + (" accept" if accepted else " reject")] += 1

    def add(self, other: Tally) -> None:
        """Everything that `other` counted."""
        self.right += other.right
        self.total += other.total
        self.kinds += other.kinds
        self.failures += other.failures

    def figures(self) -> dict[str, float]:
        """Accuracy, and precision, recall and F1 where labels were counted."""
        figures: dict[str, float] = {
            "rows": self.total,
            "as expected": self.right,
            "accuracy": _share(self.right, self.total),
        }
        hits, wrong, missed = (self.kinds[key] for key in ("true accept", "false accept", "false reject"))
        if hits:
            figures["precision"] = _share(hits, hits + wrong)
            figures["recall"] = _share(hits, hits + missed)
            figures["F1"] = _share(2 * hits, 2 * hits + wrong + missed)
        return figures


def tabulate(tallies: Sequence[Tally], kinds: bool = False) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """A header and rows: the figures, or with `kinds` what became of attacks and honest answers."""
    if kinds:
        header = ("category", "attacks paid", "honest refused", "not as expected")
        return header, [
            (
                t.name,
                f"{t.kinds['paid']} of {t.kinds['attack']}",
                f"{t.kinds['refused']} of {t.kinds['honest']}",
                f"{t.total - t.right} of {t.total}",
            )
            for t in tallies
        ]
    columns = ("accuracy", "precision", "recall", "F1")
    rows = []
    for tally in tallies:
        figures = tally.figures()
        shown = [f"{figures[c]:.4f}" if c in figures else "" for c in columns]
        rows.append((tally.name, f"{tally.right} of {tally.total}", *shown, tally.target))
    return ("what", "as expected", *columns, "target"), rows


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
