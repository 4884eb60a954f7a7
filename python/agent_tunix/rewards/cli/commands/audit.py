"""``agent-tunix-rewards audit``: options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import Output, check_finite, option, output_options, policy_options

EPILOG = """\b
--fail-on takes:
  false-payment, constant-policy, indifferent, false-refusal, nondeterminism, order,
  batch, threads, exception, exit, hang, slow, invalid

Findings of low severity only count for "any".

\b
The exit code is
  0  if none of these findings is made
  1  if one is
  2  for a mistake: in the command, in the data, or a reward that can't be loaded or called
  3  if the audit itself fails or its report can't be written

\b
Examples:
  agent-tunix-rewards audit my_module:my_reward --data sample.jsonl
  agent-tunix-rewards audit rewards.py:format rewards.py:answer --data gsm8k.parquet --out audit.md
  agent-tunix-rewards audit combined_reward --set expected_format="The answer is [NUM]." --data sample.jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("rewards", nargs=-1, required=True, metavar="REWARD...")
@option(
    "--data",
    "Examples: .jsonl, .csv or .parquet, each row with a prompt and a truth.",
    "FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
)
@option("--truth-column", "The column of the truths.  [default: answer, ground_truth, solution, …]", "NAME")
@option("--prompt-column", "The column of the prompts.  [default: prompt, question, problem, …]", "NAME")
@option("--response-column", "The column of honest responses, if there are any.", "NAME")
@option("--signature", "The calling convention, if the parameters do not show it: trl, verl, …", "NAME")
@option("--carrier", 'A form of answer that the reward pays: "RESULT={answer}".', "TEXT", multiple=True)
@option("--set settings", "An argument of the reward, the same in every call.", "NAME=VALUE", multiple=True)
@policy_options
@option("--limit", "How many examples to attack with.", "N", type=click.IntRange(1), default=20)
@option(
    "--time-limit",
    "The seconds after which a call hangs.",
    "S",
    type=click.FloatRange(0.05, 3600),
    callback=check_finite,
    default=5.0,
)
@option("--memory-limit", "The megabytes of address space of the reward's process.", "MB", type=click.IntRange(1))
@option("--seed", "Decides which examples are taken.", type=int, default=0)
@option(
    "--fail-on",
    "The findings that make the exit code 1, with commas between them; or any, or never.",
    "NAMES",
    default="false-payment,indifferent,exception,exit,hang",
)
@output_options(
    "Write the report here: .md or .json. May be given several times.",
    quiet_text="Print nothing; see the exit code and --out.",
)
def audit(
    *,
    rewards: tuple[str, ...],
    data: Path,
    carrier: tuple[str, ...],
    settings: tuple[str, ...],
    policy: dict[str, Any],
    fail_on: str,
    output: Output,
    **arguments: Any,
) -> int:
    """Attack a reward before a policy does.

    REWARD is my_module:my_reward, folder/file.py:my_reward, or a name of a reward of this package; the sum of several
    is the reward. It runs in a separate process, which is killed if it takes too long. The attacks, and the honest
    responses that must be paid, are made from the truths in the data.
    """
    from agent_tunix.rewards.cli.audit import audit_file, read_options
    from agent_tunix.rewards.cli.grading import make_grading

    options = read_options(settings)
    if policy["name"] or policy["given"]:
        options["grading"] = make_grading(policy)
    arguments |= {"carriers": carrier, "options": options}
    return audit_file(rewards, data, output, fail_on, arguments)
