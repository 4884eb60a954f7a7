"""Records as chunks of columns, from any source: numbers in NumPy arrays, texts in Arrow arrays."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import ArgumentValueError, key_texts, read_texts
from agent_tunix.rewards.analysis.column_names import Names, check_columns, find_columns
from agent_tunix.rewards.analysis.results import LeftOut
from agent_tunix.rewards.analysis.sources import Source, first_line, need, open_sources, unreadable
from agent_tunix.rewards.errors import locate
from agent_tunix.rewards.recording import columns as names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Ids = npt.NDArray[np.uint64]
    Codes = npt.NDArray[np.int16]

#: Rewards that are larger than this are left out, because their squares could overflow.
LARGEST = 1e100
#: The most different reasons, sources or runs; further ones are called `other`.
MOST_CODES = 256
#: How modes begin that are no training.
HELD_OUT = ("eval", "valid", "test", "dev")
#: The values that mean "no step" and "no id".
NO_STEP = np.iinfo(np.int64).min
NONE = np.uint64(0)


class Codebook:
    """Gives each of a few short texts a code, which is the same in every chunk."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._codes: dict[str, int] = {}

    def encode(self, column: Any, rows: int) -> Codes:
        """Return the code of each row; -1 for rows without a text."""
        if column is None:
            return np.full(rows, -1, dtype=np.int16)
        encoded = column if hasattr(column, "dictionary") else _plain(column).dictionary_encode()
        table = np.array([*map(self._code, encoded.dictionary.to_pylist()), -1], dtype=np.int16)
        # A null gets the last place of the table.
        codes: Codes = table[encoded.indices.fill_null(len(table) - 1).to_numpy(zero_copy_only=False)]
        return codes

    def _code(self, value: Any) -> int:
        text = "" if value is None else str(value)
        if not text:
            return -1
        if text not in self._codes:
            name = text if len(self.texts) < MOST_CODES - 1 else "other"
            if name not in self._codes:
                self._codes[name] = len(self.texts)
                self.texts.append(name)
            self._codes[text] = self._codes[name]
        return self._codes[text]


@dataclass
class Chunk:
    """Some records."""

    #: A number for each row, by the name of the column; for a column of texts an id, equal for equal texts.
    numbers: dict[str, npt.NDArray[Any]]
    components: dict[str, Numbers]
    #: Arrow arrays without nulls; None for a column that is not there.
    texts: dict[str, Any]
    #: A number for each row that does not depend on how the records are divided into parts.
    keys: Ids

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.keys)


