"""The options that several commands share."""

from __future__ import annotations

import functools
import math
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


def check_finite(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    """Return a number that is not NaN or infinite; click's types let these pass."""
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is not a finite number")
    return value


def option(flags: str, text: str, metavar: str | None = None, **settings: Any) -> Callable[[Any], Any]:
    """Return an option whose help shows its default.

    Args:
        flags: the flag, and after a space the name of the argument if it is another one.
        text: the help.
        metavar: what stands for the value in the help.
        settings: further arguments of `click.option`.
    """
    return click.option(*flags.split(), help=text, metavar=metavar, show_default="default" in settings, **settings)


def output_options(
    out_text: str, *, quiet_text: str = "Print nothing; only write --out.", many: bool = True
) -> Callable[[Any], Any]:
    """Add --out, --overwrite, --no-progress and --quiet; the command gets them as one argument, `output`."""
    options = [
        option("--out", out_text, "FILE", multiple=many, type=click.Path(path_type=Path)),
        option("--overwrite", "Let --out replace a file that exists.", is_flag=True),
        option("--no-progress", "Show no progress bar.", is_flag=True),
        option("--quiet", quiet_text, is_flag=True),
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
    close = "The relative distance from the truth up to which an answer is close."
    partial = "The score of an answer that is close, or that is right but not stated."
    options = [
        option("--format format_text", 'The expected format, such as "The answer is [NUM]."', "TEXT"),
        option("--tolerance", close, type=click.FloatRange(0, 1, max_open=True), callback=check_finite, default=0.1),
        option("--partial-credit", partial, type=click.FloatRange(0, 1), callback=check_finite, default=0.5),
        option("--significant-digits", "Accept a correct rounding to at least N digits.", "N", type=click.IntRange(1)),
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
