"""The hosts that call rewards, which stand in `hosts.csv`: for the command `hosts`, and for the guide's table."""

from __future__ import annotations

from typing import NamedTuple


class Host(NamedTuple):
    """A program that calls rewards.

    Attributes:
        name: what it calls itself.
        tried: the version of its package whose own code `make e2e` runs; of a host without a usable package, the commit
            whose calls a test repeats; empty where the form that serves it is tried.
        line: how a reward is handed to it.
        needs: what must be known beside the line, such as where it stands.
    """

    name: str
    tried: str
    line: str
    needs: str = ""

    @property
    def is_commit(self) -> bool:
        """Whether the host's calls are repeated, instead of its own code run."""
        return bool(self.tried) and "." not in self.tried


#: Above the table in the guide and in the command.
HEADS = ("host", "tried", "one line of code", "where it stands")


def read_hosts() -> list[Host]:
    """Return the hosts in the order of the file."""
    import csv
    from pathlib import Path

    with Path(__file__).with_name("hosts.csv").open(encoding="utf-8", newline="") as file:
        return [Host(**row) for row in csv.DictReader(file)]


def rows() -> list[tuple[str, str, str, str]]:
    """Return the rows of the table."""
    return [
        (host.name, f"commit {host.tried}" if host.is_commit else host.tried, host.line, host.needs)
        for host in read_hosts()
    ]


def as_markdown() -> str:
    """Return the guide's table."""
    made = [(name, tried, f"`{line}`", needs) for name, tried, line, needs in rows()]
    lines = [HEADS, ("---",) * len(HEADS), *made]
    return "".join(f"| {' | '.join(line)} |\n".replace("  ", " ") for line in lines)
