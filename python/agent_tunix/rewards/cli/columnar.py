"""Grading a record batch as columns: what `grading` does row by row for other files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

from agent_tunix.rewards import _core
from agent_tunix.rewards._core import PARTIAL_CREDIT, REASONS, TOLERANCE
from agent_tunix.rewards.cli.arrow import import_arrow

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
    compute = import_arrow(".compute")
    response, truth = batch[names[0]], batch[names[1]]
    options = (TOLERANCE, PARTIAL_CREDIT, None)
    responses, truths = (compute.fill_null(each, "") if each.null_count else each for each in (response, truth))
    found = _core.grade_columns(responses, truths, None, options, grading)
    scores, reasons, _, starts, _, ends, texts = found
    if response.null_count:
        scores[response.is_null().to_numpy(zero_copy_only=False)] = float("nan")
    told = [*REASONS, *[""] * (256 - len(REASONS))]
    whole = texts.tobytes()
    begins = [0, *ends[:-1].tolist()]
    places = zip(starts.tolist(), begins, ends.tolist(), strict=True)
    extracted = [None if start < 0 else whole[begin:end].decode() for start, begin, end in places]
    return scores, [told[code] for code in reasons.tolist()], extracted
