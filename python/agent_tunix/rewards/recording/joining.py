"""Joining what the rewards of a trainer's list give for the same batch into one record."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from agent_tunix.rewards.composing.batch import add

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent_tunix.rewards.recording.rows import Rows

#: How many batches wait for the other rewards of the list before the oldest is recorded without them.
WAITING = 64


class Joiner:
    """Collects what each reward of a list gives for a batch, whether they are called in turn or in several threads."""

    def __init__(self, factors: Sequence[float]) -> None:
        """Keep the weights of the rewards."""
        self.factors = tuple(factors)
        self.begin()

    def begin(self) -> None:
        """Forget the batches that wait."""
        self.lock = threading.Lock()
        self.waiting: list[dict[int, Rows]] = []

    def join(self, at: int, rows: Rows) -> list[Rows]:
        """Add what the reward at a place gave; return the batches that are complete, and those that never will be."""
        ready: list[dict[int, Rows]] = []
        with self.lock:
            same = [each for each in self.waiting if belongs(next(iter(each.values())), rows)]
            found = next((each for each in same if at not in each), None)
            if found is None:
                # This reward is called again with the same batch: what waits for it will not get more.
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
        """Return the batches that wait, without what is missing."""
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
        """Leave out the lock and the batches that wait."""
        return {"factors": self.factors}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin with nothing that waits."""
        self.__dict__.update(state)
        self.begin()


def belongs(first: Rows, other: Rows) -> bool:
    """Say whether two rewards of a list were called with the same batch."""
    return (
        len(first) == len(other)
        and first.responses == other.responses
        and first.step == other.step
        and first.mode == other.mode
    )
