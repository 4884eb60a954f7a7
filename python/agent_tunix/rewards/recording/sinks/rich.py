"""The sink of terminals."""

from __future__ import annotations

import math
from collections import deque
from itertools import groupby
from typing import Any

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.recording.sinks._lines import curve, show, show_number
from agent_tunix.rewards.recording.sinks._sink import BaseSink, load

#: How many values the small curves have.
WIDTH = 20


class Table(BaseSink):
    """Print a table for each step: each metric, how it changed since the last table, and a small curve of the latest.

    Where standard output is no terminal, it is a line for each step, the same as `logging` writes.
    """

    def __init__(self, target: str | None = None) -> None:
        """Find the terminal.

        Raises:
            ValueError: something stands after the name's colon.
        """
        if target is not None:
            raise ArgumentValueError(
                f"sink: 'rich' writes to standard output; nothing can stand after it, got {target!r}",
                argument="sink",
            )
        super().__init__()
        load("rich", sink="rich")
        self._past: dict[str, deque[float]] = {}

    def put(self, step: int, metrics: dict[str, float]) -> None:
        """Print the metrics of one step."""
        from rich.console import Console

        # Made anew each time: standard output may be another by now.
        console = Console(highlight=False)
        before = {name: values[-1] for name, values in self._past.items()}
        for name, value in metrics.items():
            self._past.setdefault(name, deque(maxlen=WIDTH)).append(value)
        if console.is_terminal:
            console.print(self._table(step, metrics, before, plain=console.options.ascii_only))
        else:
            print(f"step {step}  {show(metrics)}", file=console.file, flush=True)

    def _table(self, step: int, metrics: dict[str, float], before: dict[str, float], *, plain: bool) -> Any:
        from rich import box
        from rich.table import Table as Grid
        from rich.text import Text

        grid = Grid(title=f"rewards, step {step}", title_justify="left", box=box.ASCII if plain else box.SIMPLE_HEAD)
        grid.add_column("metric", no_wrap=True)
        grid.add_column("now", justify="right", no_wrap=True)
        grid.add_column("change", justify="right", no_wrap=True, style="dim")
        if not plain:
            grid.add_column("so far", no_wrap=True, style="cyan")
        for _, names in groupby(metrics, lambda name: name.rpartition("/")[0] and name.partition("/")[0]):
            for name in names:
                now = metrics[name]
                row = [name, show_number(now), show_change(before.get(name, now), now, plain=plain)]
                # As text: a name may have what rich takes for a style.
                grid.add_row(*map(Text, row if plain else [*row, curve(self._past[name])]))
            grid.add_section()
        return grid


def show_change(before: float, now: float, *, plain: bool) -> str:
    """Return a change with an arrow, or nothing where there is none but for the last digits of floats.

    >>> show_change(0.5, 0.75, plain=False), show_change(2, 0, plain=False), show_change(0.3, 0.1 + 0.2, plain=False)
    ('▲ 0.25', '▼ 2', '')
    >>> show_change(2, 0, plain=True)
    '-2'
    """
    if math.isclose(before, now):
        return ""
    size = show_number(abs(float(now) - before))
    up = now > before
    return f"{'+' if up else '-'}{size}" if plain else f"{'▲' if up else '▼'} {size}"
