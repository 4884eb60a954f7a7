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
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from agent_tunix.rewards._core import REASONS, ArgumentTypeError, ArgumentValueError, read_answers
from agent_tunix.rewards.recording import columns as names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Record: TypeAlias = "dict[str, Any]"
"""Rows as columns: a list of texts, an array of numbers (reasons by their codes), or one value for all rows."""
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
                "folder: records are written with pyarrow, which is not installed: pip install pyarrow"
            ) from error
        if run is not None and not isinstance(run, str):
            raise ArgumentTypeError(f"run: expected a name, got {type(run).__name__}", argument="run")
        if run is not None and (not run or not all(each.isalnum() or each in "._-" for each in run)):
            raise ArgumentValueError(f"run: expected letters, digits and any of ._-, got {run!r}", argument="run")
        if run is not None and len(os.fsencode(run)) > LONGEST_RUN:
            raise ArgumentValueError(
                f"run: expected at most {LONGEST_RUN} bytes, got {len(os.fsencode(run))}", argument="run"
            )
        if not isinstance(folder, (str, os.PathLike)):
            raise ArgumentTypeError(f"folder: expected a path, got {type(folder).__name__}", argument="folder")
        if not os.fspath(folder):
            raise ArgumentValueError("folder: expected a path, got ''", argument="folder")
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_dir():
            raise ArgumentValueError(f"folder: {folder} is a file; name a folder", argument="folder")
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
        #: The batches that wait: how many rows each has, and their columns.
        self.batches: list[tuple[int, Record]] = []
        self.count = self.characters = 0
        self.since = 0.0
        self.weights: dict[str, float] = {}

    def add(self, count: int, rows: Record, weights: Mapping[str, float]) -> None:
        """Add rows, given as columns, and write a part when there are enough."""
        if not self.count:
            self.since = time.monotonic()
        self.batches.append((count, rows))
        self.count += count
        self.weights.update(weights)
        for name in TEXTS:
            texts = rows.get(name)
            if isinstance(texts, list):
                self.characters += sum(map(len, filter(None, texts)))
        full = self.count >= PART_ROWS or self.characters >= PART_CHARACTERS
        if full or time.monotonic() - self.since >= PART_SECONDS:
            self.write()

    def write(self) -> None:
        """Write the rows that wait as a part. If that fails they are dropped, so that memory stays bounded."""
        if not self.count:
            return
        batches, weights = self.batches, self.weights
        self.clear()
        path = self.folder / f"part-{self.run}-{self.process}-{self.number:05}.parquet"
        unfinished = self.folder / f".{path.name}.unfinished"
        self.number += 1
        try:
            import pyarrow.parquet as pq

            table = to_table(batches, self.run, weights)
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


def to_table(batches: Sequence[tuple[int, Record]], run: str, weights: Mapping[str, float]) -> Any:
    """Return the rows of batches as an Arrow table with the columns of a record."""
    import pyarrow as pa

    enumerated = pa.dictionary(pa.int32(), pa.string())
    arrays: dict[str, Any] = {}
    there = dict.fromkeys(name for _, rows in batches for name in rows)
    answers: dict[str, list[str | None]] = {}
    if any(isinstance(rows.get(names.RESPONSE), list) for _, rows in batches):
        # Read here, for all rows at once: that takes a third of the time that it takes batch by batch.
        answers[names.ANSWER], answers[names.SOURCE] = read_answers(listed(batches, names.RESPONSE))
    for name in (*ORDER, *(name for name in there if name.startswith(names.COMPONENT))):
        if name == names.RUN:
            arrays[name] = pa.array([run] * sum(count for count, _ in batches)).dictionary_encode().cast(enumerated)
        elif name == names.REASON and name in there:
            # `UNKNOWN` is past the last reason, and null like the rows of batches without reasons.
            codes = numbers(batches, name, 255)
            reasons = pa.array(REASONS).take(pa.array(codes, pa.int32(), mask=codes >= len(REASONS)))
            arrays[name] = reasons.dictionary_encode().cast(enumerated)
        elif name in answers:
            arrays[name] = texts(answers[name])
            if name in ENUMERATED:
                arrays[name] = arrays[name].dictionary_encode().cast(enumerated)
        elif name in ENUMERATED and name in there:
            arrays[name] = pa.array(listed(batches, name), pa.string()).dictionary_encode().cast(enumerated)
        elif name in TEXTS and name in there:
            arrays[name] = texts(listed(batches, name))
        elif name in there:
            # What is not finite was not judged, which null says.
            values = numbers(batches, name, np.nan)
            kind = pa.int32() if name == names.ROW else pa.int64() if name in INTEGERS else pa.float64()
            arrays[name] = pa.array(values, mask=~np.isfinite(values)).cast(kind)
    metadata = {names.KEY: names.VERSION, f"{names.KEY}.weights": json.dumps(dict(weights))}
    return pa.table(arrays).replace_schema_metadata(metadata)


def numbers(batches: Sequence[tuple[int, Record]], name: str, missing: float) -> Any:
    """Return a column of numbers, with what stands for the rows of batches that do not have it."""
    found = [(count, rows.get(name, missing)) for count, rows in batches]
    return np.concatenate([each if isinstance(each, np.ndarray) else np.full(count, each) for count, each in found])


def listed(batches: Sequence[tuple[int, Record]], name: str) -> list[Any]:
    """Return a column of texts, None for the rows of batches that do not have it."""
    found: list[Any] = []
    for count, rows in batches:
        value = rows.get(name)
        found.extend(value if isinstance(value, list) else [value] * count)
    return found


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
