"""Texts and numbers as the page shows them: whatever a model wrote stays text, and hidden characters are named.

No text is trusted: a response may contain tags, control characters, half of a surrogate pair, or characters that
change the direction of writing.
"""

from __future__ import annotations

import json
import math
from typing import Any

from markupsafe import Markup, escape

from agent_tunix.rewards.writing.hidden_characters import HIDDEN_RUN, name_hidden, show_hidden

#: Characters that could end a script or a line inside JSON on a page, and their escapes; they occur only in strings.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

#: The minus sign, and the dash that stands for no number, or between two numbers.
MINUS, DASH = "\u2212", "\u2013"
#: A number that is smaller than this part of the others is a rounding error.
NOISE = 1e-9
#: Numbers between the first and the last are written without a power of ten, from a thousand on without decimals.
SMALL, THOUSAND, LARGE = 1e-4, 1000, 1e15


def shown(text: str, limit: int | None = None) -> Markup:
    """Return a text as HTML: escaped, with its hidden characters marked, and cut to `limit` characters.

    >>> from agent_tunix.rewards.analysis.page.formatting import shown
    >>> shown("<script>alert(1)</script>", 8)
    Markup('&lt;script&gt;<span class="cut"> … 17 more characters</span>')
    """
    rest = 0 if limit is None else max(len(text) - limit, 0)
    text = (text[:limit] if rest else text).replace("\r\n", "\n")
    parts: list[str] = []
    at = 0
    for found in HIDDEN_RUN.finditer(text):
        named = "".join(map(name_hidden, found[0]))
        parts += escape(text[at : found.start()]), '<span class="hidden-sign">', named, "</span>"
        at = found.end()
    parts.append(escape(text[at:]))
    if rest:
        parts.append(f'<span class="cut"> … {rest:,} more character{"s" * (rest != 1)}</span>')
    return Markup("".join(parts))  # noqa: S704 - the text is escaped, and names of characters need no escape


def prose(text: str) -> Markup:
    """Return a text of ours as HTML, with what stands between back-ticks as code.

    >>> from agent_tunix.rewards.analysis.page.formatting import prose
    >>> prose("Use `gate`.")
    Markup('Use <code>gate</code>.')
    """
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(part if at % 2 == 0 else Markup("<code>%s</code>") % part for at, part in enumerate(parts))


def embed_json(value: Any) -> Markup:
    r"""Return JSON for the inside of a script element: it can't end the element or begin another one.

    >>> from agent_tunix.rewards.analysis.page.formatting import embed_json
    >>> print(embed_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(UNSAFE))  # noqa: S704 - only letters, digits and quoted characters are left


def finite(value: float | None) -> float | None:
    """Return a number that can be drawn, or None."""
    return None if value is None or not math.isfinite(value) else value


def breakable(text: str) -> Markup:
    """Return a name that may be broken into lines after an underscore, but not within a word.

    >>> from agent_tunix.rewards.analysis.page.formatting import breakable
    >>> breakable("wrong_value")
    Markup('wrong_<wbr>value')
    """
    return Markup("_<wbr>").join(text.split("_"))


def number(value: float | None, scale: float | None = None) -> str:
    """Return a number with three significant digits, with commas between thousands, a minus sign, or a dash for none.

    >>> from agent_tunix.rewards.analysis.page.formatting import DASH, MINUS, number
    >>> number(1234567), number(0.12345), number(2.0), number(-1) == MINUS + "1", number(None) == DASH
    ('1,234,567', '0.123', '2', True, True)
    >>> number(4e-15, scale=1.0)
    '0'

    Args:
        value: the number.
        scale: how large such numbers are; a billionth of it is a rounding error and shown as 0.
    """
    if value is None or not math.isfinite(value):
        return DASH
    size = abs(value)
    if value == 0 or (scale is not None and size <= NOISE * abs(scale)):
        return "0"
    if size >= LARGE or 0 < size < SMALL:
        text = f"{value:.2e}"
    elif value == int(value) or size >= THOUSAND:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", MINUS)


def hundredths(value: float | None) -> str:
    """Return a number with two decimals at most, such as a correlation or an effect.

    >>> from agent_tunix.rewards.analysis.page.formatting import hundredths
    >>> hundredths(0.456), hundredths(0.0001)
    ('0.46', '0')
    """
    return DASH if finite(value) is None else number(round(value or 0.0, 2))


def percent(share: float | None) -> str:
    """Return a share in percent.

    >>> from agent_tunix.rewards.analysis.page.formatting import percent
    >>> percent(0.5), percent(0.0042), percent(0.99996)
    ('50%', '0.4%', '>99.9%')
    """
    if share is None or not math.isfinite(share):
        return DASH
    value = 100 * share
    if 0 < value < 0.05:  # noqa: PLR2004 - would be rounded to nothing
        return "<0.1%"
    if 99.95 <= value < 100:  # noqa: PLR2004 - would be rounded to all
        return ">99.9%"
    whole = value == round(value) or 10 <= abs(value) < 99.5  # noqa: PLR2004 - there a tenth says nothing
    return f"{value:.{0 if whole else 1}f}%".replace("-", MINUS)


def name(text: str) -> str:
    """Return a name of the data as words: `zero_variance_share` is "zero variance share"."""
    return show_hidden(text).replace("_", " ")
