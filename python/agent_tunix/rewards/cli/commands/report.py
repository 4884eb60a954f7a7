"""``agent-tunix-rewards report``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import Output, output_options, refuse_silence

EXAMPLES = """\b
Examples:
  agent-tunix-rewards report records/ --out report.html
  agent-tunix-rewards report completions.parquet --reward-column score --out report.md --out figures/
  agent-tunix-rewards report records/ --held-out accuracy.csv --format json > report.json
"""

COLUMNS = ("response", "reward", "prompt", "truth", "step", "group")


def _column_options(command: Any) -> Any:
    for what in reversed(COLUMNS):
        text = f"The column of the {what}s, where it has a name that is not known."
        command = click.option(f"--{what}-column", metavar="NAME", help=text)(command)
    return command


@click.command(epilog=EXAMPLES)
@click.argument("records", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "md", "json", "png"]),
    help="What to write, whatever --out ends in; without --out it goes to standard output.",
)
@click.option(
    "--held-out",
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="Accuracies on held-out data: a file with the columns step and accuracy.",
)
@click.option("--title", metavar="TEXT", help="The report's title.")
@click.option("--run", metavar="NAME", help="The run to look at, where the records have several.")
@click.option(
    "--groups", type=click.IntRange(min=1), metavar="N", help="How many rows in a row are one prompt's group."
)
@_column_options
@click.option(
    "--component-column", multiple=True, metavar="NAME", help="A column of a reward inside. May be given several times."
)
@output_options(
    "Write the report here: .html, .md, .json, or figures to a folder or name.png. May be given several times."
)
def report(
    *,
    records: Path,
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
    each row. Steps, prompts, groups, truths, reasons and components say more; TRL's and verl's names are known.

    Without --out a summary is printed.
    """
    from agent_tunix.rewards.cli.report import write_report

    refuse_silence(output)
    named: dict[str, Any] = {name.removesuffix("_column"): value for name, value in columns.items() if value}
    if component_column:
        named["components"] = list(component_column)
    arguments = {"held_out": held_out, "run": run, "groups": groups, "columns": named}
    write_report(records, output, kind, title, arguments)
