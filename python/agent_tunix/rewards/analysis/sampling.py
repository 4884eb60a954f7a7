"""What is kept of the records while they are read: the numbers of all rows, and the texts of some of them.

The memory is bounded. If there are too many rows, the rows whose keys (`Chunk.keys`) end in enough zero bits are kept.
The key is that of the group if there is one, so that groups stay whole. Which rows are kept therefore does not depend
on the order of the parts, or on how they are divided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.records import Chunk, mix, take
from agent_tunix.rewards.recording.columns import GROUP, REASON

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from agent_tunix.rewards.analysis.records import Ids

#: The most rows whose numbers are kept, at about 100 bytes each, and for how many there is room at first.
MOST_ROWS, LEAST_ROOM = 4_000_000, 1 << 18
#: The most rows whose texts are kept, and the most bytes of these texts.
MOST_TEXTS, MOST_BYTES = 32_768, 64_000_000
#: The most rows that are kept as whole groups with their texts, so that all responses to a prompt can be shown.
MOST_WHOLE = 512
#: How many records of each reason are always kept, so that rare reasons have examples.
OF_EACH_REASON = 6


class Frame:
    """Keeps the numbers of rows in arrays that have room for more, and drops half of the rows if there are too many.

    The rows of a group stay together.
    """

    def __init__(self, most: int) -> None:
        self.most, self.rows, self._level = most, 0, 0
        self._closed = False
        self._columns: dict[tuple[str, str], npt.NDArray[Any]] = {}

    def add(self, chunk: Chunk) -> None:
        """Keep those rows of a chunk whose keys end in enough zero bits."""
        if self._closed:
            return
        chosen = self._chosen(chunk.numbers[GROUP], chunk.keys)
        columns = {name: values[chosen] for name, values in self._name(chunk)}
        begin, self.rows = self.rows, self.rows + int(chosen.sum())
        for name in dict.fromkeys([*self._columns, *columns]):
            # A component that a chunk does not have was not judged there.
            values = columns.get(name, np.nan)
            room = self._columns[name] if name in self._columns else np.full(begin, np.nan)
            if len(room) < self.rows:
                # The system gives memory for what is written only.
                larger = np.empty(max(2 * self.rows, LEAST_ROOM), dtype=getattr(values, "dtype", room.dtype))
                larger[:begin] = room[:begin]
                room = larger
            room[begin : self.rows] = values
            self._columns[name] = room
        while self.rows > self.most and not self._closed:
            self._level += 1
            kept = self._chosen(self._columns["number", GROUP][: self.rows], self._columns["keys", ""][: self.rows])
            # If all rows have the same key, they are kept, and no more are added.
            self._closed = not kept.any()
            if not self._closed:
                rows, self.rows = self.rows, int(kept.sum())
                for room in self._columns.values():
                    room[: self.rows] = room[:rows][kept]

    def _chosen(self, groups: Ids, keys: Ids) -> npt.NDArray[np.bool_]:
        # The id of a group is mixed, because it may be the key of a row.
        own = np.where(groups != 0, mix(groups), keys)
        chosen: npt.NDArray[np.bool_] = (own & np.uint64((1 << self._level) - 1)) == 0
        return chosen

    @staticmethod
    def _name(chunk: Chunk) -> Iterator[tuple[tuple[str, str], npt.NDArray[Any]]]:
        yield ("keys", ""), chunk.keys
        for name, values in chunk.numbers.items():
            yield ("number", name), values
        for name, values in chunk.components.items():
            yield ("component", name), values

    def give(self) -> Chunk:
        """Return what was kept."""
        own = {name: room[: self.rows] for name, room in self._columns.items()}
        numbers, components = (
            {name: values for (kind, name), values in own.items() if kind == wanted}
            for wanted in ("number", "component")
        )
        return Chunk(numbers, components, {}, own.get(("keys", ""), np.zeros(0, dtype=np.uint64)))


class Thinned:
    """Keeps chunks, and drops half of the rows whenever there are too many."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self.most, self.most_bytes = most, most_bytes
        #: How many zero bits a key must end in.
        self.level = 0
        self._closed = False
        self._chunks: list[tuple[Ids, Chunk]] = []
        self._rows = self._bytes = 0

    def add(self, chunk: Chunk, keys: Ids) -> None:
        """Keep those rows of a chunk whose keys end in enough zero bits."""
        if self._closed:
            return
        self._chunks += self._count(self._choose([(keys, chunk)]))
        while not self._closed and self._rows > 1 and (self._rows > self.most or self._bytes > self.most_bytes):
            self.level += 1
            kept = self._choose(self._chunks)
            # If all rows have the same key, they are kept, and no more are added.
            self._closed = not kept
            if kept:
                self._rows = self._bytes = 0
                self._chunks = self._count(kept)

    def _count(self, chunks: list[tuple[Ids, Chunk]]) -> list[tuple[Ids, Chunk]]:
        self._rows += sum(len(chunk) for _, chunk in chunks)
        self._bytes += sum(text.nbytes for _, chunk in chunks for text in chunk.texts.values() if text is not None)
        return chunks

    def _choose(self, chunks: list[tuple[Ids, Chunk]]) -> list[tuple[Ids, Chunk]]:
        found = []
        for keys, chunk in chunks:
            chosen = (keys & np.uint64((1 << self.level) - 1)) == 0
            if chosen.any():
                found.append((keys, chunk) if chosen.all() else (keys[chosen], take(chunk, chosen)))
        return found

    def give(self) -> list[Chunk]:
        """Return what was kept, and forget it."""
        kept, self._chunks = self._chunks, []
        return [chunk for _, chunk in kept]


