"""Observing what is graded in a block of code, whatever stands between: an adapter of a trainer, a function of the user's.

`observe` is the compiled class that the grading functions and the batches of rewards look for.
"""

from __future__ import annotations

from agent_tunix.rewards._core import Observation as observe
from agent_tunix.rewards._core import Shown

__all__ = ["Shown", "observe"]
