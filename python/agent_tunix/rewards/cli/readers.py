"""Readers of JSON Lines, JSON, CSV and TSV, a chunk at a time; those for Parquet and Arrow are in ``arrow``."""

from __future__ import annotations

import atexit
import csv
import gzip
import io
import json
import shutil
import tempfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from agent_tunix.rewards.cli.errors import Mistake, refuse
from agent_tunix.rewards.cli.files import ENDINGS, PACKED, tell_read_kind
from agent_tunix.rewards.cli.rows import CHUNK_BYTES, CHUNK_ROWS, Chunk, Reader, Row, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

# Python limits a field of CSV to 128 KiB by default, but a response may be longer.
_LONGEST_FIELD = 2**31 - 1


def open_reader(path: Path, name: str | None = None, *, empty: bool = False) -> Reader:
    """Return the reader for a file.

    Args:
        path: the file.
        name: how messages call it, by default its path.
        empty: whether it may be a file of text without any.
    """
    name = str(path) if name is None else name
    kind, packed = tell_read_kind(path) if path.is_file() or path.suffix in {*ENDINGS, *PACKED} else ("jsonl", None)
    source = path
    if not path.is_file():
        with path.open("rb") as pipe:
            source = copy_pipe(pipe, name)
    if source.stat().st_size == 0 and not (empty and kind in TEXTS):
        raise Mistake(f"{name} is empty: it has no rows")
    if kind in TEXTS:
        return cast("Reader", TEXTS[kind](name, source, packed))
    from agent_tunix.rewards.cli.arrow import Arrow, Parquet

    if packed:
        raise Mistake(f"{name}: files of this kind are compressed inside; unpack it")
    return Parquet(name, source) if kind == "parquet" else Arrow(name, source)


def copy_pipe(pipe: BinaryIO, name: str, suffix: str = "") -> Path:
    """Copy what can be read only once to a temporary file, which is removed when the command ends."""
    copy = tempfile.NamedTemporaryFile(prefix="agent-tunix-rewards-", suffix=suffix)  # noqa: SIM115  closed at the end
    atexit.register(copy.close)
    try:
        shutil.copyfileobj(pipe, copy)
        copy.flush()
    except OSError as error:
        place = tempfile.gettempdir()
        raise Mistake(f"{name} can't be copied to {place} ({error.strerror}); let TMPDIR name another folder") from None
    return Path(copy.name)


class TextFile:
    """A file of text that is read in chunks."""

    place = "line"

    def __init__(self, name: str, source: Path, packed: str | None = None) -> None:
        self.name, self.source, self.packed = name, source, packed
        self.refuse: Callable[[Mistake], None] = refuse
        self.size = source.stat().st_size

    @contextmanager
    def open(self) -> Generator[tuple[BinaryIO, Callable[[], int]]]:
        """Lend the unpacked bytes, and what tells how many bytes of the file were read for them."""
        with self.source.open("rb") as file:
            try:
                yield _unpack(file, self.packed), file.tell
            except (EOFError, OSError, zlib.error) as error:
                # The errors of the unpackers have no number, those of the system have one.
                if getattr(error, "errno", None) is not None:
                    raise
                raise Mistake(f"{self.name}: not a {self.packed} file that can be read ({error})") from None

    def read(self) -> Iterator[tuple[Row, int, int]]:
        """Yield each row, its line, and how many bytes of the file were read so far."""
        raise NotImplementedError

    def narrow(self, columns: list[str]) -> None:
        """Do nothing: a line is read whole."""

    def walk(self) -> Iterator[Row]:
        """Yield the rows one by one."""
        for row, _, _ in self.read():
            yield row

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
        with self.open() as (file, tell):
            for number, line in enumerate(file, 1):
                done = tell() if self.packed else done + len(line)
                if line.isspace():
                    continue
                try:
                    row = self._decode(line, number)
                except Mistake as mistake:
                    self.refuse(mistake)
                else:
                    yield row, number, done

    def _decode(self, line: bytes, number: int) -> Row:
        where = f"{self.name}, line {number}"
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


class Json(TextFile):
    """A JSON array of objects, which is read as a whole."""

    place = "row"

    def columns(self) -> list[str] | None:
        """Return None: every object may have keys of its own."""
        return None

    def read(self) -> Iterator[tuple[Row, int, int]]:
        """Yield each row and its number."""
        with self.open() as (file, _):
            try:
                rows: Any = json.loads(file.read().decode("utf-8-sig"))
            except UnicodeDecodeError:
                raise Mistake(f"{self.name}: not UTF-8 text; save the file as UTF-8") from None
            except (RecursionError, ValueError) as error:
                raise Mistake(f"{self.name}: not valid JSON ({error})") from None
        if not isinstance(rows, list):
            raise Mistake(f"{self.name}: expected a JSON array of objects; name JSON Lines .jsonl")
        for number, row in enumerate(rows, 1):
            if is_object(row):
                yield row, number, self.size * number // len(rows)
            else:
                self.refuse(Mistake(f"{self.name}, row {number}: expected a JSON object, got a {type(row).__name__}"))


class Csv(TextFile):
    """Comma-separated values with a header line; every value is text."""

    delimiter = ","

    def columns(self) -> list[str] | None:
        """Return the header."""
        with self.open() as (binary, _), io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as file:
            return self._read_header(csv.reader(file, strict=True, delimiter=self.delimiter))

    def read(self) -> Iterator[tuple[Row, int, int]]:
        """Yield each row, its line, and how many bytes of the file were read so far."""
        csv.field_size_limit(_LONGEST_FIELD)
        with self.open() as (binary, tell), io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True, delimiter=self.delimiter)
            header = self._read_header(reader)
            for place, fields in self._walk(reader):
                if not fields:
                    continue
                if len(fields) != len(header):
                    wrong = f"{len(fields)} fields where the header has {len(header)}"
                    where = f"{self.name}, line {place}"
                    self.refuse(Mistake(f"{where}: {wrong}; quote fields that hold commas or line breaks"))
                    continue
                yield dict(zip(header, fields, strict=True)), place, tell()

    def _walk(self, reader: Any) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with the line on which it begins; turn errors into one line that names the place."""
        while True:
            place = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                raise Mistake(f"{self.name}, line {place}: not valid CSV ({error}); mend or drop the row") from None
            except UnicodeDecodeError:
                raise Mistake(f"{self.name}, near line {place}: not UTF-8 text; save the file as UTF-8") from None
            if fields is None:
                return
            yield place, fields

    def _read_header(self, reader: Any) -> list[str]:
        _, header = next(self._walk(reader), (0, list[str]()))
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise Mistake(
                f"{self.name}: the header names {', '.join(twice)} more than once; give every column its own name"
            )
        return header


class Tsv(Csv):
    """The same with tabulators."""

    delimiter = "\t"


def _unpack(file: BinaryIO, packed: str | None) -> BinaryIO:
    if packed is None:
        return file
    if packed == "gzip":
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    try:
        import pyarrow as pa
    except ImportError:
        raise Mistake("files that end with .zst need pyarrow; install it: pip install pyarrow") from None
    return cast("BinaryIO", io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(file), packed), 1 << 16))


#: The readers of texts, by the kind of file.
TEXTS: dict[str, type[TextFile]] = {"jsonl": JsonLines, "json": Json, "csv": Csv, "tsv": Tsv}
