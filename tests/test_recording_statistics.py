"""Streaming statistics against NumPy and SciPy, and merged ones against one pass."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix.rewards.recording.rows import Rows
from agent_tunix.rewards.recording.statistics import Joint, Shape, Sketch, Statistics

#: How many different values a sketch counts one by one, the relative error of its quantiles from then on, and the
#: absolute error near 0.
DISTINCT, ERROR, LEAST = 64, 0.005, 1e-9

FINITE = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
FEW = st.sampled_from([0.0, -0.0, 0.5, 1.0, -1.0, 3.0, 1 / 3])
VALUES = st.lists(FINITE | FEW, max_size=300)
SHARES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)


def near(value: float, other: float, scale: float) -> bool:
    return abs(value - other) <= 1e-9 * max(scale, 1e-300) or bool(np.isclose(value, other, rtol=1e-7, atol=1e-12))


@given(VALUES)
def test_shape_is_that_of_numpy_and_scipy(values: list[float]) -> None:
    shape = Shape()
    shape.update(values)
    assert shape.count == len(values)
    if values:
        array = np.array(values)
        scale = float(np.abs(array).max())
        assert near(shape.mean, float(array.mean()), scale)
        assert near(shape.deviation, float(array.std()), scale)
        assert (shape.low, shape.high) == (array.min(), array.max())
        # Where nearly all of a value is rounding, skewness is too; cubes of the least values are nothing.
        if array.std() > max(1e-6 * scale, 1e-100):
            assert np.isclose(shape.skewness, scipy.stats.skew(array), rtol=1e-5, atol=1e-6)


@given(st.lists(VALUES, max_size=6))
def test_merged_shapes_are_one_pass(batches: list[list[float]]) -> None:
    merged, whole = Shape(), Shape()
    for batch in batches:
        part = Shape()
        part.update(batch)
        merged.merge(Shape(**json.loads(json.dumps(part.state()))))
    values = [value for batch in batches for value in batch]
    whole.update(values)
    scale = max(map(abs, values), default=0.0)
    assert merged.count == whole.count
    assert (merged.low, merged.high) == (whole.low, whole.high)
    assert near(merged.mean, whole.mean, scale)
    assert near(merged.deviation, whole.deviation, scale)
    if whole.deviation > 1e-6 * scale:
        assert np.isclose(merged.skewness, whole.skewness, rtol=1e-5, atol=1e-6, equal_nan=True)


@pytest.mark.parametrize("size", [1e-139, 1e150, 1e200])
def test_values_whose_cubes_are_no_floats_have_no_skewness(size: float) -> None:
    shape, other = Shape(), Shape()
    shape.update([0.0, size])
    other.update([size, -size])
    shape.merge(other)
    assert np.isnan(shape.skewness)
    assert (shape.low, shape.high) == (-size, size)


def test_equal_values_have_no_skewness() -> None:
    shape = Shape()
    for _ in range(50):
        shape.update([0.1] * 7)
    assert np.isnan(shape.skewness)
    assert np.isnan(Shape().skewness)


@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), min_size=2, max_size=100), st.integers(1, 99))
def test_the_joint_of_two_is_their_covariance(pairs: list[tuple[float, float]], cut: int) -> None:
    component, reward = np.array(pairs).T
    first, second = Joint(), Joint()
    first.update(component[:cut], reward[:cut])
    second.update(component[cut:], reward[cut:])
    first.merge(Joint(**json.loads(json.dumps(second.state()))))
    covariance = np.cov(component, reward, bias=True)
    assert np.isclose(first.products / first.count, covariance[0, 1], rtol=1e-7, atol=1e-9)
    if covariance[1, 1] > 1e-9:
        assert np.isclose(first.share, covariance[0, 1] / covariance[1, 1], rtol=1e-6, atol=1e-6)


def sketch_of(values: Any) -> Sketch:
    sketch = Sketch()
    sketch.update(values)
    return sketch


def check(sketch: Sketch, values: list[float]) -> None:
    """Hold quantiles to NumPy's, exactly for few values and within the stated error for many."""
    array = np.array(values)
    for share in SHARES:
        exact = float(np.quantile(array, share, method="inverted_cdf"))
        found = sketch.quantile(share)
        if len(set(values)) <= DISTINCT:
            assert found == exact
        else:
            assert abs(found - exact) <= ERROR * abs(exact) * (1 + 1e-9) + LEAST


@given(VALUES.filter(bool))
def test_quantiles_are_those_of_numpy(values: list[float]) -> None:
    check(sketch_of(values), values)


@pytest.mark.parametrize("draw", ["normal", "lognormal", "exponential", "integers", "tiny"])
def test_quantiles_of_many_values(draw: str) -> None:
    random = np.random.default_rng(5)
    values = {
        "normal": random.normal(0, 3, 20_000),
        "lognormal": random.lognormal(0, 4, 20_000),
        "exponential": -random.exponential(100, 20_000),
        "integers": random.integers(0, 5000, 20_000).astype(float),
        "tiny": random.normal(0, 1e-8, 20_000),
    }[draw]
    check(sketch_of(values), values.tolist())


