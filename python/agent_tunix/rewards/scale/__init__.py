"""Whole tables of responses: columns in, columns out, with no Python object for a row.

It needs pyarrow, which the extra `parquet` brings. Tables come in and go out through Arrow's own interface, so that
pyarrow, polars, DuckDB, pandas and the engines of clusters hand theirs over without a copy.
"""

import importlib
from typing import Any

from agent_tunix.rewards.scale.scorer import Scorer
from agent_tunix.rewards.scale.table import SCHEMA, score_table

__all__ = ["SCHEMA", "Scorer", "score_table"]

#: The modules of engines, each of which imports its own.
ENGINES = ("daft", "duckdb", "polars", "ray", "spark")


def __getattr__(name: str) -> Any:
    """Import the module of an engine when it is used."""
    if name in ENGINES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
