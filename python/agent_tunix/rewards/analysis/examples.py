"""The records that a report shows: a few, cut to a readable length, and the same ones each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.records import NO_STEP
from agent_tunix.rewards.analysis.results import Example
from agent_tunix.rewards.recording import columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from agent_tunix.rewards.analysis.records import Chunk

MOST_EXAMPLES = 400
#: The most late examples of one finding.
MOST_LATE = 4
#: The most prompts of which all responses are shown, and the most responses of one.
MOST_GROUPS, MOST_OF_GROUP = 12, 16
#: How many characters of a response are shown: the beginning shows its style, the end has the answer.
HEAD, TAIL = 900, 500
SHORT = 400


class ExamplePicker:
    """Chooses examples among the rows whose texts are known, and numbers them."""

    def __init__(self, pool: Chunk, names: dict[str, tuple[npt.NDArray[Any], list[str]]]) -> None:
        """Keep the rows, and the codes and names of their runs, reasons, sources and languages."""
        self.pool, self.names = pool, names
        self.examples: list[Example] = []
        self._known: dict[int, int] = {}
        self._groups: dict[int, int] = {}

    def choose(self, rows: npt.NDArray[np.int64] | Iterable[int], most: int = 3) -> list[int]:
        """Return the numbers of some examples among rows of the pool.

        No two have the same response. Their rewards are spread evenly from the smallest to the largest.
        """
        candidates = np.asarray(rows, dtype=np.int64)
        if not candidates.size:
            return []
        texts = self.pool.numbers[columns.RESPONSE][candidates]
        _, first = np.unique(texts, return_index=True)
        candidates = candidates[np.sort(first)]
        rewards = self.pool.numbers[columns.REWARD][candidates]
        order = candidates[np.argsort(rewards, kind="stable")]
        places = np.linspace(0, len(order) - 1, min(most, len(order))).round().astype(int)
        chosen = [self._number(int(row)) for row in order[places]]
        return [number for number in chosen if number is not None]

    def choose_late(self, steps: npt.NDArray[np.int64], high: str, low: str | None) -> list[int]:
        """Choose late rows with much of one component, or of the reward, and little of another one.

        Args:
            steps: the steps of the training, in order.
            high: the name of a component; any other text means the reward.
            low: the name of a component; None, or any other text, means no component.
        """
        pool, late = self.pool, self._late(steps)
        much = pool.components.get(high, pool.numbers[columns.REWARD])[late]
        little = pool.components[low][late] if low in pool.components else np.zeros(len(late))
        wanted = np.nan_to_num(much - little, nan=-np.inf)
        return self.choose(late[np.argsort(-wanted, kind="stable")[:MOST_LATE]], MOST_LATE)

    def choose_low(self, steps: npt.NDArray[np.int64]) -> list[int]:
        """Choose late rows with the lowest rewards."""
        late = self._late(steps)
        order = np.argsort(self.pool.numbers[columns.REWARD][late], kind="stable")
        return self.choose(late[order[:MOST_LATE]], MOST_LATE)

    def choose_groups(self, whole: npt.NDArray[np.uint64]) -> list[list[int]]:
        """Choose a few groups, spread over the steps, those whose rewards differ first; return all their responses.

        Args:
            whole: the ids of the groups of which the pool has every row.
        """
        rewards, steps = self.pool.numbers[columns.REWARD], self.pool.numbers[columns.STEP]
        rows = np.flatnonzero(np.isin(self.pool.numbers[columns.GROUP], whole))
        order = rows[np.lexsort((rewards[rows], self.pool.numbers[columns.GROUP][rows]))]
        _, starts = np.unique(self.pool.numbers[columns.GROUP][order], return_index=True)
        groups = [own for own in np.split(order, starts[1:]) if 1 < len(own) <= MOST_OF_GROUP]
        differing = [own for own in groups if rewards[own[0]] < rewards[own[-1]]] or groups
        differing.sort(key=lambda own: (int(steps[own[0]]), int(self.pool.keys[own].min())))
        places = np.unique(np.linspace(0, len(differing) - 1, min(MOST_GROUPS, len(differing))).round().astype(int))
        numbered = [[self._number(int(row)) for row in differing[at]] for at in places]
        return [[number for number in own if number is not None] for own in numbered if None not in own]

    def _late(self, steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the rows of the last tenth of the steps, and of at least two."""
        first = steps[-min(max(len(steps) // 10, 2), len(steps))] if len(steps) else NO_STEP
        return np.flatnonzero(self.pool.numbers[columns.STEP] >= first)

    def _number(self, row: int) -> int | None:
        if row not in self._known:
            if len(self.examples) >= MOST_EXAMPLES:
                return None
            self._known[row] = len(self.examples)
            self.examples.append(self._make(row, len(self.examples)))
        return self._known[row]

    def _make(self, row: int, number: int) -> Example:
        numbers = self.pool.numbers
        step, group = int(numbers[columns.STEP][row]), int(numbers[columns.GROUP][row])
        return Example(
            id=number,
            run=self._name(columns.RUN, row),
            step=None if step == NO_STEP else step,
            group=self.number_group(group),
            reward=_finite(numbers[columns.REWARD][row]),
            components={name: _finite(values[row]) for name, values in self.pool.components.items()},
            reason=self._name(columns.REASON, row),
            source=self._name(columns.SOURCE, row),
            language=self._name("language", row),
            length=int(numbers["length"][row]),
            prompt=self._text(columns.PROMPT, row, SHORT, SHORT),
            response=self._text(columns.RESPONSE, row, HEAD, TAIL) or "",
            truth=self._text(columns.TRUTH, row, SHORT, 0),
            answer=self._text(columns.ANSWER, row, SHORT, 0),
        )

    def number_group(self, group: int) -> int | None:
        """Return the number by which a report names a group; None for the id of no group."""
        return None if group == 0 else self._groups.setdefault(group, len(self._groups))

    def others(self) -> npt.NDArray[np.int64]:
        """Return the rows of the pool that are no examples, in their order."""
        return np.setdiff1d(np.arange(len(self.pool)), list(self._known))

    def _name(self, what: str, row: int) -> str | None:
        if what not in self.names:
            return None
        codes, texts = self.names[what]
        return texts[codes[row]] if codes[row] >= 0 else None

    def _text(self, what: str, row: int, head: int, tail: int) -> str | None:
        column: Any = self.pool.texts.get(what)
        text = None if column is None else column[row].as_py()
        return cut(text, head, tail) if text else None


def cut(text: str, head: int, tail: int) -> str:
    """Return a text, without its middle if it is long."""
    if len(text) <= head + tail + 40:
        return text
    left = len(text) - head - tail
    return f"{text[:head]} […{left:,} characters…] {text[len(text) - tail :]}" if tail else f"{text[:head]} […]"


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
