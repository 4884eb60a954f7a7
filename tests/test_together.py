"""Rewards that are asked in one compiled call give what they give alone, and complain as they do alone."""

from __future__ import annotations

import copy
import functools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix import rewards
from agent_tunix.rewards import _core, as_reward, together, weighted_sum

FORM = "The answer is [NUM]."
#: Each function that can be asked together with others, with columns and options.
CALLS: list[tuple[Any, dict[str, Any]]] = [
    (rewards.check_answer, {"ground_truth": "4", "tolerance": 0.3}),
    (rewards.evaluate_correctness, {"ground_truth": "4"}),
    (rewards.match_format_exactly, {"expected_format": FORM, "partial_credit": 0.25}),
    (rewards.evaluate_format, {"expected_format": FORM}),
    (rewards.evaluate_relevance, {"prompt": "What is 2 + 2 eggs?"}),
    (rewards.evaluate_completeness, {"prompt": "What is 2 + 2 eggs?"}),
    (rewards.evaluate_completeness, {}),
    (rewards.evaluate_clarity, {}),
    (rewards.evaluate_conciseness, {"words": 7}),
    (rewards.evaluate_efficiency, {}),
]
RESPONSES = [
    "2 + 2 eggs is 4. The answer is 4.",
    "",
    "<think>2 + 2",
    "4 eggs, 4 eggs, 4 eggs, 4 eggs, 4 eggs.",
    "答案是4。",
    "It is 5, \ud800 I think",
]
words = st.sampled_from(["The answer is 4.", "eggs", "2 + 2 = 4", "</think>", "<think>", "答案是4。", "so it is", "\n", "é"])
responses = st.lists(st.lists(words | st.text(max_size=12), max_size=20).map(" ".join), min_size=1, max_size=8)


@settings(deadline=None)
@given(responses=responses, chosen=st.lists(st.sampled_from(range(len(CALLS))), min_size=2, max_size=10, unique=True))
def test_together_is_as_alone(responses: list[str], chosen: list[int]) -> None:
    calls = [CALLS[at] for at in chosen]
    found = together.try_together(responses, calls)
    for values, (function, given_) in zip(found, calls, strict=True):
        np.testing.assert_array_equal(values, function(responses, **given_), strict=True)


@settings(deadline=None)
@given(responses=responses, data=st.data())
def test_each_response_has_its_own_truth_and_prompt(responses: list[str], data: st.DataObject) -> None:
    each = st.lists(st.sampled_from(["4", "five", "2 eggs?"]), min_size=len(responses), max_size=len(responses))
    prompts, truths = data.draw(each), data.draw(each)
    calls: list[Any] = [(rewards.evaluate_relevance, {"prompt": prompts}), (rewards.check_answer, {"ground_truth": truths})]
    for values, (function, given_) in zip(together.try_together(responses, calls), calls, strict=True):
        np.testing.assert_array_equal(values, function(responses, **given_), strict=True)
        np.testing.assert_array_equal(
            values, [function(one, **{name: own[at] for name, own in given_.items()}) for at, one in enumerate(responses)]
        )


def test_every_function_that_has_a_part_is_in_the_table_with_its_defaults() -> None:
    assert {function.__name__ for function, _ in CALLS} == together.PARTS.keys()
    for name, (_, takes) in together.PARTS.items():
        function = getattr(rewards, name)
        for option, default in takes.items():
            free = function.__wrapped__ if hasattr(function, "__wrapped__") else function
            own = __import__("inspect").signature(free).parameters[option].default
            assert (default is ...) == (own is __import__("inspect").Parameter.empty) or own is None, (name, option)
            assert default is ... or default == own, (name, option)
