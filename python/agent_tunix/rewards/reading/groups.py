"""Which responses belong together: those to one prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.reading.columns import unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt


class Numbered(NamedTuple):
    """Groups by number, in the order in which they come."""

    member: npt.NDArray[np.int64]
    """The number of each item's group."""
    names: Sequence[Any]
    """The name of each group."""


def number_groups(groups: Any, length: int, *, of: str) -> Numbered:
    """Number the groups of `length` items, which `of` names in errors.

    Args:
        groups: for each item what names its group, such as its prompt (chat messages are one group where they print the
            same); or the number of items in a row that make a group; or None where all items are one group.
        length: how many items there are.
        of: what the items are.

    Raises:
        TypeError: the groups are text, or anything else that is no column.
        ValueError: there are not as many names as items, or the items can't be divided by the number.
    """
    if groups is None:
        return Numbered(np.zeros(length, np.int64), [None])
    column = unpacked(groups)
    if isinstance(column, int) and not isinstance(column, bool):
        if column < 1 or length % column:
            raise ArgumentValueError(
                f"groups: {length} {of} can't be divided into groups of {column}",
                argument="groups",
                code="out_of_range" if column < 1 else "lengths_differ",
            )
        return Numbered(np.arange(length) // column, range(length // column))
    if isinstance(column, (str, bytes)) or not hasattr(column, "__iter__"):
        raise ArgumentTypeError(
            f"groups: expected one name for each of the {of}, or the size of a group, got {type(groups).__name__}",
            argument="groups",
        )
    names = list(column)
    if len(names) != length:
        raise ArgumentValueError(
            f"groups: got {len(names)} for {length} {of}", argument="groups", code="lengths_differ"
        )
    numbers: dict[Any, int] = {}
    first: list[Any] = []
    member = np.empty(length, np.int64)
    for at, name in enumerate(names):
        key = as_key(name)
        number = numbers.setdefault(key, len(numbers))
        if number == len(first):
            first.append(name)
        member[at] = number
    return Numbered(member, first)


def as_key(name: Any) -> Any:
    """Return what is equal for equal names: the name itself, or how it prints where it has no hash."""
    try:
        hash(name)
    except TypeError:
        return ("printed", repr(name))
    return name
