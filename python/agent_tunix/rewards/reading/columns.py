"""Columns of any type, as lists of Python's own values, one for each response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError
from agent_tunix.rewards.reading.paths import MISSING, look_up


def unpacked(column: Any) -> Any:
    """Return a column of an array, a data frame, Arrow or a tensor in Python's own types, anything else as it is."""
    # NumPy, pandas and tensors have the first; Arrow; polars.
    for method in ("tolist", "to_pylist", "to_list"):
        convert = getattr(column, method, None)
        if convert is not None and not isinstance(column, type):
            return convert()
    return column


def find_value(row: Any, name: str, owner: str) -> Any:
    """Return what a row has under a name, which may lead inside a column.

    Raises:
        ValueError: there is no such column; the message has those that there are.
    """
    value = look_up(row, name)
    if value is MISSING:
        raise missing(name, row, owner)
    return value


def find_column(columns: Mapping[str, Any], name: str, length: int, owner: str) -> list[Any]:
    """Return a column as a list of Python's own values, one for each completion.

    Raises:
        ValueError: there is no such column, or it has another length.
    """
    column = look_up(columns, name)
    rest = ""
    # Nested columns come as one mapping of columns, or as a column of mappings.
    head = name
    while column is MISSING and "." in head:
        head = head.rpartition(".")[0]
        rest = name[len(head) + 1 :]
        column = look_up(columns, head)
    if column is MISSING:
        raise missing(name, columns, owner)
    values = read_column(column, length)
    if len(values) != length:
        raise ArgumentValueError(
            f"{owner}: the column {name!r} has {len(values)} values for {length} completions",
            argument="columns",
            code="lengths_differ",
        )
    return [find_value(value, rest, owner) for value in values] if rest else values


def read_column(column: Any, length: int) -> list[Any]:
    """Return the values of a column of any type; a single value stands for all."""
    column = unpacked(column)
    if isinstance(column, (str, bytes, Mapping)) or not hasattr(column, "__iter__"):
        return [plain(column)] * length
    return [value if type(value) is str else plain(value) for value in column]


def plain(value: Any) -> Any:
    """Return text for bytes, lists for arrays, and everything else as it is."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.tolist() if isinstance(value, np.ndarray) else value


def find_rows(columns: Mapping[str, Any], length: int) -> list[dict[str, Any]]:
    """Return one dict for each completion, of the columns that have a value for each."""
    lists = {
        name: read_column(column, length)
        for name, column in columns.items()
        if isinstance(column, (list, tuple, np.ndarray)) and len(column) == length
    }
    return [{name: values[at] for name, values in lists.items()} for at in range(length)]


def missing(name: str, row: Any, owner: str) -> ArgumentValueError:
    """Return the error that names a column that is not there and the columns that are."""
    names: Sequence[Any] = (
        list(row) if isinstance(row, Mapping) else sorted(vars(row)) if hasattr(row, "__dict__") else []
    )
    there = ", ".join(repr(each) for each in names) or "none"
    return ArgumentValueError(
        f"{owner}: there is no column {name!r}; the columns are: {there}", argument="columns", code="unknown_column"
    )
