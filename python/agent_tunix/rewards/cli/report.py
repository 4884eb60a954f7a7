"""``agent-tunix-rewards report``: analyse records, write the report, print what is most important."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.excerpt import make_visible
from agent_tunix.rewards.cli.screen import make_console, make_progress, print_lines
from agent_tunix.rewards.cli.writers import replace_when_done

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from agent_tunix.rewards.analysis.analysis import RewardAnalysis

ENDINGS = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json", ".png": "png", "": "png"}
COLOURS = {"high": "bold red", "medium": "bold yellow", "low": "yellow", "info": "blue"}


@dataclass(frozen=True)
class Request:
    """What to write and what to show."""

    out: tuple[Path, ...] = ()
    #: html, md, json or png, whatever the paths end in.
    kind: str | None = None
    title: str | None = None
    overwrite: bool = False
    progress: bool = True
    quiet: bool = False
    #: Those of `analyze`.
    arguments: dict[str, Any] = field(default_factory=dict)


def write_report(records: Path, request: Request) -> RewardAnalysis:
    """Analyse records; write and print what was asked for."""
    began = time.perf_counter()
    targets = [(path, tell_kind(path, request)) for path in request.out]
    if not targets and request.kind == "png":
        raise Mistake("--format png writes several files; add --out FOLDER")
    try:
        analysis, written = work(records, request, targets)
        if not targets and request.kind is not None:
            sys.stdout.write(spell(analysis, request.kind, request.title))
            return analysis
    except ImportError as error:
        raise Mistake(str(error)) from None
    except (TypeError, ValueError) as error:
        if type(error).__module__.startswith("agent_tunix."):
            raise Mistake(in_options(str(error))) from None
        raise
    if not request.quiet:
        seconds = time.perf_counter() - began
        print_summary(analysis, str(records), seconds, written)
    return analysis


def tell_kind(path: Path, request: Request) -> str:
    """Return what is written to a path, and make sure that it can be, before any work is done."""
    kind = request.kind or ("png" if path.is_dir() else ENDINGS.get(path.suffix.lower()))
    if kind is None:
        raise Mistake(f"--out {path}: the ending {path.suffix!r} is not known; use .html, .md, .json, .png or a folder")
    if kind != "png" and path.is_dir():
        raise Mistake(f"--out {path} is a folder; name a file")
    if kind != "png" and path.exists() and not request.overwrite:
        raise Mistake(f"--out {path} exists; choose another name or pass --overwrite")
    if not path.absolute().parent.is_dir():
        raise Mistake(f"--out {path}: there is no folder {path.parent}; make it first")
    return kind


def work(records: Path, request: Request, targets: list[tuple[Path, str]]) -> tuple[RewardAnalysis, list[Path]]:
    """Analyse the records and write the report behind a progress bar; return the files that were written as well."""
    from agent_tunix.rewards.analysis.survey import analyze

    with make_progress(request.progress) as progress:
        task = progress.add_task("reading", total=None, rows=0)

        def show(rows: int, total: int | None) -> None:
            words = "analysing" if rows == total else "reading"
            progress.update(task, description=words, completed=rows, total=total, rows=rows)

        analysis = analyze(records, progress=show, **request.arguments)
        written: list[Path] = []
        for path, kind in targets:
            progress.update(task, description=f"writing {path.name}")
            written += write(analysis, path, kind, request.title)
        return analysis, written


def write(analysis: RewardAnalysis, path: Path, kind: str, title: str | None) -> list[Path]:
    """Write the analysis to a path; a file is there whole or not at all."""
    if kind == "png":
        return analysis.save(path, title=title)
    text = spell(analysis, kind, title)
    with replace_when_done(path) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    return [path]


def spell(analysis: RewardAnalysis, kind: str, title: str | None) -> str:
    """Return the analysis as text."""
    if kind == "md":
        return analysis.to_markdown(title=title)
    if kind == "json":
        return analysis.to_json()
    from agent_tunix.rewards.analysis.page import render

    return render(analysis, title=title)


def in_options(message: str) -> str:
    """Return a message of `analyze` in the command's words."""
    message = re.sub(r"columns=\{'(\w+)': \.\.\.\}", r"--\1-column", message.removeprefix("records: "))
    message = message.replace("columns['components']", "--component-column")
    message = re.sub(r"columns\['(\w+)'\]", r"--\1-column", message)
    return message.replace("held_out:", "--held-out:")


def print_summary(analysis: RewardAnalysis, title: str, seconds: float, written: list[Path]) -> None:
    """Print what is most important."""
    from agent_tunix.rewards.analysis.names import plural

    facts = analysis.facts
    title = f"{title}: {plural(facts.samples, 'response')} in {seconds:.1f} s"
    parts: list[RenderableType] = [Text(title, style="bold"), "", tabulate(analysis), ""]
    for finding in analysis.findings:
        # A finding may have an answer of the model's in it, and that a sign that steers the terminal.
        title, text = make_visible(finding.title), make_visible(finding.text)
        parts.append(Text.assemble((finding.severity, COLOURS[finding.severity]), f": {title}"))
        parts += [f"  {text}", ""]
    if not analysis.findings:
        parts += ["Nothing that calls for a change.", ""]
    for note in facts.left_out:
        rows = f" ({note.rows:,} rows)" if note.rows is not None else ""
        parts.append(Text(f"note: {make_visible(in_options(note.what))}{rows}", style="dim"))
    shown = [str(path) for path in written]
    if len(written) > 1 and len({path.parent for path in written}) == 1:
        shown = [f"{len(written)} files in {written[0].parent}"]
    parts.append(Text(f"written to {', '.join(shown)}" if shown else "add --out report.html for the page"))
    print_lines(make_console(sys.stdout), *parts)


def tabulate(analysis: RewardAnalysis) -> Table:
    """Return the distributions as a table."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("reward")
    for name in ("mean", "deviation", "min", "max", "equal groups", "share of variance"):
        table.add_column(name, justify="right")
    for part in (analysis.reward, *analysis.components):
        numbers = (part.mean, part.deviation, part.minimum, part.maximum)
        shares = (part.zero_variance_share, part.variance_share)
        cells = ["-" if value is None else f"{value:.4g}" for value in numbers]
        cells += ["-" if value is None else f"{value:.0%}" for value in shares]
        table.add_row(make_visible(part.name), *cells)
    return table
