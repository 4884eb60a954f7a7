"""What came of a response, in a sentence: for people, and for models that learn from it."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from agent_tunix.rewards import (
    AnyOf,
    RewardLog,
    as_reward,
    check_answer,
    explain_answer,
    match_format_exactly,
    vectorized,
)
from agent_tunix.rewards._core import REASONS
from agent_tunix.rewards.reading.sentences import SENTENCES, say_reason, say_score
from agent_tunix.rewards.trainers import dspy, open_instruct

WRONG = "The answer is 54."
BOTH = 0.3 * as_reward(match_format_exactly, expected_format="The answer is [NUM].") + 0.7 * as_reward(check_answer)


async def slow(response: str, ground_truth: str) -> float:
    await asyncio.sleep(0)
    return check_answer(response, ground_truth)


def test_what_is_graded_is_seen_wherever_it_is_graded() -> None:
    async def waiting(response: str, answer: str) -> float:
        return await slow(response, answer)

    @vectorized
    def together(responses: list[str], answer: list[str]) -> Any:
        return check_answer(responses, answer)

    def telling(response: str, answer: str) -> dict[str, Any]:
        return {"score": check_answer(response, answer), "feedback": "Look again."}

    row, said = {"answer": "42"}, "The answer 54 differs from the truth 42."
    rewards: list[Any] = [
        check_answer,
        explain_answer,
        together,
        RewardLog(check_answer, folder=None),
        as_reward(check_answer),
    ]
    for reward in rewards:
        found = dspy.Reward(reward, name="sums").judge(WRONG, row)
        assert (found.score, found.answer, found.sentence) == (0.0, "54", said)
    assert dspy.Reward(telling).judge(WRONG, row).sentence == "Look again."
    assert dspy.Reward(BOTH, name="both").judge(WRONG, row).sentence.startswith(f"{said} The score is 0.3: ")
    assert dspy.Reward(len, name="length").judge(WRONG, row).sentence == "The score is 17."
    assert asyncio.run(open_instruct.Reward(waiting, truth="label").judge_later(WRONG, {"label": "42"})).answer == "54"


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(REASONS)
    for reason in REASONS:
        assert re.fullmatch(r"The [^{}]+\.", say_reason(reason, "41", "42"))


def test_sentences_are_one_line_and_name_texts() -> None:
    verdict = explain_answer("The answer is London.", "Paris")
    assert verdict.answer is not None
    told = say_reason(verdict.reason, verdict.answer.text, verdict.truth_read)
    assert told == "The answer London differs from the truth Paris."
    assert say_reason("unparseable", "4\n1", "42") == "The answer 4 1 can't be read as a value."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\text{", r"\text{"),
        (r"\text{forty", r"\text{forty"),
        (r"\text{forty}", "forty"),
        (r"\text{}", ""),
        (r"\text{a} + \text{b}", r"\text{a} + \text{b}"),
        (r"\text{a}}", r"\text{a}}"),
        ("{0}{reason}", "{0}{reason}"),
        ("\ud800", "\ud800"),
    ],
)
def test_any_text_stands_in_a_sentence(text: str, shown: str) -> None:
    assert say_reason("wrong_value", "41", text) == f"The answer 41 differs from the truth {shown}."


def test_long_texts_are_cut_and_scores_told() -> None:
    assert len(say_reason("wrong_value", "x" * 999, "y" * 999)) < 260
    assert say_reason("wrong_value", "41", AnyOf([42, 43])) == "The answer 41 differs from the truth 42 or 43."
    assert say_score(None, {}) == "The response can't be judged."
    assert say_score(1.0, {}) == "The score is 1."
