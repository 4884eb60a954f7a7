"""``agent-tunix-rewards report``: analyses records, writes the report, and prints a summary."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from rich.text import Text

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.analysis.analysis import KINDS, RewardAnalysis
from agent_tunix.rewards.analysis.comparison import compare, name_both
from agent_tunix.rewards.cli.errors import Mistake, in_options
from agent_tunix.rewards.cli.excerpt import make_visible
from agent_tunix.rewards.cli.files import check_place
from agent_tunix.rewards.cli.terminal import make_console, make_progress, print_lines, start_table
from agent_tunix.rewards.reading.names import OTHERS
from agent_tunix.rewards.writing.numbers import number, percent, plural

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType
    from rich.table import Table

    from agent_tunix.rewards.cli.commands.options import Output

#: The options of arguments that have another name; what is wrong with the records begins with their path.
OPTIONS = {"records": "", "columns['components']": "--component-column"} | {
    f"columns[{what!r}]": f"--{what}-column" for what in OTHERS
}
COLOURS = {"high": "bold red", "medium": "bold yellow", "low": "yellow", "info": "blue"}


def write_report(  # noqa: PLR0917 # as the command is called
    records: Path,
    output: Output,
    kind: str | None,
    title: str | None,
    arguments: dict[str, Any],
    other: Path | None = None,
) -> RewardAnalysis:
    """Analyse records, and those of another run; write and print what was asked for."""
    began = time.perf_counter()
    targets = [(path, tell_kind(path, kind, output.overwrite)) for path in output.out]
    if not targets and kind == "png":
        raise Mistake("--format png writes several files; add --out FOLDER")
    try:
        beside = work(other, output.progress, title, arguments, [])[0] if other is not None else None
        analysis, written = work(records, output.progress, title, arguments, targets, beside)
        if not targets and kind is not None:
            sys.stdout.write(analysis.to_text(kind, title=title, beside=beside))
            return analysis
    except ImportError as error:
        raise Mistake(str(error)) from None
    except (ArgumentTypeError, ArgumentValueError) as error:
        raise Mistake(in_options(error, OPTIONS)) from None
    if not output.quiet:
        print_summary(analysis, str(records), time.perf_counter() - began, written)
        if beside is not None:
            print_lines(make_console(sys.stdout), "", tabulate_both(analysis, beside))
    return analysis


def tell_kind(path: Path, wanted: str | None, overwrite: bool) -> str:
    """Return what is written to a path, and make sure that it can be, before any work is done."""
    kind = wanted or ("png" if path.is_dir() else KINDS.get(path.suffix.lower()))
    if kind is None:
        raise Mistake(f"--out {path}: the ending {path.suffix!r} is not known; use .html, .md, .json, .png or a folder")
    # Figures go into a folder that may exist, beside files that may exist.
    check_place(path, overwrite, folder=kind == "png")
    return kind


def work(  # noqa: PLR0917 # the parts of one step
    records: Path,
    shown: bool,
    title: str | None,
    arguments: dict[str, Any],
    targets: list[tuple[Path, str]],
    beside: RewardAnalysis | None = None,
) -> tuple[RewardAnalysis, list[Path]]:
    """Analyse the records and write the reports behind a progress bar; return the files that were written as well."""
    from agent_tunix.rewards.analysis.survey import analyze

    with make_progress(shown) as progress:
        task = progress.add_task("reading", total=None, rows=0)

        def show(rows: int, total: int | None) -> None:
            words = "analysing" if rows == total else "reading"
            progress.update(task, description=words, completed=rows, total=total, rows=rows)

        analysis = analyze(records, progress=show, **arguments)
        written: list[Path] = []
        for path, kind in targets:
            progress.update(task, description=f"writing {path.name}")
            written += analysis.save(path, title=title, kind=kind, beside=beside)
        return analysis, written


def print_summary(analysis: RewardAnalysis, title: str, seconds: float, written: list[Path]) -> None:
    """Print a summary of the analysis."""
    facts = analysis.facts
    title = f"{title}: {plural(facts.samples, 'response')} in {seconds:.1f} s"
    parts: list[RenderableType] = [Text(title, style="bold"), "", tabulate(analysis), ""]
    for finding in analysis.findings:
        # A finding may contain an answer of the model, with characters that steer the terminal.
        title, text = make_visible(finding.title), make_visible(finding.text)
        parts.append(Text.assemble((finding.severity, COLOURS[finding.severity]), f": {title}"))
        parts += [f"  {text}", ""]
    if not analysis.findings:
        parts += ["Nothing that calls for a change.", ""]
    for note in facts.left_out:
        rows = f" ({note.rows:,} rows)" if note.rows is not None else ""
        parts.append(Text(f"note: {make_visible(note.what)}{rows}", style="dim"))
    shown = [str(path) for path in written]
    if len(written) > 1 and len({path.parent for path in written}) == 1:
        shown = [f"{len(written)} files in {written[0].parent}"]
    parts.append(Text(f"written to {', '.join(shown)}" if shown else "add --out report.html for the page"))
    print_lines(make_console(sys.stdout), *parts)


def tabulate(analysis: RewardAnalysis) -> Table:
    """Return the distributions as a table."""
    titles = ("mean", "deviation", "min", "max", "equal groups", "share of variance")
    table = start_table(("reward", *titles), titles)
    for part in (analysis.reward, *analysis.components):
        numbers = map(number, (part.mean, part.deviation, part.minimum, part.maximum))
        shares = (percent(share, 0) for share in (part.zero_variance_share, part.variance_share))
        table.add_row(make_visible(part.name), *numbers, *shares)
    return table


def tabulate_both(one: RewardAnalysis, other: RewardAnalysis) -> Table:
    """Return what differs between two runs as a table."""
    titles = [make_visible(name) for name in (*name_both(one, other), "change")]
    table = start_table(("two runs", *titles), titles)
    for row in compare(one, other):
        table.add_row(*map(make_visible, row))
    return table
