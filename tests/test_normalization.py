"""Normalisation against NumPy over everything at once."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from agent_tunix.rewards import (
    Moments,
    Reward,
    as_reward,
    by_task,
    check_answer,
    decoupled_sum,
    match_format_exactly,
    normalize,
    normalize_groups,
)

VALUES = hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(-1e6, 1e6))


def value(response: str) -> float | None:
    """Return the number that a response is; a question mark can't be judged."""
    return None if response == "?" else float(response)


def spelled(values: Any) -> list[str]:
    return ["?" if np.isnan(value) else repr(float(value)) for value in values]


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_moments_of_parts_are_those_of_the_whole(parts: list[np.ndarray[Any, Any]]) -> None:
    whole, updated, merged = np.concatenate(parts), Moments(), Moments()
    for part in parts:
        updated.update(part)
        worker = Moments()
        worker.update([*part, np.nan])
        merged.merge(worker)
    for moments in (updated, merged, Moments(**json.loads(json.dumps(merged.state())))):
        assert moments.count == whole.size
        assert np.isclose(moments.mean, whole.mean(), rtol=1e-9, atol=1e-9)
        assert np.isclose(moments.variance, whole.var(), rtol=1e-9, atol=1e-3)
        assert np.isclose(moments.deviation, whole.std(), rtol=1e-6, atol=1e-2)


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([0.0, 0.5, 1.0, np.nan])), max_size=30), st.booleans()
)
def test_groups_are_normalized_each_for_itself(rows: list[tuple[str, float]], scale: bool) -> None:
    groups, rewards = [name for name, _ in rows], np.array([reward for _, reward in rows])
    found = normalize_groups(rewards, groups, scale=scale)
    flat = 0
    for name in set(groups):
        at = np.array(groups) == name
        known = rewards[at][~np.isnan(rewards[at])]
        expected = rewards[at] - (known.mean() if known.size else np.nan)
        if known.size > 1 and scale:
            expected = expected / (known.std(ddof=1) + 1e-4)
        assert np.allclose(found.values[at], expected, rtol=1e-12, atol=1e-12, equal_nan=True)
        flat += known.size > 0 and len(set(known)) == 1
    assert (found.groups, found.zero_variance) == (len(set(groups)), flat)


@given(st.floats(-1e9, 1e9), st.integers(1, 50))
def test_equal_rewards_teach_exactly_nothing(reward: float, size: int) -> None:
    found = normalize_groups([reward] * size, ["a"] * size)
    assert found.values.tolist() == [0.0] * size
    assert found.zero_variance == 1


def test_groups_in_a_row_are_groups_by_name() -> None:
    rewards = np.random.default_rng(0).normal(size=24)
    assert (normalize_groups(rewards, 4).values == normalize_groups(rewards, np.arange(24) // 4).values).all()
    for wrong in (5, 0, [1, 2]):
        with pytest.raises(ValueError, match="groups"):
            normalize_groups(rewards, wrong)


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_a_running_normalization_compares_with_all_so_far(parts: list[np.ndarray[Any, Any]]) -> None:
    reward = normalize(value, clip=3.0)
    for at, part in enumerate(parts):
        seen = np.concatenate(parts[: at + 1])
        expected = np.clip((part - seen.mean()) / (seen.std() + 1e-4), -3.0, 3.0)
        assert np.allclose(reward(spelled(part)), expected, rtol=1e-4, atol=1e-3)
    assert reward.metrics()["normalize/mean"] == reward.moments.mean


@given(VALUES)
def test_other_ways_to_normalize(values: np.ndarray[Any, Any]) -> None:
    texts = spelled(values)
    spread = values.max() - values.min()
    ranged = normalize(value, "range")(texts)
    assert np.allclose(ranged, (values - values.min()) / spread if spread else 0.0)
    expected = normalize_groups(values, ["one"] * len(values)).values
    assert (normalize(value, "batch")(texts) == expected).all()
    assert (normalize(value, "group")(texts, prompt="one") == expected).all()
    assert (normalize(value, "group", group=len(values))(texts) == expected).all()


def test_evaluation_is_compared_but_not_remembered() -> None:
    reward = normalize(value)
    reward(["1", "2"])
    before = reward.state_dict()
    reward(["100"], mode="eval")
    reward.evaluate(["100"])
    reward.components(["100"])
    assert reward.state_dict() == before
    reward(["100"], mode="train")
    assert reward.state_dict() != before


STATEFUL: list[tuple[Reward, dict[str, Any]]] = [
    (normalize(value), {}),
    (normalize(value, "range"), {}),
    (normalize(value, "group"), {"prompt": ["a", "b", "a"]}),
    (0.5 * normalize(value) + as_reward(1.0), {}),
    (decoupled_sum(value, weights=[2.0], group="prompt"), {"prompt": ["a", "b", "a"]}),
    (by_task({"a": value, "b": normalize(value)}, scale="deviation"), {"task": ["a", "b", "a"]}),
]


@pytest.mark.parametrize(("reward", "columns"), STATEFUL, ids=lambda reward: getattr(reward, "__name__", ""))
def test_what_was_remembered_is_saved_and_restored(reward: Reward, columns: dict[str, Any]) -> None:
    fresh = pickle.loads(pickle.dumps(reward))
    reward(["1", "2", "4"], **columns)
    copied = pickle.loads(pickle.dumps(reward))
    fresh.load_state_dict(json.loads(json.dumps(reward.state_dict())))
    truth = reward(["5", "1", "9"], **columns)
    assert (copied(["5", "1", "9"], **columns) == truth).all()
    assert (fresh(["5", "1", "9"], **columns) == truth).all()
    assert fresh.metrics() == reward.metrics()
    with pytest.raises(ValueError, match="the state has"):
        fresh.load_state_dict({"another": {}})


def test_workers_are_merged() -> None:
    whole, first, second = normalize(value), normalize(value), normalize(value)
    whole(["1", "2", "3", "10"])
    first(["1", "2"])
    second(["3", "10"])
    first.merge(second)
    assert np.isclose(first.moments.variance, whole.moments.variance)
    assert first.moments.count == 4


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_a_decoupled_sum_normalizes_before_it_weighs(rows: list[tuple[str, float, float]]) -> None:
    texts = [f"{first!r} {second!r}" for _, first, second in rows]
    groups = [group for group, _, _ in rows]
    parts = [as_reward(lambda text, at=at: float(text.split()[at]), name=str(at), at=at) for at in (0, 1)]
    total = sum(
        weight * normalize_groups([row[at + 1] for row in rows], groups).values for at, weight in enumerate((2.0, 1.0))
    )
    expected = normalize_groups(total, ["batch"] * len(rows)).values
    reward = decoupled_sum(*parts, weights=(2.0, 1.0))
    assert np.allclose(reward(texts, prompt=groups), expected, rtol=1e-9, atol=1e-9)


def test_shares_of_flat_groups_are_counted_for_each_part() -> None:
    reward = decoupled_sum(match_format_exactly, check_answer)
    responses = ["The answer is 4.", "The answer is 5."]
    reward(responses, "[TEXT] [NUM].", 4, prompt="2 + 2?")
    assert reward.metrics() == {
        "match_format_exactly/zero_variance_share": 1.0,
        "check_answer/zero_variance_share": 0.0,
    }


@pytest.mark.parametrize("wrong", [{"by": "step"}, {"clip": 0.0}, {"epsilon": float("nan")}])
def test_mistakes_say_what_is_wrong(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        normalize(value, **wrong)
