"""``agent-tunix-rewards score``: reads, grades and writes rows a chunk at a time, and prints a summary."""

from __future__ import annotations

import sys
import time
from contextlib import closing, nullcontext
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.progress import Progress

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.cli.rows import Chunk, Reader


def score_file(path: Path, settings: Settings, output: Output, most_examples: int) -> Tally:
    """Score every row of a file; write the rows and print the summary as ``output`` says."""
    began = time.perf_counter()
    out = output.out[0] if output.out else None
    columns = [settings.response_column, settings.truth_column]
    taken = sorted(set(columns) & set(settings.added()))
    if out and taken:
        raise Mistake(f"column {taken[0]!r} would be written over by the scores; rename it in {path}")
    if out:
        tell_kind(out)
        check_place(out, output.overwrite)
    reader = open_reader(path, None if out else columns)
    tally = Tally(settings.rewards(), most_examples)
    with make_progress(output.progress) as progress, replace_when_done(out) if out else nullcontext() as temporary:
        writing = closing(_open_writer(progress, reader, settings, out, temporary)) if out and temporary else None
        with writing or nullcontext() as writer:
            for chunk in _watch(progress, "scoring", reader):
                graded = grade(reader, chunk, settings)
                tally.add(chunk, graded)
                if writer:
                    writer.write(chunk, graded.added)
        if not tally.rows:
            raise Mistake(f"{path} has no rows: there is nothing to score")
    if not output.quiet:
        seconds = time.perf_counter() - began
        title = f"{path}: {tally.rows:,} rows in {seconds:.2f} s" + (f", written to {out}" if out else "")
        print_summary(make_console(sys.stdout), tally, title, reader.place)
    return tally


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
