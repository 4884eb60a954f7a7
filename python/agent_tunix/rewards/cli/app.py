"""The command line: options, help, exit codes."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent_tunix.rewards.cli.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCORE_EXAMPLES = """\b
Examples:
  agent-tunix-rewards score responses.jsonl
  agent-tunix-rewards score responses.jsonl --format "The answer is [NUM]." --out scored.parquet
  agent-tunix-rewards score verl.parquet --truth-column reward_model.ground_truth
"""
_EXPLAIN_EXAMPLES = """\b
Examples:
  agent-tunix-rewards explain "2 + 2 = 4. The answer is 4." 4
  agent-tunix-rewards explain - 18 < response.txt
"""
_REPORT_EXAMPLES = """\b
Examples:
  agent-tunix-rewards report records/ --out report.html
  agent-tunix-rewards report completions.parquet --reward-column score --out report.md --out figures/
  agent-tunix-rewards report records/ --held-out accuracy.csv --format json > report.json
"""


class Program(click.Group):
    """A group whose every error is one line on standard error."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; exit with 0, with 2 for a mistake, with 130 when interrupted."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            # A response may hold what the terminal's encoding can't write.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra) or 0
            sys.stdout.flush()
        except click.Abort:
            click.echo("interrupted: nothing was written", err=True)
            code = 130
        except Mistake as mistake:
            mistake.show()
            code = mistake.exit_code
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            see = f" (see {context.command_path} --help)" if context else ""
            Mistake(error.format_message() + see).show()
            code = 2
        except BrokenPipeError:
            # Who read the output has gone; so has the reason to speak.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 1
        except RecursionError:
            Mistake("a row is nested too deeply to be written; flatten it").show()
            code = 2
        except OSError as error:
            Mistake(f"{error.filename or 'output'}: {error.strerror or error}").show()
            code = 2
        sys.exit(code)


def _print_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"agent-tunix-rewards {version('agent-tunix-rewards')}")
        context.exit()


def _grading_options(command: Any) -> Any:
    """Add the options that both commands grade by."""
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


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
def program() -> None:
    """Score the answers that a model generated: right or wrong, and why."""


@program.command(epilog=_SCORE_EXAMPLES)
@click.argument("responses", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--response-column", default="response", show_default=True, metavar="NAME", help="Where the responses are."
)
@click.option(
    "--truth-column", default="answer", show_default=True, metavar="NAME", help="Where the reference answers are."
)
@_grading_options
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


@program.command(
    epilog=_EXPLAIN_EXAMPLES, context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]}
)
@click.argument("response")
@click.argument("truth")
@_grading_options
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def explain(
    *,
    response: str,
    truth: str,
    format_text: str | None,
    tolerance: float,
    partial_credit: float,
    significant_digits: int | None,
    as_json: bool,
) -> None:
    """Show the verdict on one RESPONSE and the part of it that was read as the answer.

    RESPONSE is the text itself, or - for standard input; TRUTH is the reference answer.
    """
    from agent_tunix.rewards.cli.explain import explain_one
    from agent_tunix.rewards.cli.grading import Settings, make_format

    if response == "-":
        response = sys.stdin.buffer.read().decode("utf-8", "replace")
    form = make_format(format_text) if format_text is not None else None
    settings = Settings(
        "response",
        "answer",
        form,
        tolerance=tolerance,
        partial_credit=partial_credit,
        significant_digits=significant_digits,
    )
    explain_one(response, truth, settings, as_json)


_COLUMNS = ("response", "reward", "prompt", "truth", "step", "group")


def _column_options(command: Any) -> Any:
    """Add an option for each column that may have another name."""
    for what in reversed(_COLUMNS):
        text = f"The column of the {what}s, where it has a name that is not known."
        command = click.option(f"--{what}-column", metavar="NAME", help=text)(command)
    return command


@program.command(epilog=_REPORT_EXAMPLES)
@click.argument("records", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Write the report here: .html, .md, .json, or figures to a folder or name.png. May be given several times.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "md", "json", "png"]),
    help="What to write, whatever --out ends in; without --out it goes to standard output.",
)
@click.option(
    "--held-out",
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="Accuracies on held-out data: a file with the columns step and accuracy.",
)
@click.option("--title", metavar="TEXT", help="The report's title.")
@click.option("--run", metavar="NAME", help="The run to look at, where the records have several.")
@click.option(
    "--groups", type=click.IntRange(min=1), metavar="N", help="How many rows in a row are one prompt's group."
)
@_column_options
@click.option(
    "--component-column", multiple=True, metavar="NAME", help="A column of a reward inside. May be given several times."
)
@click.option("--overwrite", is_flag=True, help="Let --out replace a file that exists.")
@click.option("--no-progress", is_flag=True, help="Show no progress bar.")
@click.option("--quiet", is_flag=True, help="Print nothing; only write --out.")
def report(
    *,
    records: Path,
    out: tuple[Path, ...],
    kind: str | None,
    held_out: Path | None,
    title: str | None,
    run: str | None,
    groups: int | None,
    component_column: tuple[str, ...],
    overwrite: bool,
    no_progress: bool,
    quiet: bool,
    **columns: str | None,
) -> None:
    """Say what a reward did: what it pays, what fails, and whether it is being gamed.

    RECORDS is a folder that a RewardLog wrote, or a Parquet, JSON Lines or CSV file with a response and a reward in
    each row. Steps, prompts, groups, truths, reasons and components say more; TRL's and verl's names are known.

    Without --out a summary is printed.
    """
    from agent_tunix.rewards.cli.report import Request, write_report

    named: dict[str, Any] = {name.removesuffix("_column"): value for name, value in columns.items() if value}
    if component_column:
        named["components"] = list(component_column)
    if quiet and not out:
        raise Mistake("--quiet without --out would do nothing; add --out FILE")
    write_report(
        records,
        Request(
            out=out,
            kind=kind,
            title=title,
            overwrite=overwrite,
            progress=not (no_progress or quiet),
            quiet=quiet,
            arguments={"held_out": held_out, "run": run, "groups": groups, "columns": named},
        ),
    )
