"""Numbers and counts in plain text, for Markdown and the terminal."""

from __future__ import annotations

#: The text for a number that is not known.
NONE = "-"


def number(value: float | None) -> str:
    """Return a number with four significant digits; from a thousand on without decimals.

    >>> from agent_tunix.rewards.writing.numbers import number
    >>> number(0.123456), number(12345.6), number(None)
    ('0.1235', '12,346', '-')
    """
    if value is None:
        return NONE
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"  # noqa: PLR2004 # thousands need no decimals


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share in percent.

    >>> from agent_tunix.rewards.writing.numbers import percent
    >>> percent(0.125), percent(0.5, 0), percent(None)
    ('12.5%', '50%', '-')
    """
    return NONE if share is None else f"{share:.{decimals}%}"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> from agent_tunix.rewards.writing.numbers import plural
    >>> plural(1, "response"), plural(2000, "response")
    ('1 response', '2,000 responses')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"
