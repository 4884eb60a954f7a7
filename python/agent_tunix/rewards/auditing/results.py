"""What rewards return, as numbers: one for each response, None and NaN kept for what they are."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any

#: Where dicts and objects may have their score.
SCORES = ("score", "reward", "overall", "rewards")


def read_scores(result: Any, length: int, *, batch: bool) -> list[float | None]:
    """Return a score for each response; None stays None and NaN stays NaN.

    Raises:
        TypeError: there is no number.
        ValueError: there are not as many as responses.
    """
    if inspect.isawaitable(result):
        result = asyncio.run(wait_for(result))
    if not batch:
        return [read_one(result)]
    if isinstance(result, Mapping):
        name = next((name for name in SCORES if name in result), None)
        if name is None:
            raise TypeError(f"returned a dict with the keys {list(result)[:8]}, none of which is one of {SCORES}")
        result = result[name]
    result = result.tolist() if hasattr(result, "tolist") else result
    values = list(result) if isinstance(result, (list, tuple)) or hasattr(result, "__iter__") else [result]
    if isinstance(result, str) or len(values) != length:
        raise ValueError(f"returned {len(values)} values for {length} responses")
    return [read_one(value) for value in values]


def read_one(value: Any) -> float | None:
    """Return one score.

    Raises:
        TypeError: it is no number, and nothing in it is.
    """
    if value is None:
        return None
    if isinstance(value, Mapping):
        name = next((name for name in SCORES if name in value), None)
        if name is None:
            raise TypeError(f"returned a dict with the keys {list(value)[:8]}, none of which is one of {SCORES}")
        return read_one(value[name])
    if isinstance(value, (list, tuple)) and value:
        return read_one(value[0])
    for name in ("score", "reward"):
        if not hasattr(value, "__float__") and hasattr(value, name):
            return read_one(getattr(value, name))
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise TypeError(f"returned {type(value).__name__}, not a number")
    return float(value)


async def wait_for(result: Any) -> Any:
    """Await what an asynchronous reward returned."""
    return await result
