"""Readers of JSON Lines and CSV, a chunk at a time; the one for Parquet is in ``arrow``."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.files import tell_kind
from agent_tunix.rewards.cli.rows import CHUNK_BYTES, CHUNK_ROWS, Chunk, Reader, Row, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Python limits a field of CSV to 128 KiB by default, but a response may be longer.
_LONGEST_FIELD = 2**31 - 1


def open_reader(path: Path, only: list[str] | None = None) -> Reader:
    """Return the reader for a file; ``only`` names the columns that are needed, and Parquet reads no others."""
    kind = tell_kind(path)
    if path.stat().st_size == 0:
        raise Mistake(f"{path} is empty: there is nothing to score")
    if kind == "jsonl":
        return JsonLines(path)
    if kind == "csv":
        return Csv(path)
    from agent_tunix.rewards.cli.arrow import Parquet

    return Parquet(path, only)


class TextFile:
    """A file of text that is read in chunks."""

    place = "line"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size

    def read(self) -> Iterator[tuple[Row, int, int]]:
        """Yield each row, its line, and how many bytes of the file were read so far."""
        raise NotImplementedError

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows, reading no more than a chunk ahead."""
        rows: list[Row] = []
        places: list[int] = []
        done = start = 0
        for row, place, done in self.read():
            rows.append(row)
            places.append(place)
            if len(rows) == CHUNK_ROWS or done - start >= CHUNK_BYTES:
                yield Chunk(rows, places, done)
                rows, places, start = [], [], done
        if rows:
            yield Chunk(rows, places, self.size)


class JsonLines(TextFile):
    """One JSON object on each line; blank lines are skipped."""

    def columns(self) -> list[str] | None:
        """Return None: every line may have keys of its own."""
        return None

    def read(self) -> Iterator[tuple[Row, int, int]]:
        """Yield each row, its line, and how many bytes of the file were read so far."""
        done = 0
        # Lines end with line feeds only: the other line separators of Unicode may stand inside a JSON string.
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                done += len(line)
                if not line.isspace():
                    yield self._decode(line, number), number, done

    def _decode(self, line: bytes, number: int) -> Row:
        where = f"{self.path}, line {number}"
        try:
            row: Any = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as error:
            raise Mistake(
                f"{where}: not UTF-8 text (byte {error.start + 1} of the line); save the file as UTF-8"
            ) from None
        except json.JSONDecodeError as error:
            raise Mistake(
                f"{where}: not valid JSON ({error.msg} at character {error.colno}); mend or drop the line"
            ) from None
        except (RecursionError, ValueError) as error:
            raise Mistake(f"{where}: JSON that can't be read ({error}); mend or drop the line") from None
        if not is_object(row):
            raise Mistake(f"{where}: expected a JSON object, got a {type(row).__name__}; write one object on each line")
        return row


class Csv(TextFile):
    """Comma-separated values with a header line; every value is text."""

    def columns(self) -> list[str] | None:
        """Return the header."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return self._read_header(csv.reader(file, strict=True))

    def read(self) -> Iterator[tuple[Row, int, int]]:
        """Yield each row, its line, and how many bytes of the file were read so far."""
        csv.field_size_limit(_LONGEST_FIELD)
        with self.path.open("rb") as binary, io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            header = self._read_header(reader)
            for place, fields in self._walk(reader):
                if not fields:
                    continue
                if len(fields) != len(header):
                    wrong = f"{len(fields)} fields where the header has {len(header)}"
                    raise Mistake(f"{self.path}, line {place}: {wrong}; quote fields that hold commas or line breaks")
                yield dict(zip(header, fields, strict=True)), place, binary.tell()

    def _walk(self, reader: Any) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the line on which it begins; turn errors into one line that names the place."""
        while True:
            place = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                raise Mistake(f"{self.path}, line {place}: not valid CSV ({error}); mend or drop the row") from None
            except UnicodeDecodeError:
                raise Mistake(f"{self.path}, near line {place}: not UTF-8 text; save the file as UTF-8") from None
            if fields is None:
                return
            yield place, fields

    def _read_header(self, reader: Any) -> list[str]:
        _, header = next(self._walk(reader), (0, list[str]()))
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise Mistake(
                f"{self.path}: the header names {', '.join(twice)} more than once; give every column its own name"
            )
        return header
