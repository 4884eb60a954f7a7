"""The types that the functions take and return, for annotations; nothing here is needed to call them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeAlias, TypedDict

import numpy as np
import numpy.typing as npt

from agent_tunix.rewards._core import AnyOf, Format
from agent_tunix.rewards.grading import Grading


class ArrowArray(Protocol):
    """An array that exports itself through the Arrow PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Return the capsules of a schema and an array."""


class ArrowStream(Protocol):
    """A column that exports itself in chunks through the Arrow PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the capsule of a stream."""


class Numbers(TypedDict):
    """What `check_numbers` found in one response."""

    extracted: list[int | float]
    matches: list[bool]
    score: float


Message: TypeAlias = Mapping[str, Any]
"""A chat message: its `role` and its `content`, a `str` or a list of parts."""

Column: TypeAlias = npt.NDArray[Any] | ArrowArray | ArrowStream
"""Many values in one object: a NumPy array of one dimension, or what exports Arrow data (pyarrow, polars, pandas)."""

Response: TypeAlias = str | Message | Sequence[Message]
"""One response: text, or a chat whose last text of the assistant it is."""

Responses: TypeAlias = list[str] | list[np.str_] | tuple[str, ...] | Sequence[Sequence[Message]] | Column
"""A batch of responses."""

Number: TypeAlias = int | float | Fraction | Decimal | np.number[Any]
"""A number of any kind, finite."""

Truth: TypeAlias = str | Number | AnyOf
"""One reference answer."""

Truths: TypeAlias = Truth | Sequence[Truth] | Column
"""A reference answer for all responses of a batch, or one for each."""

Formats: TypeAlias = str | Format | Sequence[str | Format] | Column
"""A format for all responses of a batch, or one for each."""

ExpectedNumbers: TypeAlias = Sequence[Number | str] | Column
"""The numbers that one response should have."""

Question: TypeAlias = Sequence[str | Number] | Mapping[str, Any] | str
"""The options of one question: a list of texts, with their labels or without; a mapping from labels to texts, or with
the lists `label` and `text`; JSON of either; or lines such as "A. Mars"."""

Choices: TypeAlias = Question | Sequence[Question | None] | Column | None
"""The options of one question for all responses of a batch, or of one for each."""

Gradings: TypeAlias = Grading | str | Sequence[Grading | str | None] | Column | None
"""A grading policy or the name of one for all responses of a batch, or one for each."""

Groups: TypeAlias = int | Sequence[Any] | Column
"""For each response what names its group, such as its prompt; or the number of responses in a row that make a group."""
