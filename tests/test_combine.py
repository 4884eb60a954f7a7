"""Combiners and patterns against what they are said to be, written out plainly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tunix import rewards
from agent_tunix.rewards import (
    as_reward,
    check_answer,
    check_numbers,
    clip,
    combined_reward,
    continuous_reward,
    first_available,
    floor,
    gate,
    match_format_exactly,
    product,
    weighted_sum,
)
from agent_tunix.rewards.composing.registry import PLACES

FORM = "The answer is [NUM]."
VALUE = st.one_of(st.none(), st.floats(-10, 10))
ROWS = st.lists(st.tuples(VALUE, VALUE, VALUE), max_size=6)
RESPONSES = [
    "The answer is 4.",
    "2 + 2 = 4. The answer is 4.",
    "2 plus 2 equals 4.",
    "The answer is 4.2.",
    "The answer is 29.",
    "The answer is -296.",
    "The answer is 4 or 5.",
    "Step 1: 2 + 2 = 5.\nStep 2: so it is five. The answer is 5.",
    "No idea.",
    "",
]


def planted(at: int, rows: list[Any]) -> Any:
    """Return a reward that gives the column of a table whose row the response names."""

    def column(response: str) -> float | None:
        value: float | None = rows[int(response)][at]
        return value

    return as_reward(column, name=f"part_{at}")


def naive_sum(row: tuple[float | None, ...], weights: tuple[float, ...]) -> float:
    known = [value * weight for value, weight in zip(row, weights, strict=True) if value is not None]
    return sum(known) if known else math.nan


def naive_gate(row: tuple[float | None, ...]) -> float:
    paid, by, _ = row
    if by is None:
        return math.nan
    return (math.nan if paid is None else paid) if by >= 0.5 else -2.0


@given(ROWS)
def test_combiners_are_what_they_say(rows: list[tuple[float | None, float | None, float | None]]) -> None:
    texts = [str(at) for at in range(len(rows))]
    parts = [planted(at, rows) for at in range(3)]
    weights = (0.3, -1.5, 2.0)
    naive: dict[Any, Any] = {
        weighted_sum(*parts, weights=weights): lambda row: naive_sum(row, weights),
        product(*parts): lambda row: math.nan if None in row else math.prod(row),
        gate(parts[0], by=parts[1], threshold=0.5, otherwise=-2.0): naive_gate,
        floor(parts[0], 0.1): lambda row: math.nan if row[0] is None else max(row[0], 0.1),
        clip(parts[0], -1, 2): lambda row: math.nan if row[0] is None else min(max(row[0], -1), 2),
        first_available(*parts): lambda row: next((value for value in row if value is not None), math.nan),
    }
    for reward, plain in naive.items():
        expected = [plain(row) for row in rows]
        assert np.allclose(reward(texts), expected, rtol=1e-12, atol=1e-12, equal_nan=True), reward


def test_a_reward_inside_several_others_is_asked_once() -> None:
    asked: list[str] = []

    def slow(response: str) -> float:
        asked.append(response)
        return 1.0

    part = as_reward(slow)
    gate(floor(part, 0.5), by=part)(["a", "b"])
    assert asked == ["a", "b"]


def test_sums_open_up_and_keep_their_order() -> None:
    inner = weighted_sum((check_answer, 0.5), (match_format_exactly, 0.25))
    outer = weighted_sum((inner, 2.0), (1.0, 3.0))
    assert [part.__name__ for part in outer.inside()] == ["check_answer", "match_format_exactly", "constant"]
    assert outer("The answer is 4.", 4, FORM) == 2 * (0.5 + 0.25) + 3
    # A sum with a name of its own is a component.
    named = weighted_sum((weighted_sum((check_answer, 0.5), name="right"), 2.0))
    assert named.components("The answer is 4.", 4) == {"right": 0.5, "check_answer": 1.0}


def test_a_weighted_sum_is_the_combined_reward_to_the_digit() -> None:
    ours = weighted_sum({match_format_exactly: 0.3, check_answer: 0.7})
    assert (ours(RESPONSES, expected_format=FORM, ground_truth=4) == combined_reward(RESPONSES, 4, FORM)).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (weighted_sum, "at least one reward"),
        (product, "at least one reward"),
        (first_available, "at least one reward"),
        (lambda: weighted_sum(check_answer, weights=[0.5, 0.5]), "got 2 for 1"),
        (lambda: weighted_sum((check_answer, math.inf)), "finite"),
        (lambda: clip(check_answer, 2, 1), "at most high, got 2.0 and 1.0"),
        (lambda: floor(check_answer, math.nan), "minimum: expected a finite number"),
        (lambda: gate(check_answer, check_answer, threshold=math.nan), "threshold"),
    ],
)
def test_mistakes_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def documented(name: str, response: str, truth: float, prompt: str) -> float:  # noqa: PLR0911 # one for each pattern
    """Return what the documentation of the reward system computes, over the functions that it leaves to the reader."""
    correct, form = check_answer(response, truth), match_format_exactly(response, FORM)
    found = check_numbers(response, [0])["extracted"]
    if name == "binary_reward":
        return 1.0 if correct == 1.0 else 0.0
    if name == "continuous_reward":
        return max(0.0, 1.0 - (abs(found[0] - truth) / 100)) if len(found) == 1 else 0.0
    if name == "composite_reward":
        relevance = rewards.evaluate_relevance(response, prompt)
        clarity, conciseness = rewards.evaluate_clarity(response), rewards.evaluate_conciseness(response)
        correctness = rewards.evaluate_correctness(response, truth)
        return float(0.4 * correctness + 0.3 * relevance + 0.2 * clarity + 0.1 * conciseness)
    if name == "shaped_reward":
        length_penalty = -0.1 * len(response.split()) / 100
        reasoning_bonus = 0.1 if rewards.has_reasoning_steps(response) else 0.0
        hallucination_penalty = -0.2 if rewards.has_hallucination(response) else 0.0
        return correct + length_penalty + reasoning_bonus + hallucination_penalty
    if name == "stable_reward":
        return max(correct, 0.1)
    if name == "robust_reward":
        return 0.0 if form < 0.8 else correct
    return correct


PATTERNS = [name for name, (module, _) in PLACES.items() if module.endswith("patterns")]


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_are_the_documented_ones_to_the_digit(name: str) -> None:
    pattern = getattr(rewards, name)
    second = {
        "composite_reward": lambda n: (["What is 2 + 2?"] * n, [4] * n),
        "robust_reward": lambda n: ([4] * n, FORM),
    }.get(name, lambda n: ([4] * n,))
    expected = [documented(name, response, 4, "What is 2 + 2?") for response in RESPONSES]
    assert pattern(RESPONSES, *second(len(RESPONSES))).tolist() == expected
    alone = [argument[0] if isinstance(argument, list) else argument for argument in second(1)]
    assert [pattern(response, *alone) for response in RESPONSES] == expected
    assert all(type(pattern(response, *alone)) is float for response in RESPONSES)


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.floats(0.001, 1e12))
def test_the_continuous_reward_falls_with_the_distance(number: int, truth: int, max_error: float) -> None:
    expected = max(0.0, 1.0 - abs(number - truth) / max_error)
    assert continuous_reward(f"The answer is {number}.", truth, max_error=max_error) == expected
    assert continuous_reward(f"The answer is {number}.", f"#### {truth}", max_error=max_error) == expected


@pytest.mark.parametrize("truth", ["x + 1", "", "3 and 4", math.nan, None])
def test_the_continuous_reward_needs_a_number(truth: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=r"ground_truths\[1\]"):
        continuous_reward(["4", "5"], [4, truth])
