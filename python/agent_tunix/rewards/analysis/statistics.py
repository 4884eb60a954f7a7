"""Statistics of columns; NaN means "not judged" and is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from agent_tunix.rewards.analysis.results import Correlation, Distribution, Histogram

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from agent_tunix.rewards.analysis.records import Ids, Numbers

SHARES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
BINS = 40
#: The least share of the reward's variance that a weighted sum must explain, so that its weights are used.
LINEAR = 0.99
#: The relative rounding error of a sum of squares.
ROUNDING = 1e-10
#: How many rows are multiplied at a time.
BLOCK = 1 << 15
#: The rounding error of NumPy's sums, as a part of the largest value.
NOISE = 1e-14


@dataclass
class Groups:
    """The groups of a frame with two or more rows, numbered from 0."""

    #: The group of each row, or -1.
    member: npt.NDArray[np.int64]
    count: int


def number_groups(ids: Ids) -> Groups:
    """Number the groups that have two or more rows; the id 0 is no group."""
    unique, inverse, sizes = np.unique(ids, return_inverse=True, return_counts=True)
    real = (unique != 0) & (sizes > 1)
    numbers = np.where(real, np.cumsum(real) - 1, -1)
    return Groups(numbers[inverse], int(real.sum()))


@dataclass
class WithinGroups:
    """How values differ within groups of two or more."""

    #: The mean of the sample deviations (ddof 1), which trainers show as well.
    deviation: float | None
    #: The share of groups whose values are all equal.
    zero_variance: float | None
    #: For each group, whether its values are all equal; NaN if it has fewer than two.
    flat: Numbers
    #: The share of the variance that is between groups.
    between: float | None


def within_groups(values: Numbers, groups: Groups) -> WithinGroups:
    """Describe values within groups."""
    known = ~np.isnan(values) & (groups.member >= 0)
    member, own = groups.member[known], values[known]
    size = np.bincount(member, minlength=groups.count)
    enough = size > 1
    flat = np.full(groups.count, np.nan)
    if not enough.any():
        return WithinGroups(None, None, flat, None)
    total = np.bincount(member, weights=own, minlength=groups.count)
    mean = total / np.maximum(size, 1)
    squares = np.bincount(member, weights=(own - mean[member]) ** 2, minlength=groups.count)
    lowest, highest = ends_by_code(own, member, groups.count)
    # The values are compared, because rounding may keep a sum of squares from being zero.
    equal = highest <= lowest
    flat[enough] = equal[enough]
    deviation = np.where(equal, 0.0, np.sqrt(squares / np.maximum(size - 1, 1)))[enough]
    inside = enough[member]
    spread = float(((own[inside] - own[inside].mean()) ** 2).sum())
    between = 1.0 - float(squares[enough].sum()) / spread if spread > 0 else None
    return WithinGroups(float(deviation.mean()), float(equal[enough].mean()), flat, between)


def skewness(values: Numbers) -> float | None:
    """Return the Fisher-Pearson coefficient g1: the third central moment divided by the cube of the deviation."""
    if values.size < 2 or values.min() == values.max():  # noqa: PLR2004 # one value has no shape
        return None
    scaled = values - values.mean()
    scaled /= max(-float(scaled.min()), float(scaled.max()))
    # A general power takes ten times as long as two products.
    powers = scaled * scaled
    variance = float(powers.mean())
    powers *= scaled
    return clear(float(powers.mean()) / variance**1.5, 1.0) if variance > 0 else None


def make_edges(values: Numbers, bins: int = BINS) -> Numbers:
    """Return edges of equal distance from the least value to the largest."""
    if not values.size:
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if high <= low:
        half = max(abs(low) * 1e-6, 0.5)
        return np.array([low - half, low + half])
    return np.linspace(low, high, bins + 1)


def distribution(
    name: str, values: Numbers, groups: Groups, variance_share: float | None, within: WithinGroups | None = None
) -> Distribution:
    """Describe how values are spread."""
    known = values[~np.isnan(values)]
    within = within_groups(values, groups) if within is None else within
    some = known.size > 0
    quantiles = np.quantile(known, SHARES).tolist() if some else []
    edges = make_edges(known)
    return Distribution(
        name=name,
        count=known.size,
        not_judged=values.size - known.size,
        mean=mean(known),
        deviation=deviation(known),
        minimum=float(known.min()) if some else None,
        maximum=float(known.max()) if some else None,
        skewness=skewness(known),
        quantiles=dict(zip(map(str, SHARES), quantiles, strict=False)),
        histogram=Histogram(edges.tolist(), np.histogram(known, edges)[0].tolist()),
        within_group_deviation=within.deviation,
        zero_variance_share=within.zero_variance,
        variance_share=variance_share,
    )


def clear(value: float, largest: float, part: float = NOISE) -> float:
    """Return the sum or the mean of some numbers, or 0.0 if it is not larger than a rounding error.

    Args:
        value: the sum or the mean.
        largest: the largest of the numbers.
        part: the rounding error as a part of it.
    """
    return 0.0 if abs(value) <= part * largest else value


def mean(values: Numbers) -> float | None:
    """Return the mean, which is exact if all values are equal; None without values."""
    if not values.size:
        return None
    low, high = float(values.min()), float(values.max())
    return low if low == high else clear(float(values.mean()), max(-low, high))


def deviation(values: Numbers) -> float | None:
    """Return the deviation (ddof 0), which is exactly 0.0 if all values are equal; None without values."""
    if not values.size:
        return None
    return 0.0 if values.min() == values.max() else float(values.std())


def varies(values: Numbers) -> bool:
    """Say whether values differ."""
    return bool(values.size) and bool(values.min() < values.max())


def variance_shares(rewards: Numbers, components: Mapping[str, Numbers]) -> dict[str, float | None]:
    """Return the share of the reward's variance that each component explains: `cov(w c, r) / var(r)`.

    If least squares show that the reward is a weighted sum of the components, `w` is the weight of the component, and
    the shares add up to 1. Otherwise `w` is 1.
    """
    known = ~np.isnan(rewards)
    for values in components.values():
        known &= ~np.isnan(values)
    if not components or not varies(rewards[known]):
        return dict.fromkeys(components)
    products = multiply([*components.values(), rewards], known)
    square, common, total = products[:-1, :-1], products[:-1, -1], products[-1, -1]
    weights = np.linalg.lstsq(square, common, rcond=None)[0]
    if weights @ (2 * common - square @ weights) < LINEAR * total:
        weights = np.ones(len(common))
    shares = weights * common / total
    return {name: clear(share, 1.0) for name, share in zip(components, shares.tolist(), strict=True)}


def multiply(columns: Sequence[Numbers], known: npt.NDArray[np.bool_]) -> Numbers:
    """Return the sum of the products of each two columns, less their means, over the known rows.

    A few rows at a time: copies of whole columns would take more memory than all else.
    """
    products = np.zeros((len(columns), len(columns)))
    means = np.array([[values.mean(where=known)] for values in columns])
    for at in range(0, len(known), BLOCK):
        some = slice(at, at + BLOCK)
        centered = np.stack([values[some] for values in columns])[:, known[some]] - means
        products += np.einsum("ik,jk->ij", centered, centered)
    return products


def unexplained_share(rewards: Numbers, causes: Mapping[str, Numbers]) -> float | None:
    """Return the share of the rewards' variance that no weighted sum of the causes explains (least squares)."""
    known = ~np.isnan(rewards)
    own = rewards[known]
    spread = deviation(own)
    if not spread:
        return None
    columns = np.stack([np.ones(own.size), *(np.nan_to_num(values[known]) for values in causes.values())], axis=1)
    weights = np.linalg.lstsq(columns, own, rcond=None)[0]
    return clear(float(((own - columns @ weights) ** 2).mean()) / spread**2, 1.0, ROUNDING)


