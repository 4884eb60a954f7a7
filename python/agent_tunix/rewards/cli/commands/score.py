"""``agent-tunix-rewards score``: options and help."""

from __future__ import annotations

from pathlib import Path

import click

from agent_tunix.rewards.cli.commands.grading import grading_options
from agent_tunix.rewards.cli.errors import Mistake

EXAMPLES = """\b
Examples:
  agent-tunix-rewards score responses.jsonl
  agent-tunix-rewards score responses.jsonl --format "The answer is [NUM]." --out scored.parquet
  agent-tunix-rewards score verl.parquet --truth-column reward_model.ground_truth
"""


@click.command(epilog=EXAMPLES)
@click.argument("responses", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--response-column", default="response", show_default=True, metavar="NAME", help="Where the responses are."
)
@click.option(
    "--truth-column", default="answer", show_default=True, metavar="NAME", help="Where the reference answers are."
)
@grading_options
@click.option("--alpha", type=float, default=0.3, show_default=True, help="Weight of the format in the total.")
@click.option("--beta", type=float, default=0.7, show_default=True, help="Weight of the answer in the total.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the rows with their scores here.")
@click.option("--overwrite", is_flag=True, help="Let --out replace a file that exists.")
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    metavar="N",
    help="How many rows to show of each reason that costs marks.",
)
@click.option(
    "--threads", type=click.IntRange(min=1), metavar="N", help="How many threads to grade with.  [default: all cores]"
)
@click.option("--no-progress", is_flag=True, help="Show no progress bar.")
@click.option("--quiet", is_flag=True, help="Print nothing; only write --out.")
def score(
    *,
    responses: Path,
    response_column: str,
    truth_column: str,
    format_text: str | None,
    tolerance: float,
    partial_credit: float,
    significant_digits: int | None,
    alpha: float,
    beta: float,
    out: Path | None,
    overwrite: bool,
    examples: int,
    threads: int | None,
    no_progress: bool,
    quiet: bool,
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
    from agent_tunix.rewards.cli.grading import Settings, make_format
    from agent_tunix.rewards.cli.score import Output, score_file

    if quiet and out is None:
        raise Mistake("--quiet without --out would do nothing; add --out FILE")
    if threads:
        set_num_threads(threads)
    form = make_format(format_text) if format_text is not None else None
    settings = Settings(response_column, truth_column, form, alpha, beta, tolerance, partial_credit, significant_digits)
    score_file(responses, settings, Output(out, overwrite, examples, not no_progress, quiet))
