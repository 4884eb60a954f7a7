"""Spark: a frame with the columns of `SCHEMA`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.functions import check_answer
from agent_tunix.rewards.scale.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Callable

#: The columns that are added, as Spark spells their types.
COLUMNS = "reward double, reason string, source string, extracted string, span_start bigint, span_end bigint"


def score(frame: Any, reward: Callable[..., Any] = check_answer, *, prefix: str = "", **options: Any) -> Any:
    """Return a Spark frame with the columns of `SCHEMA` behind its own.

    Each task grades with the threads that ``spark.task.cpus`` gives it.

    Args:
        frame: a `pyspark.sql.DataFrame` with a column of responses and one of reference answers.
        reward: as for `score_table`; a reward that is made of others gives its total alone.
        prefix: put before the names of the columns that are added.
        options: as for `score_table`.
    """
    added = ", ".join(prefix + column for column in COLUMNS.split(", "))
    own = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in frame.schema.fields)
    return frame.mapInArrow(Plain(reward, prefix=prefix, **options), f"{own}, {added}")


class Plain(Scorer):
    """A scorer whose batches have no dictionaries and no components: Spark's schemas know neither."""

    def __call__(self, batch: Any) -> Any:
        """Return a batch, or an iterator of batches for one."""
        scored = super().__call__(batch)
        if hasattr(batch, "__next__"):
            return scored
        from agent_tunix.rewards.scale.table import SCHEMA, plain

        prefix = self.options.get("prefix", "")
        return plain(scored.select([*batch.schema.names, *(prefix + name for name in SCHEMA.names)]))
