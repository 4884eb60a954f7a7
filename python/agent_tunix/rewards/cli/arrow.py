"""Parquet, by pyarrow, which is imported here and nowhere else."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.cli.errors import Mistake
from agent_tunix.rewards.cli.rows import Chunk, is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from agent_tunix.rewards.cli.files import Added

# A Parquet file does not say how long its texts are: fewer rows at a time than for the others.
_BATCH_ROWS = 1024


def _import(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise Mistake("Parquet needs pyarrow; install it: pip install 'agent-tunix-rewards[parquet]'") from None


class Parquet:
    """A Parquet file, read a record batch at a time."""

    place = "row"

    def __init__(self, path: Path, only: list[str] | None = None) -> None:
        self.path = path
        self._pa = _import("pyarrow")
        self._parquet = _import("pyarrow.parquet")
        with self._guard(), self._parquet.ParquetFile(path) as file:
            self.size: int = file.metadata.num_rows
            self.schema: Any = file.schema_arrow
        names: list[str] = self.schema.names
        # A missing column is told by the first row, which must then have them all.
        wanted = [
            next((name for name in names if want == name or want.startswith(name + ".")), None) for want in only or []
        ]
        self._only = [name for name in wanted if name] if wanted and all(wanted) else None

    def columns(self) -> list[str] | None:
        """Return the schema's names."""
        return list(self.schema.names)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows of each record batch, and the batch itself."""
        done = 0
        with self._guard(), self._parquet.ParquetFile(self.path) as file:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=self._only):
                if batch.num_rows:
                    places = list(range(done + 1, done + batch.num_rows + 1))
                    done += batch.num_rows
                    yield Chunk(batch.to_pylist(), places, done, batch)

    def _guard(self) -> _Guard:
        return _Guard(self.path, self._pa.ArrowException)


class _Guard:
    """Turns pyarrow's errors into one line."""

    def __init__(self, path: Path, kind: type[Exception]) -> None:
        self._path = path
        self._kind = kind

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, self._kind):
            first = str(error).partition("\n")[0]
            raise Mistake(f"{self._path}: not a Parquet file that can be read ({first}); write it anew") from None


class ParquetWriter:
    """Writes chunks under one schema, which is known before the first."""

    def __init__(self, path: Path, schema: Any, added: list[str]) -> None:
        self._pa = _import("pyarrow")
        kinds = {"reason": self._pa.string(), "extracted": self._pa.string()}
        fields = [field for field in schema if field.name not in added]
        fields += [self._pa.field(name, kinds.get(name, self._pa.float64())) for name in added]
        self._schema = self._pa.schema(fields, metadata=schema.metadata)
        self._path = path
        self._writer: Any = _import("pyarrow.parquet").ParquetWriter(path, self._schema)

    def write(self, chunk: Chunk, added: Added) -> None:
        """Write a chunk; a column that came from Parquet is passed on as it is."""
        batch = chunk.batch
        known: set[str] = set(batch.schema.names) if batch else set()
        arrays = [
            batch.column(field.name)
            if field.name in known and field.name not in added
            else self._convert(added.get(field.name) or [row.get(field.name) for row in chunk.rows], field)
            for field in self._schema
        ]
        self._writer.write_batch(self._pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        """End the file."""
        self._writer.close()

    def _convert(self, values: list[Any], field: Any) -> Any:
        if field.type == self._pa.string():
            values = [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]
        try:
            return _build(self._pa, values, field.type)
        except (self._pa.ArrowException, OverflowError) as error:
            raise Mistake(
                f"column {field.name!r} can't be written to Parquet ({error}); choose --out with .jsonl"
            ) from None


def infer_schema(chunks: Iterable[Chunk]) -> Any:
    """Return the Arrow schema that all these rows fit; a column of mixed kinds becomes text."""
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
        # Not by pa.infer_type: it lets text pass among numbers.
        fields = [pa.schema([pa.field("x", each)]) for each in (kind, _build(pa, values).type)]
        united = pa.unify_schemas(fields, promote_options="permissive").field("x").type
    except (pa.ArrowException, OverflowError):
        return pa.string()
    # Parquet has no object without members.
    return pa.string() if pa.types.is_struct(united) and united.num_fields == 0 else united


def _build(pa: Any, values: list[Any], kind: Any = None) -> Any:
    """Return the Arrow array of these values."""
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_mend(value) for value in values], kind)


def _mend(value: Any) -> Any:
    """Return the value with every lone surrogate, which UTF-8 can't write, as a question mark."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if is_list(value):
        return [_mend(item) for item in value]
    return {_mend(key): _mend(item) for key, item in value.items()} if is_object(value) else value
