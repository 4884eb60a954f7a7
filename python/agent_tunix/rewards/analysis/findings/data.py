"""Whether the data changes over the training, as far as the prompts show it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agent_tunix.rewards.analysis.findings.trends import rank_correlation

if TYPE_CHECKING:
    import numpy.typing as npt

    from agent_tunix.rewards.analysis.findings.course import Segment
    from agent_tunix.rewards.analysis.records import Ids, Numbers

#: How far the lengths of prompts must lie apart: in deviations (Cohen, 1988: 0.5 is medium), in standard errors, and as
#: a part of the shorter length: a running number in the prompts makes them a little longer, too.
APART, CLEAR, PART = 0.5, 4.0, 0.15
#: How many stretches before and after a change are compared.
BESIDE = 8
#: The rank correlation of the prompts' length with time from which on the data gets harder all along.
HARDENS = 0.7
#: The least number of prompts that two parts of the training must share.
SHARED = 30


@dataclass
class DataCourse:
    """What is known of the prompts in each stretch."""

    #: How many prompts have a known length, the sums of these lengths, and of their squares, by stretch.
    counts: Numbers
    sums: Numbers
    squares: Numbers
    #: The prompt of each response as an id (0 for none), its stretch (-1 for none) and its reward.
    prompts: Ids
    stretches: npt.NDArray[np.int16]
    rewards: Numbers

    def moves(self, one: Segment, other: Segment) -> bool:
        """Say whether prompts are clearly longer, or shorter, in one part of the training than in another."""
        return self._differ(slice(one.start, one.end), slice(other.start, other.end))

    def moves_at(self, at: int) -> bool:
        """Say whether prompts become longer, or shorter, at a stretch."""
        return self._differ(slice(max(at - BESIDE, 0), at), slice(at, at + BESIDE))

    def _differ(self, one: slice, other: slice) -> bool:
        counts = np.array([self.counts[one].sum(), self.counts[other].sum()])
        if counts.min() < 2:  # noqa: PLR2004 # one has no deviation
            return False
        means = np.array([self.sums[one].sum(), self.sums[other].sum()]) / counts
        squares = np.array([self.squares[one].sum(), self.squares[other].sum()]) / counts
        variances = np.maximum(squares - means**2, 0.0)
        apart = abs(float(means[1] - means[0]))
        error = math.sqrt(float((variances / counts).sum()))
        least = max(APART * math.sqrt(float(variances.mean())), PART * float(means.min()))
        return apart >= least and apart > CLEAR * error

    def hardens(self) -> bool:
        """Say whether prompts get longer over the whole training, as in a curriculum."""
        known = self.counts > 0
        means = self.sums[known] / self.counts[known]
        if not means.size or means.max() - means.min() < PART * means.min():
            return False
        return rank_correlation(means) >= HARDENS

    def compare_prompts(self, one: Segment, other: Segment) -> float | None:
        """Return by how much the prompts that both parts share lose from one to the other; None if they share few."""
        judged = (self.prompts != 0) & ~np.isnan(self.rewards)
        means = []
        for part in (one, other):
            rows = judged & (self.stretches >= part.start) & (self.stretches < part.end)
            ids, own = np.unique(self.prompts[rows], return_inverse=True)
            means.append((ids, np.bincount(own, weights=self.rewards[rows]) / np.bincount(own)))
        (ids, before), (others, after) = means
        shared, at, other_at = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
        return float((before[at] - after[other_at]).mean()) if len(shared) >= SHARED else None
