"""``agent-tunix-rewards explain``: options and help."""

from __future__ import annotations

import sys
from typing import Any

import click

from agent_tunix.rewards.cli.commands.options import grading_options

EXAMPLES = """\b
Examples:
  agent-tunix-rewards explain "2 + 2 = 4. The answer is 4." 4
  agent-tunix-rewards explain - 18 < response.txt
  agent-tunix-rewards explain --trace "I doubt that the answer is 5. It is 4." 4
"""


@click.command(epilog=EXAMPLES, context_settings={"ignore_unknown_options": True})
@click.argument("response")
@click.argument("truth")
@grading_options
@click.option("--trace", is_flag=True, help="List how the response was read.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def explain(
    *, response: str, truth: str, format_text: str | None, policy: dict[str, Any], trace: bool, as_json: bool
) -> None:
    """Show the verdict on one RESPONSE and the part of it that was read as the answer.

    RESPONSE is the text itself, or - for standard input; TRUTH is the reference answer.
    """
    from agent_tunix.rewards.cli.explain import explain_one
    from agent_tunix.rewards.cli.grading import make_settings

    if response == "-":
        response = sys.stdin.buffer.read().decode("utf-8", "replace")
    explain_one(response, truth, make_settings("response", "answer", format_text, policy), as_json, trace)