class Rare:
    """Keeps the records of each reason that have the smallest keys."""

    def __init__(self) -> None:
        self._best: dict[int, Chunk] = {}

    def add(self, chunk: Chunk) -> None:
        """Keep those records of a chunk whose keys are among the smallest."""
        codes = chunk.numbers[REASON]
        for code in np.unique(codes[codes >= 0]).tolist():
            chosen = codes == code
            known = self._best.get(code)
            if known is not None and len(known) == OF_EACH_REASON:
                chosen &= chunk.keys < known.keys.max()
                if not chosen.any():
                    continue
            found = join([chunk for chunk in (known, take(chunk, chosen)) if chunk is not None])
            least = np.zeros(len(found), dtype=bool)
            least[np.argsort(found.keys, kind="stable")[:OF_EACH_REASON]] = True
            self._best[code] = take(found, least)

    def chunks(self) -> list[Chunk]:
        """Return what was kept."""
        return list(self._best.values())


@dataclass
class Kept:
    """What was kept of the records."""

    #: The numbers of all rows, or of a part of them, without texts.
    frame: Chunk
    #: A random sample of the rows with their texts, in the order of their keys.
    sample: Chunk
    #: Rows with rare reasons, which are not a random sample.
    rare: Chunk
    #: Whole groups with their texts.
    whole: Chunk
    #: How many rows there were.
    rows: int


class Keeper:
    """Reads chunks and keeps a part of them, which `finish` returns."""

    def __init__(self, most_rows: int = MOST_ROWS, most_texts: int = MOST_TEXTS) -> None:
        self.rows = 0
        self._frame = Frame(most_rows)
        self._sample = Thinned(most_texts, MOST_BYTES)
        self._rare, self._whole = Rare(), Thinned(MOST_WHOLE, MOST_WHOLE * 8192)

    def add(self, chunk: Chunk) -> None:
        """Read a chunk."""
        self.rows += len(chunk)
        groups = chunk.numbers[GROUP]
        mixed = mix(groups)
        self._frame.add(chunk)
        # Few rows are left once there have been many: only these are copied.
        known = (groups != 0) & ((mixed & np.uint64((1 << self._whole.level) - 1)) == 0)
        if known.any():
            self._whole.add(take(chunk, known), mixed[known])
        self._sample.add(chunk, chunk.keys)
        self._rare.add(chunk)

    def finish(self) -> Kept:
        """Return what was kept; call it once."""
        sample, rare, whole = (join(own) for own in (self._sample.give(), self._rare.chunks(), self._whole.give()))
        return Kept(self._frame.give(), _in_order(sample), _in_order(rare), _in_order(whole), self.rows)


def join(chunks: list[Chunk]) -> Chunk:
    """Return several chunks as one; a component that a chunk does not have was not judged there."""
    if not chunks:
        return Chunk({}, {}, {}, np.zeros(0, dtype=np.uint64))
    if len(chunks) == 1:
        return chunks[0]
    numbers = {name: np.concatenate([chunk.numbers[name] for chunk in chunks]) for name in chunks[0].numbers}
    components = {
        name: np.concatenate([chunk.components.get(name, np.full(len(chunk), np.nan)) for chunk in chunks])
        for name in dict.fromkeys(name for chunk in chunks for name in chunk.components)
    }
    texts = {what: _join_texts(chunks, what) for what in chunks[0].texts}
    return Chunk(numbers, components, texts, np.concatenate([chunk.keys for chunk in chunks]))


def _join_texts(chunks: list[Chunk], what: str) -> Any:
    import pyarrow as pa

    columns = [chunk.texts[what] for chunk in chunks]
    if all(column is None for column in columns):
        return None
    filled = [
        pa.array([""] * len(chunk), pa.string()) if column is None else column
        for chunk, column in zip(chunks, columns, strict=True)
    ]
    return pa.concat_arrays([column.cast(pa.large_string()) for column in filled])


def _in_order(chunk: Chunk) -> Chunk:
    return take(chunk, np.argsort(chunk.keys, kind="stable"))


def has_text(chunk: Chunk, what: str) -> bool:
    """Say whether a chunk has a column of texts, and whether any of them is not empty."""
    import pyarrow.compute as pc

    column = chunk.texts.get(what)
    return column is not None and bool(pc.any(pc.not_equal(column, "")).as_py())
