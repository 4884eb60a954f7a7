"""The ways that usual rows go, with as few steps as there can be.

A usual row has a text, and a truth that is a text. None is for all others, which go the long way: there every column is
read, and what is wrong is said.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

#: The kind of array that a column may be.
ARRAY = np.ndarray
#: What sends a row the long way.
ELSEWHERE = (LookupError, AttributeError, TypeError, ValueError)


class Quick(NamedTuple):
    """How a reward is asked that takes a response and its truth."""

    #: A completion and its row.
    row: Callable[[Any, Any], float | None]
    #: A completion and its truth, where the host itself hands over the column that has it.
    pair: Callable[[Any, Any], float | None]
    #: Completions and their columns.
    batch: Callable[[Any, Any], list[float | None] | None]


def skip(completion: Any, row: Any) -> None:
    """Leave a completion, or a batch of them, to the long way."""


#: Before the first call, and for all other rewards.
CLOSED = Quick(skip, skip, skip)


def open_quick(call: Callable[..., Any], column: tuple[str, str], own_column: str) -> Quick:
    """Make the quick ways.

    Args:
        call: a function of this package that takes a response and its truth.
        column: the column of the truth and the key inside it; or nothing and the column.
        own_column: the column that the host itself hands over as the truth.
    """
    head, key = column
    if head:
        return Quick(make_row_inside(make_row(call, key), head), skip, skip)
    pair = make_pair(call) if key == own_column else skip
    return Quick(make_row(call, key), pair, make_batch(call, key))


def make_pair(call: Callable[..., Any]) -> Callable[[Any, Any], float | None]:
    """Make the way of a completion and its truth."""

    def pair(completion: Any, truth: Any) -> float | None:
        try:
            if type(truth) is str and (type(completion) is str or (type(completion) is list and completion)):
                score = call(completion, truth)
                # A list that is no conversation is a batch.
                return score if type(score) is float else None
        except ELSEWHERE:
            pass
        return None

    return pair


def make_row(call: Callable[..., Any], key: str) -> Callable[[Any, Any], float | None]:
    """Make the way of a completion and its row; it repeats `pair`, because a call more is a part of what it saves."""

    def row(completion: Any, row: Any) -> float | None:
        try:
            truth = row[key] if type(row) is dict else getattr(row, key)
            if type(truth) is str and (type(completion) is str or (type(completion) is list and completion)):
                score = call(completion, truth)
                return score if type(score) is float else None
        except ELSEWHERE:
            pass
        return None

    return row


def make_row_inside(row: Callable[[Any, Any], float | None], head: str) -> Callable[[Any, Any], float | None]:
    """Make the way of a completion and a row whose truth is inside a column."""

    def row_inside(completion: Any, outer: Any) -> float | None:
        try:
            return row(completion, outer[head] if type(outer) is dict else getattr(outer, head))
        except ELSEWHERE:
            return None

    return row_inside


def make_batch(call: Callable[..., Any], key: str) -> Callable[[Any, Any], list[float | None] | None]:
    """Make the way of a batch; for one of one completion it repeats `pair`, as `make_row` does."""

    def batch(completions: Any, columns: Any) -> list[float | None] | None:
        try:
            truths = columns[key]
            kind = type(truths)
            if type(completions) is not list:
                return None
            if len(completions) == 1:
                # Where there is another number of truths, this raises.
                if kind is list:
                    (truth,) = truths
                else:
                    truth = truths.item() if kind is ARRAY else truths
                (completion,) = completions
                if type(truth) is str and (type(completion) is str or (type(completion) is list and completion)):
                    score = call(completion, truth)
                    return [score] if type(score) is float else None
                return None
            if len(truths) != len(completions) if kind is list or kind is ARRAY else kind is not str:
                return None
            scores = call(completions, truths)
            if type(scores) is ARRAY and math.isfinite(scores.sum()):
                return scores.tolist()  # type: ignore[no-any-return]
        except ELSEWHERE:
            pass
        return None

    return batch
