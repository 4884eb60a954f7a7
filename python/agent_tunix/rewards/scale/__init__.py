"""Whole tables of responses: columns in, columns out, with no Python object for a row.

It needs pyarrow, which the extra `parquet` brings. Tables come in and go out through Arrow's own interface, so that
pyarrow, polars, DuckDB, pandas and the engines of clusters hand theirs over without a copy.
"""

from agent_tunix.rewards.scale.scorer import Scorer
from agent_tunix.rewards.scale.table import SCHEMA, score_table

__all__ = ["SCHEMA", "Scorer", "score_table"]
