"""``agent-tunix-rewards audit``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import Output, output_options

EPILOG = """\b
--fail-on takes:
  false-payment, constant-policy, indifferent, false-refusal, nondeterminism, order,
  batch, threads, exception, exit, hang, slow, invalid

Findings of low severity fail nothing but "any". The exit code is 0 if nothing of these is found, 1 if something is, 2
for a mistake in the command.

\b
Examples:
  agent-tunix-rewards audit my_module:my_reward --data sample.jsonl
  agent-tunix-rewards audit rewards.py:format rewards.py:answer --data gsm8k.parquet --out audit.md
  agent-tunix-rewards audit combined_reward --set expected_format="The answer is [NUM]." --data sample.jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("rewards", nargs=-1, required=True, metavar="REWARD...")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    metavar="FILE",
    help="Examples: .jsonl, .csv or .parquet, each row with a prompt and a truth.",
)
@click.option(
    "--truth-column", metavar="NAME", help="Where the truths are.  [default: answer, ground_truth, solution, …]"
)
@click.option("--prompt-column", metavar="NAME", help="Where the prompts are.  [default: prompt, question, problem, …]")
@click.option("--response-column", metavar="NAME", help="Where honest responses are, if there are any.")
@click.option(
    "--signature", metavar="NAME", help="How trainers call it, where its parameters do not tell: trl, verl, …"
)
@click.option("--carrier", multiple=True, metavar="TEXT", help='A form of answer that it pays: "RESULT={answer}".')
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="An argument of the reward, in every call."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="How many examples."
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.05, 3600),
    default=5.0,
    show_default=True,
    metavar="S",
    help="Seconds after which a call hangs.",
)
@click.option("--memory-limit", type=click.IntRange(min=1), metavar="MB", help="Address space of the reward's process.")
@click.option("--seed", type=int, default=0, show_default=True, help="Decides which examples are taken.")
@click.option(
    "--fail-on",
    default="false-payment,indifferent,exception,exit,hang",
    show_default=True,
    metavar="NAMES",
    help="What makes the exit code 1, with commas between; any, or never.",
)
@output_options(
    "Write the report here: .md or .json. May be given more than once.",
    quiet_help="Print nothing; the exit code and --out tell.",
)
def audit(
    *,
    rewards: tuple[str, ...],
    data: Path,
    carrier: tuple[str, ...],
    settings: tuple[str, ...],
    fail_on: str,
    output: Output,
    **arguments: Any,
) -> int:
    """Attack a reward before a policy does.

    REWARD is my_module:my_reward, folder/file.py:my_reward, or a name of this package's; the sum of several is the
    reward. It runs in a process of its own, which is killed when it takes too long. The attacks, and honest responses
    that must be paid, are made of the truths in the data.
    """
    from agent_tunix.rewards.cli.audit import audit_file, read_options

    arguments |= {"carriers": carrier, "options": read_options(settings)}
    return audit_file(rewards, data, output, fail_on, arguments)
