"""``agent-tunix-rewards score``: reads, grades and writes rows a chunk at a time, and prints a summary."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import check_place, tell_kind
from agent_tunix.rewards.cli.grading import Settings, grade
from agent_tunix.rewards.cli.readers import open_reader
from agent_tunix.rewards.cli.score_summary import print_summary
from agent_tunix.rewards.cli.sources import STANDARD
from agent_tunix.rewards.cli.tally import Tally
from agent_tunix.rewards.cli.terminal import make_console, make_progress
from agent_tunix.rewards.cli.writers import CsvWriter, JsonLinesWriter, Writer, extend_columns
from agent_tunix.rewards.writing.files import replace_when_done
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.cli.files import Added
    from agent_tunix.rewards.cli.rows import Chunk, Reader


#: The kinds of files whose rows are counted, and not their lines.
ROWS = {".parquet", ".pq", ".arrow", ".feather", ".ipc", ".json"}


@dataclass
class Watched:
    """The progress bar over several files, and where the file that is being read begins on it."""

    progress: Progress
    task: TaskID
    done: int
    rows: int
    size: int


def score_file(
    path: Path, source: Path, settings: Settings, output: Output, *, most_examples: int, replace_columns: bool
) -> Tally:
    """Score every row of a file; write the rows and print the summary as ``output`` says.

    Args:
        path: how messages call the file.
        source: where its content stands.
        settings: how to grade.
        output: what to write and to show; without `out` nothing is written, and `-` is standard output.
        most_examples: how many rows are shown of each reason.
        replace_columns: whether the scores may replace columns of the same names.
    """
    began = time.perf_counter()
    out = output.out[0] if output.out else None
    piped = out is not None and str(out) == STANDARD
    if out and not piped:
        _check_out(path, out, output.overwrite, settings)
    with make_progress(output.progress) as progress:
        tally = score_rows(
            path,
            source,
            settings,
            out,
            progress=progress,
            replace_columns=replace_columns,
            most_examples=most_examples,
        )
    if not output.quiet:
        seconds = time.perf_counter() - began
        title = f"{path}: {plural(tally.rows, 'row')} in {seconds:.2f} s" + (f", written to {out}" if out else "")
        # The rows have standard output for themselves.
        console = make_console(sys.stderr if piped else sys.stdout)
        print_summary(console, tally, title, "row" if path.suffix in ROWS else "line", settings.on_invalid == "skip")
    return tally


def score_rows(
    path: Path,
    source: Path,
    settings: Settings,
    out: Path | None,
    *,
    progress: Progress | Watched,
    replace_columns: bool,
    most_examples: int = 0,
) -> Tally:
    """Score every row of a file into another one, and return what was counted.

    Raises:
        Mistake: a row can't be graded, and the settings do not say what to do with such rows; or no row can.
    """
    columns = [settings.response_column, settings.truth_column]
    reader = open_reader(source, None if out or settings.grading_column else columns)
    reader.path = path
    tally = Tally(settings.rewards(), most_examples)
    skips = settings.on_invalid == "skip"
    if skips:
        reader.refuse = lambda _: None
    with _writing(progress, reader, settings, out) as write:
        if skips:
            reader.refuse = tally.refuse
        for chunk in _watch(progress, "scoring", reader):
            if out and not replace_columns:
                _refuse_taken(reader, chunk, settings)
            graded = grade(reader, chunk, settings)
            tally.add(graded)
            if not skips:
                write(chunk, graded.spread())
            elif graded.chunk.rows:
                write(graded.chunk, graded.added)
        if not tally.rows:
            found = f"; the first: {tally.first}" if tally.first else ""
            raise Mistake(f"{path} has no rows that can be graded{found}")
    return tally


def _check_out(path: Path, out: Path, overwrite: bool, settings: Settings) -> None:
    taken = {settings.response_column, settings.truth_column} & set(settings.added())
    if taken:
        raise Mistake(f"column {min(taken)!r} would be written over by the scores; rename it in {path}")
    tell_kind(out)
    check_place(out, overwrite)


@contextmanager
def _writing(
    progress: Progress | Watched, reader: Reader, settings: Settings, out: Path | None
) -> Generator[Callable[[Chunk, Added], None]]:
    """Lend the function that writes a chunk to ``out``, or one that does nothing."""
    if out is None:
        yield lambda _chunk, _added: None
        return
    if str(out) == STANDARD:
        yield JsonLinesWriter().write
        return
    with replace_when_done(out) as temporary:
        with closing(_open_writer(progress, reader, settings, out, temporary)) as writer:
            yield writer.write
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())


def _refuse_taken(reader: Reader, chunk: Chunk, settings: Settings) -> None:
    """Refuse rows with columns that the scores would replace."""
    added = set(settings.added())
    if chunk.batch is not None and added.isdisjoint(chunk.batch.schema.names):
        return
    for row, place in zip(chunk.rows, chunk.places, strict=True):
        if not added.isdisjoint(row):
            name = next(name for name in row if name in added)
            where = f"{reader.path}, {reader.place} {place}"
            raise Mistake(f"{where}: has a column {name!r} already; rename it, or pass --replace-columns")


def _watch(progress: Progress | Watched, description: str, reader: Reader) -> Iterator[Chunk]:
    """Yield the chunks of a reader, and advance the progress bar after each."""
    rows = 0
    if isinstance(progress, Watched):
        for chunk in reader.chunks():
            yield chunk
            rows += len(chunk.rows)
            done = progress.done + progress.size * chunk.done // max(reader.size, 1)
            progress.progress.update(progress.task, completed=done, rows=progress.rows + rows)
        return
    task = progress.add_task(description, total=reader.size, rows=0)
    for chunk in reader.chunks():
        yield chunk
        rows += len(chunk.rows)
        progress.update(task, completed=chunk.done, rows=rows)
    progress.remove_task(task)


def _open_writer(
    progress: Progress | Watched, reader: Reader, settings: Settings, out: Path, temporary: Path
) -> Writer:
    """Return the writer for ``out``; if it needs to know the columns before the first row, read the file once more."""
    kind = tell_kind(out)
    added = settings.added()
    if kind == "jsonl":
        return JsonLinesWriter(temporary)
    if kind == "csv":
        columns = reader.columns()
        if columns is None:
            chunks = _watch(progress, "columns", reader)
            columns = list(dict.fromkeys(name for chunk in chunks for row in chunk.rows for name in row))
        return CsvWriter(temporary, extend_columns(columns, added))
    from agent_tunix.rewards.cli.arrow import Parquet, ParquetWriter, infer_schema

    schema = reader.schema if isinstance(reader, Parquet) else infer_schema(_watch(progress, "columns", reader))
    return ParquetWriter(temporary, schema, added)
