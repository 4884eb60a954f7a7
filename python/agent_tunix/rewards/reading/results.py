"""What rewards return, as finite floats of Python's own, with the parts that a reward may name beside its score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from agent_tunix.rewards._core import Verdict

Parts = dict[str, Any]
#: The names under which a reward's dict may have its score.
SCORES = ("score", "reward", "overall")


def read_result(result: Any) -> tuple[float | None, Parts]:
    """Return a score, None where there is none or it is not finite, and the parts beside it.

    Raises:
        TypeError: the result is no number, no dict with a score and no verdict.
    """
    if isinstance(result, Mapping):
        name = next((name for name in SCORES if name in result), None)
        if name is None:
            raise TypeError(f"a dict with one of {SCORES} was expected, got the keys {list(result)}")
        parts = {str(key): read_part(part) for key, part in result.items() if key != name and is_scalar(part)}
        return read_number(result[name]), parts
    if isinstance(result, Verdict):
        return result.score, {"reason": result.reason}
    return read_number(result), {}


def read_number(value: Any) -> float | None:
    """Return a finite float; None for None, NaN and infinities."""
    if value is None:
        return None
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        if hasattr(value, "__index__"):
            value = value.__index__()
        else:
            raise TypeError(f"a number was expected, got {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def read_part(part: Any) -> float | str | None:
    """Return a part of a reward as text or as a finite float."""
    return str(part) if isinstance(part, str) else read_number(part)


def is_scalar(value: Any) -> bool:
    """Whether a part is one that trainers log: a number or a short text, not a list."""
    return value is None or isinstance(value, (str, bool, int, float, np.generic))


def read_batch(result: Any, length: int) -> list[tuple[float | None, Parts]]:
    """Return a score and parts for each response of a batch.

    Raises:
        TypeError: the result is no array, list or dict of these.
        ValueError: there are not as many results as responses.
    """
    if isinstance(result, np.ndarray) and result.dtype.kind in "fiub" and result.ndim == 1:
        scores: list[float | None] = result.astype(np.float64).tolist()
        for at in np.flatnonzero(~np.isfinite(result)).tolist():
            scores[at] = None
        pairs: list[tuple[float | None, Parts]] = [(score, {}) for score in scores]
    elif isinstance(result, Mapping):
        name = next((name for name in SCORES if name in result), None)
        if name is None:
            raise TypeError(f"a dict with one of {SCORES} was expected, got the keys {list(result)}")
        columns = {str(key): list(column) for key, column in result.items()}
        pairs = [read_result({key: column[at] for key, column in columns.items()}) for at in range(len(columns[name]))]
    elif isinstance(result, (str, bytes)) or not hasattr(result, "__iter__"):
        raise TypeError(f"a list or an array of {length} rewards was expected, got {type(result).__name__}")
    else:
        pairs = [read_result(each) for each in result]
    if len(pairs) != length:
        raise ValueError(f"{len(pairs)} rewards for {length} completions")
    return pairs
