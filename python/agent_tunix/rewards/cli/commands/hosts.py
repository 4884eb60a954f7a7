"""``agent-tunix-rewards hosts``: the programs that call rewards, and how a reward is handed to each."""

from __future__ import annotations

import sys

import click


@click.command()
@click.option("--markdown", is_flag=True, help="Print the guide's table.")
def hosts(*, markdown: bool) -> None:
    """List trainers and evaluation harnesses, the versions that were tried, and one line of code for each."""
    from agent_tunix.rewards.cli.terminal import make_console, print_lines, start_table
    from agent_tunix.rewards.trainers._hosts import HEADS, as_markdown, rows

    if markdown:
        sys.stdout.write(as_markdown())
        return
    table = start_table(HEADS)
    for column in table.columns:
        column.overflow = "fold"
    for row in rows():
        table.add_row(*row)
    print_lines(make_console(), table)
