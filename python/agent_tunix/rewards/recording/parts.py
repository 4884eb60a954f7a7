"""Records on disk: Parquet files, each complete in itself, so that a run that is killed loses at most the last one.

A part is written under another name, synced to the disk, and then renamed, so that readers of the folder see whole
parts only.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.recording import columns as names

if TYPE_CHECKING:
    from collections.abc import Mapping

#: When a part is full: rows, characters, or seconds since its first row.
PART_ROWS, PART_CHARACTERS, PART_SECONDS = 4096, 64_000_000, 60.0
#: File names have at most 255 bytes, and the numbers of a part need some of them.
LONGEST_RUN = 128
ENUMERATED = (names.RUN, names.MODE, names.REASON, names.SOURCE)
TEXTS = (names.PROMPT, names.RESPONSE, names.TRUTH, names.ANSWER)
INTEGERS = (names.STEP, names.ROW, names.GROUP)
ORDER = (
    *(names.RUN, names.STEP, names.MODE, names.ROW, names.GROUP, names.PROMPT, names.RESPONSE, names.TRUTH),
    *(names.REWARD, names.REASON, names.SOURCE, names.ANSWER),
)


class Parts:
    """A folder of records to which one process adds parts; callers hold a lock."""

    def __init__(self, folder: str | os.PathLike[str], run: str | None) -> None:
        """Check the arguments and make the folder.

        Raises:
            ModuleNotFoundError: pyarrow is not installed.
            TypeError: `folder` is no path, or `run` no text.
            ValueError: the run's name can't be part of a file's, or there is a file where the folder should be.
            OSError: the folder can't be made.
        """
        try:
            import pyarrow.parquet

            # Arrow imports pandas at its first array: do it now, not in the middle of a run.
            pyarrow.array([None])
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                "folder: records are written with pyarrow: pip install 'agent-tunix-rewards[analysis]'"
            ) from error
        if run is not None and not isinstance(run, str):
            raise ArgumentTypeError(f"run: expected a name, got {type(run).__name__}")
        if run is not None and (not run or not all(each.isalnum() or each in "._-" for each in run)):
            raise ArgumentValueError(f"run: expected letters, digits and any of ._-, got {run!r}")
        if run is not None and len(os.fsencode(run)) > LONGEST_RUN:
            raise ArgumentValueError(f"run: expected at most {LONGEST_RUN} bytes, got {len(os.fsencode(run))}")
        if not isinstance(folder, (str, os.PathLike)):
            raise ArgumentTypeError(f"folder: expected a path, got {type(folder).__name__}")
        if not os.fspath(folder):
            raise ArgumentValueError("folder: expected a path, got ''")
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise ArgumentValueError(f"folder: {folder} is a file; name a folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run = run or f"{time.strftime('%Y%m%d_%H%M%S')}_{secrets.token_hex(2)}"
        self.begin()

    def begin(self) -> None:
        """Begin with a name of its own for the parts of this process, or of this copy, and with no rows."""
        # Processes on two machines may have the same number.
        self.process = f"{os.getpid()}_{secrets.token_hex(2)}"
        self.number = 0
        self.clear()

    def clear(self) -> None:
        """Forget the rows that wait."""
        self.rows: dict[str, list[Any]] = {}
        self.count = self.characters = 0
        self.since = 0.0
        self.weights: dict[str, float] = {}

    def add(self, count: int, rows: Mapping[str, list[Any]], weights: Mapping[str, float]) -> None:
        """Add rows, given as columns, and write a part when there are enough."""
        if not self.count:
            self.since = time.monotonic()
        for name, values in rows.items():
            kept = self.rows.get(name)
            if kept is None:
                kept = self.rows[name] = [None] * self.count
            kept.extend(values)
        self.count += count
        for kept in self.rows.values():
            if len(kept) < self.count:
                kept.extend([None] * (self.count - len(kept)))
        self.weights.update(weights)
        for name in TEXTS:
            self.characters += sum(map(len, filter(None, rows.get(name, ()))))
        full = self.count >= PART_ROWS or self.characters >= PART_CHARACTERS
        if full or time.monotonic() - self.since >= PART_SECONDS:
            self.write()

    def write(self) -> None:
        """Write the rows that wait as a part. If that fails they are dropped, so that memory stays bounded."""
        if not self.count:
            return
        rows, count, weights = self.rows, self.count, self.weights
        self.clear()
        path = self.folder / f"part-{self.run}-{self.process}-{self.number:05}.parquet"
        unfinished = self.folder / f".{path.name}.unfinished"
        self.number += 1
        try:
            import pyarrow.parquet as pq

            table = to_table(rows, count, self.run, weights)
            enumerated = [name for name in (*ENUMERATED, names.PROMPT) if name in table.column_names]
            figures = [name for name in table.column_names if name not in TEXTS]
            # The folder may have been deleted in the middle of a run.
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                pq.write_table(
                    table, file, compression="zstd", compression_level=1,
                    use_dictionary=enumerated, write_statistics=figures,
                )  # fmt: skip
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        sync(self.folder)


def to_table(rows: Mapping[str, list[Any]], count: int, run: str, weights: Mapping[str, float]) -> Any:
    """Return rows as an Arrow table with the columns of a record."""
    import pyarrow as pa

    enumerated = pa.dictionary(pa.int32(), pa.string())
    arrays: dict[str, Any] = {}
    given = {**rows, names.RUN: [run] * count}
    for name in (*ORDER, *(name for name in rows if name.startswith(names.COMPONENT))):
        values = given.get(name)
        if values is None:
            continue
        if name in ENUMERATED:
            arrays[name] = pa.array(values, pa.string()).dictionary_encode().cast(enumerated)
        elif name in TEXTS:
            arrays[name] = texts(values)
        elif name in INTEGERS:
            arrays[name] = pa.array(values, pa.int32() if name == names.ROW else pa.int64())
        else:
            # NaN is "not judged", which null says.
            arrays[name] = pa.array(values, pa.float64())
    metadata = {names.KEY: names.VERSION, f"{names.KEY}.weights": json.dumps(dict(weights))}
    return pa.table(arrays).replace_schema_metadata(metadata)


def texts(values: list[str | None]) -> Any:
    """Return texts as an Arrow array, with U+FFFD for lone surrogates, which no encoding has."""
    import pyarrow as pa

    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        return pa.array([None if text is None else mend(text) for text in values], pa.string())


def mend(text: str) -> str:
    """Return a text whose lone surrogates are replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def sync(folder: Path) -> None:
    """Sync the list of files of a folder to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
