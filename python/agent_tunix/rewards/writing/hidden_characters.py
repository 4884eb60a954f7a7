"""Characters that are invisible, or that change the direction of writing or steer a terminal."""

from __future__ import annotations

import re

#: Characters that a reader can't see, or that change how the text near them is displayed: control characters except
#: tab and line feed, soft hyphens, direction marks, invisible operators, fillers, line separators, surrogates,
#: noncharacters and tags. Joiners are not among them, because scripts of India and emoji need them.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
    "|[" + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)) + "]"
)
#: Several of them in a row, which are marked together.
HIDDEN_RUN = re.compile(f"(?:{HIDDEN.pattern})+")


def name_hidden(character: str) -> str:
    """Return the code point of a hidden character in angle brackets, which every font has."""
    return f"\u27e8U+{ord(character):04X}\u27e9"


def show_hidden(text: str) -> str:
    """Return a text with its hidden characters replaced by their code points.

    >>> from agent_tunix.rewards.writing.hidden_characters import show_hidden
    >>> show_hidden("4" + chr(0x202E) + "2")
    '4⟨U+202E⟩2'
    """
    return HIDDEN.sub(lambda found: name_hidden(found[0]), text.replace("\r\n", "\n"))
