"""Signs that nobody sees, and that steer a terminal or the direction of writing: models write them, too."""

from __future__ import annotations

import re

#: What a reader cannot see, or what changes how the text beside it is read: controls but for tab and line feed, soft
#: hyphens, marks of direction, invisible operators, fillers, separators of lines, surrogates, noncharacters, tags. The
#: joiners stay: scripts of India and emoji are written with them.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
    "|[" + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF)) + "]"
)
#: A run of them is marked as one.
HIDDEN_RUN = re.compile(f"(?:{HIDDEN.pattern})+")


def name_hidden(sign: str) -> str:
    """Return how a sign that can't be seen is written: its code point, in brackets that every font has."""
    return f"\u27e8U+{ord(sign):04X}\u27e9"


def plain(text: str) -> str:
    """Return a text whose hidden signs can be seen.

    >>> from agent_tunix.rewards.analysis.hidden import plain
    >>> plain("4" + chr(0x202E) + "2")
    '4⟨U+202E⟩2'
    """
    return HIDDEN.sub(lambda found: name_hidden(found[0]), text.replace("\r\n", "\n"))
