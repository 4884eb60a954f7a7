"""Columns that scoring adds: lists, or Arrow arrays where a record batch is graded with no Python object for a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from agent_tunix.rewards.cli.arrow import import_arrow
from agent_tunix.rewards.functions import check_answer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from agent_tunix.rewards.grading import Grading


class Column(Sequence[Any]):
    """The values of an Arrow column, which become Python's own when somebody looks at them."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._values)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """Return one value, or a list of them."""
        found = self._values[at]
        return found.to_pylist() if isinstance(at, slice) else found.as_py()


def are_plain(batch: Any, names: tuple[str, str]) -> bool:
    """Say whether a batch has responses and truths as columns of text of their own."""
    pa = import_arrow()
    known: dict[str, Any] = {field.name: field.type for field in batch.schema}
    kinds = [known.get(name) for name in names]
    return all(kind is not None and (pa.types.is_string(kind) or pa.types.is_large_string(kind)) for kind in kinds)


def grade_columns(batch: Any, names: tuple[str, str], grading: Grading) -> tuple[npt.NDArray[np.float64], Any, Any]:
    """Return the scores, NaN for a row that can't be judged, and as Arrow arrays the reasons and the answers read."""
    from agent_tunix.rewards.scale.table import as_table, plain

    graded = plain(_make_grader(names, grading).grade(as_table(batch.select(names)), 0))
    scores = graded["reward"].to_numpy()
    return scores, graded["reason"].combine_chunks(), graded["extracted"].combine_chunks()


@lru_cache(8)
def _make_grader(names: tuple[str, str], grading: Grading) -> Any:
    from agent_tunix.rewards.scale.table import Grader

    return Grader(check_answer, names, "null", {}, {"grading": grading})


def nullable(values: npt.NDArray[np.float64]) -> Any:
    """Return numbers as an Arrow array with a null for each NaN."""
    return import_arrow().array(values, from_pandas=True)


def replaced(values: Any, where: npt.NDArray[np.bool_], by: str) -> Any:
    """Return an Arrow array of texts with another one at some places."""
    return import_arrow(".compute").if_else(import_arrow().array(where), by, values)


def listed(values: Any) -> list[Any]:
    """Return values as a list, whether they are one or an Arrow array."""
    found: list[Any] = values if isinstance(values, list) else values.to_pylist()
    return found


def pick(values: Any, indexes: list[int]) -> Any:
    """Return some of the values of a list or an Arrow array."""
    if isinstance(values, list):
        return [values[index] for index in indexes]
    return values.take(import_arrow().array(indexes, "int64"))


def add_up(values: Any) -> float:
    """Return the sum of numbers, of which some may be missing."""
    if isinstance(values, list):
        return float(sum(value for value in values if value is not None))
    return float(import_arrow(".compute").sum(values).as_py() or 0.0)


def count(values: Any) -> dict[str, int]:
    """Return how often each text is there."""
    if isinstance(values, list):
        return Counter(values)
    return {each["values"]: each["counts"] for each in values.value_counts().to_pylist()}


def find(values: Any, text: str, most: int) -> list[int]:
    """Return the first places where a text stands, so many at most."""
    if isinstance(values, list):
        return list(islice((index for index, value in enumerate(values) if value == text), most))
    compute = import_arrow(".compute")
    found: list[int] = compute.indices_nonzero(compute.equal(values, text))[:most].to_pylist()
    return found
