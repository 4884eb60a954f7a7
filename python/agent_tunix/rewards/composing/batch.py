"""The responses of one call with their columns, and what rewards gave for them so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from agent_tunix.rewards._core import ArgumentValueError, read_texts
from agent_tunix.rewards.composing.observation import OBSERVER
from agent_tunix.rewards.composing.together import Call, try_shown
from agent_tunix.rewards.reading.columns import unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tunix.rewards.composing.observation import Shown

Values: TypeAlias = npt.NDArray[np.float64]


class Graded(Protocol):
    """What a batch needs to know of a reward."""

    __name__: str

    def grade(self, batch: Batch, /) -> Values:
        """Return one value for each response of a batch."""

    def call(self, batch: Batch, /) -> Call | None:
        """Return the function that grades a batch, and what it gets, if others can be asked in the same call."""


class Batch:
    """Responses with their columns, and what rewards gave for them so far."""

    def __init__(self, response: Any, columns: Mapping[str, Any], *, learning: bool = True) -> None:
        """Read the responses; with `learning` False, no reward may change its state."""
        texts = read_texts(response)
        self.is_one = isinstance(texts, str)
        self.responses: list[str] = [texts] if isinstance(texts, str) else texts
        self.columns = columns
        # Tunix says `mode="eval"` where it evaluates.
        mode = columns.get("mode")
        self.learning = learning and not (isinstance(mode, str) and mode == "eval")
        self.graded: dict[int, tuple[Any, Values]] = {}
        self.details: dict[str, Values] = {}
        #: What functions gave that were asked together, and what they show, until their rewards are graded.
        self.asked: dict[int, tuple[Values, Shown | None]] = {}
        self._rows: dict[str, list[Any]] = {}
        # `evaluate` leaves no trace, an evaluation of the trainer's does.
        self.counts = learning
        if (seen := OBSERVER.get()) is not None:
            seen.add_batch(self)

    def __len__(self) -> int:
        """Return how many responses there are."""
        return len(self.responses)

    def grade(self, reward: Graded) -> Values:
        """Return what a reward gives, asked once however many others contain it."""
        known = self.graded.get(id(reward))
        if known is None:
            known = self.graded[id(reward)] = (reward, reward.grade(self))
        return known[1]

    def grade_all(self, rewards: Sequence[Graded]) -> list[Values]:
        """Return what each of several rewards gives; the package's own functions are asked in one call."""
        if not self.is_one and len(rewards) > 1:
            calls = {id(each): call for each in rewards if id(each) not in self.graded and (call := each.call(self))}
            found, shown = try_shown(self.responses, list(calls.values()))
            for at, (key, values) in enumerate(zip(calls, found, strict=True)):
                if values is not None:
                    self.asked[key] = values, shown[1] if shown is not None and shown[0] == at else None
        return [self.grade(reward) for reward in rewards]

    def take_asked(self, reward: Graded) -> Values | None:
        """Return what a reward's function gave that was asked together with others, and show it to who looks on."""
        values, shown = self.asked.pop(id(reward), (None, None))
        if shown is not None and (seen := OBSERVER.get()) is not None:
            seen.show(shown)
        return values

    def column(self, name: str, *, reward: str) -> Any:
        """Return a column as it was given.

        Raises:
            ValueError: there is none of that name; the message has the names of those that there are.
        """
        if name not in self.columns:
            have = ", ".join(map(repr, self.columns)) or "none"
            raise ArgumentValueError(
                f"{reward} needs the column {name!r}; the columns given are: {have}",
                argument=name,
                code="unknown_column",
            )
        return self.columns[name]

    def rows(self, name: str, *, reward: str) -> list[Any]:
        """Return a column as one value for each response, in Python's own types.

        Raises:
            ValueError: it has neither one value nor one for each response.
        """
        if name not in self._rows:
            self._rows[name] = self._spread(name, self.column(name, reward=reward))
        return self._rows[name]

    def _spread(self, name: str, value: Any) -> list[Any]:
        if self.is_one or isinstance(value, (str, bytes, Mapping)):
            return [value] * len(self)
        value = unpacked(value)
        if not isinstance(value, (list, tuple)):
            return [value] * len(self)
        if len(value) != len(self):
            raise ArgumentValueError(
                f"{name}: got {len(value)} for {len(self)} responses: give one for all of them, or one for each",
                argument=name,
                code="lengths_differ",
            )
        return list(value)
