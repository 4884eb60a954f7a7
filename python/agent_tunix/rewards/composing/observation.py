"""Observing what is graded in a block of code, by whatever stands in it: a trainer's adapter, a function of the user's.

`observe` is the compiled class that the grading functions and the batches of rewards look for.
"""

from __future__ import annotations

from agent_tunix.rewards._core import Observation, Shown

__all__ = ["Observation", "Shown", "observe"]

observe = Observation
