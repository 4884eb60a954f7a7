"""The Rubric of verifiers 0.1.14, one sample at a time and in groups."""

from __future__ import annotations

import asyncio
from typing import Any

import verifiers as vf

from agent_tunix.rewards import check_answer, match_format_exactly
from agent_tunix.rewards.trainers import verifiers


async def later(response: str, ground_truth: str) -> float:
    await asyncio.sleep(0.01)
    return check_answer(response, ground_truth)


def state(text: str) -> Any:
    return vf.State(
        prompt=[{"role": "user", "content": "2 + 2?"}], completion=[{"role": "assistant", "content": text}], answer="4",
        info={"solution": "#### 4"}, task="sums", trajectory=[],
    )  # fmt: skip


def rubric() -> Any:
    functions = [
        verifiers.Reward(check_answer),
        verifiers.Reward(check_answer, truth="info.solution", name="worked_solution"),
        verifiers.Reward(match_format_exactly, expected_format="The answer is [NUM]."),
        verifiers.Reward(later),
    ]
    return vf.Rubric(funcs=functions, weights=[1.0, 0.5, 0.25, 0.0])


def test_a_rollout_is_scored() -> None:
    scored = state("2 plus 2 equals 4.")
    asyncio.run(rubric().score_rollout(scored))
    assert scored["reward"] == 0.5 + 0.25 + 0.125
    metrics = {"check_answer": 0.5, "worked_solution": 0.5, "match_format_exactly": 0.5, "later": 0.5}
    assert scored["metrics"] == metrics


def test_a_group_is_scored() -> None:
    states = [state(text) for text in ("The answer is 4.", "The answer is 5.", "")]
    asyncio.run(rubric().score_group(states))
    assert [each["reward"] for each in states] == [1.75, 0.25, 0.0]
