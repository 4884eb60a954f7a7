"""Pieces of text made safe and short enough for a line of a terminal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len

_ESCAPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def make_visible(text: str) -> str:
    """Return one line in which nothing steers a terminal or goes unseen: control marks stand as escapes."""
    return escape_marks(" ".join(text.split()))


def escape_marks(text: str) -> str:
    """Return the text with the marks that steer a terminal or go unseen as escapes."""
    return "".join(_escape(char) for char in text)


def _escape(char: str) -> str:
    if (char.isascii() and char.isprintable()) or unicodedata.category(char) not in _ESCAPED:
        return char
    return ascii(char)[1:-1]


def cut_tail(text: str, width: int) -> str:
    """Return the visible end of a text, at most ``width`` cells wide."""
    text = make_visible(text[-4 * width :]) if len(text) > 4 * width else make_visible(text)
    if cell_len(text) <= width:
        return text
    kept = text[-width:]
    while cell_len(kept) >= width:
        kept = kept[1:]
    return "…" + kept.lstrip()


def cut_head(text: str, width: int) -> str:
    """Return the visible beginning of a text, at most ``width`` cells wide."""
    text = make_visible(text[: 4 * width])
    if cell_len(text) <= width:
        return text
    kept = text[:width]
    while cell_len(kept) >= width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@dataclass(frozen=True)
class Shown:
    """One line of a response around the part that was read: the three pieces, and the line's number."""

    number: int
    before: str
    read: str
    after: str

    def carets(self) -> str:
        """Return the marks that stand beneath the part that was read."""
        return " " * cell_len(self.before) + "^" * max(1, cell_len(self.read))


def show_span(response: str, start: int, end: int, width: int, most_lines: int = 6) -> list[Shown]:
    """Return the lines that ``response[start:end]`` lies in, each cut to ``width`` cells around it."""
    shown: list[Shown] = []
    line_start = response.rfind("\n", 0, start) + 1
    number = response.count("\n", 0, line_start) + 1
    while line_start <= end and len(shown) < most_lines:
        line_end = response.find("\n", line_start)
        line_end = len(response) if line_end < 0 else line_end
        left, right = max(start, line_start), min(end, line_end)
        if left < right or start == end:
            read = cut_head(response[left:right], max(8, width // 2))
            room = max(8, width - cell_len(read))
            after = _keep_after(response[right:line_end], room // 3)
            before = _keep_before(response[line_start:left], room - cell_len(after))
            shown.append(Shown(number, before, read, after))
        line_start = line_end + 1
        number += 1
    return shown


def _keep_before(text: str, width: int) -> str:
    """Cut what stands before the part that was read, keeping the space that parts them."""
    space = " " if text[-1:].isspace() else ""
    return cut_tail(text, width - len(space)) + space


def _keep_after(text: str, width: int) -> str:
    """Cut what stands after the part that was read, keeping the space that parts them."""
    space = " " if text[:1].isspace() else ""
    return space + cut_head(text, width - len(space))