def correlate(columns: Mapping[str, Numbers]) -> Correlation:
    """Return the correlation of each pair of columns, over the rows where both are judged (Pearson, 1895)."""
    names, values = list(columns), list(columns.values())
    products = None
    if not any(np.isnan(own).any() for own in values):
        # All pairs at once.
        products = multiply(values, np.ones(len(values[0]), dtype=bool))
    matrix: list[list[float | None]] = [[None] * len(names) for _ in names]
    for at in range(len(names)):
        for other in range(at + 1):
            pair = None if products is None else products[np.ix_((other, at), (other, at))]
            matrix[at][other] = matrix[other][at] = correlation(values[other], values[at], pair)
    return Correlation(names, matrix)


def correlation(first: Numbers, second: Numbers, products: Numbers | None = None) -> float | None:
    """Return Pearson's correlation of two columns; None if one of them does not vary.

    Args:
        first: a column.
        second: another one.
        products: what `multiply` returns of both, if it is known and both are judged in every row.
    """
    whole = first, second
    if products is None:
        known = ~(np.isnan(first) | np.isnan(second))
        whole = first[known], second[known]
        products = multiply([first, second], known) if known.any() else None
    if products is None or not all(map(varies, whole)):
        return None
    if first is second:
        return 1.0
    wide, high = np.sqrt(np.diagonal(products))
    return float(np.clip(products[0, 1] / wide / high, -1.0, 1.0)) if wide and high else None


