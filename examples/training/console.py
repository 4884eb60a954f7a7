"""What the training prints: a line for each step above a progress bar, and tables at the end."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from curve import History

#: The width of what is printed where no terminal bounds it.
WIDTH = 100
#: How many rows the table of a reward has, and how many cells its bars.
ROWS, CELLS = 12, 24


def make_console() -> Console:
    """Return the console; a file or a pipe gets plain lines."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)


class Steps:
    """A sink of a `RewardLog` that prints a line for each step, above a progress bar on a terminal.

    Args:
        steps: how many steps the training has.
    """

    def __init__(self, steps: int) -> None:
        console = make_console()
        self.width = len(str(steps))
        columns = TextColumn("training"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self.bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.task = self.bar.add_task("training", total=steps)

    def write(self, step: int, metrics: Mapping[str, float]) -> None:
        """Print the line of a step."""
        self.bar.start()  # Only now: the warm-up prints too.
        parts = [
            f"step {step + 1:{self.width}}",
            f"reward {metrics['reward/mean']:6.3f} ± {metrics['reward/std']:.3f}",
            f"from {metrics['reward/min']:.3g} to {metrics['reward/max']:.3g}",
            f"length {metrics['length/mean']:.0f}",
        ]
        if (right := metrics.get("reason/correct")) is not None:
            parts.insert(2, f"right {right:4.0%}")
        if (equal := metrics.get("zero_variance_groups")) is not None:
            parts.append(f"groups without a difference {equal:.0%}")
        self.bar.console.print("  ".join(parts), soft_wrap=True)
        self.bar.advance(self.task)

    def close(self) -> None:
        """Remove the progress bar."""
        self.bar.stop()


def print_curves(history: History) -> None:
    """Print a table for each reward, with a row for each part of the training, and how it began and ended."""
    console = make_console()
    for name, head in history.heads.items():
        means, stds = history.column(f"{head}/mean"), history.column(f"{head}/std")
        right, lengths = history.column("reason/correct"), history.column("length/mean")
        table = Table(box=None, title=f"mean of {name}", title_justify="left", pad_edge=False, header_style="dim")
        for column in ("steps", "mean", "deviation", "right", "length"):
            table.add_column(column, justify="right")
        table.add_column("")
        parts = np.array_split(np.arange(len(means)), min(ROWS, len(means)))
        top = max(float(means[part].mean()) for part in parts) or 1.0
        for part in parts:
            mean = float(means[part].mean())
            share = np.nan_to_num(right[part]).mean()
            table.add_row(
                f"{part[0] + 1} to {part[-1] + 1}",
                f"{mean:.3f}",
                f"{stds[part].mean():.3f}",
                f"{share:.0%}",
                f"{lengths[part].mean():.0f}",
                "█" * round(CELLS * max(0.0, mean) / top),
            )
        console.print()
        console.print(table)
        tenth = max(1, len(means) // 10)
        console.print(f"{means[:tenth].mean():.3f} in the first tenth, {means[-tenth:].mean():.3f} in the last")


def print_summary(summary: Mapping[str, float]) -> None:
    """Print the distributions over the training, and the share of each reason."""
    console = make_console()
    columns = ("mean", "std", "min", "q05", "q25", "q50", "q75", "q95", "max")
    table = Table(box=None, title="over training", title_justify="left", pad_edge=False, header_style="dim")
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for head in (key.removesuffix("/mean") for key in summary if key.endswith("/mean")):
        values = (summary.get(f"{head}/{column}") for column in columns)
        table.add_row(head, *("" if value is None else f"{value:.3g}" for value in values))
    console.print()
    console.print(table)
    shares = {key.removeprefix("reason/"): value for key, value in summary.items() if key.startswith("reason/")}
    for reason, share in sorted(shares.items(), key=lambda item: -item[1]):
        console.print(f"{share:7.1%}  {reason}")
