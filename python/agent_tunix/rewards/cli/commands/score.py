"""``agent-tunix-rewards score``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from agent_tunix.rewards.cli.commands.options import (
    Output,
    check_finite,
    column_options,
    grading_options,
    option,
    output_options,
    refuse_silence,
)
from agent_tunix.rewards.cli.errors import Mistake

EXAMPLES = """\b
Examples:
  agent-tunix-rewards score responses.jsonl
  agent-tunix-rewards score responses.jsonl --format "The answer is [NUM]." --out scored.parquet
  agent-tunix-rewards score verl.parquet --truth-column reward_model.ground_truth
  agent-tunix-rewards score runs/ --out scored/ --engine ray
"""


@click.command(epilog=EXAMPLES)
@click.argument("responses", nargs=-1, required=True)
@column_options
@grading_options
@option("--grading-column", "The column that names the policy of each row, such as data_source.", "NAME")
@option(
    "--alpha", "The weight of the format in the total; needs --format.", type=float, callback=check_finite, default=0.3
)
@option(
    "--beta", "The weight of the answer in the total; needs --format.", type=float, callback=check_finite, default=0.7
)
@option(
    "--on-invalid",
    "What becomes of a row that can't be graded: it ends the command, is left out, or gets empty scores.",
    type=click.Choice(["error", "skip", "null"]),
    default="null",
)
@option("--replace-columns", "Let the scores replace columns of the same names.", is_flag=True)
@option(
    "--examples",
    "How many rows to show of each reason for a lower score, of a single file.  [default: 5]",
    "N",
    type=click.IntRange(0),
)
@option(
    "--threads",
    "How many threads to grade with.  [default: all cores; 1 for each task of Ray]",
    "N",
    type=click.IntRange(1, 1024),
)
@option("--engine", "Where several files are scored.", type=click.Choice(["here", "ray"]), default="here")
@option("--address", "The cluster of --engine ray.  [default: one of its own on this machine]", "ADDRESS")
@option(
    "--summary",
    "Write the totals here as JSON; --overwrite replaces a file.",
    "FILE.json",
    type=click.Path(path_type=Path),
)
@output_options(
    "Write the rows with their scores here: a file, a folder for several, or - for standard output.", many=False
)
def score(
    *,
    responses: tuple[str, ...],
    response_column: str | None,
    truth_column: str | None,
    format_text: str | None,
    policy: dict[str, Any],
    grading_column: str | None,
    alpha: float,
    beta: float,
    on_invalid: str,
    replace_columns: bool,
    examples: int | None,
    threads: int | None,
    engine: str,
    address: str | None,
    summary: Path | None,
    output: Output,
) -> None:
    """Score every row of files and sum up what is wrong.

    RESPONSES are files of JSON Lines (.jsonl), JSON, CSV, TSV, Parquet or Arrow, one response a row, in UTF-8, also
    with .gz or .zst behind; folders and patterns ("runs/**/*.parquet") of them; addresses that fsspec knows (s3://…);
    or - for JSON Lines on standard input. A column may be nested (reward_model.ground_truth), a response may be a list
    of chat messages, a truth may be text, a number or a list of acceptable ones. The columns of TRL's completions and
    of the rollouts of verl and OpenRLHF are known.

    Several files go into a folder, --out DIR, each to its place below it; a manifest there remembers what is finished,
    so that a second run skips it and one that was ended goes on. With --engine ray the workers of a cluster score them,
    a file each; the folder, and files without an address, must then be on a disk that all of them can reach.

    --out gets the rows with answer_reward, total_reward, reason and extracted, with --format also format_reward, in
    the kind of file that its ending names. Without --format the total is the answer's reward; with it, alpha times the
    format's plus beta times the answer's.
    """
    from agent_tunix.rewards import set_num_threads
    from agent_tunix.rewards.cli.engines import Cluster
    from agent_tunix.rewards.cli.folder import run_score
    from agent_tunix.rewards.cli.grading import make_settings

    if not summary:
        refuse_silence(output)
    given = click.get_current_context().get_parameter_source
    for weight in ("alpha", "beta"):
        if format_text is None and given(weight) is not ParameterSource.DEFAULT:
            raise Mistake(f"--{weight} weighs the format against the answer; add --format, or leave it out")
    if address and engine != "ray":
        raise Mistake("--address is that of a cluster; add --engine ray, or leave it out")
    if threads and engine == "here":
        set_num_threads(threads)
    others = {"grading_column": grading_column, "alpha": alpha, "beta": beta, "on_invalid": on_invalid}
    settings = make_settings(response_column or "", truth_column or "", format_text, policy, **others)
    run_score(
        responses,
        settings,
        output,
        examples=examples,
        replace_columns=replace_columns,
        summary=summary,
        cluster=Cluster(address, threads or 1) if engine == "ray" else None,
    )
