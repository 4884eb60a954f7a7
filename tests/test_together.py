"""Rewards that are asked in one compiled call give what they give alone, and complain as they do alone."""

from __future__ import annotations

import functools
import inspect
import pickle
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix import rewards
from agent_tunix.rewards import _core, as_reward, weighted_sum
from agent_tunix.rewards.composing import together
from agent_tunix.rewards.composing.observation import observe

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
words = st.sampled_from(
    ["The answer is 4.", "eggs", "2 + 2 = 4", "</think>", "<think>", "答案是4。", "so it is", "\n", "é"]
)
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
    calls: list[Any] = [
        (rewards.evaluate_relevance, {"prompt": prompts}),
        (rewards.check_answer, {"ground_truth": truths}),
    ]
    for values, (function, given_) in zip(together.try_together(responses, calls), calls, strict=True):
        np.testing.assert_array_equal(values, function(responses, **given_), strict=True)
        np.testing.assert_array_equal(
            values,
            [function(one, **{name: own[at] for name, own in given_.items()}) for at, one in enumerate(responses)],
        )


def test_the_table_has_every_function_with_its_parameters_and_defaults() -> None:
    assert {function.__name__ for function, _ in CALLS} == together.PARTS.keys()
    for name, (_, takes) in together.PARTS.items():
        parameters = dict(list(inspect.signature(getattr(rewards, name)).parameters.items())[1:])
        assert takes.keys() == parameters.keys(), name
        for option, default in takes.items():
            own = parameters[option].default
            assert default == own or (default is ... and own in (inspect.Parameter.empty, None)), (name, option)


def graded_alone(reward: Any, **columns: Any) -> Any:
    """Return what a weighted sum gives whose parts can't be asked together."""
    return sum(weight * part(RESPONSES, **columns) for part, weight in zip(reward.parts, reward.weights, strict=True))


COLUMNS: dict[str, Any] = {
    "ground_truth": "4",
    "prompt": "What is 2 + 2 eggs?",
    "expected_format": FORM,
    "answer": ["4"] * len(RESPONSES),
}


@pytest.mark.parametrize(
    "parts",
    [
        [rewards.evaluate_clarity, rewards.evaluate_conciseness],
        [rewards.evaluate_relevance, rewards.check_answer, rewards.evaluate_format, rewards.evaluate_efficiency],
        # Two truths in one sum: each part keeps its own.
        [rewards.check_answer, as_reward(rewards.evaluate_correctness, columns={"ground_truth": "answer"})],
        [as_reward(rewards.evaluate_conciseness, words=3), rewards.evaluate_completeness, rewards.has_repetition],
        [rewards.evaluate_clarity, len, rewards.step_reward],
    ],
)
def test_a_sum_is_the_sum_of_its_parts(parts: list[Any]) -> None:
    reward = weighted_sum(*((part, 0.25 * (at + 1)) for at, part in enumerate(parts)))
    np.testing.assert_array_equal(reward(RESPONSES, **COLUMNS), graded_alone(reward, **COLUMNS))
    evaluated = reward.evaluate(RESPONSES, **COLUMNS)
    np.testing.assert_array_equal(evaluated.total, graded_alone(reward, **COLUMNS))
    assert len(evaluated.components) == len(parts)
    for one, response in zip(evaluated.total, RESPONSES, strict=True):
        single = {name: column[0] if name == "answer" else column for name, column in COLUMNS.items()}
        assert reward(response, **single) == one
    same = pickle.loads(pickle.dumps(weighted_sum(rewards.evaluate_clarity, rewards.evaluate_conciseness)))
    assert same(RESPONSES).shape == (len(RESPONSES),)


@settings(deadline=None)
@given(responses=responses, data=st.data())
def test_who_looks_on_sees_together_what_is_seen_alone(responses: list[str], data: st.DataObject) -> None:
    truths = data.draw(st.lists(st.sampled_from(["4", "1/2"]), min_size=len(responses), max_size=len(responses)))
    functions = [rewards.check_answer, rewards.match_format_exactly, rewards.evaluate_correctness]
    chosen = data.draw(st.permutations(functions))
    columns = {"ground_truth": truths, "expected_format": FORM}
    reward = weighted_sum(*chosen)
    with observe() as seen:
        total = reward(responses, **columns)
    with observe() as alone:
        for each in chosen:
            as_reward(each)(responses, **columns)
    np.testing.assert_array_equal(total, reward(responses, **columns))
    assert len(seen.shown) == len(alone.shown) == len(functions) - 1
    for one, other in zip(seen.shown, alone.shown, strict=True):
        assert (one.responses, one.truths) == (other.responses, other.truths)
        np.testing.assert_array_equal(one.reasons, other.reasons, strict=True)
        np.testing.assert_array_equal(one.sources, other.sources, strict=True)
        for part, same in zip(one.described, other.described, strict=True):
            np.testing.assert_array_equal(part, same, strict=True)


def test_a_mistake_is_the_one_of_the_function_at_fault() -> None:
    reward = weighted_sum(rewards.evaluate_clarity, rewards.check_answer, rewards.evaluate_relevance)
    mistakes: list[tuple[dict[str, Any], str]] = [
        ({"ground_truth": ["4"] * 5, "prompt": "How?"}, "5 .* 6"),
        ({"ground_truth": " ", "prompt": "How?"}, "blank"),
        ({"ground_truth": "4", "prompt": ["How?"] * 2}, "2"),
        ({"ground_truth": "4"}, "needs the column 'prompt'"),
    ]
    for columns, message in mistakes:
        with pytest.raises(ValueError, match=message):
            reward(RESPONSES, **columns)
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (rewards.evaluate_conciseness, {"words": 0}),
        (rewards.evaluate_relevance, {"prompt": None}),
        (rewards.check_answer, {}),
    ]
    for function, given_ in wrong:
        calls: list[Any] = [(rewards.evaluate_clarity, {}), (rewards.evaluate_efficiency, {}), (function, given_)]
        with pytest.raises((TypeError, ValueError)) as alone:
            function(RESPONSES, **given_)
        with pytest.raises(alone.type, match=re.escape(str(alone.value))):
            together.ask(RESPONSES, calls)


def test_a_function_that_only_has_the_name_is_called_itself() -> None:
    @functools.wraps(rewards.evaluate_clarity)
    def wrapped(response: Any) -> Any:
        return np.full(len(response), 0.5)

    calls: list[Any] = [(wrapped, {}), (rewards.evaluate_conciseness, {}), (rewards.evaluate_efficiency, {})]
    assert together.try_together(RESPONSES, calls)[0] is None
    mixed = weighted_sum(wrapped, rewards.evaluate_clarity)(RESPONSES)
    np.testing.assert_array_equal(mixed, 0.5 + rewards.evaluate_clarity(RESPONSES))


def test_the_compiled_call_refuses_what_lacks_its_argument() -> None:
    for part in [("relevance",), ("correctness", 0.1, 0.5, None), ("completeness", True), ("no such part",)]:
        with pytest.raises(ValueError, match="parts"):
            _core.score_together(RESPONSES, [part], None, None)
    with pytest.raises(TypeError, match="batch"):
        _core.score_together("one", [("clarity",)], None, None)
