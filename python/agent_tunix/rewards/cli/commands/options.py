"""The options that several commands share."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent_tunix.rewards.cli.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

#: How the arguments of the reward functions are called as options.
GRADING = ("format_text", "tolerance", "partial_credit", "significant_digits")


@dataclass(frozen=True)
class Output:
    """What to write and what to show."""

    out: tuple[Path, ...] = ()
    overwrite: bool = False
    progress: bool = True
    quiet: bool = False


def output_options(
    out_help: str, *, quiet_help: str = "Print nothing; only write --out.", many: bool = True
) -> Callable[[Any], Any]:
    """Add --out, --overwrite, --no-progress and --quiet; the command gets them as one argument, `output`."""
    options = [
        click.option("--out", multiple=many, type=click.Path(path_type=Path), metavar="FILE", help=out_help),
        click.option("--overwrite", is_flag=True, help="Let --out replace a file that exists."),
        click.option("--no-progress", is_flag=True, help="Show no progress bar."),
        click.option("--quiet", is_flag=True, help=quiet_help),
    ]

    def gather(arguments: dict[str, Any]) -> None:
        out = arguments.pop("out")
        paths = out if many else (out,) if out else ()
        quiet = arguments.pop("quiet")
        progress = not (arguments.pop("no_progress") or quiet)
        arguments["output"] = Output(paths, arguments.pop("overwrite"), progress, quiet)

    return lambda command: add_options(command, options, gather)


def grading_options(command: Any) -> Any:
    """Add the arguments of the reward functions; the command gets them as one argument, `grading`."""
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

    def gather(arguments: dict[str, Any]) -> None:
        arguments["grading"] = {name: arguments.pop(name) for name in GRADING}

    return add_options(command, options, gather)


def add_options(command: Any, options: list[Any], gather: Callable[[dict[str, Any]], None]) -> Any:
    """Add options to a command, and gather their values before it is called."""

    @functools.wraps(command)
    def call(**arguments: Any) -> Any:
        gather(arguments)
        return command(**arguments)

    for option in reversed(options):
        call = option(call)
    return call


def refuse_silence(output: Output) -> None:
    """Refuse a command that would neither print nor write anything."""
    if output.quiet and not output.out:
        raise Mistake("--quiet without --out would do nothing; add --out FILE")
