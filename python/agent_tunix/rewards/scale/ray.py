"""Ray Data: a dataset with the columns of `SCHEMA`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.functions import check_answer
from agent_tunix.rewards.scale.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Callable


def score(
    dataset: Any,
    reward: Callable[..., Any] = check_answer,
    *,
    cpus: float = 1,
    batch_size: int | None = None,
    **options: Any,
) -> Any:
    """Return a Ray dataset with the columns of `SCHEMA` behind its own.

    Args:
        dataset: a `ray.data.Dataset` with a column of responses and one of reference answers.
        reward: as for `score_table`.
        cpus: how many CPUs each task takes; it grades with as many threads.
        batch_size: how many rows a task grades in one call. The default is a block of Ray's, whatever its size: so Ray
            grades the rows in the task that reads them, with no copy between.
        options: as for `score_table`.
    """
    scorer = Scorer(reward, threads=max(1, int(cpus)), **options)
    return dataset.map_batches(scorer, batch_format="pyarrow", batch_size=batch_size, num_cpus=cpus)
