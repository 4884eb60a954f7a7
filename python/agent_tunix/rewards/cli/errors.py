"""What a person can put right: one line on standard error, exit code 2."""

from __future__ import annotations

from typing import IO, Any

import click


class Mistake(click.ClickException):
    """A caller's mistake, told in one line that says what to do."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line."""
        click.echo(f"error: {self.format_message()}", file=file, err=file is None)
