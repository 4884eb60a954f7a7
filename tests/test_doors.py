"""Every door takes the same results, chats and options, and makes the same of them.

A door is a way into the package for a reward: `as_reward`, an adapter of a trainer, `RewardLog`, `audit`, the command.
"""

from __future__ import annotations

import asyncio
import json
import math
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from agent_tunix.rewards import (
    ArgumentValueError,
    RewardError,
    RewardLog,
    as_reward,
    audit,
    check_answer,
    explain_answer,
    floor,
    get_reward,
    match_format_exactly,
    vectorized,
    weighted_sum,
)
from agent_tunix.rewards.auditing.worker import Call, Rewards, Setting
from agent_tunix.rewards.cli.app import program
from agent_tunix.rewards.trainers import areal, slime, trl, tunix, verl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RIGHT = "The answer is 4."

#: What a reward may return for one response, and the score that it is.
FORMS: dict[str, tuple[Any, float | None]] = {
    "float": (0.5, 0.5),
    "int": (1, 1.0),
    "bool": (True, 1.0),
    "fraction": (Fraction(1, 2), 0.5),
    "NumPy scalar": (np.float32(0.5), 0.5),
    "array of one": (np.array([1.0]), 1.0),
    "array without dimensions": (np.array(0.5), 0.5),
    "list of one": ([0.5], 0.5),
    "score and more": ((1.0, True), 1.0),
    "score": ({"score": 0.5, "length": 3}, 0.5),
    "reward": ({"reward": 1.0}, 1.0),
    "overall": ({"overall": 0.25, "format": 1.0}, 0.25),
    "object": (SimpleNamespace(reward=0.5), 0.5),
    "verdict": (explain_answer(RIGHT, "4"), 1.0),
    "none": (None, None),
}
#: What is no score.
NO_SCORES = {
    "text": "1.0",
    "nothing known": {"points": 1.0},
    "several": [1.0, 2.0],
    "empty": [],
    "object": object(),
    "complex": 1j,
}


def called(function: Callable[..., Any], response: Any) -> float | None:
    value = as_reward(function)(response)
    return None if math.isnan(value) else float(value)


def vectorized_call(function: Callable[..., Any], response: Any) -> float | None:
    value = as_reward(vectorized(lambda responses: [function(each) for each in responses]))([response])[0]
    return None if math.isnan(value) else float(value)


def in_sum(function: Callable[..., Any], response: Any) -> float | None:
    value = weighted_sum(function)([response])[0]
    return None if math.isnan(value) else float(value)


def single(function: Callable[..., Any], response: Any) -> Any:
    score = areal.Reward(function, on_invalid=math.pi)("?", response)
    return None if score == math.pi else score


def batched(function: Callable[..., Any], response: Any) -> Any:
    return trl.Reward(function, on_invalid=None)([response])[0]


def one_call(function: Callable[..., Any], response: Any) -> Any:
    def whole(responses: list[str]) -> list[Any]:
        return [function(each) for each in responses]

    return trl.Reward(whole, batched=True, on_invalid=None)([response])[0]


def waited_for(function: Callable[..., Any], response: Any) -> Any:
    async def later(text: str) -> Any:
        return function(text)

    sample = SimpleNamespace(prompt="?", response=response, label="4", metadata={})
    score = asyncio.run(slime.Reward(later, name="later", on_invalid=math.pi)(None, sample))
    return None if score == math.pi else score


def logged(function: Callable[..., Any], response: Any) -> Any:
    log = RewardLog(function, name="logged")
    log(response)
    summary = log.summary()
    assert summary["samples"] == 1
    return summary.get("reward/mean")


def audited(function: Callable[..., Any], response: Any) -> Any:
    rewards = Rewards(Setting([function], False, "plain", {}, [("?", "4", {})]))
    kind, scores, _ = rewards.answer(Call(((0, "plain"),), ((0, response),)))
    if kind != "paid":
        raise RewardError(scores)
    return scores[0]


