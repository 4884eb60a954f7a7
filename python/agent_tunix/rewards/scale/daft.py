"""Daft: a reward as an expression over two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from agent_tunix.rewards.functions import check_answer
from agent_tunix.rewards.scale.table import score_table

if TYPE_CHECKING:
    from collections.abc import Callable

    import daft


def expression(
    response: daft.Expression, truth: daft.Expression, reward: Callable[..., Any] = check_answer, **options: Any
) -> daft.Expression:
    """Return an expression with the score of each row.

    It is used as ``frame.with_column("reward", expression(daft.col("response"), daft.col("answer")))``.

    Args:
        response: the responses.
        truth: the reference answers.
        reward: as for `score_table`.
        options: as for `score_table`.
    """
    import daft

    @daft.func.batch(return_dtype=daft.DataType.float64())  # type: ignore[untyped-decorator]
    def grade(responses: daft.Series, truths: daft.Series) -> Any:
        table = pa.table({"response": responses.to_arrow(), "answer": truths.to_arrow()})
        return score_table(table, reward, **options)["reward"].combine_chunks()

    return grade(response, truth)
