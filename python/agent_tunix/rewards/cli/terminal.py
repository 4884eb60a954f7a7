"""Output on a terminal, with its colours and its width, or as plain lines for another program."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Literal

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from agent_tunix.rewards.cli.rows import Chunk, Reader

# The width of lines that no terminal bounds, and the least that a table can use.
_PLAIN_WIDTH = 120
_LEAST_WIDTH = 40
#: Cells between the columns of a table.
GAP = 2


def make_console(file: IO[str] | None = None) -> Console:
    """Return the console for a stream, by default standard output; without a terminal it writes plain text."""
    stream = file or sys.stdout
    terminal = stream.isatty()
    columns = os.environ.get("COLUMNS", "")
    width = None if terminal else int(columns) if columns.isdecimal() and int(columns) >= _LEAST_WIDTH else _PLAIN_WIDTH
    # With NO_COLOR no escapes are written at all, while rich itself would still write bold.
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, color_system=colours)


def print_lines(console: Console, *parts: RenderableType) -> None:
    """Print parts one below the other, without spaces at the ends of lines."""
    with console.capture() as capture:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, Text))
    text = "\n".join(line.rstrip() for line in capture.get().split("\n"))
    console.file.write(text)
    console.file.flush()


def start_table(titles: Iterable[str], right: Container[str] = (), *, whole: bool = False) -> Table:
    """Return a table without rules.

    Args:
        titles: the titles of its columns.
        right: those of columns that are aligned to the right.
        whole: whether no cell is broken into lines.
    """
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim")
    for title in titles:
        table.add_column(title, justify="right" if title in right else "left", no_wrap=whole)
    return table


class RowsColumn(ProgressColumn):
    """How many rows are done, and how many a second."""

    def render(self, task: Task) -> Text:
        """Return what stands on the bar."""
        rows, seconds = task.fields.get("rows", 0), task.elapsed or 0.0
        rate = f", {rows / seconds:,.0f} a second" if rows and seconds >= 1 else ""
        return Text(f"{rows:,} rows{rate}")


@dataclass
class Meter:
    """The progress bar over one or several files, and where the file that is being read begins on it."""

    progress: Progress
    task: TaskID
    #: Bytes and rows of the files before it, and its own bytes.
    done: int = 0
    rows: int = 0
    size: int = 0

    def follow(self, reader: Reader, what: str = "scoring") -> Iterator[Chunk]:
        """Yield the chunks of a reader, and advance the bar after each."""
        rows = 0
        self.progress.update(self.task, description=what)
        for chunk in reader.chunks():
            yield chunk
            rows += len(chunk.rows)
            done = self.done + self.size * chunk.done // max(reader.size, 1)
            self.progress.update(self.task, completed=done, rows=self.rows + rows)

    def finish(self, size: int, rows: int) -> None:
        """Count a file that is done."""
        self.done += size
        self.rows += rows
        self.progress.update(self.task, completed=self.done, rows=self.rows)


def make_progress(wanted: bool, *columns: ProgressColumn) -> Progress:
    """Return a progress bar, which appears only on a terminal and is removed at its end.

    Args:
        wanted: whether to show it at all.
        columns: what stands behind the bar; the share done, the rows and the time left unless told otherwise.
    """
    counted = TaskProgressColumn(), RowsColumn(), TimeRemainingColumn(compact=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *(columns or counted),
        console=make_console(sys.stderr),
        transient=True,
        disable=not (wanted and sys.stderr.isatty()),
    )
