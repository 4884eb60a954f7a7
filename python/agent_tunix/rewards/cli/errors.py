"""The error for a mistake of the caller: one line on standard error, and exit code 2."""

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
