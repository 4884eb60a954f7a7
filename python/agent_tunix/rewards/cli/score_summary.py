"""The summary of a scored file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from agent_tunix.rewards.cli.excerpt import cut_head, cut_tail, make_visible
from agent_tunix.rewards.cli.tally import RIGHT, Example, Tally
from agent_tunix.rewards.cli.terminal import GAP, print_lines, start_table
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, RenderableType
    from rich.table import Table

# The reasons that earn a part of the full score.
_PARTIAL = {"close", "correct_not_stated", "not_evaluated"}
_BAR_CELLS = 20
#: The columns that nobody needs to be told of.
USUAL = ["response", "answer"]


def print_summary(console: Console, tally: Tally, title: str, skipped: bool) -> None:
    """Print the counts, the means, the share of each reason, and the examples."""
    parts: list[RenderableType] = [
        Text(title, style="bold"),
        *([Text("read from the columns {} and {}".format(*tally.columns))] if tally.columns != USUAL else []),
        *([_tell_refused(tally, skipped)] if tally.refused else []),
        "",
        _tabulate_means(tally),
        "",
        _tabulate_reasons(console, tally),
    ]
    for reason, count in tally.ranked():
        examples = tally.examples.get(reason, [])
        if examples:
            number = f" {len(examples)}" if len(examples) > 1 else ""
            shown = f", the first{number}" if len(examples) < count else ""
            parts += ["", Text.assemble((reason, colour(reason)), f": {count:,}{shown}")]
            parts.append(_tabulate_examples(console.width, examples, tally.place))
    print_lines(console, *parts)


def colour(reason: str) -> str:
    """Return the style that a reason is written in."""
    return "bold green" if reason == RIGHT else "bold yellow" if reason in _PARTIAL else "bold red"


def _tell_refused(tally: Tally, skipped: bool) -> Text:
    what = "left out" if skipped else "without scores"
    rows = plural(tally.refused, "row")
    return Text(f"{what}: {rows} that can't be graded; the first: {make_visible(tally.first)}", style="yellow")


def _tabulate_means(tally: Tally) -> Table:
    return tabulate({name: f"{total / tally.rows:.4f}" for name, total in tally.sums.items()}, "reward", "mean")


def tabulate(values: Mapping[str, str], *titles: str) -> Table:
    """Return a table of names and numbers."""
    table = start_table(titles, titles[1:])
    for row in values.items():
        table.add_row(*row)
    return table


def _tabulate_reasons(console: Console, tally: Tally) -> Table:
    numbers = ("rows", "share")
    table = start_table(("reason", *numbers, *([""] if console.is_terminal else [])), numbers)
    for reason, count in tally.ranked():
        share = count / tally.rows
        cells: list[RenderableType] = [Text(reason, colour(reason)), f"{count:,}", f"{share:.1%}"]
        if console.is_terminal:
            cells.append(Text("━" * round(share * _BAR_CELLS), colour(reason)))
        table.add_row(*cells)
    return table


def _tabulate_examples(width: int, examples: list[Example], place: str) -> Table:
    truths = [cut_tail(example.truth, width // 5) for example in examples]
    answers = [
        cut_head(example.extracted, width // 5) if example.extracted is not None else "-" for example in examples
    ]
    places = [f"{example.place:,}" for example in examples]
    columns = [(place, places), ("truth", truths), ("extracted", answers)]
    used = sum(max(map(cell_len, [name, *cells])) + GAP for name, cells in columns)
    tails = [cut_tail(example.tail, width - used) for example in examples]
    table = start_table((place, "truth", "extracted", "the response ends"), (place,), whole=True)
    for cells in zip(places, truths, answers, tails, strict=True):
        table.add_row(*map(Text, cells))
    return table
