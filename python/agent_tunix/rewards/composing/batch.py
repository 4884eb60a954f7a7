"""The responses of one call with their columns, and what rewards gave for them so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from agent_tunix.rewards._core import ArgumentValueError, read_texts, show_batch
from agent_tunix.rewards.composing.parts import unused
from agent_tunix.rewards.composing.together import Call, ask_together
from agent_tunix.rewards.reading.columns import unpacked

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from agent_tunix.rewards.composing.observation import Shown
    from agent_tunix.rewards.composing.together import Answered

Values: TypeAlias = npt.NDArray[np.float64]


class Evaluation(NamedTuple):
    """What a reward gave and what it was made of."""

    total: Any
    """A `float` for one response, a `float64` array for a batch; NaN where a response was not judged."""
    components: dict[str, Any]
    """The values of each reward inside, by name, of the same shape."""


class Same:
    """A value that is the same for all responses of a batch, even if it is a list that is as long as the batch."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Graded(Protocol):
    """What a batch needs to know of a reward."""

    __name__: str
    needs: tuple[str, ...]

    def grade(self, batch: Batch, /) -> Values:
        """Return one value for each response of a batch."""

    def call(self, batch: Batch, /) -> Call | None:
        """Return the function that grades a batch, and what it gets, if others can be asked in the same call."""


class Batch:
    """Responses with their columns, and what rewards gave for them so far.

    Attributes:
        responses: the texts.
        is_one: whether one response was given, and not a list.
        columns: the columns as they were given.
        same: the names of those that have one value for all responses, whatever it looks like.
        learning: whether rewards may change what they remember.
        counts: whether the batch is one of the training or of the trainer's evaluation, and not only looked at.
        graded: each reward that was graded, with its values, by its identity.
        notes: why answers got their scores, by the identity of the reward that graded them.
        details: values that rewards gave beside their scores, by name.
    """

    def __init__(self, response: Any, columns: Mapping[str, Any], *, learning: bool = True) -> None:
        """Read the responses; with `learning` False, no reward may change its state."""
        texts = read_texts(response)
        self.is_one = isinstance(texts, str)
        self.responses: list[str] = [texts] if isinstance(texts, str) else texts
        self.same = {name for name, value in columns.items() if type(value) is Same}
        if self.same:
            columns = {name: value.value if name in self.same else value for name, value in columns.items()}
        self.columns = columns
        # Tunix passes `mode="eval"` when it evaluates.
        mode = columns.get("mode")
        self.learning = learning and not (isinstance(mode, str) and mode == "eval")
        self.graded: dict[int, tuple[Any, Values]] = {}
        self.notes: dict[int, Shown] = {}
        self.details: dict[str, Values] = {}
        self._rows: dict[str, list[Any]] = {}
        self.counts = learning
        show_batch(self)

    def __len__(self) -> int:
        """Return how many responses there are."""
        return len(self.responses)

    def grade(self, reward: Graded) -> Values:
        """Return what a reward gives, asked once however many others contain it."""
        known = self.graded.get(id(reward))
        if known is None:
            known = self.graded[id(reward)] = (reward, self.ask(reward))
        return known[1]

    def grade_all(self, rewards: Sequence[Graded]) -> list[Values]:
        """Return what each of several rewards gives; the package's own functions are asked in one call."""
        answered = self._ask_together([each for each in rewards if id(each) not in self.graded])
        for each in rewards:
            if id(each) not in self.graded:
                values = answered.get(id(each))
                self.graded[id(each)] = (each, each.grade(self) if values is None else values)
        return [self.graded[id(each)][1] for each in rewards]

    def ask(self, reward: Graded) -> Values:
        """Return what a reward gives, and keep why; what it gives is not kept."""
        values = self._ask_together([reward]).get(id(reward))
        return reward.grade(self) if values is None else values

    def _ask_together(self, rewards: Sequence[Graded]) -> dict[int, Values]:
        """Return what those rewards give, by identity, that are functions which can be asked in one call."""
        asked: list[Graded] = []
        calls: list[Call] = []
        for each in rewards:
            # One response has its own form of each column.
            call = None if self.is_one else each.call(self)
            if call is not None:
                asked.append(each)
                calls.append(call)
        found: dict[int, Values] = {}
        answered: Sequence[Answered | None] = ask_together(self.responses, calls) if calls else ()
        for each, answer in zip(asked, answered, strict=True):
            if answer is not None:
                found[id(each)] = answer[0]
                if answer[1] is not None:
                    self.notes[id(each)] = answer[1]
        return found

    def components(self, reward: Graded, inside: Container[int] | None = None) -> dict[str, Values]:
        """Return what was graded beside a reward, by names that differ, and the values beside the scores.

        Args:
            reward: the reward whose own values are left out.
            inside: the identities of the rewards that are wanted; all unless given.
        """
        found: dict[str, Values] = {}
        for number, (each, values) in self.graded.items():
            if each is not reward and (inside is None or number in inside):
                name = each.__name__
                found[unused(name, found) if name in found else name] = np.asarray(values, dtype=np.float64)
        return {**found, **self.details}

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
        if self.is_one or name in self.same or isinstance(value, (str, bytes, Mapping)):
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


def add(parts: Sequence[Values], weights: Sequence[float]) -> Values:
    """Return the weighted sum of arrays, in their order, NaN counted as nothing unless there is nothing else."""
    total = parts[0] * weights[0]
    # One pass where every part judged every response; only then is the plain sum the answer.
    for part, weight in zip(parts[1:], weights[1:], strict=True):
        total = total + part * weight
    unknown = np.isnan(total)
    if unknown.any():
        terms = np.stack([part[unknown] * weight for part, weight in zip(parts, weights, strict=True)])
        total[unknown] = np.where(np.isnan(terms).all(axis=0), np.nan, np.nansum(terms, axis=0))
    return total
