"""DuckDB: a reward as a function of SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from agent_tunix.rewards.functions import check_answer
from agent_tunix.rewards.scale.table import score_table

if TYPE_CHECKING:
    from collections.abc import Callable


def register(
    connection: Any, reward: Callable[..., Any] = check_answer, *, name: str | None = None, **options: Any
) -> None:
    """Make a reward a function of a connection: ``SELECT check_answer(response, answer) FROM rollouts``.

    It takes a response and a reference answer as text and gives a ``DOUBLE``, NULL where a row can't be judged.

    Args:
        connection: a DuckDB connection.
        reward: as for `score_table`.
        name: the function's name in SQL; the reward's own name if not given.
        options: as for `score_table`.
    """

    def grade(responses: Any, truths: Any) -> Any:
        table = pa.table({"response": responses, "answer": truths})
        return score_table(table, reward, **options)["reward"].combine_chunks()

    title = name or str(getattr(reward, "__name__", "reward"))
    kinds = ["VARCHAR", "VARCHAR"]
    connection.create_function(title, grade, kinds, "DOUBLE", type="arrow", null_handling="special")
