"""``agent-tunix-rewards audit``: reads examples, audits a reward, prints and writes the report."""

from __future__ import annotations

import itertools
import json
import os
import re
import sys
import time
from typing import TYPE_CHECKING, Any

from rich.progress import MofNCompleteColumn
from rich.text import Text

from agent_tunix.rewards import ArgumentTypeError, ArgumentValueError, audit
from agent_tunix.rewards.auditing.report import AuditReport, read_fail_on
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.excerpt import cut_head, cut_tail
from agent_tunix.rewards.cli.files import check_ending, check_place
from agent_tunix.rewards.cli.readers import open_reader
from agent_tunix.rewards.cli.terminal import GAP, make_console, make_progress, print_lines, start_table
from agent_tunix.rewards.writing.numbers import number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType
    from rich.table import Table

    from agent_tunix.rewards.auditing.findings import Finding, Policy
    from agent_tunix.rewards.cli.commands.options import Output

#: No more rows than this are read: an audit takes a few of them.
MOST_ROWS = 10_000
#: The endings that `--out` knows.
ENDINGS = (".md", ".json")
STYLES = {"high": "bold red", "medium": "bold yellow", "low": "dim"}
#: How many policies the table shows.
POLICIES = 6
#: The least width of the column for a response.
NARROW = 20


def audit_file(rewards: Sequence[str], data: Path, output: Output, fail_on: str, arguments: dict[str, Any]) -> int:
    """Audit a reward with the examples of a file; return the exit code."""
    began = time.perf_counter()
    for path in output.out:
        check_ending(f"--out {path}", path, ENDINGS)
        check_place(path, output.overwrite)
    try:
        read_fail_on(fail_on)
    except ArgumentValueError as error:
        raise Mistake(f"--fail-on: {str(error).removeprefix('fail_on: ')}") from None
    reader = open_reader(data)
    rows = list(itertools.islice((row for chunk in reader.chunks() for row in chunk.rows), MOST_ROWS))
    if not rows:
        raise Mistake(f"{data} has no rows: there is nothing to audit with")
    # As `python -m` does, find modules in the folder that the command is run in.
    if os.getcwd() not in sys.path:  # noqa: PTH109  sys.path holds texts
        sys.path.insert(0, os.getcwd())  # noqa: PTH109
    try:
        with make_progress(output.progress, MofNCompleteColumn()) as bar:
            task = bar.add_task("starting", total=None)

            def show_progress(phase: str, done: int, total: int) -> None:
                bar.update(task, description=phase, completed=done, total=total or None)

            report = audit(list(rewards), rows, progress=show_progress, **arguments)
    except (ArgumentTypeError, ArgumentValueError) as error:
        raise Mistake(in_options(str(error))) from None
    for path in output.out:
        report.save(path)
    failures = report.failures(fail_on)
    if not output.quiet:
        show(make_console(sys.stdout), report, failures, time.perf_counter() - began, output.out)
    return 1 if failures else 0


def in_options(message: str) -> str:
    """Return a message of `audit` with the names of options instead of those of arguments."""
    message = re.sub(
        r"^(\w+_column|signature|limit|time_limit|memory_limit):",
        lambda found: f"--{found[1].replace('_', '-')}:",
        message,
    )
    message = message.replace("signature=", "--signature")
    return re.sub("^carriers:", "--carrier:", re.sub("^examples:", "--data:", message))


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
        parts += ["", tabulate_findings(console.width, report.findings)]
    if report.policies:
        parts += ["", _tabulate_policies(report.policies)]
    parts.append("")
    if failures:
        names = ", ".join(dict.fromkeys(finding.category for finding in failures))
        parts.append(Text(f"FAILED: {len(failures)} findings fail the check ({names})", style="bold red"))
    else:
        parts.append(Text("passed", style="bold green"))
    parts += [Text(f"written to {path}") for path in written]
    print_lines(console, *parts)


def tabulate_findings(width: int, findings: Sequence[Finding]) -> Table:
    """Return a table with a line for each finding, and as much of its response as there is room for."""
    rows = [
        (
            each.severity,
            each.category,
            each.name,
            number(each.pay),
            number(each.expected),
            f"{each.count}/{each.tried}",
        )
        for each in findings
    ]
    header = ("", "what", "name", "paid", "due", "examples")
    used = sum(max(len(row[at]) for row in (header, *rows)) + GAP for at in range(len(header)))
    room = max(NARROW, width - used)
    table = start_table()
    for at, name in enumerate(header):
        # If there is no room, only the names are cut.
        least = None if name == "name" else max(len(row[at]) for row in (header, *rows))
        table.add_column(name, no_wrap=True, min_width=least, justify="right" if at > len("two") - 1 else "left")
    table.add_column("response", no_wrap=True)
    for row, finding in zip(rows, findings, strict=True):
        response = json.dumps(finding.response, ensure_ascii=False)[1:-1] if finding.response else finding.text
        response = response.encode("utf-8", "backslashreplace").decode()
        cut = cut_tail if finding.category == "false-refusal" else cut_head
        table.add_row(Text(row[0], STYLES[finding.severity]), *map(Text, row[1:]), Text(cut(response, room)))
    return table


def _tabulate_policies(policies: Sequence[Policy]) -> Table:
    table = start_table()
    table.add_column("policy", no_wrap=True)
    for name in ("mean pay", "share of full", "right in"):
        table.add_column(name, justify="right")
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
