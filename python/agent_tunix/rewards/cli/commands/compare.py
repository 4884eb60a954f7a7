"""``agent-tunix-rewards compare``: options and help."""

from __future__ import annotations

from pathlib import Path

import click

from agent_tunix.rewards.cli.commands.options import (
    Output,
    check_finite,
    column_options,
    option,
    output_options,
    refuse_silence,
)

EXAMPLES = """\b
Examples:
  agent-tunix-rewards compare check_answer verl-gsm8k --data sample.jsonl
  agent-tunix-rewards compare check_answer math-verify --data rollouts.parquet --out compared.md
  agent-tunix-rewards compare check_answer my_module:my_reward --data sample.jsonl
"""


@click.command(epilog=EXAMPLES)
@click.argument("a")
@click.argument("b")
@option(
    "--data",
    "The rollouts: .jsonl, .csv or .parquet, each row with a response and a truth.",
    "FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
)
@column_options
@option("--threshold", "The score from which on a grader accepts.", "X", type=float, callback=check_finite, default=1.0)
@option("--examples", "How many of the differences to show.", "N", type=click.IntRange(0), default=10)
@output_options("Write the comparison here: .md or .json. May be given several times.")
def compare(
    *,
    a: str,
    b: str,
    data: Path,
    response_column: str | None,
    truth_column: str | None,
    threshold: float,
    examples: int,
    output: Output,
) -> None:
    """Compare two graders on the same rollouts.

    A and B are check_answer, math-verify, verl-gsm8k or verl-math; another reward of this package by its name; or
    my_module:my_reward or folder/file.py:my_reward. Shown are how often they agree, Cohen's kappa (the agreement beyond
    chance), where they differ by reason and by kind of answer, and examples.
    """
    from agent_tunix.rewards.cli.compare import compare_file

    refuse_silence(output)
    columns = (response_column or "", truth_column or "")
    compare_file((a, b), data, columns, output, threshold=threshold, examples=examples)
