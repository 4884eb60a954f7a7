"""One record of what several rewards of a trainer's list give for one batch."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.composing.parts import add

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent_tunix.rewards.recording.rows import Rows

#: How many batches wait for the other rewards of a list, before they are recorded without them.
WAITING = 64


class Joiner:
    """Puts together what the rewards of a list give for one batch, one after the other or at the same time."""

    def __init__(self, factors: Sequence[float]) -> None:
        """Keep the weights."""
        self.factors = tuple(factors)
        self.begin()

    def begin(self) -> None:
        """Begin with nothing that waits."""
        self.lock = threading.Lock()
        self.waiting: list[dict[int, Rows]] = []

    def join(self, at: int, rows: Rows) -> list[Rows]:
        """Return the batches that are whole now, or will never be."""
        ready: list[dict[int, Rows]] = []
        with self.lock:
            same = [each for each in self.waiting if belongs(next(iter(each.values())), rows)]
            found = next((each for each in same if at not in each), None)
            if found is None:
                # One of the rewards begins with the same batch again, or with the next.
                ready.extend(same)
                found = {}
                self.waiting.append(found)
            found[at] = rows
            if len(found) == len(self.factors):
                ready.append(found)
            ready.extend(self.waiting[:-WAITING])
            done = set(map(id, ready))
            self.waiting = [each for each in self.waiting if id(each) not in done]
        return [self._sum(each) for each in ready]

    def rest(self) -> list[Rows]:
        """Return what waits, without what is missing."""
        with self.lock:
            waiting, self.waiting = self.waiting, []
        return [self._sum(each) for each in waiting]

    def _sum(self, found: Mapping[int, Rows]) -> Rows:
        order = sorted(found)
        joined = found[order[0]]
        joined.rewards = add([found[at].rewards for at in order], [self.factors[at] for at in order])
        for at in order[1:]:
            other = found[at]
            joined.components = {**joined.components, **other.components}
            for part in ("responses", "reasons", "sources", "prompts", "truths", "groups", "step"):
                if getattr(joined, part) is None:
                    setattr(joined, part, getattr(other, part))
        return joined

    def __getstate__(self) -> dict[str, Any]:
        """Leave the lock and what waits behind."""
        return {"factors": self.factors}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin with nothing."""
        self.__dict__.update(state)
        self.begin()


def belongs(first: Rows, other: Rows) -> bool:
    """Whether two rewards of a list were called with one batch."""
    return (
        len(first) == len(other)
        and first.responses == other.responses
        and first.step == other.step
        and first.mode == other.mode
    )
