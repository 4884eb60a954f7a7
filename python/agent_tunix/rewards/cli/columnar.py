"""Grading a record batch as columns: what `grading` does row by row for other files."""

from __future__ import annotations

from collections.abc import Sequence
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


def grade_columns(
    batch: Any, names: tuple[str, str], grading: Grading
) -> tuple[npt.NDArray[np.float64], list[str], list[str | None]]:
    """Return the scores, NaN for a row that can't be judged, the reasons, and the answers that were read."""
    from agent_tunix.rewards.scale.table import Grader, as_table, plain

    grader = Grader(check_answer, names, "null", {}, {"grading": grading})
    graded = plain(grader.grade(as_table(batch.select(names)), 0))
    scores = graded["reward"].to_numpy().copy()
    return scores, graded["reason"].to_pylist(), graded["extracted"].to_pylist()
