"""The sources of records: files, folders of parts and tables, read as Arrow record batches and never as a whole."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.analysis.results import LeftOut
from agent_tunix.rewards.errors import locate
from agent_tunix.rewards.writing.files import ROWS

#: How much is read at a time: enough work for several threads, but little memory.
BATCH_ROWS, LEAST_ROWS = 1 << 15, 1 << 8
BATCH_BYTES, BLOCK_BYTES = 1 << 22, 1 << 24

#: Escapes in JSON: of a backslash, after which a `u` is text; of a whole surrogate pair; of half of one.
ESCAPES = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

KINDS = (
    "a folder of parts, a Parquet, JSON Lines or CSV file, a RewardLog, an Arrow table, a DataFrame or a list of dicts"
)


@dataclass
class Source:
    """A table that is read once."""

    name: str
    schema: Any
    batches: Callable[[], Iterator[Any]]
    #: How many rows it has; None if that is not known before it is read.
    rows: int | None


def need(module: str) -> Any:
    """Import a module that only reports need, or say how to install it."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(
            f"reports need {module.partition('.')[0]}: pip install 'agent-tunix-rewards[analysis]'"
        ) from error


@contextmanager
def little_memory() -> Iterator[None]:
    """Let Arrow return memory to the system early, which its usual pool does not: tens of megabytes."""
    pa = need("pyarrow")
    usual = pa.default_memory_pool()
    # Not on every system.
    with suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)


def open_sources(records: Any) -> tuple[list[Source], list[LeftOut]]:
    """Open records of any kind that `analyze` takes.

    Returns:
        The tables, in an order that does not depend on the file system, and what could not be opened.
    """
    if hasattr(records, "folder") and hasattr(records, "flush"):
        records.flush()
        if records.folder is None:
            raise unreadable("this log keeps none; give it a folder: RewardLog(reward, folder=...)", "wrong_state")
        records = records.folder
    if isinstance(records, str | Path):
        return open_path(Path(records))
    if isinstance(records, Mapping):
        return [_open_columns(records)], []
    if hasattr(records, "__arrow_c_stream__"):
        return [open_stream(records)], []
    if isinstance(records, Iterable) and not isinstance(records, bytes | bytearray | memoryview):
        items = list(records)
        if items and all(isinstance(item, str | Path) for item in items):
            opened = [open_path(Path(item)) for item in items]
            return [source for found, _ in opened for source in found], [note for _, out in opened for note in out]
        return [_open_rows(items)], []
    raise ArgumentTypeError(f"records: expected {KINDS}, got {type(records).__name__}", argument="records")


def open_path(path: Path) -> tuple[list[Source], list[LeftOut]]:
    """Open a file, or all files of a folder; a file that can't be read is left out if another one can be read."""
    if not path.exists():
        raise unreadable(f"there is no file or folder {path}")
    if not path.is_dir():
        return [open_file(path)], []
    inside = sorted(file for file in path.rglob("*") if file.is_file())
    files = [file for file in inside if file.suffix.lower() in ROWS and not file.name.startswith(".")]
    # A folder with the parts of a log may also contain files of metrics.
    files = [file for file in files if file.match("part-*.parquet")] or files
    left_out = [
        LeftOut(f"{file.relative_to(path)}: a part that was never finished")
        for file in inside
        if file.suffix in {".tmp", ".part", ".unfinished"}
    ]
    found: list[Source] = []
    failed: list[ArgumentValueError] = []
    for file in files:
        try:
            found.append(open_file(file))
        except ArgumentValueError as error:  # noqa: PERF203 # opening a file takes longer
            failed.append(error)
            left_out.append(LeftOut(locate(error)[1]))
    if failed and not found:
        raise failed[0]
    if not found:
        raise unreadable(f"there is no record in the folder {path} (looked for {', '.join(ROWS)})", "empty")
    return found, left_out


def open_file(path: Path) -> Source:
    """Open a file; its ending says of which kind it is."""
    kind = ROWS.get(path.suffix.lower())
    if kind is None:
        raise unreadable(f"{path} ends in none of {', '.join(ROWS)}")
    if path.stat().st_size == 0:
        raise unreadable(f"{path} is empty", "empty")
    pa = need("pyarrow")
    openers = {"parquet": _open_parquet, "jsonl": open_json, "csv": _open_csv}
    try:
        found = openers[kind](path)
        # A damaged file may have names that are no text.
        found.schema.names  # noqa: B018
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise unreadable(f"{path} can't be read ({first_line(error)})") from None
    return found


