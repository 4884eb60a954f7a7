"""Functions of every documented kind as rewards: what they are given, may return, and what is said when they fail."""

from __future__ import annotations

import asyncio
import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tunix.rewards import (
    Reward,
    RewardError,
    as_reward,
    check_answer,
    check_numbers,
    match_format_exactly,
    vectorized,
    weighted_sum,
)

RESPONSES = ["The answer is 4.", "I think 5", "", "four \N{SNOWMAN}"]


def length(response: str) -> float:
    return float(len(response))


def documented(response: str, prompt: str, metadata: dict[str, Any]) -> float:
    return float(len(response) + 10 * len(prompt) + 100 * int(metadata["answer"]) + 1000 * len(metadata))


def with_answer(response: str, answer: str = "") -> float:
    return float(answer in response) if answer else -1.0


def with_rest(response: str, **metadata: Any) -> float:
    return float(sum(len(str(value)) for value in metadata.values()) + len(response))


def by_name(response: str, *, answer: str) -> float:
    return float(len(response) + 10 * len(answer))


@vectorized
def share(responses: list[str], answer: list[str]) -> list[float]:
    return [
        len(response) / (1 + sum(map(len, responses))) + len(a) for response, a in zip(responses, answer, strict=True)
    ]


async def awaited(response: str, answer: str) -> float:
    await asyncio.sleep(0)
    return float(len(response) + len(answer))


def several(response: str) -> dict[str, Any]:
    return {"score": len(response) / 2, "words": len(response.split()), "note": "not a number"}


COLUMNS: dict[str, Any] = {"prompt": ["a", "bb", "ccc", ""], "answer": ["4", "5", "", "1"]}
NAIVE: dict[Callable[..., Any], Callable[[int], float]] = {
    length: lambda at: length(RESPONSES[at]),
    with_answer: lambda at: with_answer(RESPONSES[at], COLUMNS["answer"][at]),
    with_rest: lambda at: with_rest(RESPONSES[at], prompt=COLUMNS["prompt"][at], answer=COLUMNS["answer"][at]),
    by_name: lambda at: by_name(RESPONSES[at], answer=COLUMNS["answer"][at]),
    share: lambda at: share(RESPONSES, COLUMNS["answer"])[at],
    awaited: lambda at: float(len(RESPONSES[at]) + len(COLUMNS["answer"][at])),
    several: lambda at: len(RESPONSES[at]) / 2,
}
spellings = {
    "list": list,
    "tuple": tuple,
    "array": np.array,
    "objects": lambda column: np.array(column, dtype=object),
    "arrow": pa.array,
    "chat": lambda column: [
        [{"role": "user", "content": "?"}, {"role": "assistant", "content": text}] for text in column
    ],
}


@pytest.mark.parametrize("function", NAIVE, ids=lambda function: function.__name__)
@pytest.mark.parametrize("spelling", spellings)
def test_each_row_is_given_its_own_response_and_columns(function: Callable[..., Any], spelling: str) -> None:
    spell = spellings[spelling]
    column = spell if spelling != "chat" else list
    found = as_reward(function)(spell(RESPONSES), **{name: column(values) for name, values in COLUMNS.items()})
    assert found.dtype == np.float64
    assert found.tolist() == [NAIVE[function](at) for at in range(len(RESPONSES))]


def test_the_documented_signature_gets_prompt_and_metadata() -> None:
    reward = as_reward(documented)
    assert reward.needs == ("prompt",)
    assert reward("ab", prompt="abc", answer="3", format="x") == 2 + 30 + 300 + 2000
    # A column of that name is each response's own dictionary; other columns come on top.
    own = [{"answer": 1, "level": 5}, {"answer": 2}]
    assert reward(["a", "b"], prompt="", metadata=own).tolist() == [1 + 100 + 2000, 1 + 200 + 1000]
    assert reward(["a"], prompt=["p"], metadata=own[:1], answer=["7"]).tolist() == [1 + 10 + 700 + 2000]


def test_one_response_is_a_batch_of_one() -> None:
    for function in NAIVE:
        columns = {name: values[0] for name, values in COLUMNS.items()}
        alone = as_reward(function)(RESPONSES[0], **columns)
        assert type(alone) is float
        assert [alone] == as_reward(function)(
            RESPONSES[:1], **{name: [value] for name, value in columns.items()}
        ).tolist()


def test_documented_functions_are_called_as_they_are() -> None:
    truths = ["4", "5", "6", "4"]
    assert (as_reward(check_answer)(RESPONSES, ground_truth=truths) == check_answer(RESPONSES, truths)).all()
    assert as_reward(check_answer, partial_credit=0.25)("I think 5", "5") == 0.25
    # An option that the call names is applied, in a sum as well; a column of options is refused.
    assert as_reward(check_answer)("The answer is 4.1.", ground_truth="4", tolerance=0.0) == 0.0
    assert (0.5 * as_reward(check_answer))("The answer is 4.1.", ground_truth="4", tolerance=0.0) == 0.0
    with pytest.raises(TypeError, match="tolerance"):
        as_reward(check_answer)(["4", "5"], ground_truth="4", tolerance=[0.0, 0.1])
    scores = [found["score"] for found in check_numbers(RESPONSES, [4])]
    assert as_reward(check_numbers)(RESPONSES, expected_numbers=[[4]] * 4).tolist() == scores


