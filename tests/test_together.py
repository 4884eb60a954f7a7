"""Rewards that are asked in one compiled call give what they give alone, and complain as they do alone."""

from __future__ import annotations

import asyncio
import functools
import inspect
import pickle
import re
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tunix import rewards
from agent_tunix.rewards import _core, as_reward, weighted_sum
from agent_tunix.rewards.composing import together
from agent_tunix.rewards.composing.batch import Batch
from agent_tunix.rewards.composing.observation import observe

FORM = "The answer is [NUM]."
#: Each function that can be asked together with others, with columns and options.
CALLS: list[tuple[Any, dict[str, Any]]] = [
    (rewards.check_answer, {"ground_truth": "4", "tolerance": 0.3}),
    (rewards.evaluate_correctness, {"ground_truth": "4"}),
    (rewards.graduated_reward, {"ground_truth": "4"}),
    (rewards.binary_reward, {"ground_truth": "4"}),
    (rewards.improved_reward, {"ground_truth": "4", "tolerance": 0.25}),
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


def scores_together(responses: Any, calls: list[Any]) -> list[Any]:
    """Return what functions give that can all be asked in one call."""
    answered = [answer for answer in together.ask_together(responses, calls) if answer is not None]
    assert len(answered) == len(calls)
    return [scores for scores, _ in answered]


@settings(deadline=None)
@given(responses=responses, chosen=st.lists(st.sampled_from(range(len(CALLS))), min_size=2, max_size=10, unique=True))
def test_together_is_as_alone(responses: list[str], chosen: list[int]) -> None:
    calls = [CALLS[at] for at in chosen]
    for values, (function, given_) in zip(scores_together(responses, calls), calls, strict=True):
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
    for values, (function, given_) in zip(scores_together(responses, calls), calls, strict=True):
        np.testing.assert_array_equal(values, function(responses, **given_), strict=True)
        np.testing.assert_array_equal(
            values,
            [function(one, **{name: own[at] for name, own in given_.items()}) for at, one in enumerate(responses)],
        )


def test_the_table_has_every_function_with_its_parameters_and_defaults() -> None:
    assert {function.__name__ for function, _ in CALLS} == together.PARTS.keys()
    for name, (_, takes, _) in together.PARTS.items():
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
def test_a_batch_notes_what_functions_show_alone(responses: list[str], data: st.DataObject) -> None:
    truths = data.draw(st.lists(st.sampled_from(["4", "1/2"]), min_size=len(responses), max_size=len(responses)))
    functions = [rewards.check_answer, rewards.match_format_exactly, rewards.evaluate_correctness]
    reward: Any = weighted_sum(*data.draw(st.permutations(functions)))
    batch = Batch(responses, {"ground_truth": truths, "expected_format": FORM})
    with observe():
        batch.grade(reward)
    with observe() as seen:
        np.testing.assert_array_equal(rewards.check_answer(responses, truths), batch.graded[id(part_of(reward))][1])
    (alone,) = seen.shown
    notes = list(batch.notes.values())
    assert len(notes) == 2
    for note in notes:
        assert note.responses is batch.responses
        assert note.truths is alone.truths is truths
        np.testing.assert_array_equal(note.reasons, alone.reasons, strict=True)
        np.testing.assert_array_equal(note.sources, alone.sources, strict=True)
        assert note.described is not None
        assert alone.described is not None
        for part, same in zip(note.described, alone.described, strict=True):
            np.testing.assert_array_equal(part, same, strict=True)


def part_of(reward: Any) -> Any:
    return next(part for part in reward.parts if part.function is rewards.check_answer)


def test_texts_are_described_only_where_somebody_observes() -> None:
    reward = as_reward(rewards.check_answer)
    batch = Batch(RESPONSES, {"ground_truth": "4"})
    batch.grade(reward)
    (note,) = batch.notes.values()
    assert note.described is None
    assert [_core.REASONS[code] for code in note.reasons] == [
        verdict.reason for verdict in rewards.explain_answer(RESPONSES, "4")
    ]


def test_functions_show_what_is_graded_in_the_block_alone() -> None:
    calls: list[Any] = [
        lambda: rewards.check_answer(RESPONSES, "4"),
        lambda: rewards.explain_answer(RESPONSES, "4"),
        lambda: rewards.combined_reward(RESPONSES, "4", FORM),
        lambda: rewards.composite_reward(RESPONSES, "What is 2 + 2 eggs?", "4"),
        lambda: rewards.stable_reward(RESPONSES, "4"),
    ]
    expected = [verdict.reason for verdict in rewards.explain_answer(RESPONSES, "4")]
    for call in calls:
        unobserved = call()
        with observe() as outer:
            with observe() as inner:
                observed = call()
            rewards.check_answer("It is 5", "4")
        call()
        np.testing.assert_array_equal(observed, unobserved)
        assert len(inner.shown) == 1
        assert [_core.REASONS[code] for code in inner.shown[0].reasons] == expected
        assert outer.shown[0] is inner.shown[0]
        assert [each.responses for each in outer.shown[1:]] == ["It is 5"]
    for single in (
        lambda: rewards.check_answer(RESPONSES[0], "4"),
        lambda: rewards.explain_answer(RESPONSES[0], "4"),
        lambda: rewards.combined_reward(RESPONSES[0], "4", FORM),
    ):
        with observe() as seen:
            single()
        (shown,) = seen.shown
        assert (_core.REASONS[shown.reasons], _core.SOURCES[shown.sources]) == ("correct", "phrase")
        assert shown.responses is RESPONSES[0]


def test_threads_and_tasks_observe_for_themselves() -> None:
    async def grade(text: str) -> list[Any]:
        with observe() as seen:
            await asyncio.sleep(0)
            rewards.check_answer(text, "4")
        return [each.responses for each in seen.shown]

    async def main() -> list[list[Any]]:
        return list(await asyncio.gather(grade("a"), grade("b")))

    assert asyncio.run(main()) == [["a"], ["b"]]
    with observe() as seen:
        thread = threading.Thread(target=lambda: rewards.check_answer("c", "4"))
        thread.start()
        thread.join()
    assert [each.responses for each in seen.shown] in ([], ["c"])


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
    assert together.ask_together(RESPONSES, calls)[0] is None
    mixed = weighted_sum(wrapped, rewards.evaluate_clarity)(RESPONSES)
    np.testing.assert_array_equal(mixed, 0.5 + rewards.evaluate_clarity(RESPONSES))


def test_the_compiled_call_refuses_what_lacks_its_argument() -> None:
    correctness = ("correctness", 0.1, 0.5, None, None, None)
    for part in [("relevance",), correctness, ("completeness", True), ("no such part",)]:
        with pytest.raises(ValueError, match="parts"):
            _core.score_together(RESPONSES, [part], None, None)
    with pytest.raises(TypeError, match="batch"):
        _core.score_together("one", [("clarity",)], None, None)