@given(st.lists(VALUES, max_size=6), st.randoms())
def test_merged_sketches_are_one_pass(batches: list[list[float]], random: Any) -> None:
    whole = sketch_of([value for batch in batches for value in batch])
    parts = [sketch_of(batch) for batch in batches]
    random.shuffle(parts)
    merged = Sketch()
    for part in parts:
        restored = Sketch()
        restored.restore(json.loads(json.dumps(part.state())))
        merged.merge(restored)
    assert merged.count == whole.count
    assert merged.values == whole.values
    assert merged.bins == whole.bins


def test_a_sketch_is_bounded() -> None:
    sketch = Sketch()
    random = np.random.default_rng(1)
    for _ in range(300):
        sketch.update(np.sign(random.normal(size=4000)) * np.exp(random.uniform(-40, 60, 4000)))
    assert len(sketch.bins) < 11_200
    assert np.isnan(Sketch().quantile(0.5))


def rows_of(random: np.random.Generator, count: int, *, unknown: float = 0.0) -> Rows:
    """Make a batch of a reward of two parts in groups of four."""
    first, second = random.integers(0, 3, count) / 2, random.normal(size=count)
    rewards = 0.25 * first + 2.0 * second
    rewards[random.random(count) < unknown] = np.nan
    return Rows(
        rewards,
        [f"response {at}" * at for at in random.integers(0, 40, count)],
        {"first": first, "second": second},
        random.integers(0, 12, count).astype(np.uint8),
        groups=(np.arange(count) // 4).tolist(),
        weights={"first": 0.25, "second": 2.0},
    )


@pytest.mark.parametrize("unknown", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("apart", [False, True])
def test_the_metrics_are_what_numpy_says(unknown: float, apart: bool) -> None:
    random = np.random.default_rng(3)
    rows = rows_of(random, 400, unknown=unknown)
    if apart:
        rows.groups = random.permutation(rows.groups).tolist()
    found = rows.count().metrics()
    known = ~np.isnan(rows.rewards)
    rewards = rows.rewards[known]
    assert found["samples"] == 400
    assert found["not_judged"] == 400 - known.sum()
    assert found["component/first/mean"] == pytest.approx(rows.components["first"].mean())
    assert rows.responses is not None
    lengths = np.array(list(map(len, rows.responses)))
    assert found["length/mean"] == pytest.approx(lengths.mean())
    assert found["length/q50"] == np.quantile(lengths, 0.5, method="inverted_cdf")
    assert found["duplicates"] == pytest.approx(1 - len(set(rows.responses)) / 400)
    assert sum(share for name, share in found.items() if name.startswith("reason/")) == pytest.approx(1)
    if unknown == 1.0:
        assert "reward/mean" not in found
        assert "groups" not in found
        return
    assert found["reward/mean"] == pytest.approx(rewards.mean())
    assert found["reward/std"] == pytest.approx(rewards.std())
    assert found["reward/skewness"] == pytest.approx(scipy.stats.skew(rewards))
    assert found["reward/q95"] == pytest.approx(np.quantile(rewards, 0.95, method="inverted_cdf"), rel=ERROR)
    shares = [found[f"component/{name}/variance_share"] for name in ("first", "second")]
    assert sum(shares) == pytest.approx(1)
    assert shares[0] == pytest.approx(
        0.25 * np.cov(rows.components["first"][known], rewards)[0, 1] / rewards.var(ddof=1)
    )
    groups = [rows.rewards[(np.array(rows.groups) == group) & known] for group in range(100)]
    several = [group for group in groups if len(group) > 1]
    assert found["groups"] == len(several)
    assert found["zero_variance_groups"] == pytest.approx(np.mean([len(set(group)) == 1 for group in several]))
    assert found["group/std"] == pytest.approx(np.mean([group.std() for group in several]))


@settings(max_examples=20)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 1000))
def test_merged_statistics_are_one_pass(sizes: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    batches = [rows_of(random, 4 * size, unknown=0.1) for size in sizes]
    one, first, second = Statistics(), Statistics(), Statistics()
    for at, rows in enumerate(batches):
        one.merge(rows.count())
        (first if at % 2 else second).merge(rows.count())
    first.merge(Statistics(json.loads(json.dumps(second.state()))))
    expected, found = one.metrics(), first.metrics()
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-6, abs=1e-9), name


def test_memory_is_bounded() -> None:
    """Ten thousand batches of rewards of any value, with parts of ever new names."""
    random = np.random.default_rng(8)
    total = Statistics()

    def size() -> int:
        return len(json.dumps(total.state()))

    for at in range(10_000):
        values = np.sign(random.normal(size=16)) * np.exp(random.uniform(-30, 40, 16))
        rows = Rows(values, ["x" * int(length) for length in random.integers(0, 3000, 16)], {f"part {at}": values})
        total.merge(rows.count())
        if at == 5_000:
            half = size()
    state = total.state()
    assert total.batches == 10_000
    assert state["reward"]["count"] == 160_000
    assert len(state["components"]) == 128
    assert size() < 1.2 * half
    assert size() < 500_000
