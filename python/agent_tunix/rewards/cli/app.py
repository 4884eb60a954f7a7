"""The command line: its commands, its exit codes, and how it prints errors."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from agent_tunix.rewards.cli.commands.audit import audit
from agent_tunix.rewards.cli.commands.compare import compare
from agent_tunix.rewards.cli.commands.explain import explain
from agent_tunix.rewards.cli.commands.hosts import hosts
from agent_tunix.rewards.cli.commands.report import report
from agent_tunix.rewards.cli.commands.score import score
from agent_tunix.rewards.cli.commands.serve import serve
from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.version import print_version

if TYPE_CHECKING:
    from collections.abc import Sequence


class Program(click.Group):
    """A group of commands that prints each error as one line on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; return 141, as shells do, if the program that read the output has ended."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 141
        return code

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit: 0, 1 to 3 as `audit` says, 2 for a mistake, 130 if interrupted, 141 if nobody reads."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            # A response may contain characters that the terminal's encoding does not have.
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra) or 0
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
        except RecursionError:
            Mistake("a row is nested too deeply to be written; flatten it").show()
            code = 2
        except OSError as error:
            if error.filename is None:
                # What standard output could not take is not tried again at the end of the program.
                with contextlib.suppress(OSError, ValueError):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            Mistake(
                f"{error.filename or 'standard output'}: {os.strerror(error.errno) if error.errno else error}"
            ).show()
            code = 2
        sys.exit(code)


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, help="Print the version and exit.")
@click.option("--verbose", is_flag=True, help="With --version: what else a report of a bug should say.")
@click.pass_context
def program(context: click.Context, *, version: bool, verbose: bool) -> None:
    """Score the answers that a model generated: right or wrong, and why."""
    if verbose and not version:
        raise click.UsageError("--verbose goes with --version")
    if version:
        print_version(verbose=verbose)
        context.exit()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (score, explain, report, audit, compare, serve, hosts):
    program.add_command(_command)
