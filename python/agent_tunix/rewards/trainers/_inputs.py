"""What a reward is given: its parameters, filled from the columns of a sample or of a batch, in Python's own types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from agent_tunix.rewards._core import AnyOf
from agent_tunix.rewards.composing.batch import Same
from agent_tunix.rewards.reading.columns import find_column, find_rows, find_value, plain
from agent_tunix.rewards.reading.messages import read_prompt
from agent_tunix.rewards.reading.numbers import listed
from agent_tunix.rewards.reading.paths import MISSING
from agent_tunix.rewards.trainers._sources import METADATA, PROMPT, as_dict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent_tunix.rewards.trainers._sources import Sources


class Inputs:
    """What a reward is given for one sample, or for a batch.

    Args:
        sources: which column fills which parameter.
        own: whether the reward is a function of this package.
        options: what a reward object gets beside the columns, the same for all responses.
    """

    def __init__(self, sources: Sources, *, own: bool, options: Mapping[str, Any]) -> None:
        self.sources, self.own, self.name = sources, own, sources.owner
        self._settled: dict[str, str] | None = None
        # A list is no column here.
        self.options = {name: Same(value) if is_many(value) else value for name, value in options.items()}

    def of_sample(self, row: Any, prompt: Any) -> dict[str, Any]:
        """Return what the reward gets of one sample, a dictionary or an object.

        Raises:
            ValueError: a column is missing.
        """
        found: dict[str, Any] = {}
        for parameter, source in (self._settled or self._settle(row)).items():
            if source is PROMPT:
                found[parameter] = read_prompt(find_value(row, "prompt", self.name) if prompt is None else prompt)
            elif source is METADATA:
                found[parameter] = row if type(row) is dict else as_dict(row)
            else:
                value = row.get(source, MISSING) if type(row) is dict else MISSING
                value = find_value(row, source, self.name) if value is MISSING else value
                found[parameter] = self._plain(parameter, value)
        if self.sources.takes_any:
            found |= {name: plain(value) for name, value in as_dict(row).items() if name not in self.sources.used}
        return self._complete(as_dict(row), found) if self.sources.composed else found

    def of_batch(self, columns: Mapping[str, Any], prompts: Any, length: int) -> dict[str, Any]:
        """Return what the reward gets of a batch: columns of one length.

        Raises:
            ValueError: a column is missing or has another length.
        """
        found = {
            parameter: self._column(parameter, source, columns, prompts, length)
            for parameter, source in (self._settled or self._settle(columns)).items()
        }
        if self.sources.takes_any:
            rest = find_rows({name: columns[name] for name in columns if name not in self.sources.used}, length)
            found |= {name: [row[name] for row in rest] for name in rest[0]}
        return self._complete(columns, found) if self.sources.composed else found

    def _settle(self, row: Any) -> dict[str, str]:
        """Return the column of each parameter, which the first sample, or the first batch, decides."""
        self._settled = self.sources.settled(row)
        return self._settled

    def _complete(self, columns: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
        """Return all columns for a reward object, the truth also under the name that this package's rewards ask for."""
        truth = {"ground_truth": columns[self.sources.truth]} if self.sources.truth in columns else {}
        return {**truth, **columns, **found, **self.options}

    def _column(self, parameter: str, source: str, columns: Mapping[str, Any], prompts: Any, length: int) -> list[Any]:
        if source is METADATA:
            return find_rows(columns, length)
        if source is PROMPT:
            asked = columns if prompts is None else {"prompt": prompts}
            return [read_prompt(prompt) for prompt in find_column(asked, "prompt", length, self.name)]
        values = columns.get(source)
        if is_texts(values) and len(values) == length and parameter != "expected_numbers":
            return list(values)
        return [self._plain(parameter, value) for value in find_column(columns, source, length, self.name)]

    def _plain(self, parameter: str, value: Any) -> Any:
        """Return a value in Python's own types."""
        value = value if type(value) is str else plain(value)
        if self.own and parameter == "ground_truth" and isinstance(value, (list, tuple)) and value:
            return AnyOf(list(value))
        return listed(value) if self.own and parameter == "expected_numbers" else value


def is_texts(values: Any) -> TypeGuard[list[str]]:
    """Say whether a column is a plain list of text, which needs no reading."""
    return type(values) is list and set(map(type, values)) == {str}


def is_many(value: Any) -> bool:
    """Say whether a value would be read as a column, with a value for each response."""
    return isinstance(value, (list, tuple, np.ndarray)) or hasattr(value, "to_pylist") or hasattr(value, "to_list")
