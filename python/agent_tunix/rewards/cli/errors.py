"""The errors that end a command: one line on standard error, and an exit code."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import click

from agent_tunix.rewards.errors import locate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent_tunix.rewards.errors import ArgumentTypeError, ArgumentValueError


class Mistake(click.ClickException):
    """A mistake of the caller, with a message of one line that says what to do."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line."""
        click.echo(f"error: {self.format_message()}", file=file, err=file is None)


def refuse(mistake: Mistake) -> None:
    """Raise a mistake; where rows may be skipped, another function takes the place of this one."""
    raise mistake


def in_options(error: ArgumentTypeError | ArgumentValueError, options: Mapping[str, str]) -> str:
    """Return an error's message with an option in the place of the argument that it names.

    Args:
        error: the error.
        options: the options of arguments that have another name; an empty text leaves the argument out.
    """
    place, wrong = locate(error)
    argument = error.argument or ""
    option = options.get(place, options.get(argument, f"--{argument.replace('_', '-')}" + place.removeprefix(argument)))
    return f"{option}: {wrong}" if place and option else wrong


class Failure(Mistake):
    """An audit that could not be finished, which is not the caller's mistake: its exit code is no other's."""

    exit_code = 3