def ends_by_code(values: Numbers, codes: npt.NDArray[np.integer[Any]], count: int) -> tuple[Numbers, Numbers]:
    """Return the smallest and the largest value of each code; zeros for a code without values."""
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, codes, values)
    np.maximum.at(high, codes, values)
    none = low > high
    return np.where(none, 0.0, low), np.where(none, 0.0, high)


@dataclass
class ByCode:
    """Values by the code of their row."""

    counts: npt.NDArray[np.int64]
    means: Numbers
    deviations: Numbers
    #: Cohen's d against all other values (Cohen, 1988): the difference of the means over the pooled deviation.
    effects: list[float | None]
    #: The share of the variance that is between codes (Pearson's correlation ratio, squared).
    eta_squared: float | None


def by_code(values: Numbers, codes: npt.NDArray[np.integer[Any]], count: int) -> ByCode:
    """Describe values by the codes of their rows, which are below `count`; rows with the code -1 are left out."""
    known = ~np.isnan(values) & (codes >= 0)
    own, at = values[known], codes[known]
    counts = np.bincount(at, minlength=count)
    size = np.maximum(counts, 1)
    middle = float(own.mean()) if own.size else 0.0
    low, high = ends_by_code(own, at, count)
    # If all values of a code are equal, the mean is that value, without the rounding of a sum.
    means = np.where(low == high, low, np.bincount(at, weights=own, minlength=count) / size)
    means[np.abs(means) <= ROUNDING * np.maximum(np.abs(low), np.abs(high))] = 0.0
    squares = np.bincount(at, weights=(own - means[at]) ** 2, minlength=count)
    total = float(((own - middle) ** 2).sum())
    rest = own.size - counts
    with np.errstate(divide="ignore", invalid="ignore"):
        # The mean of all values is subtracted, so that differences of large values keep their digits.
        inside_mean = means - middle
        outside_mean = -counts * inside_mean / rest
        within = total - counts * inside_mean**2 - rest * outside_mean**2
        found = (inside_mean - outside_mean) / np.sqrt(within / (own.size - 2))
    # A variance that is not larger than its rounding error counts as none; two values have no pooled deviation.
    known = (counts > 0) & (rest > 0) & (own.size > 2) & (within > ROUNDING * total)  # noqa: PLR2004
    effects = [float(effect) if there else None for effect, there in zip(found, known, strict=True)]
    eta = 1.0 - float(squares.sum()) / total if total > 0 else None
    if eta is not None and eta <= ROUNDING:
        eta = 0.0
    return ByCode(counts, means, np.sqrt(squares / size), effects, eta)