DOORS: dict[str, Callable[[Callable[..., Any], Any], Any]] = {
    "as_reward": called,
    "vectorized": vectorized_call,
    "weighted_sum": in_sum,
    "adapter, one response": single,
    "adapter, each of a batch": batched,
    "adapter, a whole batch": one_call,
    "adapter, awaited": waited_for,
    "log": logged,
    "audit": audited,
}
#: The log records a training that goes on, and so takes what the trainer took; a chat is the trainer's to read.
REFUSING = {name: door for name, door in DOORS.items() if name != "log"}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("form", FORMS)
def test_a_result_is_the_same_score_through_every_door(form: str, door: str) -> None:
    result, score = FORMS[form]

    def reward(response: str) -> Any:
        return result

    assert DOORS[door](reward, RIGHT) == score


@pytest.mark.parametrize("door", REFUSING)
@pytest.mark.parametrize("form", NO_SCORES)
def test_what_is_no_score_is_refused_through_every_door(form: str, door: str) -> None:
    def reward(response: str) -> Any:
        return NO_SCORES[form]

    with pytest.raises(RewardError, match="returned"):
        DOORS[door](reward, RIGHT)


#: Chats, and the text of the response in each.
CHATS: dict[str, tuple[Any, str]] = {
    "the assistant's": ([{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": RIGHT}], RIGHT),
    "only a user": ([{"role": "user", "content": RIGHT}], ""),
    "no role": ([{"content": RIGHT}], RIGHT),
    "one message": ({"role": "assistant", "content": RIGHT}, RIGHT),
    "parts": ([{"role": "assistant", "content": [{"type": "text", "text": "The answer "}, "is 4."]}], RIGHT),
    "a call of a tool behind": (
        [{"role": "assistant", "content": RIGHT}, {"role": "assistant", "content": None, "tool_calls": []}],
        RIGHT,
    ),
}


def command(response: Any, folder: Path) -> str:
    """Return the reason that the command gives a response, which says what it read."""
    (rows := folder / "rows.jsonl").write_text(json.dumps({"response": response, "answer": "4"}), "utf-8")
    result = CliRunner().invoke(program, ["score", str(rows), "--out", str(folder / "scored.jsonl")])
    assert result.exit_code == 0, result.output
    return str(json.loads((folder / "scored.jsonl").read_text("utf-8"))["reason"])


@pytest.mark.parametrize("chat", CHATS)
def test_a_chat_is_the_same_text_through_every_door(chat: str, tmp_path: Path) -> None:
    messages, text = CHATS[chat]
    heard: list[str] = []

    def listen(response: str) -> float:
        heard.append(response)
        return 1.0

    as_reward(listen)(messages)
    # A list of messages is one chat, and a list of lists of them is a batch.
    as_reward(listen)([messages if isinstance(messages, list) else [messages]] * 2)
    areal.Reward(listen)("?", messages)
    trl.Reward(listen)([messages])
    trl.Reward(RewardLog(listen))([messages])
    RewardLog(trl.Reward(listen))(completions=[messages])
    assert heard == [text] * 7
    assert check_answer(messages, "4") == check_answer(text, "4")
    assert command(messages, tmp_path) == explain_answer(text, "4").reason


def test_a_known_option_is_applied_through_every_door() -> None:
    near = "The answer is 4.1."
    assert check_answer(near, "4", tolerance=0.0) == 0.0
    for reward in (
        as_reward(check_answer, tolerance=0.0),
        weighted_sum(as_reward(check_answer, tolerance=0.0)),
        get_reward("check_answer", tolerance=0.0),
        get_reward({"reward_function": "check_answer", "tolerance": 0.0}),
    ):
        assert reward(near, ground_truth="4") == 0.0
    for given in (
        as_reward(check_answer),
        weighted_sum(check_answer),
        floor(check_answer, 0.0),
        RewardLog(check_answer),
    ):
        assert given(near, ground_truth="4", tolerance=0.0) == 0.0
    for adapter in (tunix.Reward(check_answer, tolerance=0.0), tunix.Reward(as_reward(check_answer), tolerance=0.0)):
        assert adapter(prompts=["?"], completions=[near], answer=["4"]) == [0.0]
    told = Rewards(Setting([as_reward(check_answer)], False, None, {"tolerance": 0.0}, [("?", "4", {})]))
    assert told.answer(Call(((0, "batch"),), ((0, near),)))[1] == [0.0]


def test_an_unknown_option_is_refused_through_every_door() -> None:
    for make in (
        lambda: as_reward(check_answer, tolerence=0.0),
        lambda: get_reward("check_answer", tolerence=0.0),
        lambda: get_reward("weighted_sum", rewards=["check_answer"], tolerence=0.0),
        lambda: trl.Reward(check_answer, tolerence=0.0),
        lambda: verl.Reward(as_reward(check_answer), tolerence=0.0),
        lambda: Rewards(Setting([as_reward(check_answer)], False, None, {"tolerence": 0.0}, [])),
        lambda: Rewards(Setting([check_answer], False, None, {"tolerence": 0.0}, [])),
    ):
        with pytest.raises(TypeError, match="tolerence"):
            make()
    # The process that calls the reward refuses it, and the audit says so.
    with pytest.raises(ArgumentValueError, match="tolerence"):
        audit(check_answer, [{"prompt": "2 + 2?", "answer": "4"}], options={"tolerence": 0.0})


def test_a_parameter_gets_the_column_of_its_own_name() -> None:
    """The truth goes to `ground_truth`, or to the one parameter that nothing else fills."""

    def by_question(response: str, question: str) -> float:
        return float(question == "2 + 2?")

    def by_two(response: str, question: str, gold: str) -> float:
        return float((question, gold) == ("2 + 2?", "4"))

    def by_default(response: str, level: int = 0) -> float:
        return float(level)

    columns: dict[str, list[Any]] = {"question": ["2 + 2?"], "answer": ["4"], "level": [3]}
    for reward, score in ((by_question, 1.0), (by_two, 1.0), (by_default, 3.0)):
        assert tunix.Reward(reward)(prompts=["?"], completions=["x"], **columns) == [score]
        assert areal.Reward(reward)("?", "x", **{name: value for name, (value,) in columns.items()}) == score
    assert tunix.Reward(check_answer)(prompts=["?"], completions=[RIGHT], ground_truth=["4"]) == [1.0]
    with pytest.raises(ValueError, match="by_two: nothing fills 'question'"):
        tunix.Reward(by_two)(prompts=["?"], completions=["x"], answer=["4"])


def test_the_first_call_decides_which_column_fills_which_parameter() -> None:
    def named(response: str, label: str) -> float:
        return float(label == "4")

    reward = tunix.Reward(named)
    assert reward(prompts=["?"], completions=["x"], answer=["4"]) == [1.0]
    # The column of that name comes too late.
    assert reward(prompts=["?"], completions=["x"], answer=["4"], label=["5"]) == [1.0]


def test_a_reward_that_raises_names_itself_and_the_row() -> None:
    def broken(response: str) -> float:
        return 1 / len(response)

    message = r"reward 'broken', row 1: raised ZeroDivisionError"
    rewards: list[Any] = [as_reward(broken), weighted_sum(broken), trl.Reward(broken), trl.Reward(weighted_sum(broken))]
    for reward in rewards:
        with pytest.raises(RewardError, match=message):
            reward(["a", ""])


def test_repr_shows_weights_and_options() -> None:
    total = 0.3 * as_reward(match_format_exactly) + 0.7 * as_reward(check_answer, tolerance=0.0)
    assert repr(total) == (
        "<WeightedSum weighted_sum(response, expected_format, ground_truth): "
        "0.3 * match_format_exactly + 0.7 * check_answer(tolerance=0.0)>"
    )
    assert repr(floor(check_answer, 0.1)) == "<Clip floor(response, ground_truth): check_answer, low=0.1, high=inf>"
