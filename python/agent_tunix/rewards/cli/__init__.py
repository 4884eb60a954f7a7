"""The command ``agent-tunix-rewards``: scores files, explains verdicts, makes reports and audits rewards."""

from __future__ import annotations

import signal
import sys

from agent_tunix.rewards.cli.app import program

__all__ = ["main"]


def main() -> None:
    """Run the command with the process's own arguments; the entry point of the installed script."""
    for name in ("SIGTERM", "SIGHUP"):
        # As after Ctrl-C, unfinished files are removed before the process ends.
        if number := getattr(signal, name, None):
            signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    program(prog_name="agent-tunix-rewards")
