"""Where the preset's reward of accuracy and TRL's own differ, and which of them is right by the labels.

    python -m benches.trl [--rows 100000] [--differences]

Responses to competition problems, from `REWARDS_DATA` and generated, each against its truth in dollar signs and as it
stands. Differences are counted by the kind of truth and of decision; where a truth can't be judged, both must say so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent_tunix.rewards.presets import trl
from benches import data, generate, machine, originals, report

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPES = {"in dollar signs": "${}$", "as it stands": "{}"}
HEADER = ("accuracy_reward, truth", "rows", "not judged", "the same", "preset right", "TRL right", "judged by one")

Labelled = tuple[str, str, bool, str]


@dataclass
class Comparison:
    """What the two said about responses whose labels are known."""

    rows: int = 0
    not_judged: int = 0
    same: int = 0
    judged_by_one: int = 0
    #: Which of the two is right where they differ.
    right: Counter[str] = field(default_factory=Counter)
    #: The differences by the kind of truth, what TRL says, and what the preset says.
    kinds: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def count(self, ours: float | None, theirs: float | None, row: Labelled) -> None:
        """One response."""
        response, truth, label, kind = row
        self.rows += 1
        self.not_judged += ours is None and theirs is None
        self.same += ours == theirs
        if (ours is None) != (theirs is None):
            self.judged_by_one += 1
        elif ours != theirs:
            self.right["preset" if (ours == 1.0) == label else "TRL"] += 1
        if ours != theirs:
            self.kinds[f"{kind}: TRL {theirs}, preset {ours}, label {float(label)}"] += 1
            self.told.append(f"TRL {theirs}, preset {ours}, label {float(label)}: {truth!r}\n    {response[-200:]!r}")

    def cells(self, name: str) -> tuple[str, ...]:
        """A line of the table."""
        figures = (self.rows, self.not_judged, self.same, self.right["preset"], self.right["TRL"], self.judged_by_one)
        return (name, *(f"{figure:,}" for figure in figures))


def labelled(count: int) -> dict[str, list[Labelled]]:
    """Responses, truths, whether the one is right, and of which kind the other is; real ones where there are some."""
    sets = {
        "generated": [(row[0], row[1], row[3], "generated") for row in generate.math_pairs(min(count, 2000))],
    }
    place = data.folder()
    if place is not None:
        rows = data.spread(data.read_jsonl(place / "math_pairs.jsonl"), count)
        sets["real"] = [(row["response"], row["gold"], bool(row["label"]), row["type"]) for row in rows]
    return sets


def compare(rows: Iterable[Labelled], shape: str) -> Comparison:
    """What both say about each response."""
    comparison = Comparison()
    for row in rows:
        batch = {"completions": [[{"role": "assistant", "content": row[0]}]], "solution": [shape.format(row[1])]}
        comparison.count(trl.accuracy_reward(**batch)[0], originals.trl_accuracy()(**batch)[0], row)
    return comparison


def main() -> None:
    """Runs, prints and keeps the counts; fails where a label is on TRL's side, or only one of the two judges."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--differences", action="store_true", help="print each of them")
    options = parser.parse_args()
    found = {
        f"{name}, {shape}": compare(rows, form)
        for name, rows in labelled(options.rows).items()
        for shape, form in SHAPES.items()
    }
    print(report.plain_table(HEADER, [comparison.cells(name) for name, comparison in found.items()]))
    for name, comparison in found.items():
        print(f"\n{name}: differences by kind")
        print(*(f"{count:5}  {kind}" for kind, count in comparison.kinds.most_common()), sep="\n")
        if options.differences:
            print(*comparison.told, sep="\n")
    content: dict[str, object] = {"machine": machine.describe()}
    for name, comparison in found.items():
        figures = dict(zip(HEADER[1:], comparison.cells(name)[1:], strict=True))
        content[name] = {**figures, "differences": dict(comparison.kinds)}
    path = report.write_results("accuracy_reward beside TRL's", content)
    print(f"\nwritten to {path.relative_to(report.ROOT)}")
    raise SystemExit(any(c.right["TRL"] or c.judged_by_one for c in found.values()))


if __name__ == "__main__":
    main()
