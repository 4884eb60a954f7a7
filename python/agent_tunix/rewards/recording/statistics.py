"""Statistics of values that are seen once: bounded in memory, updated by batches, merged across processes.

Merging gives what one pass over all values gives: counts and quantiles to the digit, moments but for rounding.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards._core import count_values, describe_pairs, describe_values
from agent_tunix.rewards.shaping.normalization import Moments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    Values = npt.NDArray[np.float64]

#: How many different values a sketch counts one by one; most rewards have fewer.
DISTINCT = 64
#: Up to how many different values of a batch it pays to find first.
FEW = 1024
#: The relative error of a quantile once there are more.
ERROR = 0.005
#: What is nearer to 0 counts as 0, what is further away counts as this far.
LEAST, MOST = 1e-9, 1e15

_LOG_GAMMA = math.log1p(ERROR) - math.log1p(-ERROR)
#: Makes the numbers of all bins positive.
_SHIFT = math.ceil(-math.log(LEAST) / _LOG_GAMMA) + 1


class Sketch:
    """Counts of values, from which quantiles are read.

    Up to `DISTINCT` different values are counted one by one, and quantiles are exact: NumPy's ``inverted_cdf``. From
    then on values fall into bins, each `ERROR` wide on either side, so that a quantile is off by at most 0.5 % of
    itself (1e-9 near 0; beyond 1e15 it is 1e15). There are at most 11,200 bins; a merged sketch is the one of one pass.

    Source: DDSketch of Masson, Rim and Lee (VLDB 2019), with the bins of its logarithmic mapping. The KLL sketches of
    `datasketches` take one value at a time across the border to C++, and merge within an error only.

    >>> from agent_tunix.rewards.recording.statistics import Sketch
    >>> sketch = Sketch()
    >>> sketch.update([0.0, 0.5, 1.0, 1.0])
    >>> sketch.quantile(0.5), sketch.quantile(0.75)
    (0.5, 1.0)
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.values: dict[float, int] | None = {}
        self.bins: dict[int, int] = {}
        self.count = 0

    def update(self, values: Any) -> None:
        """Take in values; those that are not finite are passed over."""
        array = np.ascontiguousarray(values, dtype=np.float64)
        counts = count_values(array, FEW)
        if counts is None:
            array = array[np.isfinite(array)]
            self.count += array.size
            self._part()
            found, many = runs(np.sort(bins_of(array)))
            add(self.bins, dict(zip(found.tolist(), many.tolist(), strict=True)))
            return
        self.count += sum(count for _, count in counts)
        if self.values is not None:
            self._count(dict(counts))
        else:
            add(self.bins, binned(dict(counts)))

    def merge(self, other: Sketch) -> None:
        """Take in what another has seen."""
        self.count += other.count
        if self.values is not None and other.values is not None:
            self._count(other.values)
            return
        self._part()
        add(self.bins, binned(other.values) if other.values is not None else other.bins)

    def quantile(self, share: float) -> float:
        """Return the least value that a share of all values is not above; NaN of nothing."""
        return self.quantiles_at([share])[0]

    def quantiles_at(self, shares: Sequence[float]) -> list[float]:
        """Return several quantiles."""
        if not self.count:
            return [math.nan] * len(shares)
        counts: Mapping[Any, int] = self.bins if self.values is None else self.values
        keys = sorted(counts)
        below = np.cumsum([counts[key] for key in keys])
        found = [keys[at] for at in np.searchsorted(below, np.ceil(np.multiply(shares, self.count)).clip(1))]
        return found if self.values is not None else [center(key) for key in found]

    def state(self) -> dict[str, Any]:
        """Return what `restore` takes, as JSON can hold it."""
        exact = self.values is not None
        counts: Mapping[Any, int] = self.bins if self.values is None else self.values
        return {"exact": exact, "keys": list(counts), "counts": list(counts.values())}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state."""
        counts = dict(zip(state["keys"], state["counts"], strict=True))
        self.values, self.bins = (counts, {}) if state["exact"] else (None, counts)
        self.count = sum(counts.values())

    def _count(self, counts: Mapping[float, int]) -> None:
        assert self.values is not None  # noqa: S101 # for type checkers
        if self.values:
            add(self.values, counts)
        else:
            self.values = dict(counts)
        if len(self.values) > DISTINCT:
            self._part()

    def _part(self) -> None:
        """Go over to bins."""
        if self.values is not None:
            self.bins, self.values = binned(self.values), None


def runs(ordered: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the different values of an ordered array and how often each stands there."""
    starts = np.concatenate(([0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1))
    return ordered[starts], np.diff(starts, append=len(ordered))


def bins_of(values: Values) -> npt.NDArray[np.int64]:
    """Return the numbers of the bins of values, which are ordered as the values are."""
    size = np.abs(values)
    number = np.ceil(np.log(np.clip(size, LEAST, MOST)) / _LOG_GAMMA).astype(np.int64) + _SHIFT
    return np.where(size < LEAST, 0, np.where(values < 0, -number, number))


def binned(counts: Mapping[float, int]) -> dict[int, int]:
    """Return the counts of bins for the counts of values."""
    found: dict[int, int] = {}
    for key, count in zip(bins_of(np.fromiter(counts, np.float64)).tolist(), counts.values(), strict=True):
        found[key] = found.get(key, 0) + count
    return found


def center(number: int) -> float:
    """Return the value from which both ends of a bin are equally far, relatively."""
    if not number:
        return 0.0
    return math.copysign((1 - ERROR) * math.exp((abs(number) - _SHIFT) * _LOG_GAMMA), number)


def add(counts: dict[Any, int], others: Mapping[Any, int]) -> None:
    """Add counts to counts."""
    for key, count in others.items():
        counts[key] = counts.get(key, 0) + count


class Shape(Moments):
    """Moments up to the third, with both ends: count, mean, deviation, skewness, least and greatest.

    >>> from agent_tunix.rewards.recording.statistics import Shape
    >>> shape = Shape()
    >>> shape.update([0.0, 0.0, 3.0])
    >>> shape.mean, round(shape.skewness, 3), shape.high
    (1.0, 0.707, 3.0)

    Source: Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
    moments (Sandia, SAND2008-6212).
    """

    def __init__(
        self,
        count: int = 0,
        mean: float = 0.0,
        squares: float = 0.0,
        cubes: float = 0.0,
        ends: Sequence[float] | None = None,
    ) -> None:
        """Begin with nothing, or with what `state` returned."""
        super().__init__(count, mean, squares)
        self.cubes = cubes
        self.low, self.high = ends or (math.inf, -math.inf)

    @classmethod
    def of(cls, values: Any) -> Shape:
        """Describe values; those that are not finite are passed over."""
        return cls(*describe_values(np.ascontiguousarray(values, dtype=np.float64)))

    def update(self, values: Any) -> None:
        """Take in values; those that are not finite are passed over."""
        self.merge(Shape.of(values))

    def merge(self, other: Moments) -> None:
        """Take in what another has seen."""
        if not isinstance(other, Shape) or not other.count:
            return
        here, there, apart = self.count, other.count, other.mean - self.mean
        both = here + there
        # Products, not powers: past a float's range they are infinite, where a power raises.
        self.cubes += other.cubes + apart * apart * apart * here * there * (here - there) / both**2
        self.cubes += 3 * apart * (here * other.squares - there * self.squares) / both
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)
        super().merge(other)

    @property
    def skewness(self) -> float:
        """The third standardised moment, as `scipy.stats.skew` has it.

        NaN where all values are equal, or their cubes are past a float's range.
        """
        # What rounding leaves of equal values is no variance.
        if not self.count or self.deviation <= 1e-14 * max(abs(self.low), abs(self.high)):
            return math.nan
        scale = self.squares * math.sqrt(self.squares)
        return float(math.sqrt(self.count) * self.cubes / scale) if sys.float_info.min <= scale < math.inf else math.nan

    def state(self) -> dict[str, Any]:
        """Return what makes another like this: `Shape(**state)`."""
        ends = [self.low, self.high] if self.count else None
        return {**super().state(), "cubes": self.cubes, "ends": ends}


