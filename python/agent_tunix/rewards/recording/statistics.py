"""Statistics of values that are seen once: bounded in memory, updated by batches, merged across processes.

They are compiled. Merging gives what one pass over all values gives: counts and quantiles to the digit, moments but for
rounding.
"""

from __future__ import annotations

from agent_tunix.rewards._core import MOST_COMPONENTS, Joint, Shape, Sketch, Statistics

__all__ = ["MOST_COMPONENTS", "Joint", "Shape", "Sketch", "Statistics"]
