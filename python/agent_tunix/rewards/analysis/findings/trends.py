"""Trends over the training: the first quarter against the last, and whether the change is more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

#: With fewer stretches there are no trends.
LEAST_STRETCHES = 8
#: A trend is clear if its rank correlation with time (Spearman, 1904) is at least this large, and if Student's t is at
#: least this large, which chance reaches once in a thousand times.
LEAST_RHO, LEAST_T = 0.4, 3.3


@dataclass
class Trend:
    """A trend over the training: the means of the first and the last quarter, and the rank correlation with time."""

    first: float
    last: float
    rho: float
    count: int

    @property
    def change(self) -> float:
        """The change from the first to the last quarter."""
        return self.last - self.first

    @property
    def clear(self) -> bool:
        """Whether it is more than chance."""
        t = abs(self.rho) * math.sqrt((self.count - 2) / max(1.0 - self.rho**2, 1e-12))
        return abs(self.rho) >= LEAST_RHO and t >= LEAST_T

    def rises(self, least: float) -> bool:
        """Say whether it clearly rises by at least so much."""
        return self.clear and self.rho > 0 and self.change >= least

    def falls(self, least: float) -> bool:
        """Say whether it clearly falls by at least so much."""
        return self.clear and self.rho < 0 and -self.change >= least


def trend(values: Iterable[float | None]) -> Trend | None:
    """Return the trend of values in the order of time; None if there are too few."""
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if len(known) < LEAST_STRETCHES:
        return None
    quarter = len(known) // 4
    return Trend(float(known[:quarter].mean()), float(known[-quarter:].mean()), rank_correlation(known), len(known))


def rank_correlation(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return Spearman's correlation of values with their order; 0.0 where they are equal."""
    # Equal values get the mean of their ranks.
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    time = np.arange(len(values), dtype=np.float64)
    if ranks.min() == ranks.max():
        return 0.0
    return float(np.corrcoef(ranks, time)[0, 1])
