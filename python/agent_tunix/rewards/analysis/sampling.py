"""What is kept of records while they go by: their numbers, and the texts of some; bounded however many there are.

Where there are too many, rows are kept by a number of their own (`Chunk.keys`, or their group's, so that groups stay
whole): those that end in so many zeros. Which ones stay therefore does not depend on the order of the parts, nor on how
they are split.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.records import Chunk, mix, take
from agent_tunix.rewards.recording.columns import GROUP, REASON

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.records import Ids

#: Rows whose numbers are kept: about 100 bytes each.
MOST_ROWS = 4_000_000
#: Rows whose texts are kept, and the bytes of these.
MOST_TEXTS, MOST_BYTES = 131_072, 160_000_000
#: Records of each reason that are kept in any case, so that rare reasons have examples.
OF_EACH_REASON = 6


class Thinned:
    """Chunks, of which every second row is dropped when there are too many, and again."""

    def __init__(self, most: int, most_bytes: int | None = None) -> None:
        """Begin without any."""
        self.most, self.most_bytes = most, most_bytes
        self.level = 0
        self.rows = self.bytes = 0
        self._closed = False
        self._chunks: list[tuple[Ids, Chunk]] = []

    def add(self, chunk: Chunk, keys: Ids) -> None:
        """Take in those rows of a chunk whose key says so."""
        chosen = self._choose(keys)
        if self._closed or not chosen.any():
            return
        self._append(chunk if chosen.all() else take(chunk, chosen), keys[chosen])
        while self._is_full():
            self._thin()

    def _is_full(self) -> bool:
        too_large = self.most_bytes is not None and self.bytes > self.most_bytes and self.rows > 1
        return not self._closed and (too_large or self.rows > self.most)

    def _thin(self) -> None:
        """Drop every second key; where all rows have the same one, take no more of them instead."""
        self.level += 1
        old, rows, size = self._chunks, self.rows, self.bytes
        self._chunks, self.rows, self.bytes = [], 0, 0
        for own, kept in old:
            chosen = self._choose(own)
            if chosen.any():
                self._append(take(kept, chosen), own[chosen])
        if not self._chunks:
            self._chunks, self.rows, self.bytes, self._closed = old, rows, size, True

    def _choose(self, keys: Ids) -> npt.NDArray[np.bool_]:
        chosen: npt.NDArray[np.bool_] = (keys & np.uint64((1 << self.level) - 1)) == 0
        return chosen

    def _append(self, chunk: Chunk, keys: Ids) -> None:
        self.rows += len(chunk)
        self.bytes += sum(text.nbytes for text in chunk.texts.values() if text is not None)
        self._chunks.append((keys, chunk))

    def give(self) -> list[Chunk]:
        """Return what was kept, and forget it."""
        kept, self._chunks = self._chunks, []
        return [chunk for _, chunk in kept]


class Rare:
    """The records of each reason with the least keys."""

    def __init__(self) -> None:
        """Begin without any."""
        self._best: dict[int, Chunk] = {}

    def add(self, chunk: Chunk) -> None:
        """Take in a chunk."""
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
    """What is left of the records."""

    #: Numbers of all rows, or of some of many; without texts.
    frame: Chunk
    #: Rows with their texts, in the order of their keys; `texts` names the columns that are there.
    sample: Chunk
    #: Rows with rare reasons, which are no fair sample.
    rare: Chunk
    #: How many rows there were.
    rows: int


class Keeper:
    """Takes in chunks; `finish` returns what was kept."""

    def __init__(self, most_rows: int = MOST_ROWS, most_texts: int = MOST_TEXTS) -> None:
        """Begin without any."""
        self.rows = 0
        self._frame = Thinned(most_rows)
        self._sample = Thinned(most_texts, MOST_BYTES)
        self._rare = Rare()

    def add(self, chunk: Chunk) -> None:
        """Take in a chunk."""
        self.rows += len(chunk)
        groups = chunk.numbers[GROUP]
        bare = Chunk(chunk.numbers, chunk.components, {}, chunk.keys)
        # Groups are kept whole; a mixed key, because that of a group without rows of its own may be the row's.
        self._frame.add(bare, np.where(groups != 0, mix(groups), chunk.keys))
        self._sample.add(chunk, chunk.keys)
        self._rare.add(chunk)

    def finish(self) -> Kept:
        """Return what was kept; this is done once."""
        # What is joined is let go of at once: it is there twice else.
        frame = join(self._frame.give())
        return Kept(frame, in_order(join(self._sample.give())), in_order(join(self._rare.chunks())), self.rows)


def join(chunks: list[Chunk]) -> Chunk:
    """Return chunks as one; a component that one of them does not have was not judged there."""
    if not chunks:
        return Chunk({}, {}, {}, np.zeros(0, dtype=np.uint64))
    if len(chunks) == 1:
        return chunks[0]
    numbers = {name: np.concatenate([chunk.numbers[name] for chunk in chunks]) for name in chunks[0].numbers}
    names = dict.fromkeys(name for chunk in chunks for name in chunk.components)
    components = {
        name: np.concatenate(
            [chunk.components.get(name, np.full(len(chunk), np.nan)) for chunk in chunks],
        )
        for name in names
    }
    texts = {what: _join_texts(chunks, what) for what in chunks[0].texts}
    return Chunk(numbers, components, texts, np.concatenate([chunk.keys for chunk in chunks]))


def _join_texts(chunks: list[Chunk], what: str) -> Any:
    import pyarrow as pa

    if all(chunk.texts[what] is None for chunk in chunks):
        return None
    columns = [
        chunk.texts[what] if chunk.texts[what] is not None else pa.array([""] * len(chunk), pa.string())
        for chunk in chunks
    ]
    return pa.concat_arrays([column.cast(pa.large_string()) for column in columns])


def in_order(chunk: Chunk) -> Chunk:
    """Return a chunk sorted by its keys."""
    import pyarrow as pa

    order = np.argsort(chunk.keys, kind="stable")
    at = pa.array(order)
    return Chunk(
        {name: values[order] for name, values in chunk.numbers.items()},
        {name: values[order] for name, values in chunk.components.items()},
        {name: text.take(at) if text is not None else None for name, text in chunk.texts.items()},
        chunk.keys[order],
    )


def has_text(chunk: Chunk, what: str) -> bool:
    """Tell whether a column of texts is there and not blank throughout."""
    import pyarrow.compute as pc

    column = chunk.texts.get(what)
    return column is not None and bool(pc.any(pc.not_equal(column, "")).as_py())
