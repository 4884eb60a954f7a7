"""``agent-tunix-rewards score``: reads, grades and writes rows a chunk at a time, and prints a summary."""

from __future__ import annotations

import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import check_place, tell_kind
from agent_tunix.rewards.cli.grading import Settings, grade
from agent_tunix.rewards.cli.readers import open_reader
from agent_tunix.rewards.cli.score_summary import print_summary
from agent_tunix.rewards.cli.tally import Tally
from agent_tunix.rewards.cli.terminal import make_console, make_progress
from agent_tunix.rewards.cli.writers import CsvWriter, JsonLinesWriter, Writer, extend_columns
from agent_tunix.rewards.writing.files import replace_when_done
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from rich.progress import Progress

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.cli.files import Added
    from agent_tunix.rewards.cli.rows import Chunk, Reader


def score_file(path: Path, settings: Settings, output: Output, most_examples: int, replace_columns: bool) -> Tally:
    """Score every row of a file; write the rows and print the summary as ``output`` says."""
    began = time.perf_counter()
    out = output.out[0] if output.out else None
    columns = [settings.response_column, settings.truth_column]
    if out:
        _check_out(path, out, output.overwrite, set(columns) & set(settings.added()))
    reader = open_reader(path, None if out else columns)
    tally = Tally(settings.rewards(), most_examples)
    skips = settings.on_invalid == "skip"
    if skips:
        reader.refuse = lambda _: None
    with make_progress(output.progress) as progress, _writing(progress, reader, settings, out) as write:
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
    if not output.quiet:
        seconds = time.perf_counter() - began
        title = f"{path}: {plural(tally.rows, 'row')} in {seconds:.2f} s" + (f", written to {out}" if out else "")
        print_summary(make_console(sys.stdout), tally, title, reader.place, skips)
    return tally


def _check_out(path: Path, out: Path, overwrite: bool, taken: set[str]) -> None:
    if taken:
        raise Mistake(f"column {min(taken)!r} would be written over by the scores; rename it in {path}")
    tell_kind(out)
    check_place(out, overwrite)


@contextmanager
def _writing(
    progress: Progress, reader: Reader, settings: Settings, out: Path | None
) -> Generator[Callable[[Chunk, Added], None]]:
    """Lend the function that writes a chunk to ``out``, or one that does nothing."""
    if out is None:
        yield lambda _chunk, _added: None
        return
    with (
        replace_when_done(out) as temporary,
        closing(_open_writer(progress, reader, settings, out, temporary)) as writer,
    ):
        yield writer.write


def _refuse_taken(reader: Reader, chunk: Chunk, settings: Settings) -> None:
    """Refuse rows with columns that the scores would replace."""
    added = set(settings.added())
    for row, place in zip(chunk.rows, chunk.places, strict=True):
        if not added.isdisjoint(row):
            name = next(name for name in row if name in added)
            where = f"{reader.path}, {reader.place} {place}"
            raise Mistake(f"{where}: has a column {name!r} already; rename it, or pass --replace-columns")


def _watch(progress: Progress, description: str, reader: Reader) -> Iterator[Chunk]:
    """Yield the chunks of a reader, and advance the progress bar after each."""
    rows = 0
    task = progress.add_task(description, total=reader.size, rows=0)
    for chunk in reader.chunks():
        yield chunk
        rows += len(chunk.rows)
        progress.update(task, completed=chunk.done, rows=rows)
    progress.remove_task(task)


def _open_writer(progress: Progress, reader: Reader, settings: Settings, out: Path, temporary: Path) -> Writer:
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
