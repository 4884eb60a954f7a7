"""Rows as every kind of file yields them, and the values that scoring needs out of one row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard, overload

import numpy as np

from agent_tunix.rewards._core import ArgumentTypeError
from agent_tunix.rewards.reading.messages import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent_tunix.rewards.cli.errors import Mistake

Row = dict[str, Any]

# Rows and bytes after which a chunk ends: enough for the threads to share, little beside the rest of the process.
CHUNK_ROWS = 4096
CHUNK_BYTES = 16 << 20

_DEEPEST_NAME = 3


class BatchRows(Sequence[Row]):
    """The rows of an Arrow record batch, which become dictionaries when somebody looks at them."""

    def __init__(self, batch: Any) -> None:
        self._batch = batch

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self._batch.num_rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """Return one row, or a list of them."""
        if isinstance(at, slice):
            return [self[index] for index in range(*at.indices(len(self)))]
        row: Row = self._batch.slice(at, 1).to_pylist()[0]
        return row

    def __iter__(self) -> Iterator[Row]:
        """Go over all rows."""
        return iter(self._batch.to_pylist())


@dataclass(frozen=True)
class Chunk:
    """Some consecutive rows of a file."""

    rows: Sequence[Row]
    #: Where each row stands in its file: a line number, or a row number where there are no lines.
    places: Sequence[int]
    #: How much of the reader's ``size`` has been read up to the end of this chunk.
    done: int
    #: The Arrow record batch that the rows came from, if they did.
    batch: Any = None

    def pick(self, indexes: list[int]) -> Chunk:
        """Return some of the rows."""
        batch = None if self.batch is None else self.batch.take(np.array(indexes, np.int64))
        rows = [self.rows[index] for index in indexes] if batch is None else BatchRows(batch)
        return Chunk(rows, [self.places[index] for index in indexes], self.done, batch)


class Reader(Protocol):
    """A file of rows that can be read more than once."""

    #: How messages call it.
    name: str
    #: "line" or "row": what ``Chunk.places`` counts.
    place: str
    #: What ``Chunk.done`` counts up to.
    size: int
    #: What is done with the error for a line that holds no row.
    refuse: Callable[[Mistake], None]

    def chunks(self) -> Iterator[Chunk]:
        """Yield the file's rows, a chunk at a time."""
        ...

    def narrow(self, columns: list[str]) -> None:
        """Read no more than some columns from now on, where that saves anything."""
        ...

    def walk(self) -> Iterator[Row]:
        """Yield the rows one by one, for somebody who looks at the first ones."""
        ...

    def columns(self) -> list[str] | None:
        """Return the columns' names, or None where only reading all rows would tell."""
        ...


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Tell whether a value is a JSON array."""
    return isinstance(value, list)


def name_columns(row: Row) -> list[str]:
    """Return the names that ``look_up`` knows in this row, outer ones first."""
    names: list[str] = []
    level: list[tuple[str, Any]] = list(row.items())
    for _ in range(_DEEPEST_NAME):
        names += [name for name, _ in level]
        level = [(f"{name}.{key}", inner) for name, value in level if is_object(value) for key, inner in value.items()]
    return names


def read_response(value: Any) -> str:
    """Return a response's text: a string, or the last text of the assistant in a list of chat messages.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, (str, list, dict)):
        try:
            return read_text(value)
        except ArgumentTypeError:
            pass
    raise ValueError(f"holds {_describe(value)}, not text or chat messages")


def read_truth(value: Any) -> Any:
    """Return a truth as the rewards take it: text, a number, or a list of acceptable ones."""
    if is_list(value):
        if not value:
            raise ValueError("is an empty list")
        return [read_truth(item) for item in value]
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValueError("is blank")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"is {value}")
    if is_object(value) or isinstance(value, (bool, bytes)):
        raise ValueError(f"holds {_describe(value)}, not text or a number")
    return value


def _describe(value: object) -> str:
    if value is None:
        return "null"
    kinds: dict[object, str] = {
        dict: "an object",
        list: "a list",
        bool: "true or false",
        int: "a number",
        float: "a number",
        bytes: "bytes",
    }
    kind = type(value)
    return kinds.get(kind, f"a {kind.__name__}")
