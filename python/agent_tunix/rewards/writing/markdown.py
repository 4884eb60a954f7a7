"""Markdown in which any text stays text, whatever a model wrote in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agent_tunix.rewards.writing.hidden_characters import show_hidden

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&])")


class Code(str):
    """The text of a table's cell that is written as code."""

    __slots__ = ()


def table(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> list[str]:
    """Return the lines of a table.

    Args:
        header: the titles of the columns.
        rows: the cells as plain text; a cell that is `Code` is written as code.
        left: how many columns, counted from the first, are aligned to the left; the others are aligned to the right.
    """
    ruler = [":---"] * left + ["---:"] * (len(header) - left)
    lines = [[_write_cell(cell) for cell in line] for line in (header, *rows)]
    return ["| " + " | ".join(line) + " |" for line in (lines[0], ruler, *lines[1:])]


def _write_cell(cell: str) -> str:
    # A vertical bar ends the cell, even inside code.
    return code(cell).replace("|", "\\|") if isinstance(cell, Code) else escape(cell)


def escape(text: str) -> str:
    """Return a text on one line with a backslash before each character that means something in Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(show_hidden(text).split()))


def fence(text: str, language: str = "text") -> list[str]:
    """Return the lines of a block of code, with a longer fence than any inside the text."""
    ticks = "`" * max(3, _longest_ticks(text) + 1)
    return [f"{ticks}{language}", *show_hidden(text).splitlines(), ticks]


def code(text: str) -> str:
    """Return a text as code within a line."""
    line = " ".join(show_hidden(text).split()) or " "
    ticks = "`" * (_longest_ticks(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)
