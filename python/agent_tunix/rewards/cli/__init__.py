"""The command ``agent-tunix-rewards``: score files of responses, explain single verdicts."""

from __future__ import annotations

import signal
import sys

from agent_tunix.rewards.cli.app import program

__all__ = ["main"]


def main() -> None:
    """Run the command with the process's own arguments; the entry point of the installed script."""
    for name in ("SIGTERM", "SIGHUP"):
        # As with Ctrl-C, what is half done is cleared away on the way out.
        if number := getattr(signal, name, None):
            signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    program(prog_name="agent-tunix-rewards")
