"""Reference answers as a person reads them."""

from __future__ import annotations

from typing import Any

from agent_tunix.rewards._core import AnyOf


def list_truths(truth: Any) -> list[Any]:
    """Return the acceptable truths that a row has, which is mostly one.

    >>> list_truths(4), list_truths(AnyOf(["4", "four"]))
    ([4], ['4', 'four'])
    """
    return list(truth.truths) if isinstance(truth, AnyOf) else [truth]


def spell_truth(truth: Any) -> str:
    """Return a truth as text; acceptable ones stand side by side.

    >>> spell_truth(4), spell_truth(AnyOf(["4", "four"]))
    ('4', '4 | four')
    """
    return " | ".join(map(str, list_truths(truth)))
