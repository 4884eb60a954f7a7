"""``agent-tunix-rewards report``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import Output, option, output_options, refuse_silence

EXAMPLES = """\b
Examples:
  agent-tunix-rewards report records/ --out report.html
  agent-tunix-rewards report completions.parquet --reward-column score --out report.md --out figures/
  agent-tunix-rewards report records/ --held-out accuracy.csv --format json > report.json
  agent-tunix-rewards report before/ after/ --out comparison.html
"""

COLUMNS = ("response", "reward", "prompt", "truth", "step", "group")


def _column_options(command: Any) -> Any:
    for what in reversed(COLUMNS):
        command = option(f"--{what}-column", f"The column of the {what}s, if its name is not known.", "NAME")(command)
    return command


@click.command(epilog=EXAMPLES)
@click.argument("records", type=click.Path(exists=True, path_type=Path))
@click.argument("other", required=False, type=click.Path(exists=True, path_type=Path))
@option(
    "--format kind",
    "What to write, whatever --out ends in; without --out it goes to standard output.",
    type=click.Choice(["html", "md", "json", "png"]),
)
@option(
    "--held-out",
    "Accuracies on held-out data: a file with the columns step and accuracy.",
    "FILE",
    type=click.Path(exists=True, path_type=Path),
)
@option("--title", "The title of the report.", "TEXT")
@option("--run", "The run to analyse, if the records have several.", "NAME")
@option("--groups", "How many rows in a row are the group of one prompt.", "N", type=click.IntRange(1))
@_column_options
@option("--component-column", "The column of a component. May be given several times.", "NAME", multiple=True)
@output_options(
    "Write the report here: .html, .md, .json, or figures to a folder or name.png. May be given several times."
)
def report(
    *,
    records: Path,
    other: Path | None,
    kind: str | None,
    held_out: Path | None,
    title: str | None,
    run: str | None,
    groups: int | None,
    component_column: tuple[str, ...],
    output: Output,
    **columns: str | None,
) -> None:
    """Say what a reward did: what it pays, what fails, and whether it is being gamed.

    RECORDS is a folder that a RewardLog wrote, or a Parquet, JSON Lines or CSV file with a response and a reward in
    each row. Steps, prompts, groups, truths, reasons and components give further findings. The column names of TRL and
    verl are known. With records of a second run, OTHER, both are compared.

    Without --out a summary is printed.
    """
    from agent_tunix.rewards.cli.report import write_report

    refuse_silence(output)
    named: dict[str, Any] = {name.removesuffix("_column"): value for name, value in columns.items() if value}
    if component_column:
        named["components"] = list(component_column)
    arguments = {"held_out": held_out, "run": run, "groups": groups, "columns": named}
    write_report(records, output, kind, title, arguments, other)
