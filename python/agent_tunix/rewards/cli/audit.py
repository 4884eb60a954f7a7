"""``agent-tunix-rewards audit``: reads examples, audits a reward, prints and writes the report."""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.progress import MofNCompleteColumn
from rich.text import Text

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError, audit
from agent_tunix.rewards.auditing.findings import DUE, SHARE
from agent_tunix.rewards.auditing.report import AuditReport, read_fail_on
from agent_tunix.rewards.cli.errors import Failure, Mistake, in_options
from agent_tunix.rewards.cli.excerpt import cut_head, cut_middle
from agent_tunix.rewards.cli.files import REPORTS, check_ending, check_place
from agent_tunix.rewards.cli.modules import look_here
from agent_tunix.rewards.cli.readers import open_reader
from agent_tunix.rewards.cli.terminal import GAP, make_console, make_progress, print_lines, start_table
from agent_tunix.rewards.writing.numbers import number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType
    from rich.table import Table

    from agent_tunix.rewards.auditing.findings import Finding, Group, Policy
    from agent_tunix.rewards.cli.commands.options import Output

#: No more rows than this are read: an audit takes a few of them.
MOST_ROWS = 10_000
STYLES = {"high": "bold red", "medium": "bold yellow", "low": "dim"}
#: The options of arguments that are called otherwise.
OPTIONS = {"carriers": "--carrier", "examples": "--data", "reward": "REWARD"}
#: What a number behind a name means.
MANY = "(2), (3), …: so many findings of one kind, the worst is shown; --out audit.md lists them all"
#: How many policies the table shows.
POLICIES = 6
#: The least width of the column for a response.
NARROW = 20
#: The least width of the column for a name.
SHORT = 16
#: The width of the column for the truth, which is shown if there is room.
TRUTH = 12


def audit_file(rewards: Sequence[str], data: Path, output: Output, fail_on: str, arguments: dict[str, Any]) -> int:
    """Audit a reward with the examples of a file; return the exit code."""
    began = time.perf_counter()
    for path in output.out:
        check_ending(f"--out {path}", path, REPORTS)
        check_place(path, output.overwrite)
    try:
        read_fail_on(fail_on)
    except ArgumentValueError as error:
        raise Mistake(in_options(error, OPTIONS)) from None
    reader = open_reader(data)
    rows = list(itertools.islice((row for chunk in reader.chunks() for row in chunk.rows), MOST_ROWS))
    if not rows:
        raise Mistake(f"{data} has no rows: there is nothing to audit with")
    look_here()
    try:
        with make_progress(output.progress, MofNCompleteColumn()) as bar:
            task = bar.add_task("starting", total=None)

            def show_progress(phase: str, done: int, total: int) -> None:
                bar.update(task, description=phase, completed=done, total=total or None)

            report = audit(list(rewards), rows, progress=show_progress, **arguments)
    except (ArgumentTypeError, ArgumentValueError) as error:
        raise Mistake(in_options(error, OPTIONS)) from None
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(where.filename)}, line {where.lineno}"  # noqa: PTH119  a text
        raise Failure(f"the audit itself failed: {type(error).__name__}: {error} ({place})") from error
    save(report, output.out)
    failures = report.failures(fail_on)
    if not output.quiet:
        show(make_console(sys.stdout), report, failures, time.perf_counter() - began, output.out)
    return 1 if failures else 0


def save(report: AuditReport, paths: Sequence[Path]) -> None:
    """Write the report."""
    try:
        for path in paths:
            report.save(path)
    except OSError as error:
        raise Failure(f"{error.filename}: {error.strerror}; the audit is done, its report is not written") from None


def show(
    console: Console, report: AuditReport, failures: Sequence[Finding], seconds: float, written: Sequence[Path]
) -> None:
    """Print a summary of the report."""
    counts = (
        f"{report.paid} of {report.attacks} attacks paid, {report.refused} of {report.honest} honest responses not paid"
        " in full"
    )
    parts: list[RenderableType] = [
        Text(f"{report.reward}: {report.examples} examples in {seconds:.1f} s", style="bold"),
        Text(f"called as {', '.join(report.signature)}; {counts}"),
        *(Text(f"left out: {each}", style="dim") for each in report.left_out),
    ]
    if report.findings:
        groups = report.groups()
        notes = [DUE, *([MANY] if len(groups) < len(report.findings) else [])]
        parts += ["", tabulate_findings(console.width, groups), *map(_note, notes)]
    if report.policies:
        parts += ["", _tabulate_policies(report.policies), _note(SHARE)]
    parts.append("")
    if failures:
        groups = report.groups(failures)
        names = ", ".join(dict.fromkeys(group.category for group in groups))
        verb = "finding fails" if len(groups) == 1 else "findings fail"
        parts.append(Text(f"FAILED: {len(groups)} {verb} the check ({names})", style="bold red"))
    else:
        parts.append(Text("passed", style="bold green"))
    parts += [Text(f"written to {path}") for path in written]
    print_lines(console, *parts)


def _note(text: str) -> Padding:
    return Padding(Text(text, style="dim"), (0, 0, 0, GAP))


def tabulate_findings(width: int, groups: Sequence[Group]) -> Table:
    """Return a table with a line for each group of findings, and as much of its worst response as there is room for."""
    header = ["", "what", "paid", "due", "examples"]
    rows: list[list[str]] = []
    for each in (group.worst for group in groups):
        paid = number(each.pay), number(each.expected)
        rows.append([each.severity, each.category, *paid, f"{each.count}/{each.tried}"])
    left = width - GAP - sum(max(len(row[at]) for row in (header, *rows)) + GAP for at in range(len(header)))
    # If there is little room, the names are cut.
    named = max(SHORT, min(max(len(group.title) for group in groups), left - NARROW - GAP))
    with_truth = left - named - GAP >= 2 * NARROW
    room = max(NARROW, left - named - GAP - (TRUTH + GAP) * with_truth)
    titles = [*header[:2], "name", *header[2:], *(["truth"] if with_truth else []), "response"]
    table = start_table(titles, header[2:], whole=True)
    for row, group in zip(rows, groups, strict=True):
        finding = group.worst
        # Left out is what every response in its form begins with, before the answer or the attack.
        shown = _spell(finding.response[finding.lead :]) if finding.response else finding.text
        text = ("…" if finding.lead else "") + cut_middle(shown, room - bool(finding.lead))
        truth = [cut_middle(finding.truth, TRUTH)] if with_truth else []
        cells = [row[1], cut_head(group.title, named), *row[2:], *truth, text]
        table.add_row(Text(row[0], STYLES[finding.severity]), *map(Text, cells))
    return table


def _spell(text: str) -> str:
    """Return a text on one line, its line breaks as escapes."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "backslashreplace").decode()


def _tabulate_policies(policies: Sequence[Policy]) -> Table:
    numbers = ("mean pay", "share of full", "right in")
    table = start_table(("policy", *numbers), numbers, whole=True)
    best = sorted(policies, key=lambda each: -(each.share if each.share is not None else -1.0))
    for each in best[:POLICIES]:
        table.add_row(Text(each.name), number(each.pay), percent(each.share, 0), percent(each.deserved, 0))
    return table


def read_options(pairs: Sequence[str]) -> dict[str, Any]:
    """Return the arguments of `--set NAME=VALUE`; a value that is JSON is read as such, others are text."""
    options: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise Mistake(f"--set: expected NAME=VALUE, got {pair!r}")
        try:
            options[name] = json.loads(value)
        except ValueError:
            options[name] = value
    return options
