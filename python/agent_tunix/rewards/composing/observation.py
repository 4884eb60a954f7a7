"""Observing what is graded in a block of code, by whatever stands in it: a trainer's adapter, a function of the user's.

`observe` is the compiled class that the grading functions and the batches of rewards look for.
"""

from __future__ import annotations

from agent_tunix.rewards._core import Observation, Shown

__all__ = ["Observation", "Shown", "all_shown", "observe"]

observe = Observation


def all_shown(seen: Observation) -> list[Shown]:
    """Return what functions showed and what batches noted."""
    return [*seen.shown, *(note for batch in seen.batches for note in batch.notes.values())]
