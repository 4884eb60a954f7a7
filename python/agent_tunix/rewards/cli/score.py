"""``agent-tunix-rewards score``: reads, grades and writes rows a chunk at a time, and prints a summary."""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import check_place, tell_kind
from agent_tunix.rewards.cli.grading import Settings, grade
from agent_tunix.rewards.cli.readers import open_reader
from agent_tunix.rewards.cli.score_summary import print_summary
from agent_tunix.rewards.cli.sources import STANDARD
from agent_tunix.rewards.cli.tally import Tally, sum_up, write_totals
from agent_tunix.rewards.cli.terminal import Meter, make_console, make_progress
from agent_tunix.rewards.cli.writers import CsvWriter, JsonLinesWriter, Writer, extend_columns
from agent_tunix.rewards.writing.files import replace_when_done
from agent_tunix.rewards.writing.numbers import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from agent_tunix.rewards.cli.commands.options import Output
    from agent_tunix.rewards.cli.files import Added
    from agent_tunix.rewards.cli.rows import Chunk, Reader
    from agent_tunix.rewards.cli.sources import Source


def score_file(
    source: Source,
    settings: Settings,
    output: Output,
    *,
    most_examples: int,
    replace_columns: bool,
    summary: Path | None = None,
) -> None:
    """Score every row of a file; write the rows and print the summary as ``output`` says.

    Args:
        source: the file.
        settings: how to grade.
        output: what to write and to show; without `out` nothing is written, and `-` is standard output.
        most_examples: how many rows are shown of each reason.
        replace_columns: whether the scores may replace columns of the same names.
        summary: where the totals go, if anywhere.

    Raises:
        Mistake: as `score_rows`; or no row can be graded.
    """
    began = time.perf_counter()
    out = output.out[0] if output.out else None
    piped = out is not None and str(out) == STANDARD
    if out and not piped:
        tell_kind(out)
        check_place(out, output.overwrite)
    with make_progress(output.progress) as progress, source.open() as path:
        meter = Meter(progress, progress.add_task("scoring", total=source.size, rows=0), size=source.size)
        tally = score_rows(
            path,
            source.name,
            settings,
            out,
            meter=meter,
            replace_columns=replace_columns,
            most_examples=most_examples,
            alone=True,
        )
    if summary:
        write_totals(summary, sum_up({source.name: tally.describe()}))
    if not output.quiet:
        seconds = time.perf_counter() - began
        title = f"{source.name}: {plural(tally.rows, 'row')} in {seconds:.2f} s" + (
            f", written to {out}" if out else ""
        )
        # The rows have standard output for themselves.
        console = make_console(sys.stderr if piped else sys.stdout)
        print_summary(console, tally, title, settings.on_invalid == "skip")


def score_rows(
    path: Path,
    name: str,
    settings: Settings,
    out: Path | None,
    *,
    meter: Meter | None = None,
    replace_columns: bool = False,
    most_examples: int = 0,
    alone: bool = False,
) -> Tally:
    """Score every row of a file into another one, and return what was counted.

    Args:
        path: where the file is.
        name: how messages call it.
        settings: how to grade.
        out: where the rows go; None for nowhere.
        meter: the progress bar to advance.
        replace_columns: whether the scores may replace columns of the same names.
        most_examples: how many rows are kept of each reason.
        alone: whether it is an error that the file has no row that can be graded. Among other files it is none.

    Raises:
        Mistake: the file can't be read; a row can't be graded, and the settings do not say what to do with such rows.
    """
    reader = open_reader(path, name, empty=not alone)
    skips = settings.on_invalid == "skip"
    if skips:
        reader.refuse = lambda _: None
    settings = settings.settle(reader)
    columns = [settings.response_column, settings.truth_column]
    if out is None:
        reader.narrow([*columns, *([settings.grading_column] if settings.grading_column else [])])
    elif not set(columns).isdisjoint(settings.added()):
        taken = min(set(columns) & set(settings.added()))
        raise Mistake(f"column {taken!r} would be written over by the scores; rename it in {name}")
    tally = Tally(settings.rewards(), most_examples, columns, reader.place)
    with _writing(reader, settings, out, meter) as write:
        if skips:
            reader.refuse = tally.refuse
        for chunk in _follow(meter, reader):
            if out and not replace_columns:
                _refuse_taken(reader, chunk, settings)
            graded = grade(reader, chunk, settings)
            tally.add(graded)
            rows, added = graded.without_refused() if skips else (chunk, graded.added)
            if len(rows.rows):
                write(rows, added)
        if alone and not tally.rows:
            found = f"; the first: {tally.first}" if tally.first else ""
            raise Mistake(f"{name} has no rows that can be graded{found}")
    return tally


def _follow(meter: Meter | None, reader: Reader, what: str = "scoring") -> Iterator[Chunk]:
    return meter.follow(reader, what) if meter else reader.chunks()


@contextmanager
def _writing(
    reader: Reader, settings: Settings, out: Path | None, meter: Meter | None
) -> Generator[Callable[[Chunk, Added], None]]:
    """Lend the function that writes a chunk to ``out``, or one that does nothing."""
    if out is None:
        yield lambda _chunk, _added: None
        return
    if str(out) == STANDARD:
        yield JsonLinesWriter().write
        return
    with replace_when_done(out) as temporary:
        with closing(_open_writer(reader, settings, out, temporary, meter)) as writer:
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
            where = f"{reader.name}, {reader.place} {place}"
            raise Mistake(f"{where}: has a column {name!r} already; rename it, or pass --replace-columns")


def _open_writer(reader: Reader, settings: Settings, out: Path, temporary: Path, meter: Meter | None) -> Writer:
    """Return the writer for ``out``; if it needs to know the columns before the first row, read the file once more."""
    kind = tell_kind(out)
    added = settings.added()
    if kind == "jsonl":
        return JsonLinesWriter(temporary)
    if kind == "csv":
        columns = reader.columns()
        if columns is None:
            chunks = _follow(meter, reader, "columns")
            columns = list(dict.fromkeys(name for chunk in chunks for row in chunk.rows for name in row))
        return CsvWriter(temporary, extend_columns(columns, added))
    from agent_tunix.rewards.cli.arrow import Parquet, ParquetWriter, infer_schema

    schema = reader.schema if isinstance(reader, Parquet) else infer_schema(_follow(meter, reader, "columns"))
    return ParquetWriter(temporary, schema, added)
