"""The command ``agent-tunix-rewards``: score files of responses, explain single verdicts."""

from __future__ import annotations

from agent_tunix.rewards.cli.app import program

__all__ = ["main"]


def main() -> None:
    """Run the command with the process's own arguments; the entry point of the installed script."""
    program()
