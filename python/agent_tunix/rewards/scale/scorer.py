"""`Scorer`: what an engine calls for each batch of a table."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError, get_num_threads, set_num_threads
from agent_tunix.rewards.functions import check_answer
from agent_tunix.rewards.scale.table import score_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


#: As many threads as the core takes.
MOST_THREADS = 1024


class Scorer:
    """Grade the batches of a table wherever an engine has them: it pickles, and each call is `score_table`.

    >>> import pyarrow as pa
    >>> scorer = Scorer(response="text", truth="gold")
    >>> scorer(pa.record_batch({"text": ["The answer is 4."], "gold": ["4"]}))["reward"].to_pylist()
    [1.0]

    Ray Data calls it by ``dataset.map_batches(Scorer(), batch_format="pyarrow")``, `datasets` by
    ``dataset.with_format("arrow").map(Scorer(), batched=True)``, Spark by ``frame.mapInArrow(Scorer(), schema)``.

    Args:
        reward: as for `score_table`.
        threads: how many threads grade a batch. The default is what the engine gives its worker, which Ray and Spark
            tell by ``OMP_NUM_THREADS``; without it all cores.
        options: further arguments of `score_table`: `response`, `truth`, `on_invalid`, `columns`, `prefix`, and those
            of the reward.

    Raises:
        TypeError: `threads` is no integer.
        ValueError: `threads` is not from 1 to 1024.
    """

    def __init__(
        self, reward: Callable[..., Any] = check_answer, *, threads: int | None = None, **options: Any
    ) -> None:
        """Keep what every batch is graded with."""
        if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int)):
            raise ArgumentTypeError(f"threads: expected int, got {type(threads).__name__}", argument="threads")
        if threads is not None and not 1 <= threads <= MOST_THREADS:
            raise ArgumentValueError(
                f"threads is {threads}: it must be from 1 to {MOST_THREADS}", argument="threads", code="out_of_range"
            )
        self.reward, self.threads, self.options = reward, threads, options

    def __call__(self, batch: Any) -> Any:
        """Return a batch with the columns of `SCHEMA`: a batch for a batch, a table for a table.

        An iterator of batches gives an iterator of batches, which is how Spark calls.
        """
        self._take_threads()
        if hasattr(batch, "__next__"):
            return self._each(batch)
        scored = score_table(batch, self.reward, **self.options)
        if isinstance(batch, pa.RecordBatch):
            return scored.combine_chunks().to_batches()[0] if len(scored) else _empty(scored.schema)
        return scored

    def __repr__(self) -> str:
        """Return the call that makes it."""
        name = getattr(self.reward, "__name__", repr(self.reward))
        given = self.options if self.threads is None else {"threads": self.threads, **self.options}
        return f"{type(self).__name__}({', '.join([name, *(f'{key}={value!r}' for key, value in given.items())])})"

    def _each(self, batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            yield self(batch)

    def _take_threads(self) -> None:
        given = os.environ.get("OMP_NUM_THREADS", "")
        threads = self.threads or (int(given) if given.isdecimal() and int(given) else None)
        if threads and threads != get_num_threads():
            set_num_threads(threads)


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)
