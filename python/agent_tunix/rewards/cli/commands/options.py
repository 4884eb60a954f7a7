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

#: How the fields of a `Grading` are called as arguments of a command; all are None where they are not given.
POLICY = (
    *("tolerance", "partial_credit", "significant_digits", "relative_tolerance", "absolute_tolerance"),
    *("units", "scales", "sources", "extract"),
)
UNITS = ("lenient", "required", "convert", "ignore")


@dataclass(frozen=True)
class Output:
    """What to write and what to show."""

    out: tuple[Path, ...] = ()
    overwrite: bool = False
    progress: bool = True
    quiet: bool = False


def check_finite(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    """Return a number that is not NaN or infinite, which click's types let pass; or None where none is given."""
    if value is not None and not math.isfinite(value):
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
    """Add a format and how answers are graded; the command gets `format_text` and, as one argument, `policy`."""
    text = 'The expected format, such as "The answer is [NUM]."'
    return option("--format format_text", text, "TEXT")(policy_options(command))


def policy_options(command: Any) -> Any:
    """Add how answers are graded; the command gets the name of a policy and the fields that are given as `policy`."""
    share = click.FloatRange(0, 1, max_open=True)
    named = "The policy: gsm8k, math, competition, physics, finance, choice, or a data set's name (openai/gsm8k)."
    close = "The relative distance from the truth up to which an answer is close.  [default: 0.1]"
    partial = "The score of an answer that is close, or that is right but not stated.  [default: 0.5]"
    right = "The relative distance from the truth up to which an answer is right.  [default: 0]"
    units = "What units decide; convert compares 2 h with 120 min by size.  [default: lenient]"
    sources = "The kinds of statements that count, with commas between: boxed,tag.  [default: all]"
    options = [
        option("--grading", named, "NAME"),
        option("--tolerance", close, type=share, callback=check_finite),
        option("--partial-credit", partial, type=click.FloatRange(0, 1), callback=check_finite),
        option("--significant-digits", "Accept a correct rounding to at least N digits.", "N", type=click.IntRange(1)),
        option("--relative-tolerance", right, type=share, callback=check_finite),
        option(
            "--absolute-tolerance",
            "The distance from the truth up to which an answer is right.  [default: 0]",
            type=click.FloatRange(0),
            callback=check_finite,
        ),
        option("--units", units, type=click.Choice(UNITS)),
        option("--scales", 'Accept "39 million" for a truth of 39.', is_flag=True, default=None),
        option("--sources", sources, "NAMES"),
        option("--extract", "A regular expression with one group, in which the answer stands.", "REGEX"),
    ]

    def gather(arguments: dict[str, Any]) -> None:
        given = {name: arguments.pop(name) for name in POLICY}
        if given["sources"] is not None:
            given["sources"] = tuple(name.strip() for name in given["sources"].split(","))
        given = {name: value for name, value in given.items() if value is not None}
        arguments["policy"] = {"name": arguments.pop("grading"), "given": given}

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


def column_options(command: Any) -> Any:
    """Add the options that name the columns of responses and truths; None where they are looked for."""
    for what, names in (("truth", "answer, ground_truth, gts, …"), ("response", "response, completion, output, …")):
        means = "reference answers" if what == "truth" else "responses"
        text = f"The column of the {means}.  [default: the first of {names}]"
        command = option(f"--{what}-column", text, "NAME")(command)
    return command


def refuse_silence(output: Output) -> None:
    """Refuse a command that would neither print nor write anything."""
    if output.quiet and not output.out:
        raise Mistake("--quiet without --out would do nothing; add --out FILE")