def _open_parquet(path: Path) -> Source:
    pq = need("pyarrow.parquet")
    with pq.ParquetFile(path) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
        size = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
    # Fewer rows are read at a time if they are long.
    together = max(LEAST_ROWS, min(BATCH_ROWS, BATCH_BYTES * rows // max(size, 1)))

    def batches() -> Iterator[Any]:
        with pq.ParquetFile(path, memory_map=True, pre_buffer=False) as file:
            yield from file.iter_batches(batch_size=together)

    return Source(str(path), schema, batches, rows)


def open_json(path: Path) -> Source:
    """Open a file with one JSON object on each line."""
    pa, json = need("pyarrow"), need("pyarrow.json")
    options = json.ReadOptions(block_size=BLOCK_BYTES)
    if not hasattr(json, "open_json"):
        # pyarrow before version 20 can only read such a file as a whole.
        return replace(open_stream(json.read_json(Mended(path), read_options=options)), name=str(path))
    with json.open_json(Mended(path), read_options=options) as reader:
        seen = reader.schema
    # Other numbers, or texts, may follow after whole numbers, or nulls, at the beginning.
    numbers = {pa.int64(): pa.float64(), pa.null(): pa.string()}
    schema = pa.schema([pa.field(field.name, numbers.get(field.type, field.type)) for field in seen])

    def batches() -> Iterator[Any]:
        parse = json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
        with json.open_json(Mended(path), read_options=options, parse_options=parse) as reader:
            yield from reader

    return Source(str(path), schema, batches, None)


class Mended(io.RawIOBase):
    """A file of JSON Lines in which each half of a surrogate pair, which a model may write, is replaced by U+FFFD."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")
        self.rest = memoryview(b"")

    def readable(self) -> bool:
        """Return True: the file can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; whole lines are changed at a time, so that no escape is divided."""
        if not self.rest:
            lines = self.file.read(BLOCK_BYTES) + self.file.readline()
            self.rest = memoryview(ESCAPES.sub(mend, lines) if SURROGATE.search(lines) else lines)
        count = min(len(buffer), len(self.rest))
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count

    def close(self) -> None:
        """Close the file."""
        self.file.close()
        super().close()


def mend(escape: re.Match[bytes]) -> bytes:
    """Return an escape, or the one that replaces it if it is half of a surrogate pair."""
    return b"\\ufffd" if len(escape[0]) == len(b"\\ud800") else escape[0]


def _open_csv(path: Path) -> Source:
    pa, csv = need("pyarrow"), need("pyarrow.csv")
    read, parse = csv.ReadOptions(block_size=BLOCK_BYTES), csv.ParseOptions(newlines_in_values=True)
    with csv.open_csv(path, read_options=read, parse_options=parse) as reader:
        seen = reader.schema
    # A column of whole numbers in the first block may have other numbers further on.
    kinds = {name: pa.float64() if pa.types.is_integer(kind) else kind for name, kind in zip(seen.names, seen.types)}  # noqa: B905 # of one schema
    texts = {name: pa.string() for name in seen.names if not pa.types.is_floating(kinds[name])}
    convert = csv.ConvertOptions(column_types={**kinds, **texts})

    def batches() -> Iterator[Any]:
        with csv.open_csv(path, read_options=read, parse_options=parse, convert_options=convert) as reader:
            yield from reader

    schema = pa.schema([pa.field(name, {**kinds, **texts}[name]) for name in seen.names])
    return Source(str(path), schema, batches, None)


def open_stream(table: Any) -> Source:
    """Open an object that exports Arrow's stream: a table, a reader or a DataFrame."""
    pa = need("pyarrow")
    try:
        reader = pa.RecordBatchReader.from_stream(table)
    except (pa.ArrowException, UnicodeEncodeError) as error:
        raise ArgumentTypeError(
            f"records: the {type(table).__name__} is no table of columns of one type each ({first_line(error)})",
            argument="records",
        ) from None
    rows = getattr(table, "num_rows", None)
    if rows is None and hasattr(table, "__len__"):
        rows = len(table)

    def batches() -> Iterator[Any]:
        for batch in reader:
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield batch.slice(start, BATCH_ROWS)

    return Source(type(table).__name__, reader.schema, batches, rows)


def _open_rows(rows: list[Any]) -> Source:
    for at, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise ArgumentTypeError(
                f"records[{at}]: expected a dict, got {type(row).__name__}", argument="records", index=at
            )
    # The first row may lack a component that others have.
    names = list(dict.fromkeys(name for row in rows for name in row))
    return _open_columns({name: [row.get(name) for row in rows] for name in names})


def _open_columns(columns: Mapping[Any, Any]) -> Source:
    pa = need("pyarrow")
    arrays = {str(name): _column(pa, str(name), values) for name, values in columns.items()}
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        raise unreadable(f"expected columns of one length, got {lengths}", "lengths_differ")
    return open_stream(pa.table(arrays))


def _column(pa: Any, name: str, values: Any) -> Any:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ArgumentTypeError(
            f"records: column {name!r}: expected a list, got {type(values).__name__}", argument="records"
        )
    try:
        return pa.array(values)
    except UnicodeEncodeError:
        # A model may write half of a surrogate pair, which UTF-8 does not have.
        mended = [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values]
        return pa.array(mended)
    except (pa.ArrowException, OverflowError) as error:
        raise ArgumentTypeError(
            f"records: column {name!r} mixes types ({first_line(error)})", argument="records"
        ) from None


def read_ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """Yield batches, each of which is read in another thread while the one before it is worked on."""
    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, batches, None)
        while (batch := following.result()) is not None:
            following = reader.submit(next, batches, None)
            yield batch


def unreadable(wrong: str, code: str = "unreadable_file") -> ArgumentValueError:
    """Return the error that says what is wrong with records."""
    return ArgumentValueError(f"records: {wrong}", argument="records", code=code)


def first_line(error: Exception) -> str:
    """Return the first line of what an error says, without the argument that it names."""
    return locate(error)[1].partition("\n")[0].strip().rstrip(".") or type(error).__name__
