"""Reading and writing Parquet with pyarrow, which the command imports only here."""

from __future__ import annotations

import importlib
import json
import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake, refuse
from agent_tunix.rewards.cli.rows import BatchRows, Chunk, Row, is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from agent_tunix.rewards.cli.files import Added

# Rows that are graded in one go: a Parquet file does not say how long its texts are.
_BATCH_ROWS = 8192
# Bytes of a column that are read at a time.
_PIECE = 1 << 20


def import_arrow(inside: str = "") -> Any:
    """Return pyarrow, or a module inside it.

    Raises:
        Mistake: it is not installed.
    """
    return _import(f"pyarrow{inside}")


def _import(name: str) -> Any:
    # Arrow's own allocator keeps much of what was freed, and batch follows batch.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Mistake("Parquet needs pyarrow; install it: pip install pyarrow") from None


class Parquet:
    """A Parquet file, read a record batch at a time."""

    place = "row"
    kind = "a Parquet file"

    def __init__(self, name: str, source: Path) -> None:
        self.name, self.source = name, source
        self.refuse: Callable[[Mistake], None] = refuse
        self._pa = _import("pyarrow")
        self._parquet = _import("pyarrow.parquet")
        with self._guard(), self._parquet.ParquetFile(source) as file:
            self.size: int = file.metadata.num_rows
            self.schema: Any = file.schema_arrow
            # A file that was damaged may have names that are no text.
            self._names: list[str] = self.schema.names
        self._only: list[str] | None = None

    def narrow(self, columns: list[str]) -> None:
        """Read no more than some columns from now on; all of them if one is not there."""
        names = self._names
        found = [
            next((name for name in names if each == name or each.startswith(name + ".")), None) for each in columns
        ]
        self._only = [name for name in found if name] if all(found) else None

    def columns(self) -> list[str] | None:
        """Return the names of the columns."""
        return list(self._names)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows of each record batch together with the batch."""
        done = 0
        # Row groups may be large: they are read a piece at a time, not whole and ahead.
        with self._guard(), self._parquet.ParquetFile(self.source, pre_buffer=False, buffer_size=_PIECE) as file:
            for batch in _read_ahead(file.iter_batches(batch_size=_BATCH_ROWS, columns=self._only)):
                if batch.num_rows:
                    batch.validate(full=True)
                    done += batch.num_rows
                    yield _make_chunk(batch, done - batch.num_rows, done)

    def walk(self) -> Iterator[Row]:
        """Yield the rows one by one."""
        for chunk in self.chunks():
            yield from (chunk.rows[at] for at in range(len(chunk.rows)))

    @contextmanager
    def _guard(self) -> Generator[None]:
        """Turn pyarrow's errors into an error of one line; what the system refuses has a number of its own."""
        try:
            yield
        except (self._pa.ArrowException, UnicodeDecodeError, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
            first = str(error).partition("\n")[0]
            raise Mistake(f"{self.name}: not {self.kind} that can be read ({first}); write it anew") from None


class Arrow(Parquet):
    """A file or a stream of Arrow's own format, read a record batch at a time."""

    kind = "an Arrow file"

    def __init__(self, name: str, source: Path) -> None:
        self.name, self.source = name, source
        self.refuse: Callable[[Mistake], None] = refuse
        self.size = source.stat().st_size
        self._pa = _import("pyarrow")
        with self._guard(), self._pa.memory_map(str(source)) as file:
            self.schema: Any = self._open(file).schema
            self._names = self.schema.names

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows of each record batch together with the batch."""
        done = 0
        with self._guard(), self._pa.memory_map(str(self.source)) as file:
            for whole, read in self._batches(file):
                # Nothing else checks that the places of texts in a damaged file lie within it.
                whole.validate(full=True)
                for start in range(0, whole.num_rows, _BATCH_ROWS):
                    batch = whole.slice(start, _BATCH_ROWS)
                    yield _make_chunk(batch, done, read)
                    done += batch.num_rows

    def _open(self, file: Any) -> Any:
        """Return the reader of a file, or of the stream that `datasets` writes under the same ending."""
        try:
            return self._pa.ipc.open_file(file)
        except self._pa.ArrowInvalid:
            file.seek(0)
            return self._pa.ipc.open_stream(file)

    def _batches(self, file: Any) -> Iterator[tuple[Any, int]]:
        """Yield the batches, each with how many bytes were read up to its end."""
        reader = self._open(file)
        count = getattr(reader, "num_record_batches", None)
        if count is None:
            for batch in reader:
                yield batch, file.tell()
        else:
            for at in range(count):
                yield reader.get_batch(at), self.size * (at + 1) // count


def _read_ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """Yield batches, each of which is unpacked on another thread while the one before it is graded."""
    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, batches, None)
        while (batch := following.result()) is not None:
            following = reader.submit(next, batches, None)
            yield batch


def _make_chunk(batch: Any, before: int, done: int) -> Chunk:
    """Return the chunk of a batch that has so many rows before it."""
    return Chunk(BatchRows(batch), range(before + 1, before + batch.num_rows + 1), done, batch)


class ParquetWriter:
    """Writes chunks with one schema, which must be known before the first chunk, while the next one is graded."""

    def __init__(self, path: Path, schema: Any, added: list[str]) -> None:
        self._pa = _import("pyarrow")
        kinds = {"reason": self._pa.string(), "extracted": self._pa.string()}
        fields = [field for field in schema if field.name not in added]
        fields += [self._pa.field(name, kinds.get(name, self._pa.float64())) for name in added]
        self._schema = self._pa.schema(fields, metadata=schema.metadata)
        self._path = path
        self._writer: Any = _import("pyarrow.parquet").ParquetWriter(path, self._schema)
        self._thread = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def write(self, chunk: Chunk, added: Added) -> None:
        """Write a chunk; a column that was read from Parquet keeps its type."""
        batch = chunk.batch
        known: set[str] = set() if batch is None else set(batch.schema.names)
        arrays = [
            batch.column(field.name)
            if field.name in known and field.name not in added
            else self._convert(
                added[field.name] if field.name in added else [row.get(field.name) for row in chunk.rows], field
            )
            for field in self._schema
        ]
        made = self._pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._wait()
        self._last = self._thread.submit(self._writer.write_batch, made)

    def close(self) -> None:
        """Finish the file."""
        with self._thread, self._writer:
            self._wait()

    def _wait(self) -> None:
        """Wait for the chunk before, and raise what went wrong with it."""
        last, self._last = self._last, None
        if last:
            last.result()

    def _convert(self, values: Any, field: Any) -> Any:
        if isinstance(values, self._pa.Array):
            return values.cast(field.type)
        if field.type == self._pa.string():
            values = [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]
        try:
            return _build(self._pa, values, field.type)
        except (self._pa.ArrowException, OverflowError) as error:
            raise Mistake(
                f"column {field.name!r} can't be written to Parquet ({error}); choose --out with .jsonl"
            ) from None


def infer_schema(chunks: Iterable[Chunk]) -> Any:
    """Return the Arrow schema of all rows; a column of mixed types becomes text."""
    pa = _import("pyarrow")
    types: dict[str, Any] = {}
    for chunk in chunks:
        for name in dict.fromkeys(key for row in chunk.rows for key in row):
            types[name] = _unite(pa, types.get(name, pa.null()), [row.get(name) for row in chunk.rows])
    empty = pa.null()
    return pa.schema([pa.field(name, pa.string() if kind == empty else kind) for name, kind in types.items()])


def _unite(pa: Any, kind: Any, values: list[Any]) -> Any:
    if kind == pa.string():
        return kind
    try:
        # pa.infer_type can't be used: it accepts text among numbers.
        fields = [pa.schema([pa.field("x", each)]) for each in (kind, _build(pa, values).type)]
        united = pa.unify_schemas(fields, promote_options="permissive").field("x").type
    except (pa.ArrowException, OverflowError):
        return pa.string()
    # Parquet can't store an object without members.
    return pa.string() if pa.types.is_struct(united) and united.num_fields == 0 else united


def _build(pa: Any, values: list[Any], kind: Any = None) -> Any:
    """Return the Arrow array of these values."""
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_mend(value) for value in values], kind)


def _mend(value: Any) -> Any:
    """Return a value with a question mark for each half of a surrogate pair, which UTF-8 does not have."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if is_list(value):
        return [_mend(item) for item in value]
    return {_mend(key): _mend(item) for key, item in value.items()} if is_object(value) else value