def test_a_list_of_truths_means_any_of_them_and_a_text_means_itself() -> None:
    reward = as_reward(check_answer)
    assert reward(
        ["The answer is 1.", "The answer is 4.", "The answer is 5."], ground_truth=["15", ["4"], ("4", "5")]
    ).tolist() == [0.0, 1.0, 1.0]
    assert reward("The answer is 1.", ground_truth="15") == 0.0
    assert reward("The answer is 5.", ground_truth=["4", "5"]) == 1.0
    with pytest.raises(TypeError, match="ground_truth: expected"):
        reward("The answer is 5.", ground_truth=[])
    with pytest.raises(TypeError, match=re.escape("ground_truths[1]: expected")):
        reward(["The answer is 5."] * 2, ground_truth=[["5"], ()])


def test_another_name_changes_nothing_else() -> None:
    reward = as_reward(check_answer, columns={"ground_truth": "gold"}, tolerance=0.0, on_error=0.25)
    for other in (
        reward.named("other"),
        as_reward(reward, name="other"),
        as_reward(as_reward(reward, name="x"), name="other"),
    ):
        assert other.__name__ == "other"
        assert other.needs == ("gold",)
        assert other("The answer is 4.1.", gold="4") == 0.0
        assert repr(other) == "<FunctionReward other(response, gold): tolerance=0.0>"
    assert as_reward(check_answer).named("plain")("The answer is 4.", "4") == 1.0

    def broken(response: str) -> float:
        raise ValueError(response)

    with pytest.raises(RewardError, match="reward 'other', row 0"):
        as_reward(broken).named("other")(["a"])
    assert as_reward(broken, on_error=0.25).named("other")("a") == 0.25


def test_columns_under_other_names() -> None:
    renamed = as_reward(check_answer, columns={"ground_truth": "solution"})
    assert renamed.needs == ("solution",)
    assert renamed(RESPONSES, solution=4).tolist() == check_answer(RESPONSES, 4).tolist()
    rest = as_reward(with_rest, columns={"gold": "solution"})
    assert rest("ab", solution="abc") == with_rest("ab", gold="abc")


@pytest.mark.parametrize("call", [{}, {"answer": 4}, {"truth": 4, "prompt": "?"}])
def test_a_missing_column_names_itself_and_those_that_exist(call: dict[str, Any]) -> None:
    have = ", ".join(map(repr, call)) or "none"
    with pytest.raises(
        ValueError, match=f"^check_answer needs the column 'ground_truth'; the columns given are: {have}$"
    ):
        as_reward(check_answer)("The answer is 4.", **call)


def test_a_column_of_another_length_says_both() -> None:
    with pytest.raises(ValueError, match=r"answer: got 2 for 4 responses"):
        as_reward(awaited)(RESPONSES, answer=["1", "2"])


BAD = [float("nan"), float("inf"), "1.0", [1.0, 2.0], np.array([1.0, 2.0]), object(), b"1", 1j, {"points": 1}]


# Without addresses, so that each process of pytest-xdist collects the same names.
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: re.sub(r" at 0x\w+", "", repr(bad)))
def test_what_is_no_score_is_named_with_its_row(bad: Any) -> None:
    def broken(response: str) -> Any:
        return bad if response == "c" else 1

    with pytest.raises(RewardError) as caught:
        as_reward(broken)(["a", "b", "c"])
    assert "'broken', row 2: returned " in str(caught.value)
    assert repr(bad) in str(caught.value)
    assert as_reward(broken, on_error=-1.5)(["a", "c"]).tolist() == [1.0, -1.5]
    assert np.isnan(as_reward(broken, on_error="skip")(["a", "c"])).tolist() == [False, True]


def test_what_raises_is_named_with_its_row() -> None:
    def broken(response: str) -> float:
        return 1.0 / len(response)

    async def broken_later(response: str) -> float:
        return 1.0 / len(response)

    for function in (broken, broken_later):
        with pytest.raises(RewardError, match=r"row 1: raised ZeroDivisionError") as caught:
            as_reward(function)(["a", "", "c"])
        assert isinstance(caught.value.__cause__, ZeroDivisionError)
        assert as_reward(function, on_error=0.0)(["ab", ""]).tolist() == [0.5, 0.0]


def test_none_is_a_response_that_was_not_judged() -> None:
    reward = as_reward(lambda response: None if response == "?" else 2.0)
    assert np.array_equal(reward(["?", "a"]), [np.nan, 2.0], equal_nan=True)