class Joint:
    """How a component goes along with the reward: covariance, and the reward's variance where both are known.

    Source: Pébay, as for `Shape`.
    """

    def __init__(
        self, count: int = 0, means: Sequence[float] = (0.0, 0.0), products: float = 0.0, squares: float = 0.0
    ) -> None:
        """Begin with nothing, or with what `state` returned."""
        first, second = means
        self.count, self.means, self.products, self.squares = count, (first, second), products, squares

    @classmethod
    def of(cls, component: Values, reward: Values) -> Joint:
        """Describe values of both; pairs that are not finite are passed over."""
        return cls(*describe_pairs(np.ascontiguousarray(component), np.ascontiguousarray(reward)))

    def update(self, component: Values, reward: Values) -> None:
        """Take in values of both; pairs that are not finite are passed over."""
        self.merge(Joint.of(component, reward))

    def merge(self, other: Joint) -> None:
        """Take in what another has seen."""
        both = self.count + other.count
        if not other.count:
            return
        (first, second), (other_first, other_second) = self.means, other.means
        apart, aside = other_first - first, other_second - second
        weight = self.count * other.count / both
        self.products += other.products + apart * aside * weight
        self.squares += other.squares + aside * aside * weight
        self.means = first + apart * other.count / both, second + aside * other.count / both
        self.count = both

    @property
    def share(self) -> float:
        """The covariance over the reward's variance; NaN where the reward does not vary."""
        scale = self.count * max(self.means[1] * self.means[1], LEAST**2)
        return self.products / self.squares if self.squares > 1e-28 * scale else math.nan

    def state(self) -> dict[str, Any]:
        """Return what makes another like this: `Joint(**state)`."""
        return {"count": self.count, "means": list(self.means), "products": self.products, "squares": self.squares}
