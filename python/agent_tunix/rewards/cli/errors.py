"""The errors that end a command: one line on standard error, and an exit code."""

from __future__ import annotations

from typing import IO, Any

import click


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


class Failure(Mistake):
    """An audit that could not be finished, which is not the caller's mistake: its exit code is no other's."""

    exit_code = 3
