"""The options that all commands grade by."""

from __future__ import annotations

from typing import Any

import click


def grading_options(command: Any) -> Any:
    """Add the options that commands grade by."""
    options = [
        click.option(
            "--format", "format_text", metavar="TEXT", help='The expected format, such as "The answer is [NUM]."'
        ),
        click.option(
            "--tolerance",
            type=click.FloatRange(0, 1, max_open=True),
            default=0.1,
            show_default=True,
            help="Relative distance from the truth that still counts as close.",
        ),
        click.option(
            "--partial-credit",
            type=click.FloatRange(0, 1),
            default=0.5,
            show_default=True,
            help="Score of an answer that is close, or right but not stated.",
        ),
        click.option(
            "--significant-digits",
            type=click.IntRange(min=1),
            metavar="N",
            help="Accept a correct rounding to at least N digits.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command