class Records:
    """Records that are read once: `chunks` yields them, and `left_out` says afterwards what was left out."""

    def __init__(
        self,
        records: Any,
        columns: Mapping[str, Any] | None = None,
        groups: int | None = None,
        run: str | None = None,
    ) -> None:
        """Open the records; `analyze` says what they may be."""
        given = check_columns(columns)
        self.groups, self.run = groups, run
        self.reasons, self.sources, self.runs, self._modes = Codebook(), Codebook(), Codebook(), Codebook()
        opened, self.notes = open_sources(records)
        self.tables: list[tuple[Source, Names]] = []
        self._dropped: Counter[str] = Counter()
        failed: list[ArgumentValueError] = []
        for source in opened:
            try:
                found = find_columns(source.schema, given)
            except ArgumentValueError as error:
                failed.append(error)
                self.notes.append(LeftOut(f"{source.name}: {locate(error)[1]}", source.rows))
                continue
            self.tables.append((source, found))
            self.notes += [LeftOut(note) for note in found.notes if note not in {old.what for old in self.notes}]
        if failed and not self.tables:
            raise failed[0]
        if len({tuple(sorted(found.components)) for _, found in self.tables}) > 1:
            self.notes.append(LeftOut("the parts do not all have the same components: what is missing is not judged"))

    @property
    def rows(self) -> int | None:
        """How many rows there are; None if that is not known before they are read."""
        known = [source.rows for source, _ in self.tables]
        return None if None in known else sum(rows for rows in known if rows is not None)

    def left_out(self) -> list[LeftOut]:
        """Return what was left out so far."""
        return [*self.notes, *(LeftOut(what, rows) for what, rows in self._dropped.items())]

    def chunks(self) -> Iterator[Chunk]:
        """Yield the records; an error ends a table, and is raised if there is only one table."""
        errors = need("pyarrow").ArrowException, ArgumentValueError, OSError, UnicodeDecodeError
        position = 0
        for source, found in self.tables:
            done = 0
            try:
                for batch in source.batches():
                    if batch.num_rows:
                        yield self._read(batch, found, position)
                    done += batch.num_rows
                    position += batch.num_rows
            except errors as error:
                wrong = f"{source.name}, after row {done}: {first_line(error)}"
                if len(self.tables) == 1:
                    raise unreadable(wrong) from None
                left = None if source.rows is None else source.rows - done
                self.notes.append(LeftOut(wrong, left))

    def _read(self, batch: Any, found: Names, position: int) -> Chunk:
        """Return a record batch as a chunk."""
        pc = need("pyarrow.compute")
        columns = {what: batch.column(name) for what, name in found.columns.items()}
        rows = batch.num_rows
        responses = as_text(columns[names.RESPONSE], "responses")
        components = {name: as_numbers(batch.column(column), column) for name, column in found.components.items()}
        rewards = as_numbers(columns[names.REWARD], names.REWARD) if names.REWARD in columns else add_up(components)
        given, rewards = rewards, without_wild(rewards)
        if wild := int((np.isnan(rewards) & ~np.isnan(given)).sum()):
            self._dropped["rewards that are infinite or beyond 1e100: they count as not judged"] += wild
        components = {name: without_wild(values) for name, values in components.items()}
        runs = self.runs.encode(columns.get(names.RUN), rows)
        texts = {
            what: as_text(columns[what], what) if what in columns else None
            for what in (names.PROMPT, names.TRUTH, names.ANSWER)
        }
        steps = as_steps(columns.get(names.STEP), rows)
        modes = self._modes.encode(columns.get(names.MODE), rows)
        # The last one is for rows without a mode.
        held_out = np.array([*(mode.lower().startswith(HELD_OUT) for mode in self._modes.texts), False])[modes]
        owner = mix(run_ids(self.runs)[runs], steps.view(np.uint64), held_out.astype(np.uint64))
        places = np.arange(position, position + rows, dtype=np.uint64)
        prompts = as_ids(texts[names.PROMPT], rows)
        numbers: dict[str, npt.NDArray[Any]] = {
            names.RUN: runs,
            names.STEP: steps,
            names.MODE: held_out,
            names.GROUP: self._group(columns.get(names.GROUP), owner, prompts, places),
            names.PROMPT: prompts,
            names.RESPONSE: as_ids(responses, rows),
            names.REWARD: rewards,
            names.REASON: self.reasons.encode(columns.get(names.REASON), rows),
            names.SOURCE: self.sources.encode(columns.get(names.SOURCE), rows),
            "length": pc.utf8_length(responses).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int32),
        }
        within = as_steps(columns.get(names.ROW), rows) if names.ROW in columns and names.STEP in columns else places
        chunk = Chunk(numbers, components, {names.RESPONSE: responses, **texts}, mix(owner, within.view(np.uint64)))
        return self._filter(chunk)

    def _group(self, column: Any, owner: Ids, prompts: Ids, places: Ids) -> Ids:
        """Return an id for the responses to one prompt in one batch; 0 for rows whose group is not known."""
        if self.groups:
            return mix(places // np.uint64(self.groups))
        if column is not None:
            rows = len(owner)
            named = as_ids(_plain(column), rows) if _is_text(column.type) else as_steps(column, rows).view(np.uint64)
            return np.where(~as_mask(column.is_null()), mix(owner, named), NONE)
        return np.where(prompts != NONE, mix(owner, prompts), NONE)

    def _filter(self, chunk: Chunk) -> Chunk:
        """Drop rows without a response and, if one run is asked for, the rows of other runs."""
        missing = as_mask(chunk.texts[names.RESPONSE].is_null())
        if missing.any():
            self._dropped["rows without a response"] += int(missing.sum())
        keep = ~missing
        if self.run is not None:
            wanted = self.runs.texts.index(self.run) if self.run in self.runs.texts else -2
            other = keep & (chunk.numbers[names.RUN] != wanted)
            if other.any():
                self._dropped[f"rows of other runs than {self.run}"] += int(other.sum())
            keep &= ~other
        chunk = chunk if keep.all() else take(chunk, keep)
        filled = {what: text.fill_null("") if text is not None else None for what, text in chunk.texts.items()}
        return Chunk(chunk.numbers, chunk.components, filled, chunk.keys)


def take(chunk: Chunk, rows: npt.NDArray[Any]) -> Chunk:
    """Return some rows of a chunk, which are given by their places or by a mask."""
    chosen = need("pyarrow").array(rows)
    pick = "filter" if rows.dtype == bool else "take"
    return Chunk(
        {name: values[rows] for name, values in chunk.numbers.items()},
        {name: values[rows] for name, values in chunk.components.items()},
        {name: text if text is None else getattr(text, pick)(chosen) for name, text in chunk.texts.items()},
        chunk.keys[rows],
    )


def without_wild(values: Numbers) -> Numbers:
    """Return numbers with NaN for those that are too large to be used."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) > LARGEST, np.nan, values)


def mix(*parts: Ids) -> Ids:
    """Return a hash of several numbers that is not 0 (the finaliser of splitmix64, Steele et al., 2014)."""
    found = np.zeros_like(parts[0])
    for part in parts:
        found = (found ^ part) + np.uint64(0x9E3779B97F4A7C15)
        found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        found ^= found >> np.uint64(31)
    return np.maximum(found, np.uint64(1))


def run_ids(runs: Codebook) -> Ids:
    """Return an id for each run, which depends on its name only; the last one is for rows without a run."""
    digests = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in runs.texts]
    return np.array([*(int.from_bytes(digest, "little") for digest in digests), 0], dtype=np.uint64)


def as_ids(column: Any, rows: int) -> Ids:
    """Return an id for each text, which is equal for equal texts; 0 for no text."""
    if column is None:
        return np.zeros(rows, dtype=np.uint64)
    ids: Ids = np.maximum(key_texts(column.fill_null("")), np.uint64(1))
    return np.where(as_mask(column.is_null()), NONE, ids) if column.null_count else ids


def as_text(column: Any, what: str) -> Any:
    """Return a column as text: of chat messages the last one, of numbers their digits."""
    from pyarrow import ArrowException, array, string, types

    column = _plain(column)
    if types.is_string(column.type):
        return column
    if types.is_nested(column.type):
        rows = column.to_pylist()
        try:
            if what == names.PROMPT:
                return array([None if row is None else str(row[-1]["content"]) for row in rows], string())
            return array(read_texts(rows), string())
        except (TypeError, ValueError, KeyError, IndexError) as error:
            raise unreadable(f"the {what} are neither text nor chat messages ({error})") from None
    try:
        return column.cast(string())
    except ArrowException as error:
        raise unreadable(f"the {what} are {column.type}, not text ({first_line(error)})") from None


def as_numbers(column: Any, name: str) -> Numbers:
    """Return a column as numbers, with NaN for nulls."""
    from pyarrow import ArrowException, float64

    column = _plain(column)
    try:
        numbers: Numbers = column.cast(float64(), safe=False).to_numpy(zero_copy_only=False)
    except ArrowException as error:
        raise unreadable(f"column {name!r} holds {column.type}, not numbers ({first_line(error)})") from None
    return numbers


def as_steps(column: Any, rows: int) -> npt.NDArray[np.int64]:
    """Return a column as whole numbers, with `NO_STEP` for nulls."""
    from pyarrow import ArrowException, float64, int64

    if column is None:
        return np.full(rows, NO_STEP)
    column = _plain(column)
    try:
        whole = column if column.type == int64() else column.cast(float64(), safe=False).cast(int64(), safe=False)
    except ArrowException as error:
        raise unreadable(f"steps, groups and rows are whole numbers, got {column.type} ({first_line(error)})") from None
    steps: npt.NDArray[np.int64] = whole.fill_null(int(NO_STEP)).to_numpy(zero_copy_only=False)
    return steps


def as_mask(column: Any) -> npt.NDArray[np.bool_]:
    """Return a column of true and false as an array; null is false."""
    mask: npt.NDArray[np.bool_] = column.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def add_up(components: Mapping[str, Numbers]) -> Numbers:
    """Return the sum of the components; NaN for rows that none of them judged."""
    values = np.stack(list(components.values()))
    return np.where(np.isnan(values).all(axis=0), np.nan, np.nansum(values, axis=0))


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _plain(column: Any) -> Any:
    """Return a column of text without a dictionary and as Arrow's `string`; other columns as they are."""
    from pyarrow import ArrowNotImplementedError, array, string, types

    if column is None:
        return None
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not _is_text(column.type) or column.type == string():
        return column
    try:
        return column.cast(string())
    except ArrowNotImplementedError:
        # pyarrow before version 18 can't cast string views, which polars exports.
        return array(column.to_pylist(), string())
