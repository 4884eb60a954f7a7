"""What a reward returns, read in one way wherever a reward is called.

One result is for one response: a number; None, where the response can't be judged; an array or a list of one number; a
mapping or an object with a score, whose other entries are **parts**, values to log beside the score; or a tuple of a
score and anything else, such as whether the answer is right. Results of a batch are a sequence of these, an array, or a
mapping of columns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from agent_tunix.rewards._core import Verdict
from agent_tunix.rewards.reading.columns import unpacked
from agent_tunix.rewards.reading.numbers import is_number

Parts = dict[str, Any]
Result = tuple[float | None, Parts]
#: The names under which mappings and objects have their score, the likeliest first.
SCORES = ("score", "reward", "overall", "rewards", "scores")
#: How many characters of a value are shown in a message.
LONGEST = 120


def read_result(result: Any) -> Result:
    """Return the score of one response, None where there is none, and the parts beside it.

    The score may be NaN or infinite: what is to be made of that is the caller's to say.

    >>> read_result({"reward": 1.0, "reason": "correct", "tokens": [1, 2]})
    (1.0, {'reason': 'correct'})
    >>> read_result((0.5, True)), read_result(np.array([1.0])), read_result(None)
    ((0.5, {}), (1.0, {}), (None, {}))

    Raises:
        TypeError: there is no score in it; the message says what it is.
    """
    if type(result) is float:
        return result, {}
    if isinstance(result, Mapping):
        name = find_score(result)
        parts = {str(key): read_part(part) for key, part in result.items() if key != name and is_part(part)}
        return read_number(result[name]), parts
    if isinstance(result, Verdict):
        return result.score, {"reason": result.reason}
    return read_number(result), {}


def read_number(value: Any) -> float | None:
    """Return a score as a float, None for None.

    Raises:
        TypeError: it is no number, and has none in the place of a score.
    """
    if value is None:
        return None
    found = value
    if hasattr(found, "ndim") or isinstance(found, list):
        found = only(found)
    elif isinstance(found, tuple):
        found = found[0] if found else found
    if isinstance(found, Mapping):
        return read_number(found[find_score(found)])
    if not isinstance(found, (str, bytes, list, tuple)):
        if hasattr(found, "__float__") or hasattr(found, "__index__"):
            try:
                return float(found)
            except OverflowError:
                return math.inf
        named = next((name for name in SCORES if getattr(found, name, None) is not None), None)
        if named is not None:
            return read_number(getattr(found, named))
    raise TypeError(f"returned {in_short(value)}, which is no number")


def only(values: Any) -> Any:
    """Return the one item of an array or a list; what has more or fewer as it is."""
    listed = unpacked(values)
    while isinstance(listed, list) and len(listed) == 1:
        listed = listed[0]
    return listed


def find_score(result: Mapping[Any, Any]) -> str:
    """Return the name under which a mapping has its score.

    Raises:
        TypeError: it has none of those names.
    """
    for name in SCORES:
        if name in result:
            return name
    raise TypeError(f"returned {in_short(result)}, which has none of {', '.join(map(repr, SCORES[:3]))}")


def read_part(part: Any) -> float | str | None:
    """Return a part of a reward as text or as a finite float, None for anything else."""
    if isinstance(part, str):
        return str(part)
    number = read_number(part)
    return number if number is not None and math.isfinite(number) else None


def is_part(value: Any) -> bool:
    """Say whether a part is one that can be logged: a number, a text or None, and no list."""
    return value is None or isinstance(value, (str, np.generic)) or is_number(value)


def read_results(results: Any, count: int) -> list[Result]:
    """Return the score and the parts of each response of a batch.

    >>> read_results(np.array([1.0, np.nan]), 2)
    [(1.0, {}), (nan, {})]
    >>> read_results({"score": [1.0, 0.0], "tokens": [5, 7]}, 2)
    [(1.0, {'tokens': 5.0}), (0.0, {'tokens': 7.0})]

    Raises:
        TypeError: it is no sequence, no array and no mapping of columns, or a response has no score.
        ValueError: there are not as many results as responses.
    """
    rows = unpacked(results)
    if isinstance(rows, tuple) and rows and is_batch(rows[0]) and len(rows[0]) == count:
        # The scores, and something else about the whole batch.
        rows = unpacked(rows[0])
    if isinstance(rows, Mapping) and is_batch(unpacked(rows[find_score(rows)])):
        columns = each_column(rows, count)
        pairs = [read_result(dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
    elif is_batch(rows):
        pairs = [read_result(each) for each in rows]
    elif count == 1:
        pairs = [read_result(rows)]
    else:
        raise TypeError(f"returned {in_short(results)}, and not one value for each of {count} responses")
    if len(pairs) != count:
        raise ValueError(f"returned {len(pairs)} values for {count} responses")
    return pairs


def each_column(results: Mapping[Any, Any], count: int) -> dict[Any, Any]:
    """Return the columns of a mapping that have a value for each response; that of the score whatever it has."""
    score = find_score(results)
    listed = {key: unpacked(column) for key, column in results.items()}
    return {key: each for key, each in listed.items() if key == score or (is_batch(each) and len(each) == count)}


def is_batch(values: Any) -> bool:
    """Say whether a value is a sequence of results."""
    return isinstance(values, (list, tuple)) or (
        not isinstance(values, (str, bytes, Mapping)) and hasattr(values, "__len__") and hasattr(values, "__getitem__")
    )


def in_short(value: Any) -> str:
    """Return what a value looks like, for a message."""
    shown = repr(value)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
