"""How the coverage of fuzz targets grew: reads libFuzzer's logs and draws a line for each.

python -m proof.coverage build/fuzz

The folder has `TARGET.log` files; `coverage.svg` and a line for each target in `coverage.md` are written beside them.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import NamedTuple

import altair as alt

#: A line of a log: how many inputs were tried, and how many edges of the program they have reached.
STATUS = re.compile(r"^#(\d+)\s+([A-Z_a-z]+)\s+cov: (\d+) ft: (\d+)", re.MULTILINE)
FOUND = re.compile(r"ERROR: libFuzzer: (.+)|SUMMARY: (.+)", re.MULTILINE)
SECONDS = re.compile(r"Done (\d+) runs in (\d+) second")


class Growth(NamedTuple):
    """One target's run."""

    target: str
    points: list[tuple[int, int]]
    """How many inputs, and how many edges."""
    seconds: int
    finding: str | None


def read(path: Path) -> Growth:
    """Read one log."""
    text = path.read_text("utf-8", errors="replace")
    points = [(int(inputs), int(edges)) for inputs, _, edges, _ in STATUS.findall(text)]
    done = SECONDS.search(text)
    finding = FOUND.search(text)
    return Growth(path.stem, points, int(done[2]) if done else 0, (finding[1] or finding[2]) if finding else None)


def draw(grown: list[Growth], path: Path) -> None:
    """Draw a line for each target, with the inputs on a logarithmic axis."""
    rows = [
        {"target": each.target, "inputs": max(inputs, 1), "edges": edges}
        for each in grown
        for inputs, edges in each.points
    ]
    chart = alt.Chart(alt.InlineData(values=rows)).mark_line()
    chart = chart.encode(
        x=alt.X("inputs:Q", scale=alt.Scale(type="log"), title="inputs tried"),
        y=alt.Y("edges:Q", title="edges of the program reached"),
        color=alt.Color("target:N", title="target"),
    )
    chart.properties(width=640, height=400).save(path)


def tabulate(grown: list[Growth]) -> str:
    """Return a table of the runs in Markdown."""
    lines = ["| target | seconds | inputs | edges at first | edges at last | finding |", "|---|---|---|---|---|---|"]
    for each in grown:
        (_, first), (inputs, last) = each.points[0], each.points[-1]
        lines.append(f"| {each.target} | {each.seconds} | {inputs} | {first} | {last} | {each.finding or 'none'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read a folder's logs, print the table and draw the lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    grown = [each for each in map(read, sorted(folder.glob("*.log"))) if each.points]
    table = tabulate(grown)
    print(table, end="")
    (folder / "coverage.md").write_text(table, encoding="utf-8")
    draw(grown, folder / "coverage.svg")


if __name__ == "__main__":
    main()
