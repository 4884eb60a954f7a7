"""What trainers hand over: columns of any type, chat messages, and names that lead to a value inside a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError

Path = tuple[str, ...]


def unpacked(column: Any) -> Any:
    """Return a column of an array, a data frame, Arrow or a tensor in Python's own types, anything else as it is."""
    # NumPy, pandas and tensors have the first; Arrow; polars.
    for method in ("tolist", "to_pylist", "to_list"):
        convert = getattr(column, method, None)
        if convert is not None and not isinstance(column, type):
            return convert()
    return column


def read_path(name: str) -> Path:
    """Return the whole name, then its parts between dots: a column may have dots in its own name."""
    return (name, *name.split(".")) if "." in name else (name,)


def read_text(completion: Any) -> str:
    """Return the text of a completion: itself, or the last text of the assistant in a list of chat messages.

    A model decides whether it says anything, so messages without a text of the assistant are an empty response.
    """
    if isinstance(completion, str):
        return completion
    if isinstance(completion, bytes):
        return completion.decode("utf-8", "replace")
    messages = [completion] if isinstance(completion, Mapping) or hasattr(completion, "role") else completion
    if isinstance(messages, (list, tuple, np.ndarray)):
        for message in reversed(messages):
            if not isinstance(message, Mapping) and not hasattr(message, "role"):
                raise ArgumentTypeError(f"completion: expected chat messages in a list, got {type(message).__name__}")
            text = read_content(field(message, "content")) if field(message, "role") == "assistant" else None
            if text is not None:
                return text
        return ""
    raise ArgumentTypeError(f"completion: expected str or a list of chat messages, got {type(completion).__name__}")


def read_prompt(prompt: Any) -> str:
    """Return the text of a prompt: itself, or the text of its last message of the user."""
    if not isinstance(prompt, (list, tuple, np.ndarray)):
        return prompt if isinstance(prompt, str) else read_text(prompt)
    said = [message for message in prompt if field(message, "role", "user") == "user"]
    return (read_content(field(said[-1], "content")) or "") if said else ""


def read_content(content: Any) -> str | None:
    """Return the text of a message's content, which may come in parts; None if there is none."""
    if content is None or isinstance(content, str):
        return content
    if isinstance(content, (list, tuple)):
        parts = [part if isinstance(part, str) else field(part, "text") for part in content]
        texts = [part for part in parts if isinstance(part, str)]
        return "".join(texts) if texts else None
    return None


def field(value: Any, name: str, default: Any = None) -> Any:
    """Return an entry of a mapping or an attribute of an object."""
    if isinstance(value, Mapping):
        return value.get(name, default)
    return getattr(value, name, default)


def read_completions(completions: Any) -> list[str]:
    """Return the text of each completion of a batch."""
    if isinstance(completions, (str, bytes, Mapping)):
        raise ArgumentTypeError(f"completions: expected a list of them, got {type(completions).__name__}")
    return [each if isinstance(each, str) else read_text(each) for each in completions]


def find_value(row: Any, path: Path, owner: str) -> Any:
    """Return what a row has under a name, or inside a column of that name where the name has dots."""
    if isinstance(row, Mapping):
        value = row.get(path[0], MISSING)
        if value is not MISSING:
            return value
    value = row
    for part in path[1:] or path:
        value = field(value, part, MISSING)
        if value is MISSING:
            raise missing(path[0], row, owner)
    return value


def find_column(columns: Mapping[str, Any], path: Path, length: int, owner: str) -> list[Any]:
    """Return a column as a list of Python's own values, one for each completion."""
    head = columns.get(path[0], MISSING)
    rest: Path = ()
    if head is MISSING and len(path) > 1:
        head, rest = columns.get(path[1], MISSING), path[2:]
        # Nested columns come as one dict of columns or as a column of dicts.
        while rest and isinstance(head, Mapping) and rest[0] in head:
            head, rest = head[rest[0]], rest[1:]
    if head is MISSING:
        raise missing(path[0], columns, owner)
    values = read_column(head, length)
    if len(values) != length:
        raise ArgumentValueError(f"{owner}: the column {path[0]!r} has {len(values)} values for {length} completions")
    return [find_value(value, rest, owner) for value in values] if rest else values


def read_column(column: Any, length: int) -> list[Any]:
    """Return the values of a column of any type; a single value stands for all."""
    column = unpacked(column)
    if isinstance(column, (str, bytes, Mapping)) or not hasattr(column, "__iter__"):
        return [plain(column)] * length
    return [plain(value) for value in column]


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
    return ArgumentValueError(f"{owner}: there is no column {name!r}; the columns are: {there}")


MISSING: Any = object()
