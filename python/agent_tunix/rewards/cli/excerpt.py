"""Parts of texts that are safe and short enough for a line of a terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The categories of characters that are invisible, or that steer a terminal.
_ESCAPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def make_visible(text: str) -> str:
    """Return a text on one line, with escapes for the characters that are invisible or that steer a terminal."""
    return escape_marks(" ".join(text.split()))


def escape_marks(text: str) -> str:
    """Return a text with escapes for the characters that are invisible or that steer a terminal."""
    return "".join(
        char
        if (char.isascii() and char.isprintable()) or unicodedata.category(char) not in _ESCAPED
        else ascii(char)[1:-1]
        for char in text
    )


def cut_tail(text: str, width: int) -> str:
    """Return the visible end of a text, at most ``width`` cells wide."""
    text = make_visible(text[-4 * width :] if len(text) > 4 * width else text)
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


def cut_middle(text: str, width: int) -> str:
    """Return the visible beginning and end of a text, at most ``width`` cells wide."""
    if len(text) <= width and cell_len(visible := make_visible(text)) <= width:
        return visible
    tail = cut_tail(text, width // 2)
    return cut_head(text, width - cell_len(tail)).removesuffix("…") + tail


def show_span(
    response: str, start: int, end: int, width: int, most_lines: int = 6
) -> Iterator[tuple[int, str, str, str]]:
    """Yield the lines that ``response[start:end]`` is on, each cut to ``width`` cells around it.

    Each is the number of the line, and its parts before, inside and after the span.
    """
    line_start = response.rfind("\n", 0, start) + 1
    number = response.count("\n", 0, line_start) + 1
    shown = 0
    while line_start <= end and shown < most_lines:
        line_end = response.find("\n", line_start)
        line_end = len(response) if line_end < 0 else line_end
        left, right = max(start, line_start), min(end, line_end)
        if left < right or start == end:
            inside = cut_head(response[left:right], max(8, width // 2))
            room = max(8, width - cell_len(inside))
            # The spaces beside the span are kept.
            rest, begin = response[right:line_end], response[line_start:left]
            space = " " if rest[:1].isspace() else ""
            after = space + cut_head(rest, room // 3 - len(space))
            space = " " if begin[-1:].isspace() else ""
            yield number, cut_tail(begin, room - cell_len(after) - len(space)) + space, inside, after
            shown += 1
        line_start = line_end + 1
        number += 1
