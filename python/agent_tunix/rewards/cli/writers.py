"""Writers of scored rows in JSON Lines and CSV; the one for Parquet is in `arrow`."""

from __future__ import annotations

import csv
import json
import sys
from typing import IO, TYPE_CHECKING, Any, Protocol

from agent_tunix.rewards.cli.columnar import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agent_tunix.rewards.cli.files import Added
    from agent_tunix.rewards.cli.rows import Chunk, Row


class Writer(Protocol):
    """What writes the chunks of a file in their order."""

    def write(self, chunk: Chunk, added: Added) -> None:
        """Write the rows of a chunk with the columns that scoring adds."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class JsonLinesWriter:
    """Writes one JSON object on each line."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file; without one it is standard output."""
        self._file: IO[str] = sys.stdout if path is None else path.open("x", encoding="utf-8", newline="\n")

    def write(self, chunk: Chunk, added: Added) -> None:
        """Write the rows of a chunk."""
        self._file.writelines(_to_json(row) + "\n" for row in merge(chunk.rows, added))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class CsvWriter:
    """Writes comma-separated values, with lists and objects as JSON."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        self._columns = columns
        # A question mark replaces half of a surrogate pair, which UTF-8 does not have.
        self._file: IO[str] = path.open("x", encoding="utf-8", errors="replace", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(columns)

    def write(self, chunk: Chunk, added: Added) -> None:
        """Write the rows of a chunk."""
        for row in merge(chunk.rows, added):
            self._writer.writerow([_to_field(row.get(name)) for name in self._columns])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def merge(rows: Sequence[Row], added: Added) -> Iterator[Row]:
    """Yield each row with the added values, which replace columns of the same name."""
    names = list(added)
    columns = [listed(values) for values in added.values()]
    for row, values in zip(rows, zip(*columns, strict=True), strict=True):
        yield {**row, **dict(zip(names, values, strict=True))}


def extend_columns(columns: list[str], added: list[str]) -> list[str]:
    """Return the names of the columns and of the added ones, without repetition."""
    return columns + [name for name in added if name not in columns]


def _to_json(row: Row) -> str:
    line = json.dumps(row, ensure_ascii=False, default=_spell)
    try:
        line.encode()
    except UnicodeEncodeError:
        # UTF-8 does not have halves of surrogate pairs, but JSON can escape them.
        return json.dumps(row, default=_spell)
    return line


def _to_field(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_spell)
    return _spell(value) if isinstance(value, bytes) else value


def _spell(value: Any) -> str:
    """Return a value that JSON does not have, such as bytes or a date, as text."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
