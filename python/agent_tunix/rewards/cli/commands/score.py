"""``agent-tunix-rewards score``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import Output, grading_options, option, output_options, refuse_silence

EXAMPLES = """\b
Examples:
  agent-tunix-rewards score responses.jsonl
  agent-tunix-rewards score responses.jsonl --format "The answer is [NUM]." --out scored.parquet
  agent-tunix-rewards score verl.parquet --truth-column reward_model.ground_truth
"""


@click.command(epilog=EXAMPLES)
@click.argument("responses", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--response-column", "The column of the responses.", "NAME", default="response")
@option("--truth-column", "The column of the reference answers.", "NAME", default="answer")
@grading_options
@option("--alpha", "The weight of the format in the total.", type=float, default=0.3)
@option("--beta", "The weight of the answer in the total.", type=float, default=0.7)
@option("--examples", "How many rows to show of each reason for a lower score.", "N", type=click.IntRange(0), default=5)
@option("--threads", "How many threads to grade with.  [default: all cores]", "N", type=click.IntRange(1))
@output_options("Write the rows with their scores here.", many=False)
def score(
    *,
    responses: Path,
    response_column: str,
    truth_column: str,
    grading: dict[str, Any],
    alpha: float,
    beta: float,
    examples: int,
    threads: int | None,
    output: Output,
) -> None:
    """Score every row of a file and sum up what is wrong.

    RESPONSES is JSON Lines (.jsonl), CSV (.csv) or Parquet (.parquet), one response a row, in UTF-8. A column may be
    nested (reward_model.ground_truth), a response may be a list of chat messages, a truth may be text, a number or a
    list of acceptable ones.

    --out gets the rows with answer_reward, total_reward, reason and extracted, with --format also format_reward, in
    the kind of file that its ending names. Without --format the total is the answer's reward; with it, alpha times the
    format's plus beta times the answer's.
    """
    from agent_tunix.rewards import set_num_threads
    from agent_tunix.rewards.cli.grading import make_settings
    from agent_tunix.rewards.cli.score import score_file

    refuse_silence(output)
    if threads:
        set_num_threads(threads)
    settings = make_settings(response_column, truth_column, **grading, alpha=alpha, beta=beta)
    score_file(responses, settings, output, examples)
