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
    from agent_tunix.rewards.analysis.records import Ids

#: The most rows whose numbers are kept, at about 100 bytes each.
MOST_ROWS = 4_000_000
#: The most rows whose texts are kept, and the most bytes of these texts.
MOST_TEXTS, MOST_BYTES = 32_768, 64_000_000
#: The most rows that are kept as whole groups with their texts, so that all responses to a prompt can be shown.
MOST_WHOLE = 512
#: How many records of each reason are always kept, so that rare reasons have examples.
OF_EACH_REASON = 6


class Thinned:
    """Keeps chunks, and drops half of the rows whenever there are too many."""

    def __init__(self, most: int, most_bytes: int | None = None) -> None:
        self.most, self.most_bytes = most, most_bytes
        #: How many zero bits a key must end in.
        self.level = 0
        self._closed = False
        self._chunks: list[tuple[Ids, Chunk]] = []

    def add(self, chunk: Chunk, keys: Ids) -> None:
        """Keep those rows of a chunk whose keys end in enough zero bits."""
        if self._closed:
            return
        self._chunks += self._choose([(keys, chunk)])
        while self._is_full():
            self.level += 1
            kept = self._choose(self._chunks)
            # If all rows have the same key, they are kept, and no more are added.
            self._closed = not kept
            self._chunks = kept or self._chunks

    def _is_full(self) -> bool:
        rows = sum(len(chunk) for _, chunk in self._chunks)
        if self._closed or rows <= 1:
            return False
        texts = (text for _, chunk in self._chunks for text in chunk.texts.values() if text is not None)
        return rows > self.most or (
            self.most_bytes is not None and sum(text.nbytes for text in texts) > self.most_bytes
        )

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
        self._frame = Thinned(most_rows)
        self._sample = Thinned(most_texts, MOST_BYTES)
        self._rare, self._whole = Rare(), Thinned(MOST_WHOLE, MOST_WHOLE * 8192)

    def add(self, chunk: Chunk) -> None:
        """Read a chunk."""
        self.rows += len(chunk)
        groups = chunk.numbers[GROUP]
        bare = Chunk(dict(chunk.numbers), dict(chunk.components), {}, chunk.keys)
        # The id of a group is mixed, because it may be the key of a row.
        mixed = mix(groups)
        self._frame.add(bare, np.where(groups != 0, mixed, chunk.keys))
        # Few rows are left once there have been many: only these are copied.
        known = (groups != 0) & ((mixed & np.uint64((1 << self._whole.level) - 1)) == 0)
        if known.any():
            self._whole.add(take(chunk, known), mixed[known])
        self._sample.add(chunk, chunk.keys)
        self._rare.add(chunk)

    def finish(self) -> Kept:
        """Return what was kept; call it once."""
        # The chunks are forgotten before the next ones are joined, so that not everything is in memory twice.
        frame = join_numbers(self._frame.give())
        sample, rare, whole = (join(own) for own in (self._sample.give(), self._rare.chunks(), self._whole.give()))
        return Kept(frame, _in_order(sample), _in_order(rare), _in_order(whole), self.rows)


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


def join_numbers(chunks: list[Chunk]) -> Chunk:
    """Return chunks without texts as one, and forget each of their columns as soon as it is copied."""
    if len(chunks) < 2:  # noqa: PLR2004 # one is whole already
        return join(chunks)
    names = dict.fromkeys(name for chunk in chunks for name in chunk.components)
    components = {
        name: np.concatenate([chunk.components.pop(name, np.full(len(chunk), np.nan)) for chunk in chunks])
        for name in names
    }
    numbers = {name: np.concatenate([chunk.numbers.pop(name) for chunk in chunks]) for name in list(chunks[0].numbers)}
    return Chunk(numbers, components, {}, np.concatenate([chunk.keys for chunk in chunks]))


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
