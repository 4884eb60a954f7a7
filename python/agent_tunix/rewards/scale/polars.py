"""polars: rewards as expressions, once this module is imported.

>>> import polars as pl
>>> import agent_tunix.rewards.scale.polars
>>> frame = pl.DataFrame({"response": ["The answer is 4.", "It is 5."], "answer": ["4", "4"]})
>>> frame.select(pl.col("response").rewards.check_answer(pl.col("answer")))["response"].to_list()
[1.0, 0.0]
"""

from __future__ import annotations

from typing import Any

import polars as pl

from agent_tunix.rewards._core import ArgumentTypeError, ArgumentValueError
from agent_tunix.rewards.functions import check_answer
from agent_tunix.rewards.scale.table import SCHEMA, score_table

#: The columns of an expression where nothing has to be converted.
TEXTS = pl.Schema({"response": pl.String, "answer": pl.String})
#: The arguments of `score_table` that are about the columns of a frame.
FRAMES = {"response", "truth", "columns", "prefix"}


@pl.api.register_expr_namespace("rewards")
class Rewards:
    """The rewards of a column of responses: ``pl.col("response").rewards``."""

    def __init__(self, responses: pl.Expr) -> None:
        """Keep the expression of the responses."""
        self._responses = responses

    def check_answer(self, truth: Any, **options: Any) -> pl.Expr:
        """Return the score of each response, as a `Float64`; null where a row can't be judged.

        Args:
            truth: the reference answers: an expression, the name of a column, or one for all rows as `pl.lit("4")`.
            options: `on_invalid`, and further arguments of the reward, as for `score_table`.
        """
        return self._score(truth, {"reward": check_answer, **options}, ["reward"])

    def explain_answer(self, truth: Any, **options: Any) -> pl.Expr:
        """Return the verdict on each response, as a struct with the fields of `SCHEMA`; args as `check_answer`."""
        return self._score(truth, {"reward": check_answer, **options}, SCHEMA.names)

    def score(self, reward: Any, truth: Any, **options: Any) -> pl.Expr:
        """Return what any reward gives, as a `Float64`; args as `score_table`."""
        return self._score(truth, {"reward": reward, **options}, ["reward"])

    def _score(self, truth: Any, options: dict[str, Any], names: list[str]) -> pl.Expr:
        for name in FRAMES & options.keys():
            raise ArgumentTypeError(f"{name}: an expression has no other columns: use score_table", argument=name)
        plain = options.keys() == {"reward"} and names == ["reward"] and options["reward"] is check_answer
        answers = pl.col(truth) if isinstance(truth, str) else truth
        fields = [pl.Field(name, _type(name)) for name in names]
        kind = pl.Struct(fields) if len(names) > 1 else pl.Float64()

        def grade(rows: pl.Series) -> pl.Series:
            if plain and rows.struct.schema == TEXTS and not any(rows.struct.unnest().null_count().row(0)):
                # Nothing but the score is wanted.
                try:
                    return pl.Series(check_answer(rows.struct.field("response"), rows.struct.field("answer")))
                except ArgumentValueError:
                    # A truth can't be used: each row says so for itself below.
                    pass
            scored = score_table(rows.struct.unnest(), **options)
            frame = pl.DataFrame(scored.select(names)).with_columns(pl.col(pl.Categorical).cast(pl.String))
            return frame.to_struct() if len(names) > 1 else frame[names[0]]

        both = pl.struct(self._responses.alias("response"), answers.alias("answer"))
        made: pl.Expr = both.map_batches(grade, return_dtype=kind, is_elementwise=True)
        return made.alias(self._responses.meta.output_name())


def _type(name: str) -> Any:
    return {"reward": pl.Float64(), "span_start": pl.Int64(), "span_end": pl.Int64()}.get(name, pl.String())