@pytest.mark.parametrize("result", [[1.0], [1.0, 2.0, 3.0], 1.0, None, "ab", {0: 1.0, 1: 2.0}])
def test_a_vectorized_reward_gives_one_value_for_each(result: Any) -> None:
    @vectorized
    def broken(responses: list[str]) -> Any:
        assert responses == ["a", "b"]
        return result

    with pytest.raises(
        RewardError,
        match=r"'broken'.*(returned \d values for 2|not one value for each|has none of|is no number)",
    ):
        as_reward(broken)(["a", "b"])


def test_async_rewards_work_inside_a_running_loop() -> None:
    async def train() -> Any:
        return as_reward(awaited)(RESPONSES, answer="ab")

    assert asyncio.run(train()).tolist() == [len(response) + 2 for response in RESPONSES]


def test_an_instance_with_async_call_is_awaited() -> None:
    class Judge:
        async def __call__(self, response: str) -> float:
            return float(len(response))

    reward = as_reward(Judge())
    assert reward.__name__ == "Judge"
    assert reward(["a", "bb"]).tolist() == [1.0, 2.0]


def test_what_is_no_reward_is_refused() -> None:
    for wrong in (None, [check_answer], {"reward": 1}):
        with pytest.raises(TypeError, match="expected a reward"):
            as_reward(wrong)
    with pytest.raises(TypeError, match="the response as its first argument"):
        as_reward(lambda: 1.0)
    with pytest.raises(TypeError, match="has no parameter 'tolerence'; those beside the response are: ground_truth"):
        as_reward(check_answer, tolerence=0.1)
    with pytest.raises(ValueError, match="on_error"):
        as_reward(length, on_error="ignore")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="finite"):
        as_reward(float("nan"))


def test_calls_by_position_follow_the_columns_that_are_needed() -> None:
    reward = 0.3 * as_reward(match_format_exactly) + 0.7 * as_reward(check_answer)
    assert reward.needs == ("expected_format", "ground_truth")
    by_name = reward(RESPONSES, expected_format="The answer is [NUM].", ground_truth=4)
    assert (reward(RESPONSES, "The answer is [NUM].", 4) == by_name).all()
    with pytest.raises(TypeError, match="takes no 3 values"):
        reward("a", "[NUM]", 4, 5)
    with pytest.raises(TypeError, match="'ground_truth' twice"):
        reward("a", "[NUM]", 4, ground_truth=4)


def test_components_are_read_out_by_name() -> None:
    reward = weighted_sum((several, 2.0), (check_answer, 1.0), (as_reward(length, name="check_answer"), 0.0))
    total, components = reward.evaluate(RESPONSES, ground_truth=4)
    assert (total == reward(RESPONSES, ground_truth=4)).all()
    assert {name: part.tolist() for name, part in components.items()} == {
        "several": [len(response) / 2 for response in RESPONSES],
        "several/words": [len(response.split()) for response in RESPONSES],
        "check_answer": check_answer(RESPONSES, 4).tolist(),
        "check_answer_2": [len(response) for response in RESPONSES],
    }
    alone = reward.components(RESPONSES[0], ground_truth=4)
    assert alone == {name: part[0] for name, part in components.items()}


REWARDS: list[Reward] = [
    as_reward(length, name="long"),
    as_reward(check_answer, tolerance=0.2, columns={"ground_truth": "answer"}),
    0.5 * as_reward(length) - as_reward(check_answer, columns={"ground_truth": "answer"}) / 4 + 1,
]


@pytest.mark.parametrize("reward", REWARDS, ids=lambda reward: reward.__name__)
def test_copies_grade_alike(reward: Reward) -> None:
    truth = reward(RESPONSES, answer=4)
    for other in (pickle.loads(pickle.dumps(reward)), copy.deepcopy(reward), copy.copy(reward)):
        assert (other(RESPONSES, answer=4) == truth).all()
        assert (other.__name__, other.needs) == (reward.__name__, reward.needs)


@given(st.lists(st.text(max_size=8)), st.floats(-5, 5), st.floats(-5, 5))
def test_arithmetic_is_that_of_the_values(texts: list[str], a: float, b: float) -> None:
    x, y = as_reward(length), as_reward(lambda response: response.count("a") - 1.5)
    vx, vy = x(texts), y(texts)
    assert np.allclose((a * x + b * y)(texts), a * vx + b * vy, rtol=1e-12, atol=1e-12)
    assert np.allclose((x - y + a)(texts), vx - vy + a, rtol=1e-12, atol=1e-12)
    assert np.allclose((x - b)(texts), vx - b, rtol=1e-12, atol=1e-12)
    assert np.allclose((x - 2)(texts), vx - 2, rtol=1e-12, atol=1e-12)
    assert np.allclose((b - x)(texts), b - vx, rtol=1e-12, atol=1e-12)
    assert np.allclose((-x * y)(texts), -vx * vy, rtol=1e-12, atol=1e-12)
    assert np.allclose(sum([x, y])(texts), vx + vy, rtol=1e-12, atol=1e-12)  # type: ignore[operator]
